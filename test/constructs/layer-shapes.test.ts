import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { Cluster, FluxApplication, GitRepository, HelmTemplate } from '../../src';
import { errorsOf, testChart } from './chart';

const destination = Cluster.host().namespace('web');

/** The errors of an application with a chart, without its path. */
function releaseErrors(helmRelease: object): string[] {
  const chart = testChart();
  const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
  new FluxApplication(chart, 'app', { helmRelease: { template, ...helmRelease } as never });
  return errorsOf(chart).map((line) => line.replace('[test/app] ', ''));
}

function kustomizationErrors(kustomization: object): string[] {
  const chart = testChart();
  const source = GitRepository.fromName(chart, 'source', 'repo');
  new FluxApplication(chart, 'app', { kustomization: { source, ...kustomization } as never });
  return errorsOf(chart).map((line) => line.replace('[test/app] ', ''));
}

const inTarget = (own: object) => releaseErrors({ deploy: [{ destination, ...own }] });
const inDefaults = (defaults: unknown) =>
  releaseErrors({ defaults, deploy: [{ destination }, { destination: Cluster.member('eu').namespace('web') }] });

function endless(): Record<string, unknown> {
  const map: Record<string, unknown> = { a: { list: [] } };
  (map.a as { list: unknown[] }).list.push(map);
  return map;
}

const HOLDS_ITSELF = 'is an object that contains itself: write a copy without the reference back';

test('values that hold themselves are one error, where the author wrote them', () => {
  expect(inTarget({ values: endless() })).toEqual([`helmRelease.deploy[0].values.a.list[0]: ${HOLDS_ITSELF}`]);
  expect(inDefaults({ values: endless() })).toEqual([`helmRelease.defaults.values.a.list[0]: ${HOLDS_ITSELF}`]);
  const both = endless();
  expect(releaseErrors({ defaults: { values: both }, deploy: [{ destination, values: both }] })).toEqual([
    `helmRelease.defaults.values.a.list[0]: ${HOLDS_ITSELF}`,
    `helmRelease.deploy[0].values.a.list[0]: ${HOLDS_ITSELF}`,
  ]);
});

test('so are other fields that do', () => {
  expect(inTarget({ install: endless() })).toEqual([`helmRelease.deploy[0].install.a.list[0]: ${HOLDS_ITSELF}`]);
  expect(kustomizationErrors({ deploy: [{ destination, prune: true, postBuild: endless() }] })).toEqual([
    `kustomization.deploy[0].postBuild.a.list[0]: ${HOLDS_ITSELF}`,
  ]);
});

test('values that are nested without end are one error', () => {
  let nested: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) nested = { a: nested };
  for (const errors of [inTarget({ values: nested }), inDefaults({ values: { b: 1, nested } })]) {
    expect(errors).toEqual([expect.stringMatching(/^helmRelease\.\S+: is nested deeper than 1000 levels$/)]);
  }
});

test('values that meet at the same object are merged', () => {
  const shared = { limits: { cpu: '1' } };
  expect(inTarget({ values: { a: shared, b: [shared, shared] } })).toEqual([]);
});

test.each([
  ['values', 'S3CRET', 'must be a map, got a string'],
  ['values', ['S3CRET'], 'must be a map, got a list'],
  ['values', null, 'must be a map, got null'],
  ['values', 5, 'must be a map, got a number'],
  ['values', new Map([['a', 'S3CRET']]), 'must be a map, got an instance of Map'],
  ['set', 'password=S3CRET', 'must be a list of strings, got a string'],
  ['set', { password: 'S3CRET' }, 'must be a list of strings, got a map'],
  ['setString', 5, 'must be a list of strings, got a number'],
  ['valuesFrom', 'S3CRET', 'must be a list, got a string'],
  ['dependsOn', 'S3CRET', 'must be a list, got a string'],
  ['dependsOn', { name: 'S3CRET' }, 'must be a list, got a map'],
])('%s that is %j is an error', (field, value, message) => {
  expect(inTarget({ [field]: value })).toEqual([`helmRelease.deploy[0].${field}: ${message}`]);
  expect(inDefaults({ [field]: value })).toEqual([`helmRelease.defaults.${field}: ${message}`]);
});

test.each([
  ['set', ['a=1', 5], '[1]: must be a string, got a number'],
  ['set', [null], '[0]: must be a string, got null'],
  // biome-ignore lint/suspicious/noSparseArray: what an author may leave
  ['set', [, 'a=1'], '[0]: must be a string, got undefined'],
  ['setString', [{ a: 'S3CRET' }], '[0]: must be a string, got a map'],
  ['valuesFrom', [null], '[0]: must be a map, got null'],
  ['valuesFrom', ['S3CRET'], '[0]: must be a map, got a string'],
  ['valuesFrom', [{ from: null }], '[0].from: must be a ConfigMap or Secret, got no ApiObject'],
  ['valuesFrom', [{ from: 'S3CRET' }], '[0].from: must be a ConfigMap or Secret, got no ApiObject'],
  ['dependsOn', [null], '[0]: must be a map, got null'],
])('%s with an entry that is wrong (%j) is an error', (field, value, message) => {
  expect(inTarget({ [field]: value })).toEqual([`helmRelease.deploy[0].${field}${message}`]);
  expect(inDefaults({ [field]: value })).toEqual([`helmRelease.defaults.${field}${message}`]);
});

test('defaults that are no map are an error', () => {
  expect(inDefaults('S3CRET')).toEqual(['helmRelease.defaults: must be a map, got a string']);
  expect(inDefaults(null)).toEqual(['helmRelease.defaults: must be a map, got null']);
  expect(kustomizationErrors({ defaults: [{}], deploy: [{ destination, prune: true }] })).toEqual([
    'kustomization.defaults: must be a map, got a list',
  ]);
});

test('each is reported where it is, beside what else is wrong', () => {
  const errors = releaseErrors({
    defaults: { values: 'a', set: ['b=1'], timeout: '5' },
    deploy: [{ destination, values: { a: Number.NaN }, set: 5, setString: ['a[0=1'] }],
  });
  expect(errors).toEqual([
    'helmRelease.defaults.values: must be a map, got a string',
    'helmRelease.deploy[0].set: must be a list of strings, got a number',
    'helmRelease.deploy[0].setString[0]: setString: "a[0=…": the "[" at 2 is not closed',
    'helmRelease.deploy[0].values.a: is not a number (NaN): write a string',
    'helmRelease.defaults.timeout: "5" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m',
  ]);
});

test('null over what the defaults set means nothing is set', () => {
  const chart = testChart();
  const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
  new FluxApplication(chart, 'app', {
    helmRelease: {
      template,
      defaults: { values: { a: 1 }, set: ['a=2'], setString: ['b=3'] },
      deploy: [{ destination, set: null as never, setString: null as never, valuesFrom: null as never }],
    },
  });
  const release = Testing.synth(chart).find(({ kind }) => kind === 'HelmRelease');
  expect(release.spec.values).toEqual({ a: 1 });
});
