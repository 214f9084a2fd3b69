import { afterAll, beforeAll, expect, test } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { KubeconfigFolder } from '../kube/kubeconfig-file';
import { fluxapp, folderOf } from './run';

const secret = (name: string, keys: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'apps', labels: { kubeconfig: '', stage: 'prod' }, resourceVersion: '7' },
  data: Object.fromEntries(keys.map((key) => [key, 'UzNDUkVU'])),
});
const release = (name: string, secretRef: object, namespace = 'apps') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: ${namespace}, annotations: { gitops.kubesphere.io/application: ${name.split('-')[0]} } }
spec: { kubeConfig: { secretRef: ${JSON.stringify(secretRef)} } }
`;

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let kubeconfig: string;

beforeAll(async () => {
  fake = await FakeApiServer.start([secret('eu-1', ['value']), secret('eu-2', ['kubeconfig', 'ca'])]);
  folder = new KubeconfigFolder();
  kubeconfig = folder.write('fake', fake.url);
});

afterAll(async () => {
  await fake.close();
  folder.remove();
});

const clusters = (...args: string[]) => fluxapp(['clusters', ...args, '--kubeconfig', kubeconfig]);

test('Secrets are listed where a selector says which', async () => {
  expect(await clusters('-n', 'apps', '-l', 'kubeconfig')).toEqual({
    code: 0,
    stdout: `\
NAME  SECRET  LABELS                  KNOWN BY
eu-1  eu-1    kubeconfig=,stage=prod  Secret apps/eu-1
eu-2  eu-2    kubeconfig=,stage=prod  Secret apps/eu-2
`,
    stderr: '',
  });
  expect(await clusters('-n', 'apps')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'no clusters found in namespace apps; -l selects Secrets with kubeconfigs\n',
  });
  expect(await clusters('-A', '-l', 'stage=dev')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'no clusters found in any namespace\n',
  });
});

test('-o yaml prints the file for ClusterSet.fromFile()', async () => {
  const { stdout } = await clusters('-A', '-l', 'kubeconfig', '-o', 'yaml');
  expect(stdout).toBe(`apiVersion: fluxapp/v1
kind: ClusterList
clusters:
  - name: eu-1
    labels:
      kubeconfig: ""
      stage: prod
  - name: eu-2
    labels:
      kubeconfig: ""
      stage: prod
`);
});

test('--secrets says what namespaces lack, without a value of a Secret', async () => {
  const files = folderOf({
    'dist/web.yaml': [release('web-1', { name: 'eu-1' }), release('web-2', { name: 'eu-2' })].join('---\n'),
    'dist/shop.yaml': [release('shop-1', { name: 'eu-1' }, 'shop'), release('shop-2', { name: 'eu-1' })].join('---\n'),
    'ok.yaml': release('web-2', { name: 'eu-2', key: 'kubeconfig' }),
    'none.yaml': 'kind: ConfigMap\napiVersion: v1\n',
    'bad.yaml': 'a: [',
    'empty.yaml': '',
  });
  const run = (...args: string[]) => files.fluxapp(['clusters', '--secrets', '--kubeconfig', kubeconfig, ...args]);
  expect(await run('-f', './dist')).toEqual({
    code: 1,
    stdout: `\
NAMESPACE  KIND    NAME  KEY  NEEDED BY  FOUND  MESSAGE
apps       Secret  eu-1       shop, web  yes
apps       Secret  eu-2       web        no     has no key value or value.yaml, but ca, kubeconfig
shop       Secret  eu-1       shop       no     there is no such Secret
`,
    stderr: '',
  });
  expect(await run('-f', './ok.yaml')).toEqual({
    code: 0,
    stdout: `\
NAMESPACE  KIND    NAME  KEY         NEEDED BY  FOUND  MESSAGE
apps       Secret  eu-2  kubeconfig  web        yes
`,
    stderr: '',
  });
  expect(await run('-f', './none.yaml')).toMatchObject({ code: 0, stdout: '' });
  expect(await run('-f', './bad.yaml')).toMatchObject({ code: 1, stdout: '' });
  expect(await run('-f', './empty.yaml')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: ./empty.yaml: is empty\n1 error in 1 file: nothing was printed\n',
  });
});

test.each([
  [['--secrets'], 'error: --secrets: name manifests with -f\n'],
  [['-f', 'dist'], 'error: -f: only with --secrets\n'],
  [
    ['--secrets', '-f', 'dist', '-A'],
    "error: option '--secrets' cannot be used with option '-A, --all-namespaces'\nSee \"fluxapp clusters --help\" for usage.\n",
  ],
  [
    ['--secrets', '-f', 'dist', '-o', 'yaml'],
    "error: option '--secrets' cannot be used with option '-o, --output <format>'\nSee \"fluxapp clusters --help\" for usage.\n",
  ],
])('%j is an error', async (args, stderr) => {
  expect(await clusters(...args)).toEqual({ code: 1, stdout: '', stderr });
});
