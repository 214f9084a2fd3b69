import { Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import {
  Cluster,
  FluxApplication,
  GitRepository,
  type HelmReleaseOverride,
  type HelmReleaseProps,
  type HelmReleaseTarget,
  HelmRepository,
  HelmTemplate,
  type KustomizationOverride,
} from '../../src';
import { valueAt } from '../../src/json';
import { errorsOf, testChart } from './chart';

const CLUSTERS = {
  'eu-dev': { stage: 'dev', region: 'eu' },
  'eu-prod': { stage: 'prod', region: 'eu' },
  'ap-prod': { stage: 'prod', region: 'ap' },
};
const destinations = Object.entries(CLUSTERS).map(([name, labels]) =>
  Cluster.member(name, { labels }).namespace('web'),
);

function release(
  overrides: readonly HelmReleaseOverride[],
  { own = {}, ...props }: { own?: Partial<HelmReleaseTarget>; [field: string]: unknown } = {},
) {
  const scope = testChart();
  const helmRelease = {
    source: HelmRepository.fromName(scope, 'charts', 'charts'),
    chart: { chart: 'podinfo', version: '6.9.0' },
    overrides,
    deploy: destinations.map((destination) => ({ destination, ...own })),
    ...props,
  };
  return new FluxApplication(scope, 'app', { helmRelease: helmRelease as HelmReleaseProps });
}

/** What is in the spec of each release, in the order of the clusters. */
function specsOf<T>(app: FluxApplication, pick: (spec: Record<string, never>) => T): T[] {
  const objects = Testing.synth(app.application.chart);
  return objects.filter(({ kind }) => kind === app.releaseKind).map(({ spec }) => pick(spec));
}

const valuesOf = (app: FluxApplication) => specsOf(app, ({ values }) => values);

test('are merged over the defaults in their order, and under the target', () => {
  const app = release(
    [
      { matchLabels: { stage: 'prod' }, values: { replicaCount: 3, ui: { color: 'red' } }, interval: '1h' },
      { matchLabels: { region: 'ap' }, values: { ui: { color: 'blue', message: 'ap' } }, interval: '2h' },
      { matchExpressions: [{ key: 'stage', operator: 'NotIn', values: ['prod'] }], chart: { version: '6.10.0-rc.1' } },
    ],
    {
      defaults: { values: { replicaCount: 1, ui: { message: 'Hello' } } },
      own: { values: { ui: { message: 'own' } } },
    },
  );
  expect(valuesOf(app)).toEqual([
    { replicaCount: 1, ui: { message: 'own' } },
    { replicaCount: 3, ui: { message: 'own', color: 'red' } },
    { replicaCount: 3, ui: { message: 'own', color: 'blue' } },
  ]);
  expect(specsOf(app, ({ interval }) => interval)).toEqual(['10m', '1h', '2h']);
  expect(specsOf(app, ({ chart }) => valueAt(chart, ['spec', 'version']))).toEqual(['6.10.0-rc.1', '6.9.0', '6.9.0']);
});

test('without labels are for all, and go under the target', () => {
  const app = release([{ matchLabels: {}, timeout: '1m', suspend: true }], { own: { timeout: '2m' } });
  expect(specsOf(app, ({ timeout, suspend }) => ({ timeout, suspend }))).toEqual(
    CLUSTER_NAMES.map(() => ({ timeout: '2m', suspend: true })),
  );
});

const CLUSTER_NAMES = Object.keys(CLUSTERS);

test('both kinds of selectors must be met', () => {
  const app = release([
    {
      matchLabels: { stage: 'prod' },
      matchExpressions: [{ key: 'region', operator: 'DoesNotExist' }],
      values: { never: true },
    },
    {
      matchLabels: { stage: 'prod' },
      matchExpressions: [{ key: 'region', operator: 'In', values: ['ap', 'us'] }],
      values: { a: 1 },
    },
  ]);
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  expect(valuesOf(app)).toEqual([undefined, undefined, { a: 1 }]);
});

test('set goes over the values of its layer and of those below, and under those above', () => {
  const app = release(
    [
      { matchLabels: { stage: 'prod' }, values: { a: 1, b: 1, c: 1 }, set: ['a=2', 'd[0]=2'], setString: ['b=2'] },
      { matchLabels: { region: 'ap' }, values: { a: 3 }, set: ['d[1]=3'] },
    ],
    { defaults: { values: { a: 0, e: 0 } }, own: { values: { c: 4 }, set: ['e=4'] } },
  );
  expect(valuesOf(app)).toEqual([
    { a: 0, e: 4, c: 4 },
    { a: 2, e: 4, b: '2', c: 4, d: [2] },
    { a: 3, e: 4, b: '2', c: 4, d: [2, 3] },
  ]);
});

test('set of the defaults is for targets that neither have any nor get any from an override', () => {
  const app = release(
    [
      { matchLabels: { stage: 'prod' }, values: { a: 2, c: 2 }, set: ['b=2'] },
      { matchLabels: { region: 'ap' }, set: [] },
    ],
    { defaults: { set: ['a=1', 'b=1'], setString: ['c=1'] }, own: { values: { a: 3 } } },
  );
  expect(valuesOf(app)).toEqual([
    { a: 1, b: 1, c: '1' },
    { a: 3, c: '1', b: 2 },
    { a: 3, c: '1', b: 2 },
  ]);
});

test('nulls of an override reach Helm', () => {
  const app = release([{ matchLabels: { stage: 'dev' }, values: { redis: null } }]);
  expect(app.valuesConfigMaps.map(({ name }) => name)).toEqual(['app--eu-dev--web-values']);
});

test('of manifests', () => {
  const scope = testChart();
  const overrides: KustomizationOverride[] = [
    { matchLabels: { stage: 'prod' }, path: './prod', postBuild: { substitute: { stage: 'prod' } } },
    { matchLabels: { region: 'ap' }, postBuild: { substitute: { region: 'ap' } } },
  ];
  const app = new FluxApplication(scope, 'app', {
    kustomization: {
      source: GitRepository.fromName(scope, 'git', 'git'),
      defaults: { path: './all', prune: true },
      overrides,
      deploy: destinations.map((destination) => ({ destination })),
    },
  });
  expect(specsOf(app, ({ path, postBuild }) => ({ path, postBuild }))).toEqual([
    { path: './all', postBuild: undefined },
    { path: './prod', postBuild: { substitute: { stage: 'prod' } } },
    { path: './prod', postBuild: { substitute: { stage: 'prod', region: 'ap' } } },
  ]);
});

test('make what the same fields in each target make', () => {
  const app = release([
    {
      matchLabels: { stage: 'prod' },
      values: { a: 1 },
      chart: { version: '6.8.0' },
      install: { createNamespace: true },
    },
  ]);
  const explicit = release([], {
    deploy: destinations.map((destination, index) => ({
      destination,
      ...(index === 0 ? {} : { values: { a: 1 }, chart: { version: '6.8.0' }, install: { createNamespace: true } }),
    })),
  });
  expect(Testing.synth(app.application.chart)).toEqual(Testing.synth(explicit.application.chart));
});

test('are named by explain()', () => {
  const app = release(
    [
      { matchLabels: { region: 'eu' }, values: { a: 1, b: 1 } },
      { matchLabels: { stage: 'prod' }, values: { a: 2, l: [1, 2] }, set: ['c=2', 'l[1]=3'], setString: ['d=2'] },
    ],
    { defaults: { values: { a: 0, z: 0 }, setString: ['s=0'] }, own: { values: { d: 3 } } },
  );
  const explained = (target: string) =>
    Object.fromEntries(app.explain(target).map(({ path, layer }) => [path.join('.'), layer]));
  expect(explained('eu-prod-web')).toEqual({
    a: 'overrides[1].values',
    z: 'defaults.values',
    b: 'overrides[0].values',
    'l.0': 'overrides[1].values',
    'l.1': 'overrides[1].set[1]',
    c: 'overrides[1].set[0]',
    d: 'values',
  });
  expect(explained('eu-dev-web')).toEqual({
    a: 'overrides[0].values',
    z: 'defaults.values',
    b: 'overrides[0].values',
    d: 'values',
    s: 'defaults.setString[0]',
  });
});

/** The problems, including warnings. */
function problemsOf(app: FluxApplication): string[] {
  const warnings: string[] = [];
  vi.spyOn(process, 'emitWarning').mockImplementation((warning) => {
    warnings.push(String(warning));
  });
  const errors = errorsOf(app.application.chart);
  vi.restoreAllMocks();
  return [...errors, ...warnings].map((line) => line.replace('[test/app] ', ''));
}

test('an error in an override is reported there, once', () => {
  const app = release([
    { matchLabels: { stage: 'prod' }, interval: '1', set: ['a=1', 'a.b=1'], chart: { version: 'newest' } },
    { matchLabels: { stage: 'prod' }, values: { now: NaN }, name: 'blue', typo: 1 } as never,
    { matchLabels: { region: 'ap' }, template: HelmTemplate.fromName(testChart(), 't', 't', { namespace: 'x' }) },
  ]);
  expect(problemsOf(app)).toEqual([
    'helmRelease.overrides[1].name: identifies a target: set it on each target in deploy',
    expect.stringMatching(
      /^helmRelease\.overrides\[2\]\.template: "t" is in namespace "x", the application in "apps": /,
    ),
    'helmRelease.overrides[0].set[1]: set: "a.b=…": the key at 1 holds a number, not a map',
    'helmRelease.overrides[1].values.now: is not a number (NaN): write a string',
    expect.stringMatching(/^helmRelease\.overrides\[1\]\.typo: unknown field; allowed: /),
    'helmRelease.overrides[0].interval: "1" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m',
    'helmRelease.overrides[0].chart.version: "newest" is neither a version nor a version range, such as 1.2.3, ' +
      '1.x or ">=1.2 <2"',
    'helmRelease.overrides[0].chart: template and chart are both set: exactly one is allowed',
  ]);
});

test.each([
  ['no list', {}, 'helmRelease.overrides: must be a list, got a map'],
  ['no map', ['prod'], 'helmRelease.overrides[0]: must be a map, got a string'],
  ['nothing', [undefined], 'helmRelease.overrides[0]: must be a map, got undefined'],
  [
    'no selector',
    [{ interval: '1m' }],
    'helmRelease.overrides[0]: has no selector: matchLabels: {} selects all clusters',
  ],
  [
    'an unknown operator',
    [{ matchExpressions: [{ key: 'stage', operator: 'in', values: ['prod'] }] }],
    'helmRelease.overrides[0].matchExpressions[0].operator: must be one of In, NotIn, Exists, DoesNotExist, got "in"; ' +
      'did you mean "In"?',
  ],
  [
    'values that are no map',
    [{ matchLabels: {}, values: 'a', set: [1] }],
    'helmRelease.overrides[0].values: must be a map, got a string',
    'helmRelease.overrides[0].set[0]: must be a string, got a number',
  ],
  [
    'a value that no cluster has',
    [{ matchLabels: { stage: 'prodd' } }],
    'helmRelease.overrides[0]: selects no cluster of the application; did you mean "prod"?',
  ],
  [
    'values that no cluster has together',
    [{ matchLabels: { stage: 'dev', region: 'ap' } }],
    'helmRelease.overrides[0]: selects no cluster of the application',
  ],
  [
    'a key that no cluster has',
    [{ matchLabels: { stag: 'prod' } }, { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] }],
    'helmRelease.overrides[0]: selects by the label "stag", which no cluster of the application has; did you mean "stage"?',
    'helmRelease.overrides[1]: selects by the label "zone", which no cluster of the application has',
  ],
])('%s', (_, overrides, ...expected) => {
  expect(problemsOf(release(overrides as never))).toEqual(expected);
});

test('a value of another kind than below it is a warning of the override', () => {
  const app = release(
    [
      { matchLabels: { stage: 'prod' }, values: { ui: 'red' } },
      { matchLabels: { region: 'ap' }, values: { ui: { color: 'red' } } },
    ],
    { defaults: { values: { ui: { color: 'blue' } } } },
  );
  expect(problemsOf(app)).toEqual([
    'helmRelease.overrides[0].values.ui: is a string in place of a map in the defaults, which it replaces as a whole',
    'helmRelease.overrides[1].values.ui: is a map in place of a string in the layers below, which it replaces as a whole',
  ]);
});
