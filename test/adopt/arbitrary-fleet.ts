import fc from 'fast-check';
import { lower } from '../../src/application';
import { applications as anyApplications } from '../application/arbitrary-application';
import { anyValues } from '../values/arbitrary';
import type { Any } from './run-program';

const HELM = 'helm.toolkit.fluxcd.io/v2';
const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1';
const SOURCE = 'source.toolkit.fluxcd.io/v1';

const CLUSTERS = ['eu-1', 'eu-2', 'us-1', 'asia', 'eu-1-kubeconfig', 'host', 'eu.3'];
const STEMS = ['web', 'shop', 'podinfo', 'cert-manager', 'a.b', 'x--y', 'w'.repeat(60)];
const NAMESPACES = ['apps', 'flux-system', 'web'];

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const duration = fc.constantFrom('10m', '5m', '1h30m', '30s');

/** The ways in which authors include the cluster in the name of an object. */
const namings = [
  (stem: string, cluster: string) => `${stem}-${cluster}`,
  (stem: string, cluster: string) => `${cluster}-${stem}`,
  (stem: string, cluster: string) => `${stem}--${cluster}`,
  (stem: string) => stem,
];

const kubeConfig = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...CLUSTERS), optional(fc.constantFrom('value', 'kubeconfig')))
      .map(([name, key]) => ({ secretRef: key === undefined ? { name } : { name, key } })),
  },
  { weight: 1, arbitrary: fc.constantFrom('eu-1', 'gke').map((name) => ({ configMapRef: { name } })) },
);

const clusterOf = (config: Any): string => (config?.secretRef ?? config?.configMapRef)?.name ?? 'host';

/** A hand-written application: the same on several clusters, except for some fields. */
const byHand = fc
  .record({
    stem: fc.constantFrom(...STEMS),
    namespace: fc.constantFrom(...NAMESPACES),
    naming: fc.constantFrom(...namings),
    isHelm: fc.boolean(),
    isOci: fc.boolean(),
    source: fc.constantFrom('podinfo', 'charts', 'web'),
    sourceNamespace: optional(fc.constantFrom(...NAMESPACES)),
    values: optional(anyValues),
    labels: optional(fc.constant({ team: 'web' })),
    targets: fc.array(
      fc.record({
        kubeConfig,
        targetNamespace: optional(fc.constantFrom('web', 'shop')),
        storageNamespace: optional(fc.constantFrom('web', 'flux-system')),
        releaseName: optional(fc.constantFrom('web', 'shop')),
        interval: duration,
        chartInterval: optional(duration),
        version: optional(fc.constantFrom('6.9.0', '6.10.0')),
        suspend: optional(fc.boolean()),
        replicas: optional(fc.nat(3)),
        createNamespace: optional(fc.boolean()),
        dependsOn: optional(fc.array(fc.constantFrom(...STEMS), { maxLength: 2 })),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map((app) => app.targets.map((target) => deliveryOf(app, target)));

function deliveryOf(app: Any, target: Any): Any {
  const cluster = clusterOf(target.kubeConfig);
  const metadata = {
    name: app.naming(app.stem, cluster),
    namespace: app.namespace,
    ...(app.labels ? { labels: app.labels } : {}),
  };
  const others = target.dependsOn?.filter((stem: string) => stem !== app.stem);
  const dependsOn = others?.map((stem: string) => ({ name: app.naming(stem, cluster) }));
  const { interval, kubeConfig: config, targetNamespace, suspend } = target;
  const common = { interval, kubeConfig: config, targetNamespace, suspend, dependsOn };
  if (!app.isHelm) {
    const sourceRef = { kind: 'GitRepository', name: app.source, namespace: app.sourceNamespace };
    const spec = { ...common, path: `./${app.stem}`, prune: true, sourceRef };
    return withoutUndefined({ apiVersion: KUSTOMIZE, kind: 'Kustomization', metadata, spec });
  }
  const { storageNamespace, releaseName, createNamespace, replicas, version, chartInterval } = target;
  const values =
    app.values === undefined && replicas === undefined
      ? undefined
      : { ...app.values, ...(replicas === undefined ? {} : { replicas }) };
  const sourceRef = { kind: 'HelmRepository', name: app.source, namespace: app.sourceNamespace };
  const spec = {
    ...common,
    ...{ storageNamespace, releaseName, values },
    install: createNamespace === undefined ? undefined : { createNamespace },
    ...(app.isOci
      ? { chartRef: { ...sourceRef, kind: 'OCIRepository' } }
      : { chart: { spec: { chart: 'podinfo', version, interval: chartInterval, sourceRef } } }),
  };
  return withoutUndefined({ apiVersion: HELM, kind: 'HelmRelease', metadata, spec });
}

/** The value as returned by an API server, without `undefined`. Nulls and `__proto__` are kept. */
function withoutUndefined(value: Any): Any {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (entry === undefined ? [] : [[key, withoutUndefined(entry)]])),
  );
}

const MARK = /^(?:gitops\.kubesphere\.io\/.*|app\.kubernetes\.io\/(?:managed-by|name))$/;

function unmarked(map: Any = {}): Any {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !MARK.test(key)));
}

/** Objects with any field of Flux: lowered from Applications, like hand-written ones. */
const withAnyField = anyApplications.map((application: Any) =>
  lower(application)
    .objects.filter(({ kind }: Any) => kind === 'HelmRelease' || kind === 'Kustomization')
    .map((object: Any) => {
      const { labels, annotations, ...metadata } = object.metadata;
      return { ...object, metadata: { ...metadata, labels: unmarked(labels), annotations: unmarked(annotations) } };
    }),
);

/** Other objects in a repository or a dump. */
const noise: fc.Arbitrary<Any> = fc.constantFrom(
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'apps' }, data: {} },
  { apiVersion: 'example.com/v1', kind: 'HelmRelease', metadata: { name: 'web', namespace: 'apps' }, spec: {} },
  { apiVersion: HELM, kind: 'HelmRelease', metadata: { name: 'no-spec', namespace: 'apps' } },
  { apiVersion: HELM, kind: 'HelmRelease', metadata: { namespace: 'apps' }, spec: { interval: '1m' } },
  { apiVersion: HELM, kind: 'HelmRelease', metadata: { name: 'no-namespace' }, spec: { interval: '1m' } },
  {
    apiVersion: KUSTOMIZE,
    kind: 'Kustomization',
    metadata: { name: 'bad', namespace: 'apps' },
    spec: { interval: 'often', prune: 'yes', sourceRef: { kind: 'GitRepository', name: 'web' } },
  },
  {
    apiVersion: KUSTOMIZE,
    kind: 'Kustomization',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { interval: '1m', prune: true, sourceRef: { kind: 'GitRepository', name: 'flux-system' } },
  },
  {
    apiVersion: KUSTOMIZE,
    kind: 'Kustomization',
    metadata: { name: 'owned', namespace: 'apps', ownerReferences: [{ kind: 'Tenant', name: 'web' }] },
    spec: { interval: '1m', prune: true, sourceRef: { kind: 'GitRepository', name: 'web' } },
  },
  {
    apiVersion: KUSTOMIZE,
    kind: 'Kustomization',
    metadata: { name: 'substituted', namespace: 'apps' },
    spec: { interval: '1m', prune: true, path: `./\${CLUSTER}`, sourceRef: { kind: 'GitRepository', name: 'web' } },
  },
  { kind: 'Kustomization', apiVersion: 'kustomize.config.k8s.io/v1beta1', resources: ['a.yaml'] },
  { replicas: 3 },
);

const source = fc
  .record({
    kind: fc.constantFrom('HelmRepository', 'GitRepository', 'OCIRepository'),
    name: fc.constantFrom('podinfo', 'charts', 'web'),
    namespace: fc.constantFrom(...NAMESPACES),
    interval: duration,
  })
  .map(({ kind, name, namespace, interval }) => ({
    apiVersion: SOURCE,
    kind,
    metadata: { name, namespace },
    spec: { interval, url: kind === 'OCIRepository' ? 'oci://registry.example.com/a' : 'https://example.com/a' },
  }));

/** The objects of a host in any order, with distinct names. */
export const arbitraryFleet: fc.Arbitrary<Any[]> = fc
  .tuple(
    fc.array(byHand, { maxLength: 4 }),
    fc.array(withAnyField, { maxLength: 1 }),
    fc.array(source, { maxLength: 4 }),
    fc.array(noise, { maxLength: 3 }),
  )
  .chain(([applications, others, sources, rest]) => {
    const all = [...applications.flat(), ...others.flat(), ...sources, ...rest];
    const byName = new Map(all.map((object: Any) => [JSON.stringify([object.kind, object.metadata]), object]));
    const distinct = new Map(
      [...byName.values()].map((object: Any) => {
        const { namespace, name } = object.metadata ?? {};
        return [JSON.stringify([object.apiVersion, object.kind, namespace, name]), object] as const;
      }),
    );
    return fc.shuffledSubarray([...distinct.values()], { minLength: distinct.size });
  });
