import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Cluster, FleetApp, FluxApplication, GitRepository, HelmTemplate } from '../../src';
import { applicationYaml } from '../cli/applications';
import { fluxapp } from '../cli/run';

const root = join(__dirname, '..', '..');
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');

function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code as string);
}

function run(code: string): string {
  return execFileSync(join(root, 'node_modules/.bin/tsx'), ['-e', code], { cwd: root, encoding: 'utf8' });
}

test('the example of the concepts prints what the page says', () => {
  expect(run(blocks(page('concepts.md'), 'ts')[0] as string)).toBe(blocks(page('concepts.md'), 'text')[0]);
});

describe('migration', () => {
  test('Applications out of a cluster are lowered from standard input', async () => {
    expect(blocks(page('migration.md'), 'sh')[0]).toContain('-o yaml | fluxapp lower');
    const item = applicationYaml('a').replace(/^/gm, '    ').replace('   ', '  -');
    const { code, stdout } = await fluxapp(['lower'], { stdin: `apiVersion: v1\nkind: List\nitems:\n${item}` });
    expect({ code, isLowered: stdout.includes('kind: Kustomization') }).toEqual({ code: 0, isLowered: true });
  });

  test('copied HelmReleases become targets that keep their releases', () => {
    const [code] = blocks(page('migration.md'), 'ts') as [string];
    const printed = run(
      `${code}\nconsole.log(JSON.stringify(chart.toJson().filter(({ kind }) => kind === 'HelmRelease')))`,
    );
    const specs = (JSON.parse(printed) as { spec: Record<string, unknown> }[]).map(({ spec }) => spec);
    const names = specs.map(({ releaseName, storageNamespace, values }) => [releaseName, storageNamespace, values]);
    expect(names).toEqual([
      ['podinfo', 'web', { replicaCount: 3, ui: { color: '#34577c' } }],
      ['podinfo', 'flux-system', { replicaCount: 1, ui: { color: '#34577c' } }],
    ]);
  });
});

/** What synthesis says of an application, or of what else a chart holds. */
function said(make: (chart: Chart) => void): string {
  const chart = new Chart(new App({ outdir: 'unused' }), 'chart', { namespace: 'apps' });
  make(chart);
  try {
    Testing.synth(chart);
    return '';
  } catch (error) {
    return String(error);
  }
}

const eu = Cluster.member('eu');
const web = (rest: object = {}) => ({ destination: eu.namespace('web'), ...rest });
const release = (chart: Chart, id: string, deploy: object[], rest: object = {}) => {
  const template = HelmTemplate.fromName(chart, `template-${id}`, 'template', rest);
  return new FluxApplication(chart, id, { helmRelease: { template, deploy: deploy as never } });
};

const PROVOKED: Readonly<Record<string, (chart: Chart) => void>> = {
  'unknown field; did you mean': (chart) => release(chart, 'a', [web({ intervall: '5m' })]),
  'is not a duration': (chart) => release(chart, 'a', [web({ timeout: '5' })]),
  'neither helmRelease nor kustomization is set': (chart) => new FluxApplication(chart, 'a', {} as never),
  'required, but missing': (chart) =>
    new FluxApplication(chart, 'a', {
      kustomization: { source: GitRepository.fromName(chart, 'git', 'git'), deploy: [web()] },
    }),
  'has the KEY': (chart) => release(chart, 'a', [web(), web()]),
  'makes the same Helm release as': (chart) => release(chart, 'a', [web(), web({ name: 'b', releaseName: 'a' })]),
  'is the name of another Application as well': (chart) => {
    release(chart, 'a', [web()]);
    new FluxApplication(chart, 'b', {
      metadata: { name: 'a' },
      kustomization: { source: GitRepository.fromName(chart, 'git', 'git'), deploy: [web({ prune: true })] },
    });
  },
  'is a Date: write a string': (chart) => release(chart, 'a', [web({ values: { at: new Date(0) } })]),
  'is an integer beyond 2^53': (chart) => release(chart, 'a', [web({ values: { id: 2 ** 60 } })]),
  'Flux would wait for ever': (chart) => release(chart, 'a', [web({ dependsOn: [{ name: 'a--eu--web' }] })]),
  'is not deployed to cluster': (chart) =>
    release(chart, 'a', [
      web({ dependsOn: [release(chart, 'b', [{ destination: Cluster.host().namespace('web') }])] }),
    ]),
  'a template is for the applications of its namespace': (chart) =>
    release(chart, 'a', [web()], { namespace: 'other' }),
  'Dependency cycle detected': (chart) => {
    const [one, two] = ['one', 'two'].map((id) => new ApiObject(chart, id, { apiVersion: 'v1', kind: 'X' }));
    one?.addDependency(two as ApiObject);
    two?.addDependency(one as ApiObject);
  },
};

/** What is said of a cluster that answers: test/api-server asserts it. */
const OF_CLUSTERS = [
  'does not accept the credentials',
  'cannot be read: applications.gitops.kubesphere.io is forbidden',
  'is its CRD installed?',
  'no Application is called',
  'Applications are called',
  'is not there: it has not been applied',
];

/** Nothing listens at port 1. */
const UNREACHABLE = `apiVersion: v1
kind: Config
current-context: gone
contexts: [{ name: gone, context: { cluster: gone, user: gone } }]
clusters: [{ name: gone, cluster: { server: 'https://127.0.0.1:1' } }]
users: [{ name: gone, user: { token: none } }]
`;

test('every message of troubleshooting is one that comes', async () => {
  const [, atSynthesis = '', ofCommand = ''] = page('troubleshooting.md').split(/^## /m);
  const messages = (section: string) =>
    [...section.matchAll(/^\| `([^`]*)`/gm)].map(([, message]) => message as string);
  const warning = 'looks like a secret given inline';
  expect(messages(atSynthesis).sort()).toEqual([...Object.keys(PROVOKED), warning].sort());
  for (const [message, make] of Object.entries(PROVOKED)) expect(said(make)).toContain(message);
  const secret = applicationYaml('a', { extra: '            postBuild: { substitute: { password: hunter2 } }\n' });
  expect((await fluxapp(['lower'], { stdin: secret })).stderr).toContain(warning);

  // the first is said by test/cli/binary.test.ts and by the tests of the package, the last by those too
  expect(messages(ofCommand)).toEqual([
    'fluxapp needs Node 22.19 or newer',
    'no such file or directory',
    'no kubeconfig',
    'cannot be reached',
    ...OF_CLUSTERS,
    'is not installed: what is optional was left out',
  ]);
  expect((await fluxapp(['lower', '-f', 'gone.yaml'])).stderr).toContain('no such file or directory');
  const nowhere = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
  onTestFinished(() => rmSync(nowhere, { recursive: true }));
  const file = join(nowhere, 'config');
  vi.stubEnv('KUBECONFIG', file);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect((await fluxapp(['status'])).stderr).toContain('no kubeconfig');
  writeFileSync(file, UNREACHABLE);
  expect((await fluxapp(['status'])).stderr).toContain('cannot be reached');
  const onServers = ['cli/status', 'pause']
    .map((name) => readFileSync(join(root, 'test/api-server', `${name}.test.ts`), 'utf8'))
    .join()
    .replaceAll('\\.', '.');
  for (const message of OF_CLUSTERS) expect(onServers).toContain(message);
  const sources = ['bin/fluxapp', 'src/cli/main.ts'].map((file) => readFileSync(join(root, file), 'utf8')).join();
  expect(sources).toContain('fluxapp needs Node ');
  expect(sources).toContain('is not installed: what is optional was left out');
});

test('a FleetApp reports a circle as an App does', () => {
  const app = new FleetApp({ outdir: 'unused' });
  PROVOKED['Dependency cycle detected']?.(new Chart(app, 'chart'));
  expect(() => app.charts).toThrow('Dependency cycle detected');
});

test.each(readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')))(
  'the links of %s lead somewhere',
  (name) => {
    const text = page(name);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link as string);
    const broken = links.filter((link) => {
      if (link.includes('://')) return false;
      const [file, anchor] = link.split('#') as [string, string?];
      const target = file === '' ? join(root, 'docs', name) : join(root, 'docs', dirname('x'), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchors(readFileSync(target, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  },
);

/** How GitHub calls the headings of a page. */
function anchors(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading as string);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
