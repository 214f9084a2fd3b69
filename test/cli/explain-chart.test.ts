import { expect, test, vi } from 'vitest';
import { printYamlDocuments } from '../../src/yaml/print';
import { helmApplication, onHost, onMember } from '../application/applications';
import { fixtureFiles } from '../charts/fixtures';
import { folderOf } from './run';

const applications = [
  helmApplication(
    [
      onHost('a', { values: { image: { tag: 'x' }, replicaCount: 2 } }),
      onMember('eu-1', 'web', { valuesFrom: [{ kind: 'Secret', name: 'web' }], chart: { chart: 'charts/web' } }),
      onMember('us-1', 'web', { values: { image: { tag: 'y' } }, chart: { chart: 'other' } }),
    ],
    { chart: { chart: 'web', version: '1.4.0' } },
  ),
];
const jobsSchema = JSON.parse(String(fixtureFiles('jobs').get('values.schema.json')));
const files = {
  ...Object.fromEntries(
    ['web', 'jobs'].flatMap((name) => [...fixtureFiles(name)].map(([path, text]) => [`${name}/${path}`, text])),
  ),
  // without parts that are not available locally
  'jobs/values.schema.json': JSON.stringify({ ...jobsSchema, properties: { ...jobsSchema.properties, remote: true } }),
  'app.yaml': printYamlDocuments(applications),
  'app.sh': 'mkdir -p "$CDK8S_OUTDIR" && cp app.yaml "$CDK8S_OUTDIR"',
  'faulty.yaml': printYamlDocuments([helmApplication([onHost('A')])]),
};

const OTHER = { storageNamespace: 'apps', values: { replicaCount: 3 }, chart: { chart: 'other' } };
const GIT = { sourceRef: { kind: 'GitRepository', name: 'charts' } };
const podinfo = { namespace: 'apps', application: 'podinfo' };

async function explain(...args: readonly string[]) {
  return folderOf(files).fluxapp(['explain', '--chart', ...args]);
}

test('explains a key, and where targets of the chart set it', async () => {
  expect(await explain('./web', 'image.tag', '-f', './app.yaml')).toEqual({
    code: 0,
    stderr: '',
    stdout: `CHART:    web 1.4.0
KEY:      image.tag
TYPE:     any
DEFAULT:  ""

DESCRIPTION:
  Tag of the image

SET BY:
APPLICATION   TARGET    PATH       LAYER                                   VALUE
apps/podinfo  a         image.tag  values                                  "x"
apps/podinfo  eu-1-web  *          valuesFrom[0]: Secret web, values.yaml  (not known here)
`,
  });
});

test('finds the chart of targets in the namespace of the application', async () => {
  const deploy = [onHost(undefined, { values: { replicaCount: 2 } }), onMember('us-1', undefined, OTHER)];
  const given = helmApplication(deploy, { chart: { chart: 'web', version: '1.4.0', valuesFiles: ['eu.yaml'] } });
  const folder = folderOf({ ...files, 'app.yaml': printYamlDocuments([given]) });
  const { stdout } = await folder.fluxapp(['explain', '--chart', './web', 'replicaCount', '-f', './app.yaml']);
  expect(stdout.split('SET BY:\n')[1]).toBe(`APPLICATION   TARGET  PATH          LAYER                            VALUE
apps/podinfo  apps    *             chart.valuesFiles[0]: "eu.yaml"  (not known here)
apps/podinfo  apps    replicaCount  values                           2
`);
  const { stdout: lowered } = await folder.fluxapp(['lower', '--explain', '-f', './app.yaml']);
  expect(lowered).toBe(`APPLICATION   TARGET     PATH          LAYER                            VALUE
apps/podinfo  apps       *             chart.valuesFiles[0]: "eu.yaml"  (not known here)
apps/podinfo  apps       replicaCount  values                           2
apps/podinfo  us-1-apps  *             chart.valuesFiles[0]: "eu.yaml"  (not known here)
apps/podinfo  us-1-apps  replicaCount  values                           3
`);
});

test.each(['web', './charts/web/', 'charts/web/.', './', '.'])(
  'finds targets whose chart is the path %s',
  async (chart) => {
    const given = helmApplication([onHost('a', { values: { replicaCount: 2 } })], { chart: { chart }, source: GIT });
    const folder = folderOf({ ...files, 'app.yaml': printYamlDocuments([given]) });
    const { stdout } = await folder.fluxapp(['explain', '--chart', './web', 'replicaCount', '-f', './app.yaml']);
    expect(stdout).toMatch(/^apps\/podinfo {2}a {7}replicaCount {2}values {2}2$/m);
  },
);

test('runs the app in place of a file', async () => {
  const folder = folderOf(files);
  vi.spyOn(process, 'cwd').mockReturnValue(folder.path);
  const outcome = await folder.fluxapp([
    'explain',
    '--chart',
    './web',
    'replicaCount',
    '--app',
    'sh app.sh',
    '-o',
    'json',
  ]);
  vi.restoreAllMocks();
  expect({ ...outcome, stdout: JSON.parse(outcome.stdout) }).toEqual({
    code: 0,
    stderr: '',
    stdout: {
      chart: 'web',
      version: '1.4.0',
      key: 'replicaCount',
      type: 'string | number',
      description: 'Number of Pods',
      default: 1,
      layers: [
        { ...podinfo, target: 'a', layer: 'values', path: ['replicaCount'], value: 2 },
        { ...podinfo, target: 'eu-1-web', layer: 'valuesFrom[0]', reference: { kind: 'Secret', name: 'web' } },
      ],
    },
  });
});

test('lists the keys of a map, and of the values as a whole', async () => {
  expect(await explain('./jobs', 'menu.below')).toEqual({
    code: 0,
    stderr: '',
    stdout: `CHART:    jobs 0.3.1-rc.1+build.5
KEY:      menu.below
TYPE:     map

KEYS:
  KEY               TYPE    DEFAULT  DESCRIPTION
  menu.below.title  string
  menu.below.below  map
`,
  });
  const { stdout } = await explain('./web');
  expect(stdout).toMatch(/^CHART: {4}web 1\.4\.0\n\nKEYS:\n {2}KEY +TYPE +DEFAULT +DESCRIPTION\n/);
  expect(stdout).toMatch(/^ {2}replicaCount +string \| number +1 +Number of Pods$/m);
});

test.each([
  ['jobs[0].name', 'string', 'The name of the Job.\nIt is a DNS label.'],
  ['jobs[].after.after.command', 'string[]', undefined],
  ['labels["app.kubernetes.io/name"]', 'string', undefined],
  ['policy', '"Allow" | "Forbid" | "Replace" | null', 'What becomes of a job that still runs'],
  ['flags.a.b', 'map | boolean', undefined],
  ['anything', 'any', undefined],
])('of %s it says %s', async (key, type, description) => {
  const { stdout } = await explain('./jobs', key, '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ type, ...(description === undefined ? {} : { description }) });
});

test('shows an integer beyond 2^53, in JSON and YAML as the number that Helm reads', async () => {
  const large = {
    ...{ 'big/Chart.yaml': 'name: big\nversion: 1.0.0\n', 'big/values.yaml': 'limit: 9007199254740993\n' },
    'app.yaml': printYamlDocuments([
      helmApplication([onHost('a', { valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] })], {
        chart: { chart: 'big', version: '1.0.0' },
      }),
      {
        ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more', namespace: 'apps' } },
        data: { 'values.yaml': 'limit: 9007199254740995\n' },
      },
    ]),
  };
  const run = (...args: string[]) =>
    folderOf(large).fluxapp(['explain', '--chart', './big', 'limit', '-f', './app.yaml', ...args]);
  const text = await run();
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout).toMatch(/^DEFAULT: {2}9007199254740993$/m);
  expect(text.stdout).toMatch(/values\.yaml +9007199254740995$/m);
  const json = await run('-o', 'json');
  expect(json).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(json.stdout)).toMatchObject({ default: 9007199254740992, layers: [{ value: 9007199254740996 }] });
  const yaml = await run('-o', 'yaml');
  expect(yaml).toMatchObject({ code: 0, stderr: '' });
  expect(yaml.stdout).toMatch(/^default: 9\.007199254740992e\+15$/m);
  const layers = await folderOf(large).fluxapp(['lower', '--explain', '-f', './app.yaml', '-o', 'json']);
  expect(JSON.parse(layers.stdout)).toMatchObject([{ value: 9007199254740996 }]);
});

test('says that no target sets a key', async () => {
  const { stdout } = await explain('./jobs', 'schedule', '-f', './app.yaml');
  expect(stdout).toMatch(/\nSET BY:\n {2}no target\n$/);
});

test.each([
  ['a key that is misspelt', ['./web', 'image.tga'], 'web 1.4.0 has no key image.tga; did you mean "image.tag"?'],
  ['a key that is none', ['./web', 'image..tag'], 'web 1.4.0 has no key image..tag; did you mean "image.tag"?'],
  ['a chart that is not there', ['./none'], './none: no such file or directory'],
  ['a file and an app', ['./web', '-f', 'a.yaml', '--app'], '--app runs the app, -f reads manifests: choose one'],
])('refuses %s', async (_, args, message) => {
  expect(await explain(...args)).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
});

test('code with errors is explained no further', async () => {
  const { code, stdout, stderr } = await explain('./web', 'image', '-f', './faulty.yaml');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: \.\/faulty\.yaml:\d+:\d+: .*\n1 error in 1 file: nothing was printed\n$/);
});
