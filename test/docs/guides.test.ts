/** Tests the code and the numbers in the guides. test/flux/guides/ tests their statements about Flux. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { afterAll, describe, expect, test } from 'vitest';
import { Cluster, FluxApplication, HelmRepository } from '../../src';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'guides-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The TypeScript on a page. */
function codeOf(name: string): string[] {
  const page = readFileSync(join(root, 'docs', name), 'utf8');
  return [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text as string);
}

function run(code: string): string {
  return execFileSync(join(root, 'node_modules/.bin/tsx'), ['-e', code], { cwd: root, encoding: 'utf8' });
}

test('hosts.md: the program writes a folder for each region', () => {
  writeFileSync(
    join(folder, 'clusters.yaml'),
    `apiVersion: fluxapp/v1
kind: ClusterList
clusters:
  - { name: eu-1, labels: { region: eu } }
  - { name: eu-2, labels: { region: eu } }
  - { name: us-1, labels: { region: us } }
`,
  );
  const [code] = codeOf('hosts.md') as [string];
  run(
    code.replace("'clusters.yaml'", JSON.stringify(join(folder, 'clusters.yaml'))).replace('dist/', `${folder}/dist/`),
  );
  const releases = (region: string) =>
    readFileSync(join(folder, 'dist', region, 'web.k8s.yaml'), 'utf8').match(/^ {2}name: web--.*$/gm);
  expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['eu', 'us']);
  expect([releases('eu'), releases('us')]).toEqual([
    ['  name: web--eu-1--web', '  name: web--eu-2--web'],
    ['  name: web--us-1--web'],
  ]);
});

test('secrets.md: the code refers to Secrets', () => {
  const [source, values] = codeOf('secrets.md') as [string, string];
  const imports = "import { Cluster, FluxApplication } from 'cdk8s-fluxapp';\n";
  const named = source.replace('new HelmRepository', 'const source = new HelmRepository');
  const [repository, , release] = JSON.parse(
    run(`${imports}${named}${values}\nconsole.log(JSON.stringify(chart.toJson()));`),
  );
  expect(repository.spec.secretRef).toEqual({ name: 'charts-login' });
  expect(release.spec.valuesFrom).toMatchObject([{ kind: 'Secret', name: 'web-eu-1' }]);
});

describe('limits.md', () => {
  const page = readFileSync(join(root, 'docs/limits.md'), 'utf8');
  const values = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key${index}`, 'x'.repeat(40)]));
  const synthesize = (targets: number) => {
    const app = new App({ outdir: folder });
    const chart = new Chart(app, 'chart', { namespace: 'apps' });
    new FluxApplication(chart, 'web', {
      helmRelease: {
        source: HelmRepository.fromName(chart, 'charts', 'charts'),
        chart: { chart: 'podinfo', version: '6.9.0' },
        defaults: { values },
        deploy: Array.from({ length: targets }, (_, index) => ({
          destination: Cluster.member(`c-${index}`).namespace('web'),
        })),
      },
    });
    app.synth();
  };

  test('an Application has room for as many targets as the page says', () => {
    const targets = Number(/(\d+) targets with values of 10 kB each/.exec(page)?.[1]);
    expect(JSON.stringify(values).length).toBeGreaterThan(10_000);
    expect(() => synthesize(targets)).not.toThrow();
    expect(() => synthesize(targets + 5)).toThrow('of these 1584988 bytes etcd takes 1572864');
  });

  test('its numbers are those of the page on performance', () => {
    const performance = readFileSync(join(root, 'docs/performance.md'), 'utf8');
    const rows = ['| 10,000 | 1 | `defaults` | 2.0 |', '| 50,000 | 1 | `defaults` | 2.2 |'];
    const cells = rows.map((row) =>
      performance
        .split('\n')
        .find((line) => line.startsWith(row))
        ?.split(' | '),
    );
    expect(cells.map((row) => [Number(row?.[6]), Number(row?.[7])])).toEqual([
      [97, 176],
      [142, 334],
    ]);
    expect(page).toContain('| 10,000 releases, `FleetApp` | 1.0 s | 176 MB |');
    expect(page).toContain('| 50,000 releases, `FleetApp` | 7.1 s | 334 MB |');
  });
});
