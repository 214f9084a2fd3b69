/** Tests that the page on fleets is correct. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { fluxapp } from '../cli/run';
import { KubeconfigFolder } from '../kube/kubeconfig-file';

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs', 'fleets.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'fleets-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text as string);
}

function run(code: string): string {
  return execFileSync(join(root, 'node_modules/.bin/tsx'), ['-e', code], { cwd: root, encoding: 'utf8' });
}

test('the example prints what the page says, of the file on the page', () => {
  const path = join(folder, 'clusters.yaml');
  writeFileSync(path, blocks('yaml')[0] as string);
  const [code] = blocks('ts') as [string];
  expect(run(code.replace("'clusters.yaml'", JSON.stringify(path)))).toBe(blocks('text')[0]);
});

test('the clusters with names of their own have the names and Secrets that the page says', () => {
  const [, code] = blocks('ts') as [string, string];
  const list = code.replace(/;( \/\/.*)?$/gm, ',');
  const printed = run(
    `import { Cluster } from 'cdk8s-fluxapp'; console.log(JSON.stringify([${list}].map(({ name, kubeConfig }) => ({ name, ...kubeConfig }))))`,
  );
  expect(JSON.parse(printed)).toEqual([
    { name: 'eu-1', secretRef: { name: 'eu-1-admin', key: 'kubeconfig' } },
    { name: 'eu-2', secretRef: { name: 'kubeconfigs', key: 'eu-2' } },
    { name: 'eu-3', secretRef: { name: 'eu-3-kubeconfig' } },
    { name: 'eu-4', configMapRef: { name: 'oidc-eu-4' } },
  ]);
});

test('the schema that the page names is there', () => {
  const [, path] = /node_modules\/cdk8s-fluxapp\/(\S+)/.exec(page) as unknown as [string, string];
  expect(JSON.parse(readFileSync(join(root, path), 'utf8')).title).toBe('ClusterList of fluxapp/v1');
});

test('what is said of the Secrets that are lacking is what the command says', async () => {
  const secret = (name: string, key: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'apps', resourceVersion: '7' },
    data: { [key]: 'UzNDUkVU' },
  });
  const release = (owner: string, namespace: string, name: string) => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: `${owner}--${name}`, namespace, annotations: { 'gitops.kubesphere.io/application': owner } },
    spec: { kubeConfig: { secretRef: { name } } },
  });
  const manifests = [
    release('web', 'apps', 'eu-1-kubeconfig'),
    release('shop', 'apps', 'eu-1-kubeconfig'),
    release('web', 'apps', 'eu-2'),
    release('shop', 'shop', 'eu-1-kubeconfig'),
  ];
  const fake = await FakeApiServer.start([secret('eu-1-kubeconfig', 'value'), secret('eu-2', 'kubeconfig')]);
  const kubeconfigs = new KubeconfigFolder();
  try {
    const { code, stdout } = await fluxapp(
      ['clusters', '--secrets', '-f', '-', '--kubeconfig', kubeconfigs.write('fake', fake.url)],
      { stdin: manifests.map((each) => JSON.stringify(each)).join('\n') },
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: blocks('text')[1] });
  } finally {
    await fake.close();
    kubeconfigs.remove();
  }
});
