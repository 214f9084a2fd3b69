import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  Cluster,
  FluxApplication,
  GitRepository,
  HelmRepository,
  HelmTemplate,
  OCIRepository,
  typedChart,
} from '../../src';
import { lower } from '../../src/application/lower/lower';
import { parseYaml } from '../../src/yaml/parse';
import { errorsOf, testChart } from './chart';

const host = Cluster.host();
const eu = Cluster.member('eu-1');

function podinfo(chart: Chart, helmRelease: object, rest: object = {}): FluxApplication {
  const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
  return new FluxApplication(chart, 'podinfo', {
    helmRelease: { template, deploy: [], ...helmRelease } as never,
    ...rest,
  });
}

// biome-ignore lint/suspicious/noExplicitAny: manifests are plain JSON here
function objects(chart: Chart, kind: string): any[] {
  return Testing.synth(chart).filter((object) => object.kind === kind);
}

test('makes the Application and a release for every target', () => {
  const chart = testChart();
  const source = new HelmRepository(chart, 'charts', { url: 'https://example.com/charts' });
  new FluxApplication(chart, 'podinfo', {
    alias: 'Podinfo',
    description: 'A small web service',
    labels: { tier: 'web' },
    helmRelease: {
      source,
      chart: { chart: 'podinfo', version: '6.9.0' },
      defaults: { install: { createNamespace: true }, values: { replicaCount: 1, ui: { color: 'blue' } } },
      deploy: [
        { destination: host.namespace('podinfo') },
        { destination: eu.namespace('podinfo'), values: { replicaCount: 3 }, set: ['ui.message=Hallo'], suspend: true },
      ],
    },
  });
  expect(Testing.synth(chart)).toMatchSnapshot();
});

test('gives the objects that lowering its Application gives', () => {
  const chart = testChart();
  const source = new GitRepository(chart, 'source', { url: 'https://example.com/repo.git' });
  new FluxApplication(chart, 'manifests', {
    kustomization: { source, defaults: { prune: true }, deploy: [{ destination: host.allNamespaces() }] },
  });
  const helm = new FluxApplication(chart, 'chart', {
    helmRelease: {
      source,
      chart: { chart: './chart' },
      saveTemplate: true,
      deploy: [{ destination: eu.namespace('web'), values: { a: null, b: [null] } }],
    },
  });
  new FluxApplication(chart, 'other', {
    helmRelease: { template: helm.template as never, deploy: [{ destination: eu.namespace('other'), name: 'blue' }] },
  });
  const made = Testing.synth(chart);
  const lowered = made
    .filter(({ kind }) => kind === 'Application')
    .flatMap((application) => lower(application).objects);
  const byName = (a: { metadata: { name: string } }, b: { metadata: { name: string } }) =>
    a.metadata.name < b.metadata.name ? -1 : 1;
  expect(made.filter(({ kind }) => kind !== 'Application' && kind !== 'GitRepository').sort(byName)).toEqual(
    [...lowered].sort(byName),
  );
});

describe('what an author writes', () => {
  test('releaseName and storageNamespace have defaults that make a member need nothing but its kubeconfig', () => {
    const chart = testChart();
    podinfo(chart, {
      deploy: [
        { destination: host.namespace('web') },
        { destination: eu.namespace('web') },
        { destination: eu.namespace('web'), name: 'canary' },
        { destination: eu.namespace('own'), releaseName: 'r', storageNamespace: 's' },
        { destination: Cluster.member('us-1').namespace('flux'), releaseName: null, storageNamespace: null },
      ],
    });
    expect(objects(chart, 'HelmRelease').map(({ spec }) => [spec.releaseName, spec.storageNamespace])).toEqual([
      ['podinfo', undefined],
      ['podinfo', 'web'],
      ['podinfo-canary', 'web'],
      ['r', 's'],
      [undefined, undefined],
    ]);
  });

  test('defaults lie under every target: maps merge, lists replace, null stays in values', () => {
    const chart = testChart();
    podinfo(chart, {
      defaults: {
        interval: '5m',
        upgrade: { crds: 'Skip', remediation: { retries: 3 } },
        valuesFrom: [{ kind: 'ConfigMap', name: 'below' }],
        values: { list: [1, 2], map: { a: 1, b: 2 } },
      },
      deploy: [
        {
          destination: host.namespace('web'),
          upgrade: { crds: 'Create' },
          valuesFrom: [{ kind: 'Secret', name: 'own' }],
          values: { list: [3], map: { b: null } },
        },
      ],
    });
    expect(objects(chart, 'HelmRelease')[0].spec).toEqual({
      chartRef: { kind: 'HelmChart', name: 'podinfo' },
      targetNamespace: 'web',
      interval: '5m',
      releaseName: 'podinfo',
      upgrade: { crds: 'Create', remediation: { retries: 3 } },
      valuesFrom: [
        { kind: 'Secret', name: 'own' },
        {
          kind: 'ConfigMap',
          name: 'podinfo--host--web-values',
          valuesKey: expect.stringMatching(/^values-[0-9a-f]{12}\.yaml$/),
        },
      ],
      values: { list: [3], map: { a: 1 } },
    });
    expect(objects(chart, 'Application')[0].spec.fluxApp.spec.config.helmRelease.deploy[0].values).toEqual({
      list: [3],
      map: { a: 1, b: null },
    });
  });

  test('set goes over values and setString over set', () => {
    const chart = testChart();
    podinfo(chart, {
      defaults: { values: { a: 1, b: 1, c: 1, d: 1 } },
      deploy: [
        { destination: host.namespace('web'), values: { b: 2, c: 2, d: 2 }, set: ['c=3,d=3'], setString: ['d=4'] },
      ],
    });
    expect(objects(chart, 'HelmRelease')[0].spec.values).toEqual({ a: 1, b: 2, c: 3, d: '4' });
  });

  test('valuesFrom takes the construct of a ConfigMap or Secret', () => {
    const chart = testChart();
    class Wrapped extends Construct {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new ApiObject(this, 'Resource', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret-values' } });
      }
    }
    const configMap = new ApiObject(chart, 'values', { apiVersion: 'v1', kind: 'ConfigMap' });
    podinfo(chart, {
      deploy: [
        {
          destination: host.namespace('web'),
          valuesFrom: [
            { from: configMap, valuesKey: 'prod.yaml' },
            { from: new Wrapped(chart, 'wrapped'), optional: true },
          ],
        },
      ],
    });
    expect(objects(chart, 'HelmRelease')[0].spec.valuesFrom).toEqual([
      { kind: 'ConfigMap', name: configMap.name, valuesKey: 'prod.yaml' },
      { kind: 'Secret', name: 'secret-values', optional: true },
    ]);
  });

  test.each([
    ['has the version of its chart as tag', {}, { tag: '6.9.0_1' }],
    ['keeps a ref of its own', { ref: { semver: '6.x' } }, { semver: '6.x' }],
  ])('an OCIRepository %s', (_, props, ref) => {
    const chart = testChart();
    const url = 'oci://example.com/charts/podinfo';
    const podinfo = typedChart<{ replicaCount?: number }>({ chart: 'podinfo', version: '6.9.0+1' });
    new OCIRepository(chart, 'oci', { url, chart: podinfo, ...props });
    expect(Testing.synth(chart)[0].spec).toEqual({ interval: '10m', url, ref });
  });

  test('an OCIRepository is the chart', () => {
    const chart = testChart();
    const source = new OCIRepository(chart, 'oci', { url: 'oci://example.com/charts/podinfo' });
    new FluxApplication(chart, 'podinfo', {
      helmRelease: { source, deploy: [{ destination: host.namespace('web') }] },
    });
    expect(objects(chart, 'HelmRelease')[0].spec.chartRef).toEqual({
      kind: 'OCIRepository',
      name: 'oci',
      namespace: 'apps',
    });
  });

  test('keys are data, whatever they are called', () => {
    const chart = testChart();
    const values = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1, "a.b/c": {"n": "y"}}');
    podinfo(chart, { deploy: [{ destination: host.namespace('web'), values }] });
    expect(JSON.stringify(objects(chart, 'HelmRelease')[0].spec.values)).toBe(JSON.stringify(values));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('templates', () => {
  test('a saved chart is a template for other applications, and its version is everybody’s', () => {
    const chart = testChart();
    const source = new HelmRepository(chart, 'charts', { url: 'https://example.com/charts' });
    const saved = new FluxApplication(chart, 'first', {
      helmRelease: {
        source,
        chart: { chart: 'podinfo', version: '6.9.0' },
        saveTemplate: true,
        deploy: [{ destination: host.namespace('one') }],
      },
    });
    new FluxApplication(chart, 'second', {
      helmRelease: { template: saved.template as never, deploy: [{ destination: host.namespace('two') }] },
    });
    expect(objects(chart, 'HelmChart').map(({ metadata, spec }) => [metadata.name, spec.version])).toEqual([
      ['first', '6.9.0'],
    ]);
    expect(objects(chart, 'HelmRelease').map(({ spec }) => spec.chartRef)).toEqual([
      { kind: 'HelmChart', name: 'first' },
      { kind: 'HelmChart', name: 'first' },
    ]);
    expect(objects(chart, 'Application')[1].spec.fluxApp.spec).toEqual({
      config: { helmRelease: { template: 'first', deploy: [expect.anything()] } },
    });
  });

  test('fails when a template or its source is in another namespace', () => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const chart = testChart();
    const source = GitRepository.fromName(chart, 'source', 'repo', { namespace: 'other' });
    new HelmTemplate(chart, 'own', { source, chart: './chart' });
    new FluxApplication(chart, 'saves', {
      helmRelease: { source, chart: { chart: './c' }, saveTemplate: true, deploy: [] },
    });
    new FluxApplication(chart, 'uses', {
      helmRelease: { template: HelmTemplate.fromName(chart, 'far', 'far', { namespace: 'other' }), deploy: [] },
    });
    expect(errorsOf(chart)).toEqual([
      '[test/own] source: is in namespace "other", not "apps": a template must be in the namespace of its source; a chart that is not a template may come from another namespace',
      `[test/saves] helmRelease.source.namespace: "other" is not the application's namespace, "apps": a template must be in the namespace of its source. A chart that is not saved (without the label gitops.kubesphere.io/save-helm-template) is written into every release and may name a source of another namespace`,
      '[test/uses] helmRelease.template: "far" is in namespace "other", the application in "apps": a template is for the applications of its namespace; use source and chart, which may be of another one',
    ]);
  });
});

describe('dependsOn', () => {
  const source = (chart: Chart) => GitRepository.fromName(chart, 'source', 'repo');
  const app = (chart: Chart, id: string, clusters: Cluster[], dependsOn?: unknown[], namespace?: string) =>
    new FluxApplication(chart, id, {
      metadata: { namespace },
      kustomization: {
        source: chart.node.tryFindChild('source') ? (chart.node.findChild('source') as never) : source(chart),
        defaults: { prune: true, dependsOn: dependsOn as never },
        deploy: clusters.map((cluster) => ({ destination: cluster.namespace(id) })),
      },
    });

  test('another application stands for its targets in the same cluster', () => {
    const chart = testChart();
    const infra = app(chart, 'infra', [host, eu], undefined, 'platform');
    const near = app(chart, 'near', [eu]);
    app(chart, 'web', [eu], [infra, near, { name: 'by-hand', readyExpr: 'true' }]);
    expect(objects(chart, 'Kustomization').at(-1).spec.dependsOn).toEqual([
      { name: 'infra--eu-1--infra', namespace: 'platform' },
      { name: 'near--eu-1--near' },
      { name: 'by-hand', readyExpr: 'true' },
    ]);
  });

  test('fails when the kind differs, the cluster is not reached, or it goes round in a circle', () => {
    const chart = testChart();
    const helm = podinfo(chart, { deploy: [{ destination: host.namespace('web') }] });
    const onHost = app(chart, 'on-host', [host], [{ name: 'b--host--b' }]);
    app(chart, 'a', [eu], [helm, onHost]);
    app(chart, 'b', [host], [onHost]);
    expect(errorsOf(chart)).toEqual(
      [
        '[test/a] kustomization.defaults.dependsOn[0]: "test/podinfo" makes objects of kind HelmRelease, this application of kind Kustomization: in Flux an object can only depend on objects of its own kind',
        '[test/a] kustomization.defaults.dependsOn[1]: "test/on-host" is not deployed to cluster "eu-1" but to "host": name one of its objects, { name, namespace }, to depend on it across clusters',
        '[test/on-host] kustomization.defaults.dependsOn: depends on itself, Kustomization apps/on-host--host--on-host -> Kustomization apps/b--host--b -> Kustomization apps/on-host--host--on-host: Flux would wait forever',
      ].sort((a, b) => (a.includes('on-host]') ? -1 : b.includes('on-host]') ? 1 : 0)),
    );
  });

  test('adds no dependencies between constructs', () => {
    const chart = testChart();
    app(chart, 'web', [eu], [app(chart, 'infra', [eu])]);
    expect(chart.node.findAll().flatMap((construct: IConstruct) => construct.node.dependencies)).toEqual([]);
  });
});

describe('errors', () => {
  test('all of them are reported, each where the author wrote it, and nothing else happens', () => {
    const chart = testChart();
    podinfo(chart, {
      defaults: { instal: {}, timeout: '5' },
      deploy: [
        { destination: eu.namespace('Web'), set: ['password[0=secret'] },
        { destination: host.namespace('web') },
        { destination: host.namespace('web') },
        null,
      ],
    });
    new FluxApplication(chart, 'neither', {} as never);
    new FluxApplication(chart, 'manifests', {
      kustomization: {
        source: HelmRepository.fromName(chart, 'charts', 'charts') as never,
        deploy: [{ destination: eu.allNamespaces(), path: 1 as never }],
      },
    });
    expect(errorsOf(chart)).toEqual([
      '[test/podinfo] helmRelease.deploy[0].set[0]: set: "password[0=…": the "[" at 9 is not closed',
      '[test/podinfo] helmRelease.defaults.instal: unknown field; did you mean "install"?',
      '[test/podinfo] helmRelease.defaults.timeout: "5" is not a duration: numbers with a unit, ms, s, m or h, such as 10m or 1h30m',
      '[test/podinfo] helmRelease.deploy[3]: must be a map, got null',
      `[test/podinfo] helmRelease.deploy[0].destination.targetNamespace: "Web" is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends`,
      `[test/podinfo] helmRelease.deploy[0].storageNamespace: "Web" is not a DNS label: lower-case letters, digits and '-', with a letter or digit at both ends`,
      '[test/podinfo] helmRelease.deploy[2].destination: has the KEY "web", as [1] has: give them different explicit names',
      '[test/neither] neither helmRelease nor kustomization is set: exactly one is needed',
      '[test/manifests] kustomization.deploy[0].prune: required, but missing',
      '[test/manifests] kustomization.deploy[0].path: must be a string, got a number (1)',
      '[test/manifests] kustomization.source.kind: a HelmRepository contains charts: a kustomization needs a GitRepository, OCIRepository, Bucket or ExternalArtifact',
    ]);
  });

  test('clashes between applications are found', () => {
    const chart = testChart();
    const template = HelmTemplate.fromName(chart, 'template', 'podinfo');
    const make = (id: string, name: string, namespace: string) =>
      new FluxApplication(chart, id, {
        metadata: { name },
        helmRelease: { template, deploy: [{ destination: eu.namespace(namespace), releaseName: 'web' }] },
      });
    make('one', 'web', 'web');
    make('two', 'shop', 'web');
    make('three', 'web', 'other');
    expect(errorsOf(chart)).toEqual([
      '[test/two] helmRelease.deploy[0].releaseName: makes the same Helm release as Application apps/web: "web", stored in namespace "web" of cluster "eu-1"',
      '[test/three] metadata.name: is the name of another Application as well: Application apps/web',
    ]);
  });

  test('a construct that holds no values, or lives elsewhere, is no source of values', () => {
    const chart = testChart();
    const from = (kind: string, namespace?: string) =>
      new ApiObject(chart, `${kind}-${namespace}`, { apiVersion: 'v1', kind, metadata: { namespace } });
    podinfo(chart, {
      deploy: [
        {
          destination: host.namespace('web'),
          valuesFrom: [{ from: from('Service') }, { from: from('Secret', 'elsewhere') }, { from: chart }],
        },
      ],
    });
    expect(errorsOf(chart)).toEqual([
      '[test/podinfo] helmRelease.deploy[0].valuesFrom[0].from: must be a ConfigMap or Secret, got kind "Service"',
      `[test/podinfo] helmRelease.deploy[0].valuesFrom[1].from: is in namespace "elsewhere": Flux looks for it in "apps", the application's`,
      '[test/podinfo] helmRelease.deploy[0].valuesFrom[2].from: must be a ConfigMap or Secret, got no ApiObject',
    ]);
  });

  test('an invalid application does not get written past validation', () => {
    const chart = testChart();
    const application = podinfo(chart, {
      defaults: { timeout: '5' },
      deploy: [{ destination: host.namespace('web') }],
    });
    for (const object of [application.application, ...application.releases]) {
      expect(() => object.toJson()).toThrow(
        /^the application is not valid:\n {2}helmRelease.defaults.timeout: "5" is not/,
      );
    }
  });
});

test('warns once, however many charts there are, and only of what was not decided', () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const app = new App({ outdir: 'dist/test' });
  const chart = new Chart(app, 'one', { namespace: 'apps' });
  new Chart(app, 'two');
  podinfo(chart, {
    deploy: [{ destination: eu.namespace('web'), rollback: { recreate: true }, storageNamespace: null }],
  });
  app.synthYaml();
  expect(emitWarning.mock.calls).toEqual([
    [
      '[one/podinfo] helmRelease.deploy[0].rollback.recreate: is omitted: it no longer has an effect in Flux',
      { type: 'FluxAppWarning', code: 'field-without-effect' },
    ],
  ]);
  emitWarning.mockRestore();
});

describe('as a citizen of cdk8s', () => {
  test('labels of the chart, added labels and JSON patches arrive, and leave the digest alone', () => {
    const make = (labels: Record<string, string>) => {
      const chart = new Chart(new App({ outdir: 'dist/test' }), 'test', { namespace: 'apps', labels });
      return {
        chart,
        app: podinfo(chart, { deploy: [{ destination: host.namespace('web'), values: { a: { b: 1 } } }] }),
      };
    };
    const plain = make({});
    const changed = make({ team: 'web' });
    const release = changed.app.releases[0] as ApiObject;
    release.metadata.addLabel('added', 'yes');
    release.metadata.addAnnotation('note', 'text');
    release.addJsonPatch(JsonPatch.replace('/spec/values/a/b', 2), JsonPatch.add('/spec/timeout', '3m'));
    const [before] = objects(plain.chart, 'HelmRelease');
    const [after] = objects(changed.chart, 'HelmRelease');
    expect(after).toEqual({
      ...before,
      metadata: {
        ...before.metadata,
        labels: { ...before.metadata.labels, team: 'web', added: 'yes' },
        annotations: {
          ...before.metadata.annotations,
          note: 'text',
          // status ignores these fields when it compares the object with its lowering
          'gitops.kubesphere.io/hatched': '["/spec/timeout","/spec/values/a/b"]',
        },
      },
      spec: { ...before.spec, timeout: '3m', values: { a: { b: 2 } } },
    });
    // a patch of the release does not change the Application
    expect(objects(changed.chart, 'Application')[0].spec.fluxApp.spec.config.helmRelease.deploy[0].values).toEqual({
      a: { b: 1 },
    });
  });

  test('Lazy values and tokens are resolved when the objects are written', () => {
    const chart = testChart();
    let replicas = 1;
    podinfo(chart, {
      deploy: [
        {
          destination: host.namespace('web'),
          values: { replicas: Lazy.any({ produce: () => replicas }), message: { resolve: () => 'text' } },
        },
      ],
    });
    replicas = 2;
    expect(objects(chart, 'HelmRelease')[0].spec.values).toEqual({ replicas: 2, message: 'text' });
  });

  test('resolvers of the app are applied to what is written', () => {
    const resolver = {
      resolve: (context: { value: unknown; replaceValue(value: unknown): void }) => {
        if (context.value === 'replace me') context.replaceValue('replaced');
      },
    };
    const chart = new Chart(new App({ outdir: 'dist/test', resolvers: [resolver] }), 'test', { namespace: 'apps' });
    podinfo(chart, { deploy: [{ destination: host.namespace('web'), values: { a: 'replace me', b: null } }] });
    expect(objects(chart, 'HelmRelease')[0].spec.values).toEqual({ a: 'replaced' });
    expect(objects(chart, 'Application')[0].spec.fluxApp.spec.config.helmRelease.deploy[0].values).toEqual({
      a: 'replaced',
      b: null,
    });
  });

  test('warns of a Lazy in place of a map, which it replaces', () => {
    const chart = testChart();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const lazy = (value: unknown) => Lazy.any({ produce: () => value });
    const europe = Cluster.member('eu', { labels: { region: 'eu' } });
    podinfo(chart, {
      defaults: { values: { resources: { limits: 1 }, ui: { color: 'blue' }, a: lazy({ b: 1 }), c: 1, d: { e: 1 } } },
      overrides: [{ matchLabels: { region: 'eu' }, values: { resources: lazy({ requests: 2 }), d: lazy(1) } }],
      deploy: [
        { destination: europe.namespace('web'), values: { ui: lazy('green') } },
        { destination: europe.namespace('shop'), values: { d: 2, f: lazy({ g: 1 }) } },
        { destination: host.namespace('web'), values: { a: lazy({ c: 1 }), c: lazy({ d: 1 }) } },
      ],
    });
    const values = objects(chart, 'HelmRelease').map(({ spec }) => spec.values);
    expect(values).toMatchObject([{ resources: { requests: 2 } }, { f: { g: 1 } }, { a: { c: 1 } }]);
    const warnings = warn.mock.calls.map(([text]) => String(text).replace('[test/podinfo] helmRelease.', ''));
    warn.mockRestore();
    expect(warnings).toEqual([
      'overrides[0].values.resources: is a map from a Lazy in place of a map in the defaults, which it replaces as a whole: a Lazy does not merge',
      'overrides[0].values.d: is a number from a Lazy in place of a map in the defaults, which it replaces as a whole',
      'deploy[0].values.ui: is a string from a Lazy in place of a map in the layers below, which it replaces as a whole',
    ]);
  });

  test('fails when a Lazy holds a null, as nulls need an object of their own', () => {
    const chart = testChart();
    podinfo(chart, {
      deploy: [{ destination: host.namespace('web'), values: { a: Lazy.any({ produce: () => ({ b: null }) }) } }],
    });
    expect(errorsOf(chart)).toEqual([
      '[test/podinfo] helmRelease.deploy[0].values: a Lazy resolves to null: write the null itself, because an object is created for it',
    ]);
  });

  test('the parts are reachable', () => {
    const chart = testChart();
    const app = podinfo(chart, {
      deploy: [{ destination: host.namespace('web') }, { destination: eu.namespace('web') }],
    });
    expect(ApiObject.of(app)).toBe(app.application);
    expect(app.releases.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'HelmRelease/podinfo--host--web',
      'HelmRelease/podinfo--eu-1--web',
    ]);
    expect(app.targets.map(({ key, objectName }) => [key, objectName])).toEqual([
      ['web', 'podinfo--host--web'],
      ['eu-1-web', 'podinfo--eu-1--web'],
    ]);
    expect([FluxApplication.isFluxApplication(app), FluxApplication.isFluxApplication(chart)]).toEqual([true, false]);
  });

  test('what cdk8s writes to files reads as the objects', () => {
    const app = new App({ outdir: 'dist/test' });
    const chart = new Chart(app, 'test', { namespace: 'apps' });
    const values = { n: 'y', on: 'off', null: null, text: 'a\n  b\n', number: '0123', empty: '', list: [], map: {} };
    podinfo(chart, { deploy: [{ destination: host.namespace('web'), values }] });
    expect(parseYaml(app.synthYaml()).map((document) => document.value)).toEqual(Testing.synth(chart));
  });

  test('works in a chart without a namespace', () => {
    const chart = new Chart(new App({ outdir: 'dist/test' }), 'test');
    podinfo(chart, { deploy: [{ destination: eu.namespace('web') }] });
    expect(objects(chart, 'HelmRelease')[0].metadata.namespace).toBeUndefined();
    const digest = (made: Chart) =>
      objects(made, 'HelmRelease')[0].metadata.annotations['gitops.kubesphere.io/lowering-digest'];
    const placed = testChart();
    podinfo(placed, { deploy: [{ destination: eu.namespace('web') }] });
    expect(digest(chart)).toBe(digest(placed));
  });

  test.each(['helmRelease', 'kustomization'])('an empty list of targets of a %s is a warning', (field) => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => warn.mockRestore());
    const chart = testChart();
    const source = GitRepository.fromName(chart, 'source', 'repo');
    const config =
      field === 'helmRelease' ? { source, chart: { chart: './web' } } : { source, defaults: { prune: true } };
    new FluxApplication(chart, 'web', { [field]: { ...config, deploy: [] } } as never);
    expect(Testing.synth(chart).map(({ kind }) => kind)).toEqual(['Application']);
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      `[test/web] ${field}.deploy: is empty: the application has no targets`,
    ]);
  });
});
