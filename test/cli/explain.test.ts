import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/parse';
import { printYaml, printYamlDocuments } from '../../src/yaml/print';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';
import { runs } from '../random-runs';
import { anyValues } from '../values/arbitrary';
import { fromLeaves } from '../values/from-leaves';
import { applicationYaml } from './applications';
import { fluxapp } from './run';

// biome-ignore lint/suspicious/noExplicitAny: plain data
type Any = any;

async function explain(objects: readonly unknown[], ...args: string[]) {
  const { code, stdout, stderr } = await fluxapp(['lower', '--explain', ...args], {
    stdin: printYamlDocuments(objects),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const valuesFrom = [
  { kind: 'ConfigMap', name: 'settings' },
  { kind: 'Secret', name: 'database', valuesKey: 'password', targetPath: 'db.password', optional: true },
];

test('prints a table, target by target', async () => {
  const chart = { chart: 'podinfo', version: '6.x', valuesFiles: ['eu values.yaml'] };
  const member = onMember('eu-1', 'web', { values: { list: ['a', { b: null }], 'x.y/z': {}, text: 'a\n"b"' } });
  const other = helmApplication([onHost('shop', { values: { a: 1 } })], {
    metadata: { name: 'b', namespace: undefined },
  });
  expect(await explain([helmApplication([onHost('web', { valuesFrom }), member], { chart }), other])).toBe(
    `APPLICATION   TARGET    PATH         LAYER                                                   VALUE
apps/podinfo  web       *            chart.valuesFiles[0]: "eu values.yaml"                  (not known here)
apps/podinfo  web       *            valuesFrom[0]: ConfigMap settings, values.yaml          (not known here)
apps/podinfo  web       db.password  valuesFrom[1]: Secret database, password                (not known here)
apps/podinfo  eu-1-web  *            chart.valuesFiles[0]: "eu values.yaml"                  (not known here)
apps/podinfo  eu-1-web  list[0]      values, carried by ConfigMap podinfo--eu-1--web-values  "a"
apps/podinfo  eu-1-web  list[1].b    values, carried by ConfigMap podinfo--eu-1--web-values  null
apps/podinfo  eu-1-web  ["x.y/z"]    values                                                  {}
apps/podinfo  eu-1-web  text         values                                                  "a\\n\\"b\\""
b             shop      a            values                                                  1
`,
  );
});

test('prints what ConfigMaps of the input hold, under the values', async () => {
  const settings = (namespace: string | undefined, data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace },
    data,
  });
  const references = [
    { kind: 'ConfigMap', name: 'settings' },
    { kind: 'ConfigMap', name: 'settings', valuesKey: 'colour', targetPath: 'ui.color' },
    { kind: 'ConfigMap', name: 'settings', valuesKey: 'other' },
    { kind: 'Secret', name: 'settings' },
  ];
  const data = { 'values.yaml': 'a: 1\nb: {c: [2]}', colour: 'red', other: 'no map' };
  const application = helmApplication([onHost('web', { valuesFrom: references, values: { a: 2 } })]);
  const objects = [application, settings('apps', data), settings('shop', { 'values.yaml': 'z: 1' })];
  const { stdout, stderr } = await fluxapp(['lower', '--explain'], { stdin: printYamlDocuments(objects) });
  expect(stderr).toBe('ignored: 2 ConfigMap\n');
  expect(stdout).toBe(
    `APPLICATION   TARGET  PATH      LAYER                                           VALUE
apps/podinfo  web     a         valuesFrom[0]: ConfigMap settings, values.yaml  1
apps/podinfo  web     b.c[0]    valuesFrom[0]: ConfigMap settings, values.yaml  2
apps/podinfo  web     ui.color  valuesFrom[1]: ConfigMap settings, colour       "red"
apps/podinfo  web     *         valuesFrom[2]: ConfigMap settings, other        (not known here)
apps/podinfo  web     *         valuesFrom[3]: Secret settings, values.yaml     (not known here)
apps/podinfo  web     a         values                                          2
`,
  );
});

test('prints the same in JSON and YAML', async () => {
  const application = helmApplication([onHost('web', { valuesFrom, values: { a: [1], b: { c: null } } })], {
    chart: { chart: 'podinfo', version: '6.x', valuesFiles: ['eu.yaml'] },
  });
  const of = { namespace: 'apps', application: 'podinfo', target: 'web' };
  const lowered = parseYaml((await fluxapp(['lower'], { stdin: printYaml(application) })).stdout);
  const release = lowered.map(({ value }) => value as never as Lowered).find(({ kind }) => kind === 'HelmRelease');
  const carriedBy = release?.spec.valuesFrom.at(-1);
  expect(carriedBy).toMatchObject({ name: 'podinfo--host--web-values' });
  const expected = [
    { ...of, layer: 'chart.valuesFiles[0]', file: 'eu.yaml' },
    { ...of, layer: 'valuesFrom[0]', reference: valuesFrom[0] },
    { ...of, layer: 'valuesFrom[1]', reference: valuesFrom[1] },
    { ...of, layer: 'values', path: ['a', 0], value: 1 },
    { ...of, layer: 'values', path: ['b', 'c'], value: null, carriedBy },
  ];
  expect(await explain([application], '-o', 'json')).toBe(`${JSON.stringify(expected, null, 2)}\n`);
  expect(await explain([application], '-o', 'yaml')).toBe(printYaml(expected));
});

interface Lowered {
  readonly kind: string;
  readonly spec: { readonly valuesFrom: readonly object[] };
}

test('there is nothing to explain without values', async () => {
  const header = 'APPLICATION  TARGET  PATH  LAYER  VALUE\n';
  expect(await explain([kustomizationApplication([onHost('web', { prune: true })])])).toBe(header);
  expect(await explain([helmApplication([onHost('web'), onHost('b', { values: {} })])])).toBe(header);
  expect(await explain([helmApplication([onHost('web')])], '-o', 'json')).toBe('[]\n');
});

test('an error is an error, and nothing is explained', async () => {
  const outcome = await fluxapp(['lower', '--explain'], { stdin: applicationYaml('web', { interval: '10' }) });
  expect(outcome).toEqual(await fluxapp(['lower'], { stdin: applicationYaml('web', { interval: '10' }) }));
  expect(outcome).toMatchObject({ code: 1, stdout: '' });
});

test('nothing of a value acts upon a terminal, or breaks its line', async () => {
  const values = { 'k\u001b\n': 'a\u001b[31m\u202e\u2028\u0007' };
  const stdout = await explain([helmApplication([onHost('web', { values })])]);
  expect(stdout.split('\n')[1]).toBe(
    'apps/podinfo  web     ["k\\u001b\\n"]  values  "a\\u001b[31m\\u202e\\u2028\\u0007"',
  );
});

test('what is explained is all of the values, and nulls and their lists are carried', async () => {
  await fc.assert(
    fc.asyncProperty(anyValues, async (values) => {
      const leaves = JSON.parse(await explain([helmApplication([onHost('web', { values })])], '-o', 'json'));
      expect(JSON.stringify(fromLeaves(leaves))).toBe(JSON.stringify(values));
      for (const { value, path, carriedBy } of leaves) {
        const isInList = path.some((step: unknown) => typeof step === 'number');
        if (value === null) expect(carriedBy).toBeDefined();
        else if (!isInList) expect(carriedBy).toBeUndefined();
      }
    }),
    { numRuns: runs(50) },
  );
});

test('columns stand below each other after text that is two columns wide, or combines', async () => {
  const values = { 名前: 'ab  c', 'e\u0301': '値' };
  const table = await explain([helmApplication([onHost('web', { values })])]);
  expect(table).toBe(
    `APPLICATION   TARGET  PATH      LAYER   VALUE
apps/podinfo  web     ["名前"]  values  "ab  c"
apps/podinfo  web     ["e\u0301"]     values  "値"
`,
  );
});

const shop = helmApplication(
  [
    onHost('web', { valuesFrom, values: { db: { user: 'web', port: 1 }, dbs: 2, env: [{ name: 'a' }] } }),
    onMember('eu-1', 'web'),
  ],
  { chart: { chart: 'podinfo', version: '6.x', valuesFiles: ['eu.yaml'] } },
);
const others = [
  shop,
  helmApplication([onHost('web', { values: { db: null } })], { metadata: { name: 'api', namespace: 'apps' } }),
  helmApplication([onHost('api', { values: { db: 3 } })], { metadata: { name: 'podinfo', namespace: 'other' } }),
];

/** The application, target and path of each row, or the layer if there is no path. */
async function rows(...args: string[]): Promise<string[]> {
  const explained = JSON.parse(await explain(others, '-o', 'json', ...args)) as Any[];
  return explained.map(
    ({ namespace, application, target, path, layer }) =>
      `${namespace}/${application} ${target} ${path?.join('.') ?? layer}`,
  );
}

test('explains one application', async () => {
  expect(await rows('--application', 'api')).toEqual(['apps/api web db']);
  expect(await rows('--application', 'other/podinfo')).toEqual(['other/podinfo api db']);
  expect(new Set((await rows('--application', 'podinfo')).map((row) => row.split(' ')[0]))).toEqual(
    new Set(['apps/podinfo', 'other/podinfo']),
  );
});

test('explains one target', async () => {
  expect(await rows('--target', 'eu-1-web')).toEqual(['apps/podinfo eu-1-web chart.valuesFiles[0]']);
  expect(await rows('--target', 'web', '--application', 'api')).toEqual(['apps/api web db']);
});

test('explains what can set a path, what is in it, and what is around it', async () => {
  const of = ['--application', 'apps/podinfo', '--target', 'web', '--path'];
  const files = ['apps/podinfo web chart.valuesFiles[0]', 'apps/podinfo web valuesFrom[0]'];
  expect(await rows(...of, 'db')).toEqual([
    ...files,
    'apps/podinfo web valuesFrom[1]',
    'apps/podinfo web db.user',
    'apps/podinfo web db.port',
  ]);
  expect(await rows(...of, 'db.user')).toEqual([...files, 'apps/podinfo web db.user']);
  expect(await rows(...of, 'env[0]')).toEqual([...files, 'apps/podinfo web env.0.name']);
  expect(await rows('--application', 'api', '--path', 'db.user')).toEqual(['apps/api web db']);
});

test.each([
  [
    ['--explain', '--application', 'apps/podinf'],
    '--application: no application with values is called apps/podinf; did you mean "apps/podinfo"?',
  ],
  [['--explain', '--target', 'we'], '--target: no target with values is called we; did you mean "web"?'],
  [['--explain', '--application', 'api', '--target', 'eu-1-web'], '--target: no target with values is called eu-1-web'],
  [['--explain', '--application', 'api', '--path', 'dp'], '--path: no layer sets dp; did you mean "db"?'],
  [['--target', 'web'], '--target needs --explain'],
])('%j is an error that helps', async (args, message) => {
  const { code, stdout, stderr } = await fluxapp(['lower', ...args], { stdin: printYamlDocuments(others) });
  expect({ code, stdout, stderr: stderr.split('\n')[0] }).toEqual({ code: 1, stdout: '', stderr: `error: ${message}` });
});
