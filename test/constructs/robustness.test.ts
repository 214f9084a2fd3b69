import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiObject, App, Chart, Lazy, Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import { Cluster, FluxApplication, GitRepository, HelmRepository, HelmTemplate } from '../../src';
import { lower } from '../../src/application/lower/lower';
import { errorsOf, testChart } from './chart';

// biome-ignore lint/suspicious/noExplicitAny: an author without types
type Any = any;

const web = () => Cluster.host().namespace('web');
const SAVE = { 'gitops.kubesphere.io/save-helm-template': 'true' };

function make(chart: Chart, helmRelease: Any, props: Any = {}): FluxApplication {
  const source = HelmRepository.fromName(chart, 'charts', 'charts');
  const config = {
    source,
    chart: { chart: 'podinfo', version: '6.x' },
    deploy: [{ destination: web() }],
    ...helmRelease,
  };
  return new FluxApplication(chart, 'app', { helmRelease: config, ...props });
}

/** The created objects, and those to which the created Application is lowered. */
function bothWays(chart: Chart): { made: Any[]; lowered: Any[] } {
  const objects = Testing.synth(chart);
  const application = objects.find(({ kind }) => kind === 'Application');
  const made = objects.filter(({ kind }) => kind !== 'Application');
  return { made, lowered: [...lower(application).objects] };
}

const chartWithLabels = (labels: Record<string, string>) =>
  new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace: 'apps', labels });

test.each<[string, Any, Any]>([
  ['a label of the application', {}, { labels: SAVE }],
  ['a label of its metadata', {}, { metadata: { labels: SAVE } }],
  ['saveTemplate', { saveTemplate: true }, {}],
  ['nothing', {}, {}],
])('the chart is saved by %s, and all objects agree on it', (_, helmRelease, props) => {
  const chart = testChart();
  make(chart, helmRelease, props);
  const { made, lowered } = bothWays(chart);
  expect(made).toEqual(lowered);
});

test('a label of the chart saves as well', () => {
  const chart = chartWithLabels(SAVE);
  make(chart, {});
  expect(Testing.synth(chart).map(({ kind }) => kind)).toEqual(['Application', 'HelmChart', 'HelmRelease']);
});

test('all that is written says what a Lazy said first', () => {
  const chart = testChart();
  let count = 0;
  make(chart, { deploy: [{ destination: web(), values: { count: Lazy.any({ produce: () => ++count }) } }] });
  const { made, lowered } = bothWays(chart);
  expect(made).toEqual(lowered);
});

test('a release may be called as the ConfigMap of another is', () => {
  const chart = testChart();
  const values = { gone: null };
  make(chart, {
    deploy: [
      { destination: Cluster.host().namespace('a'), values },
      { destination: Cluster.host().namespace('a-values'), releaseName: 'other', values },
    ],
  });
  const { made, lowered } = bothWays(chart);
  expect(made).toEqual(lowered);
  expect(made.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ConfigMap app--host--a-values',
    'HelmRelease app--host--a',
    'ConfigMap app--host--a-values-values',
    'HelmRelease app--host--a-values',
  ]);
});

test('labels of the chart do not hide what objects are found by, labels that are added do', () => {
  const chart = chartWithLabels({ 'app.kubernetes.io/managed-by': 'cdk8s', team: 'web' });
  const app = make(chart, { saveTemplate: true, deploy: [{ destination: web(), values: { gone: null } }] });
  const managers = () =>
    [app.template?.object as ApiObject, ...app.valuesConfigMaps, ...app.releases].map(
      (object) => object.toJson().metadata.labels,
    );
  expect(managers()).toEqual([
    { 'app.kubernetes.io/managed-by': 'gitops.kubesphere.io', team: 'web' },
    { 'app.kubernetes.io/managed-by': 'app', team: 'web' },
    { 'app.kubernetes.io/managed-by': 'app', team: 'web' },
  ]);
  app.releases[0]?.metadata.addLabel('app.kubernetes.io/managed-by', 'somebody');
  expect(managers()[2]).toEqual({ 'app.kubernetes.io/managed-by': 'somebody', team: 'web' });
});

test('nothing is written where a Lazy turns out to hold what objects are made of', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'fluxapp-'));
  try {
    const app = new App({ outdir });
    make(new Chart(app, 'fine', { namespace: 'apps' }), {});
    const odd = new Chart(app, 'odd', { namespace: 'apps' });
    make(
      odd,
      {
        deploy: [{ destination: Cluster.host().namespace(Lazy.any({ produce: () => 'lazy' })) }],
      },
      { metadata: { name: 'other' } },
    );
    expect(() => app.synth()).toThrow(
      'Validation failed with the following errors:\n' +
        '  [odd/app] helmRelease.deploy[0].destination: the namespace must be a string that is known when the construct is created, got an instance of Lazy',
    );
    expect(existsSync(outdir) ? readdirSync(outdir) : []).toEqual([]);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});

test.each<[string, Any, Any, string[]]>([
  [
    'unknown props',
    { suspend: true, templat: 'x', defaults: { name: 'x' } },
    { alais: 'x', metadata: { lables: {} } },
    [
      'alais: unknown field; did you mean "alias"?',
      'helmRelease.suspend: unknown field; allowed: template, source, chart, saveTemplate, defaults, overrides, deploy',
      'helmRelease.templat: unknown field; did you mean "template"?',
      'helmRelease.defaults.name: identifies a target: set it on each target in deploy',
      'metadata.lables: unknown field; did you mean "labels"?',
    ],
  ],
  [
    'destinations that are none',
    {
      deploy: [
        { destination: { cluster: 'eu', namespace: 'a' } },
        { destination: Cluster.member('eu').namespace(undefined as Any) },
        { destination: Cluster.member('eu').allNamespaces() },
        { destination: 'eu' },
        {},
      ],
    },
    {},
    [
      "helmRelease.deploy[0].destination: must be a namespace of a Cluster, such as Cluster.host().namespace('web'), got a map",
      'helmRelease.deploy[1].destination: the namespace must be a string that is known when the construct is created, got undefined',
      "helmRelease.deploy[2].destination: needs a namespace to install the chart in, such as Cluster.host().namespace('web')",
      "helmRelease.deploy[3].destination: must be a namespace of a Cluster, such as Cluster.host().namespace('web'), got a string",
      "helmRelease.deploy[4].destination: must be a namespace of a Cluster, such as Cluster.host().namespace('web'), got undefined",
    ],
  ],
  [
    'a saveTemplate that is no boolean',
    { saveTemplate: 'yes' },
    {},
    ['helmRelease.saveTemplate: must be a boolean, got a string'],
  ],
  ['defaults that are no map', { defaults: [] }, {}, ['helmRelease.defaults: must be a map, got a list']],
  [
    'dependsOn that is no list',
    { deploy: [{ destination: web(), dependsOn: 'x' }] },
    {},
    ['helmRelease.deploy[0].dependsOn: must be a list, got a string'],
  ],
  ['a name that is no string', {}, { metadata: { name: 5 } }, ['metadata.name: must be a string, got a number']],
])('finds %s', (_, helmRelease, props, expected) => {
  const chart = testChart();
  make(chart, helmRelease, props);
  expect(errorsOf(chart)).toEqual(expected.map((line) => `[test/app] ${line}`));
});

test('finds objects of one name, sources among them', () => {
  const chart = testChart();
  new GitRepository(chart, 'one', { url: 'https://example.com/one', metadata: { name: 'repo' } });
  new GitRepository(chart, 'two', { url: 'https://example.com/two', metadata: { name: 'repo' } });
  new HelmTemplate(chart, 'bare', {} as Any);
  expect(errorsOf(chart)).toEqual([
    '[test/two] metadata.name: is the name of another GitRepository as well',
    '[test/bare] source: required, but missing',
  ]);
});

test('metadata, labels and annotations are written as they are validated, each once', () => {
  const chart = testChart();
  let count = 0;
  const app = make(
    chart,
    { saveTemplate: true },
    {
      labels: { a: 'own' },
      description: 'own',
      metadata: {
        labels: {
          ...SAVE,
          'gitops.kubesphere.io/save-helm-template': 'false',
          a: 'below',
          lazy: Lazy.any({ produce: () => `x${++count}` }),
        },
        annotations: { 'kubesphere.io/description': 'below' },
        finalizers: ['example.com/keep'],
      },
    },
  );
  expect(app.application.metadata.getLabel('a')).toBe('own');
  const { made, lowered } = bothWays(chart);
  expect(made).toEqual(lowered);
  expect(Testing.synth(chart)[0].metadata).toEqual({
    name: 'app',
    namespace: 'apps',
    labels: { ...SAVE, a: 'own', lazy: 'x1' },
    annotations: {
      'kubesphere.io/description': 'own',
      'gitops.kubesphere.io/digests': expect.stringMatching(/^\{"[a-z0-9-]+":"[0-9a-f]{12}"\}$/),
    },
    finalizers: ['example.com/keep'],
  });
});

test('the label of a template that is added to the object comes too late', () => {
  const chart = testChart();
  make(chart, {}).application.metadata.addLabel('gitops.kubesphere.io/save-helm-template', 'true');
  expect(errorsOf(chart)).toEqual([
    '[test/app] metadata.labels["gitops.kubesphere.io/save-helm-template"]: must be known when the construct is created: set saveTemplate instead of the label',
  ]);
});

test('a null that turns out of a Lazy keeps all from being written', () => {
  const chart = testChart();
  make(chart, { deploy: [{ destination: web(), values: { a: Lazy.any({ produce: () => null }) } }] });
  expect(errorsOf(chart)).toEqual([
    '[test/app] helmRelease.deploy[0].values: a Lazy resolves to null: write the null itself, because an object is created for it',
  ]);
});

class Odd {
  readonly destination = web();
  readonly values = [1];
}

test.each<[string, Any, string[]]>([
  [
    'a target that is an instance',
    { helmRelease: { deploy: [new Odd()] } },
    ['helmRelease.deploy[0]: must be a plain map, got an instance of Odd'],
  ],
  ['deploy that is no list', { helmRelease: { deploy: 'x' } }, ['helmRelease.deploy: must be a list, got a string']],
  [
    'a template that is none',
    { helmRelease: { template: 'x', deploy: [] } },
    ['helmRelease.template: must be a HelmTemplate, got a string'],
  ],
  ['labels that are no map', { labels: ['a'] }, ['labels: must be a plain map, got a list']],
  [
    'a name that is a Lazy',
    { helmRelease: { deploy: [{ destination: web(), name: Lazy.any({ produce: () => 'x' }) }] } },
    [
      'helmRelease.deploy[0].name: must be a string that is known when the construct is created, got an instance of Lazy',
    ],
  ],
  ['a config that is no map', { helmRelease: 'x' }, ['helmRelease: must be a plain map, got a string']],
])('finds %s', (_, props, expected) => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const chart = testChart();
  const source = HelmRepository.fromName(chart, 'charts', 'charts');
  const { helmRelease = {} } = props;
  const config =
    typeof helmRelease === 'string'
      ? helmRelease
      : { source, chart: { chart: 'x', version: '1.x' }, deploy: [{ destination: web() }], ...helmRelease };
  new FluxApplication(chart, 'app', { ...props, helmRelease: config });
  for (const line of expected) expect(errorsOf(chart)).toContain(`[test/app] ${line}`);
});

test('props that are missing are no crash', () => {
  const chart = testChart();
  new FluxApplication(chart, 'app', { metadata: null, helmRelease: null } as Any);
  new FluxApplication(chart, 'none', undefined as Any);
  new HelmTemplate(chart, 'template', undefined as Any);
  HelmTemplate.fromName(chart, 'named', 'x', null as Any);
  GitRepository.fromName(chart, 'source', 'x', null as Any);
  expect(errorsOf(chart)).toEqual([
    '[test/app] neither helmRelease nor kustomization is set: exactly one is needed',
    '[test/none] neither helmRelease nor kustomization is set: exactly one is needed',
    '[test/template] source: required, but missing',
  ]);
});
