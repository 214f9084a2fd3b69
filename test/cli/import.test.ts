import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixtureFiles } from '../charts/fixtures';
import { packaged } from '../charts/tar';
import { serve } from './chart-server';
import { folderOf } from './run';

const web = (below = 'charts/web') =>
  Object.fromEntries([...fixtureFiles('web')].map(([path, content]) => [`${below}/${path}`, content]));
const written = (folder: { readonly path: string }, file: string) => readFileSync(join(folder.path, file), 'utf8');
const golden = readFileSync(join(__dirname, '../charts/modules/web.ts'), 'utf8');
const withoutHeader = (text: string) => text.slice(text.indexOf('\nimport '));

test('writes the module of a folder, and again the same', async () => {
  const folder = folderOf(web());
  for (let time = 0; time < 2; time++) {
    const outcome = await folder.fluxapp(['import', 'chart', './charts/web', '--out', './imports']);
    expect(outcome).toEqual({ code: 0, stdout: `${folder.path}/imports/web.ts\n`, stderr: '' });
    expect(written(folder, 'imports/web.ts')).toBe(golden.replace('./charts/web', `${folder.path}/charts/web`));
  }
});

test('writes the same of an archive, with its digest', async () => {
  const folder = folderOf({ 'web.tgz': packaged('web', fixtureFiles('web')) });
  const { code, stderr } = await folder.fluxapp(['import', 'chart', './web.tgz', '--out', './imports']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const text = written(folder, 'imports/web.ts');
  expect(withoutHeader(text)).toBe(withoutHeader(golden));
  expect(text.split('\n')[1]).toMatch(/^\/\/ sha256: [\da-f]{64}$/);
});

test('gives a module another name', async () => {
  const folder = folderOf(web());
  await folder.fluxapp(['import', 'chart', `web14:=${folder.path}/charts/web`, '--out', './imports']);
  const text = written(folder, 'imports/web14.ts');
  expect(text).toContain('export interface Web14Values {');
  expect(text).toContain('export const web14 = typedChart<Web14Values>(');
});

test('checks without writing', async () => {
  const folder = folderOf({ ...web(), ...web('charts/other') });
  const args = ['import', 'chart', './charts/web', '--out', './imports'];
  const remedy = 'run fluxapp import chart ./charts/web';
  expect(await folder.fluxapp([...args, '--check'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: ./imports/web.ts: is missing: ${remedy}\n`,
  });
  await folder.fluxapp(args);
  expect(await folder.fluxapp([...args, '--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  writeFileSync(join(folder.path, 'charts/web/values.yaml'), 'replicas: 1\n');
  expect(await folder.fluxapp([...args, '--check'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: ./imports/web.ts: is not what its chart gives: ${remedy}\n`,
  });
});

test('checks a folder with the documents that its schema refers to', async () => {
  const answer = { body: '{ "properties": { "size": { "type": "integer" } } }' };
  const host = await serve(() => ({ '/schema.json': () => answer }));
  const $ref = `http://${host}/schema.json`;
  const folder = folderOf({ ...web(), 'charts/web/values.schema.json': JSON.stringify({ $ref }) });
  const args = ['import', 'chart', './charts/web', '--out', './imports'];
  expect(await folder.fluxapp(args)).toMatchObject({ code: 0 });
  expect(await folder.fluxapp([...args, '--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  answer.body = '{ "properties": { "size": { "type": "string" } } }';
  expect(await folder.fluxapp([...args, '--check'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'error: ./imports/web.ts: is not what its chart gives: run fluxapp import chart ./charts/web\n',
  });
  writeFileSync(join(folder.path, 'charts/web/values.schema.json'), '{ "$ref": "http://127.0.0.1:2/schema.json" }');
  expect(await folder.fluxapp([...args, '--check'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: http://127.0.0.1:2/schema.json: cannot be reached (ECONNREFUSED): values.schema.json refers to it\n',
  });
});

describe('without a chart', () => {
  /** Runs the command in a folder with these files. */
  async function importIn(files: Readonly<Record<string, string | Uint8Array>>, ...args: readonly string[]) {
    const folder = folderOf(files);
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      return { ...(await folder.fluxapp(['import', 'chart', ...args])), folder };
    } finally {
      process.chdir(before);
    }
  }

  test('imports those of cdk8s.yaml', async () => {
    const list = 'app: node main.js\nfluxapp:\n  charts:\n    - charts/web\n    - old:=charts/web\n';
    const { code, stdout, stderr, folder } = await importIn({ ...web(), 'cdk8s.yaml': list });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'imports/web.ts\nimports/old.ts\n', stderr: '' });
    expect(written(folder, 'imports/web.ts')).toBe(golden.replace('./charts/web', 'charts/web'));
  });

  const manifest = `apiVersion: v2
name: charts
version: 0.0.0
dependencies:
  - { name: web, version: 1.4.0, repository: 'file://web' }
  - { name: web, version: 1.4.0, repository: 'file://./web', alias: old }
`;
  const files = { ...web(), 'charts/Chart.yaml': manifest };

  test.each([
    ['the Chart.yaml that cdk8s.yaml names', { ...files, 'cdk8s.yaml': 'fluxapp: { charts: charts/Chart.yaml }' }, []],
    ['the Chart.yaml behind -f', files, ['-f', 'charts/Chart.yaml']],
  ])('imports those of %s', async (_, given, args) => {
    const { code, stdout, stderr, folder } = await importIn(given, ...args);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'imports/web.ts\nimports/old.ts\n', stderr: '' });
    expect(written(folder, 'imports/web.ts')).toBe(golden.replace('./charts/web', 'charts/web'));
  });

  test.each([
    ['', ': no such file or directory'],
    ['name: x', ': dependencies must list the charts'],
    ['dependencies: []', ': dependencies must list the charts'],
    ['dependencies: [web]', ':1:16: must be a chart: name, version, repository'],
    ['dependencies: [{ version: 1.0.0 }]', ':1:16: must have a name'],
    [
      'dependencies:\n- name: web\n  version: ^1.0.0\n  repository: https://charts.example.com',
      ':3:3: "^1.0.0" must be one version, no range',
    ],
    [
      'dependencies:\n- name: web\n  version: 1.0.0\n  repository: "@mine"',
      ':4:3: repository must be https://…, oci://… or file://…: a name from helm repo add is not known here',
    ],
    ['dependencies: "', ':1:15: the quotes that open here are not closed'],
  ])('fails with a Chart.yaml that holds %j', async (text, message) => {
    const given: Record<string, string> = text === '' ? {} : { 'Chart.yaml': text };
    const { code, stderr } = await importIn(given, '-f', 'Chart.yaml');
    expect({ code, stderr }).toEqual({ code: 1, stderr: `error: Chart.yaml${message}\n` });
  });

  test('a Chart.yaml names charts of repositories and registries', async () => {
    const dependencies = `dependencies:
- { name: web, version: v1.0, repository: 'http://127.0.0.1:2/charts/' }
- { name: db, version: 1.0.0-rc.1+a, repository: 'oci://127.0.0.1:2/charts', alias: store }
`;
    const { code, stderr } = await importIn({ 'Chart.yaml': dependencies }, '-f', 'Chart.yaml', '--check');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error: imports/web.ts: is missing: run fluxapp import chart http://127.0.0.1:2/charts/web@v1.0
error: imports/store.ts: is missing: run fluxapp import chart store:=oci://127.0.0.1:2/charts/db@1.0.0-rc.1+a
`,
    });
  });

  test('takes either charts or a Chart.yaml', async () => {
    const { code, stderr } = await importIn(files, 'charts/web', '-f', 'charts/Chart.yaml');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: name charts, or with -f a Chart.yaml that lists them: choose one\n',
    });
  });

  test.each([
    ['there is no cdk8s.yaml', undefined, ': no such file or directory; name a chart, or list charts there'],
    ['it has no list', 'app: x', ': fluxapp.charts is missing: name a chart, or list charts there'],
    [
      'it lists something else',
      'fluxapp: { charts: [{ web: 1 }] }',
      ': fluxapp.charts must be a list of charts, as they are named on the command line, or a Chart.yaml',
    ],
    ['it cannot be read', 'app: "x', ':1:6: the quotes that open here are not closed'],
  ])('fails where %s', async (_, text, message) => {
    const { code, stdout, stderr } = await importIn(text === undefined ? {} : { 'cdk8s.yaml': text });
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: '', stderr: `error: cdk8s.yaml${message}\n` });
  });
});

const chart = 'name: web\nversion: 1.0.0\n';
const faults: Readonly<
  Record<string, readonly [files: Record<string, string>, args: readonly string[], message: string]>
> = {
  'no such chart': [{}, ['./web'], './web: no such file or directory'],
  'a folder that is no chart': [{ 'web/': '' }, ['./web'], './web: holds no Chart.yaml, so it is not a chart'],
  'a file that is no chart': [{ 'web.yaml': 'a: 1' }, ['./web.yaml'], './web.yaml: is not a gzip archive'],
  'a chart without a name': [{ 'web/Chart.yaml': 'version: 1.0.0' }, ['./web'], './web: Chart.yaml has no name'],
  'a version that is a number': [
    { 'web/Chart.yaml': 'name: web\nversion: 1.0' },
    ['./web'],
    './web: Chart.yaml has no version that is a text',
  ],
  'a Chart.yaml that cannot be read': [
    { 'web/Chart.yaml': 'name: "web' },
    ['./web'],
    './web: Chart.yaml:1:7: the quotes that open here are not closed',
  ],
  'values that are no map': [
    { 'web/Chart.yaml': chart, 'web/values.yaml': '- a' },
    ['./web'],
    './web: values.yaml: must hold a map, got a list',
  ],
  'a schema that is no JSON': [
    { 'web/Chart.yaml': chart, 'web/values.schema.json': '{' },
    ['./web'],
    './web: values.schema.json: is not JSON',
  ],
  'a chart below it that cannot be read': [
    { 'web/Chart.yaml': chart, 'web/charts/db/Chart.yaml': 'name: db' },
    ['./web'],
    './web: charts/db: Chart.yaml has no version',
  ],
  'two charts of one name': [
    { 'a/Chart.yaml': chart, 'b/Chart.yaml': chart },
    ['./a', './b'],
    './imports/web.ts: it would be written from ./a and ./b: name one of them, as in NAME:=CHART',
  ],
  'a file of somebody else': [
    { 'web/Chart.yaml': chart, 'imports/web.ts': 'export {};' },
    ['./web'],
    './imports/web.ts: was not written by this command: remove it, or name another folder with --out',
  ],
  'a name that is none': [{}, ['a b:=web'], 'a b:=web: the part before := must be a name: letters, digits, - and _'],
  'no chart behind a name': [{}, ['web:='], 'web:=: no chart is named'],
};

test.each(Object.entries(faults))('refuses %s', async (_, [files, args, message]) => {
  const folder = folderOf({ 'imports/': '', ...files });
  const outcome = await folder.fluxapp(['import', 'chart', ...args, '--out', './imports']);
  expect(outcome).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
});

test.each([
  [
    'that is invalid',
    { type: 'nothing' },
    'warning: ./web: Helm refuses all values, because the schema of web is invalid: /type must be equal to one of the allowed values\n',
  ],
  ['of draft 4', { $schema: 'http://json-schema.org/draft-04/schema#', minimum: 1, exclusiveMinimum: true }, ''],
])('imports a schema %s', async (_, schema, stderr) => {
  const folder = folderOf({ 'web/Chart.yaml': chart, 'web/values.schema.json': JSON.stringify(schema) });
  const outcome = await folder.fluxapp(['import', 'chart', './web', '--out', './imports']);
  expect(outcome).toMatchObject({ code: 0, stderr });
});

test('imports a chart with a key that occurs twice, with a warning, as Helm reads it', async () => {
  const folder = folderOf({
    'web/Chart.yaml': chart,
    'web/values.yaml': 'a: { b: 1 }\nc: 2\na: { d: 3 }\n',
    'web/eu.yaml': 'e: 1\ne: 2\n',
    'web/charts/db/Chart.yaml': 'name: db\nversion: 1.0.0\n',
    'web/charts/db/values.yaml': 'size:\n  a: 1\n  a: 2\n',
  });
  const twice = 'this key occurs twice in its map: Helm uses the last one, and none of what is below the other';
  expect(await folder.fluxapp(['import', 'chart', './web', '--out', './imports'])).toMatchObject({
    code: 0,
    stderr: `warning: ./web: values.yaml:3:1: ${twice}\nwarning: ./web: db: values.yaml:3:3: ${twice}\n`,
  });
  const text = readFileSync(join(folder.path, 'imports/web.ts'), 'utf8');
  expect(text).toContain('"values":{"a":{"d":3},"c":2}');
  expect(text).toContain('"eu.yaml":{"e":2}');
});
