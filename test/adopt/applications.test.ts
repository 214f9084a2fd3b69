import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adoptApplications, printProgram } from '../../src/adopt';
import {
  clusterId,
  clusterName,
  type DeploymentTarget,
  helmReleaseTargets,
  kustomizationTargets,
  lower,
  namesByObject,
  rolloutOf,
  withoutAbsent as withoutAbsentFields,
} from '../../src/application';
import { hasErrors } from '../../src/diagnostics';
import { applications } from '../application/arbitrary-application';
import { limit, runs, SEED } from '../random-runs';
import { meaningOf, type Renaming } from './meaning';
import { type Any, objectsOfProgram } from './run-program';

const keepsNames: Renaming = (_, __, name) => name;

/** The content of objects, by kind and name. */
function meanings(objects: readonly Any[]): Map<string, Any> {
  return new Map(
    objects
      .filter(({ kind }) => kind === 'HelmRelease' || kind === 'Kustomization')
      .map((object) => [`${object.kind} ${object.metadata.name}`, meaningOf(object, keepsNames, objects)]),
  );
}

/** How the targets of an Application are divided into waves and named, independent of their number. */
const choices = fc.record({
  wave: fc.func(fc.integer({ min: 0, max: 2 })),
  approve: fc.subarray([2, 3]),
  isNamed: fc.func(fc.boolean()),
});

/** The Application with names of clusters, and with waves unless they cannot hold back a change to it. */
function withChoices(application: Any, { wave, approve, isNamed }: Any): Any {
  const targets = targetsOf(application);
  const waves = [0, 1, 2]
    .map((number) => targets.flatMap(({ key }) => (wave(key) === number ? [key] : [])))
    .filter((keys) => keys.length > 0);
  const rollout = { waves, approve: approve.filter((number: number) => number <= waves.length) };
  const named = targets
    .map(({ cluster }) => cluster)
    .filter(({ kind, name }) => kind !== 'host' && isNamed(kind + name));
  const names = named.map(({ kind, name, key }, index) => {
    const object = kind === 'ConfigMap' ? `ConfigMap/${name}` : key === 'value' ? name : `${name}/${key}`;
    return [object, `europe-${index}`];
  });
  const clusters = names.length === 0 ? {} : { [CLUSTERS]: JSON.stringify(Object.fromEntries(names)) };
  const annotated = (annotations: object) => ({ ...application, metadata: { ...application.metadata, annotations } });
  const waved = annotated({ ...clusters, [ROLLOUT]: JSON.stringify(rollout) });
  return hasErrors(lower(waved).diagnostics) ? annotated(clusters) : waved;
}

function targetsOf(application: Any): readonly DeploymentTarget[] {
  const { metadata, spec } = withoutAbsentFields(application) as Any;
  const { helmRelease, kustomization } = spec.fluxApp.spec.config;
  return helmRelease ? helmReleaseTargets(metadata, helmRelease.deploy) : kustomizationTargets(metadata, kustomization);
}

/** The waves of an Application, and the names of the clusters of its targets. */
function annotatedParts(application: Any): object {
  const { annotations } = application.metadata;
  const names = namesByObject(annotations);
  const { approve = [], waves = [] } = rolloutOf(annotations) ?? {};
  const named = targetsOf(application)
    .map(({ cluster }) => [clusterId(cluster), clusterName(cluster, names)] as const)
    .filter(([, name]) => name.startsWith('europe-'));
  return { approve, waves, names: new Map(named) };
}

test(
  'a program lowers to what the Application lowers to, with its waves and the names of its clusters',
  () => {
    const count = { targets: 0, waved: 0, named: 0 };
    fc.assert(
      fc.property(applications, choices, (generated, chosen) => {
        const placed = { ...generated, metadata: { namespace: 'apps', ...withoutAbsent(generated.metadata) } };
        const application = withChoices(placed, chosen);
        const adoption = adoptApplications([application]);
        expect(adoption.left).toEqual([]);
        const objects = objectsOfProgram(printProgram(adoption));
        const made = meanings(objects);
        expect(made).toEqual(meanings(lower(application).objects));
        const parts = annotatedParts(application);
        expect(annotatedParts(objects.find(({ kind }) => kind === 'Application'))).toEqual(parts);
        count.targets += made.size;
        count.waved += rolloutOf(application.metadata.annotations) ? 1 : 0;
        count.named += Object.keys(namesByObject(application.metadata.annotations)).length;
      }),
      { seed: SEED, numRuns: runs(100) },
    );
    expect(count.targets).toBeGreaterThan(100);
    expect(count.waved).toBeGreaterThan(10);
    expect(count.named).toBeGreaterThan(20);
  },
  limit(120_000),
);

const CLUSTERS = 'gitops.kubesphere.io/clusters';
const ROLLOUT = 'gitops.kubesphere.io/rollout';

function withoutAbsent(map: Any): Any {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined && value !== null));
}

const application = (labels: object, spec: object) => ({
  apiVersion: 'gitops.kubesphere.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'web', namespace: 'apps', ...labels },
  spec,
});

const deploy = [
  { destination: { targetNamespace: 'web' }, interval: '10m' },
  { destination: { kubeConfig: { secretRef: { name: 'eu-1' } }, targetNamespace: 'web' }, interval: '10m' },
];
const fluxApp = {
  spec: {
    source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    config: { helmRelease: { chart: { chart: 'web', version: '1.0.0' }, deploy } },
  },
};

test('a release that another controller has made keeps its name and its storage namespace', () => {
  const made = (name: string, key: string, spec: object) => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2beta1',
    kind: 'HelmRelease',
    metadata: {
      ...{ name, namespace: 'apps' },
      labels: { 'app.kubernetes.io/managed-by': 'web' },
      annotations: { 'app.kubernetes.io/name': key },
    },
    spec: { targetNamespace: 'web', ...spec },
  });
  const releases = [made('web-x7k2p', 'web', {}), made('web-9qz4c', 'eu-1-web', { releaseName: 'site' })];
  const adoption = adoptApplications([application({}, { kind: 'fluxcd', fluxApp }), ...releases]);
  expect(adoption.applications[0]?.targets.map(({ fields }) => fields)).toEqual([
    { interval: '10m', releaseName: 'web-web-x7k2p', storageNamespace: 'apps' },
    { interval: '10m', releaseName: 'site', storageNamespace: 'apps' },
  ]);
});

test('nulls that only the annotation carries are in the program', () => {
  const [host, member] = deploy;
  const stored = application(
    { annotations: { 'gitops.kubesphere.io/nulls': '{"web":{"cache":null}}' } },
    {
      kind: 'fluxcd',
      fluxApp: {
        spec: {
          ...fluxApp.spec,
          config: {
            helmRelease: { ...fluxApp.spec.config.helmRelease, deploy: [{ ...host, values: { a: 1 } }, member] },
          },
        },
      },
    },
  );
  const adoption = adoptApplications([stored]);
  expect(adoption.applications[0]?.targets.map(({ fields }) => fields.values)).toEqual([
    { a: 1, cache: null },
    undefined,
  ]);
  expect(adoption.applications[0]?.metadata).toBeUndefined();
  expect(meanings(objectsOfProgram(printProgram(adoption)))).toEqual(meanings(lower(stored).objects));
});

test('waves and names of clusters become props, and what concerns the stored object is left out', () => {
  const annotations = {
    [ROLLOUT]: '{"waves":[["eu-1-web"],["web"]],"approve":[2]}',
    [CLUSTERS]: '{"eu-1":"europe"}',
    'gitops.kubesphere.io/lowered-by': 'controller',
    'gitops.kubesphere.io/confirm-removal': '3',
  };
  const printed = printProgram(adoptApplications([application({ annotations }, { kind: 'fluxcd', fluxApp })]));
  expect(() => objectsOfProgram(printed)).not.toThrow();
  expect(
    printed.slice(printed.indexOf('const europe')),
  ).toBe(`const europe = Cluster.member('europe', { secretName: 'eu-1' });

const apps = new Chart(app, 'apps', { namespace: 'apps' });

const charts = HelmRepository.fromName(apps, 'charts', 'charts');

new FluxApplication(apps, 'web', {
  helmRelease: {
    source: charts,
    chart: { chart: 'web', version: '1.0.0' },
    defaults: { releaseName: null },
    deploy: [{ destination: host.namespace('web') }, { destination: europe.namespace('web'), storageNamespace: null }],
  },
  rollout: { waves: [['eu-1-web'], ['web']], approve: [2] },
});

app.synth();
`);
});

test('a name that another cluster has is not given to a second one', () => {
  const [, member] = deploy;
  const other = { ...member, destination: { kubeConfig: { secretRef: { name: 'eu-2' } }, targetNamespace: 'web' } };
  const { config, source } = fluxApp.spec;
  const spec = { source, config: { helmRelease: { ...config.helmRelease, deploy: [member, other] } } };
  const named = (name: string, names: object) => ({
    ...application({}, { kind: 'fluxcd', fluxApp: { spec } }),
    metadata: { name, namespace: name, annotations: { [CLUSTERS]: JSON.stringify(names) } },
  });
  const applications = [
    named('a', { 'eu-1': 'europe', 'eu-2': 'eu-1' }),
    named('b', { 'eu-1': 'other', 'eu-2': 'europe' }),
  ];
  const printed = printProgram(adoptApplications(applications));
  expect(printed.match(/^const .* = Cluster.*$/gm)).toEqual([
    "const europe = Cluster.member('europe', { secretName: 'eu-1' });",
    "const eu2 = Cluster.member('eu-2');",
  ]);
  expect(() => objectsOfProgram(printed)).not.toThrow();
});

test('Applications that are not taken, and why', () => {
  const objects = [
    application({}, { kind: 'argocd' }),
    application({}, { kind: 'fluxcd', fluxApp: { spec: { config: {} } } }),
    application({ annotations: { 'gitops.kubesphere.io/digests': '{}' } }, { kind: 'fluxcd', fluxApp }),
  ];
  const { applications: found, left } = adoptApplications(objects);
  expect(found).toEqual([]);
  expect(left.map(({ message }) => message)).toEqual([
    'its spec.kind is not fluxcd: another engine delivers it',
    'spec.fluxApp.spec.config: neither helmRelease nor kustomization is set: exactly one is needed',
    'it was synthesized: its code exists',
  ]);
});
