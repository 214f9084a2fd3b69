/** `fluxapp lower --charts`: Helm's verdict on the values of Applications in YAML. */
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printYaml } from '../../src/yaml/print';
import { helmApplication, onMember } from '../application/applications';
import { CORPUS, type Scan, scannedChart, scannedFiles, scans } from '../charts/scans';
import { tgzOf } from '../charts/tar';
import { folderOf } from './run';

const CHART = 'name: podinfo\nversion: 6.9.0\n';
const SCHEMA = JSON.stringify({
  properties: { replicaCount: { type: 'integer' }, ui: { additionalProperties: false } },
});

/** An Application with two targets that have these values. */
function application(values: object, { version = '6.9.0', ...fields }: Record<string, unknown> = {}): string {
  const deploy = ['eu-1', 'us-1'].map((cluster) => onMember(cluster, 'web', { values, ...fields }));
  return printYaml(helmApplication(deploy, { chart: { chart: 'podinfo', version } }));
}

const archive = (version: string) =>
  tgzOf([
    { name: 'podinfo/Chart.yaml', content: CHART.replace('6.9.0', version) },
    { name: 'podinfo/values.schema.json', content: SCHEMA },
  ]);
const folder = { 'charts/podinfo/Chart.yaml': CHART, 'charts/podinfo/values.schema.json': SCHEMA };

const HELM_RELEASE = 'Application apps/podinfo: spec.fluxApp.spec.config.helmRelease';

test.each([
  ['a folder', folder],
  [
    'an archive among others',
    { 'charts/podinfo-6.8.0.tgz': archive('6.8.0'), 'charts/podinfo-6.9.0.tgz': archive('6.9.0') },
  ],
])('refuses what Helm refuses, by %s', async (_, files) => {
  const { fluxapp } = folderOf({ 'app.yaml': application({ replicaCount: 'three' }), ...files });
  const { code, stdout, stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(
    `${HELM_RELEASE}.deploy[0].values.replicaCount (and deploy[1]): must be an integer, got a string (the schema of podinfo 6.9.0) [values-refused]`,
  );
  const right = folderOf({ 'app.yaml': application({ replicaCount: 3 }), ...files });
  expect(await right.fluxapp(['lower', '-f', './app.yaml', '--charts', './charts'])).toMatchObject({
    code: 0,
    stderr: '',
  });
});

const TEMPLATE = '{{ .Values.replicaCount }} {{ .Values.ui.color }} {{ toYaml .Values.resources }}';
const known = {
  'charts/podinfo/Chart.yaml': CHART,
  'charts/podinfo/values.yaml': 'replicaCount: 1\nui:\n  message: hello\n',
  'charts/podinfo/templates/a.yaml': TEMPLATE,
};

test('warns of keys that the chart does not know, once for all targets', async () => {
  const values = {
    ...{ replicaCoutn: 3, ui: { colour: 'red', message: 'x', zzzzzzzz: null }, other: 1 },
    ...{ resources: { limits: {} }, global: { a: 1 } },
  };
  const { fluxapp } = folderOf({ 'app.yaml': application(values), ...known });
  const { code, stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  const warnings = [
    ['28:17', 'replicaCoutn', 'is a key that podinfo 6.9.0 does not know; did you mean "replicaCount"?'],
    ['30:19', 'ui.colour', 'is a key that podinfo 6.9.0 does not know; did you mean "color"?'],
    ['33:17', 'other', 'is a key that podinfo 6.9.0 does not know'],
  ].map(
    ([place, key, message]) =>
      `warning: ./app.yaml:${place}: ${HELM_RELEASE}.deploy[0].values.${key} (and deploy[1]): ${message} [values-key-unknown]\n`,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: warnings.join('') });
});

test.each([
  ['in the chart', 'common.json', ['[chart-schema-unknown]', '[values-key-unknown]']],
  ['elsewhere', 'https://charts.example.com/common.json', ['[chart-schema-unknown]']],
])('knows the keys of a document %s that the schema refers to, or warns of none', async (_, $ref, codes) => {
  const files = {
    ...known,
    'charts/podinfo/values.schema.json': JSON.stringify({ properties: { ui: { $ref } } }),
    'charts/podinfo/common.json': JSON.stringify({ properties: { theme: { type: 'string' } } }),
  };
  const { fluxapp } = folderOf({ 'app.yaml': application({ ui: { theme: 'dark', colour: 'red' } }), ...files });
  const { stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  expect(stderr.match(/\[[a-z-]+\]$/gm)).toEqual(codes);
  expect(stderr).not.toContain('theme');
});

test.runIf(existsSync(CORPUS))('warns of a misspelt key of a public chart, and not of its own values', async () => {
  const scan = scans().get('stefanprodan--podinfo') as Scan;
  const { version, values } = scannedChart(scan);
  const files = [...scannedFiles(scan)].map(([path, content]) => [`charts/podinfo/${path}`, content] as const);
  const run = (given: object) => {
    const { fluxapp } = folderOf({ 'app.yaml': application(given, { version }), ...Object.fromEntries(files) });
    return fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  };
  expect(await run(values)).toMatchObject({ code: 0, stderr: '' });
  const { code, stderr } = await run({ ...values, replicaCuont: 2 });
  expect({ code, stderr: stderr.replace(/:\d+:\d+:/, ':') }).toEqual({
    code: 0,
    stderr: `warning: ./app.yaml: ${HELM_RELEASE}.deploy[0].values.replicaCuont (and deploy[1]): is a key that podinfo ${version} does not know; did you mean "replicaCount"? [values-key-unknown]\n`,
  });
});

test('takes a Chart.yaml for the charts beside it', async () => {
  const { fluxapp } = folderOf({
    'app.yaml': application({ ui: { colour: 'red' } }),
    'Chart.yaml': 'name: all\nversion: 0.0.0\ndependencies:\n  - name: podinfo\n    version: 6.9.0\n',
    'charts/podinfo-6.9.0.tgz': archive('6.9.0'),
  });
  const { code, stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './Chart.yaml']);
  expect(code).toBe(1);
  expect(stderr).toContain(
    'values.ui.colour (and deploy[1]): no such key (the schema of podinfo 6.9.0) [values-refused]',
  );
});

test('warns where the folder has another version, or none', async () => {
  const range = folderOf({ 'app.yaml': application({ replicaCount: 'three' }, { version: '6.x' }), ...folder });
  const warned = await range.fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  expect(warned.code).toBe(0);
  expect(warned.stderr.match(/\[[a-z-]+\]$/gm)).toEqual(['[chart-version-differs]', '[values-refused]']);
  const none = folderOf({
    'app.yaml': application({}),
    'charts/other/Chart.yaml': 'name: other\nversion: 1.0.0\n',
    'charts/b/x': '',
  });
  const { code, stderr } = await none.fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  expect(code).toBe(0);
  expect(stderr).toContain(
    'the folder of --charts has no chart podinfo 6.9.0: its values are not checked [chart-not-found]',
  );
});

test('is an error where one target of a layer has the version of the folder, in any order', async () => {
  const other = { chart: { version: '6.8.0' } };
  const targets = [onMember('eu-1', 'web'), onMember('us-1', 'web', other)];
  for (const ordered of [targets, [...targets].reverse()]) {
    const values = { replicaCount: 'three', ui: { colour: 'red', logos: 2 } };
    const { spec, ...head } = helmApplication([], { chart: { chart: 'podinfo', version: '6.9.0' } });
    const { deploy: _, ...helmRelease } = spec.fluxApp.spec.config.helmRelease;
    spec.fluxApp.spec.config.helmRelease = { ...helmRelease, defaults: { values }, targets: ordered };
    const { fluxapp } = folderOf({ 'app.yaml': printYaml({ ...head, spec }), ...folder });
    const { code, stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
    const refused = (key: string, problem: string) =>
      expect.stringContaining(`${HELM_RELEASE}.defaults.values.${key}: ${problem} (the schema of podinfo 6.9.0)`);
    expect({ code, errors: stderr.split('\n').filter((line) => line.startsWith('error:')) }).toEqual({
      code: 1,
      errors: [
        refused('replicaCount', 'must be an integer, got a string'),
        refused('ui.colour', 'no such key'),
        refused('ui.logos', 'no such key'),
      ],
    });
  }
});

test('skips files that are not charts', async () => {
  const given = { 'app.yaml': application({ replicaCount: 3 }), 'charts/README.md': '# podinfo\n' };
  const signed = { 'charts/podinfo-6.9.0.tgz': archive('6.9.0'), 'charts/podinfo-6.9.0.tgz.prov': 'signature' };
  const args = ['lower', '-f', './app.yaml', '--charts', './charts'];
  expect(await folderOf({ ...given, ...signed }).fluxapp(args)).toMatchObject({ code: 0, stderr: '' });
  const { code, stderr } = await folderOf(given).fluxapp(args);
  expect(code).toBe(0);
  expect(stderr).toContain('has no chart podinfo 6.9.0: its values are not checked [chart-not-found]');
});

test('takes the highest version where several match, or none', async () => {
  const files = { 'charts/podinfo-6.9.0.tgz': archive('6.9.0'), 'charts/podinfo-6.10.0.tgz': archive('6.10.0') };
  for (const version of ['6.x', '7.0.0']) {
    const { fluxapp } = folderOf({ 'app.yaml': application({ replicaCount: 'three' }, { version }), ...files });
    const { stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
    expect(stderr).toContain('(the schema of podinfo 6.10.0) [values-refused]');
  }
});

test('reads ConfigMaps of the input, and is careful where values are not known', async () => {
  const valuesFrom = [{ kind: 'ConfigMap', name: 'more' }];
  const more = printYaml({
    ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more', namespace: 'apps' } },
    data: { 'values.yaml': 'replicaCount: three\n' },
  });
  const known = folderOf({ 'app.yaml': `${application({}, { valuesFrom })}---\n${more}`, ...folder });
  expect((await known.fluxapp(['lower', '-f', './app.yaml', '--charts', './charts'])).code).toBe(1);
  const unknown = folderOf({ 'app.yaml': application({}, { valuesFrom }), ...folder });
  expect((await unknown.fluxapp(['lower', '-f', './app.yaml', '--charts', './charts'])).code).toBe(0);
});

test.each([
  ['./charts/podinfo/', '[chart-version-differs] [values-refused]'],
  ['.', ''],
])('finds the chart of the path %s in a GitRepository by its folder', async (path, codes) => {
  const app = printYaml(
    helmApplication([onMember('eu-1', 'web', { values: { replicaCount: 'three' } })], {
      chart: { chart: path },
      source: { sourceRef: { kind: 'GitRepository', name: 'charts' } },
    }),
  );
  const { fluxapp } = folderOf({ 'app.yaml': app, ...folder });
  const { code, stderr } = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  expect({ code, codes: (stderr.match(/\[[a-z-]+\]$/gm) ?? []).join(' ') }).toEqual({ code: 0, codes });
});

test('builds the chart with its valuesFiles, whatever their folder', async () => {
  const chart = { chart: 'podinfo', version: '6.9.0', valuesFiles: ['values.yaml', './ci/three.yaml'] };
  const app = printYaml(helmApplication([onMember('eu-1', 'web', {})], { chart }));
  const args = ['lower', '-f', './app.yaml', '--charts', './charts'];
  const refused = folderOf({ 'app.yaml': app, ...folder, 'charts/podinfo/ci/three.yaml': 'replicaCount: three\n' });
  const { code, stderr } = await refused.fluxapp(args);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `${HELM_RELEASE}.deploy[0].values.replicaCount: must be an integer, got a string; the value is in a file of "valuesFiles" (the schema of podinfo 6.9.0) [values-refused]`,
  );
  const accepted = folderOf({ 'app.yaml': app, ...folder, 'charts/podinfo/ci/three.yaml': 'replicaCount: 3\n' });
  expect(await accepted.fluxapp(args)).toMatchObject({ code: 0, stderr: '' });
  const missing = await folderOf({ 'app.yaml': app, ...folder }).fluxapp(args);
  expect(missing.code).toBe(1);
  expect(missing.stderr).toContain(
    `${HELM_RELEASE}.chart.valuesFiles: podinfo 6.9.0 has no file "./ci/three.yaml", so that Flux cannot build the chart [values-file-missing]`,
  );
});

test('says what cannot be read', async () => {
  const { fluxapp } = folderOf({ 'app.yaml': application({}), ...folder, 'charts/podinfo/values.schema.json': '{' });
  const missing = await fluxapp(['lower', '-f', './app.yaml', '--charts', './none']);
  expect(missing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--charts ./none: no such file or directory'),
  });
  const broken = await fluxapp(['lower', '-f', './app.yaml', '--charts', './charts']);
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('values.schema.json: is not JSON') });
});
