import fc from 'fast-check';
import applicationSchema from '../../imports/schemas/application.json';
import { helmReleaseId } from '../../src/application/release-name';
import { helmReleaseTargets, kustomizationTargets } from '../../src/application/targets';
import { anyValues } from '../values/arbitrary';
import { fromSchema, type Overrides, type Schema } from './arbitrary-from-schema';
import * as text from './arbitrary-text';

// biome-ignore lint/suspicious/noExplicitAny: Applications are plain data here
type Any = any;

const { config, source } = applicationSchema.properties.spec.properties;
const { chart, deploy } = config.properties.helmRelease.properties;

const subdomain = text.dnsSubdomain(253);

/** A cluster, usually one of few, so that targets often share clusters. */
const kubeConfig = fc.oneof(
  fc.constantFrom(undefined, null),
  fc.record({
    secretRef: fc.record(
      { name: fc.constantFrom('eu-1', 'eu.2', 'us--3', 'host', 'e'.repeat(253)), key: text.dataKey },
      { requiredKeys: ['name'] },
    ),
  }),
  fc.record({ configMapRef: fc.record({ name: fc.constantFrom('eu-1', 'asia') }) }),
);

export const DESTINATION = fc.record({ kubeConfig, targetNamespace: fc.option(text.dnsLabel, { nil: undefined }) });

const reference = (parts: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[]) =>
  fc.array(fc.record(parts, { requiredKeys }), { maxLength: 2 });

/** Fields of entries that the schema does not fully determine: names, and fields that need other fields. */
export const ENTRY: Overrides = {
  destination: DESTINATION,
  name: fc.constantFrom('blue', 'green', 'b--c'),
  dependsOn: reference({ name: subdomain, namespace: text.dnsLabel, readyExpr: text.anyText }, ['name']),
  serviceAccountName: subdomain,
  storageNamespace: text.dnsLabel,
  releaseName: text.dnsSubdomain(53),
  'valuesFrom[].name': subdomain,
  'postBuild.substituteFrom[].name': subdomain,
  'postBuild.substitute': fc.dictionary(fc.stringMatching(/^[_a-zA-Z][_a-zA-Z0-9]{0,8}$/), text.anyText, {
    maxKeys: 2,
  }),
  'components[]': fc.constantFrom('a', '../components/b', './c'),
  'healthChecks[].apiVersion': fc.constantFrom('v1', 'apps/v1', ''),
  'decryption.secretRef.name': subdomain,
  'decryption.serviceAccountName': subdomain,
  'install.strategy': fc.constantFrom({ name: 'RemediateOnFailure' }, { name: 'RetryOnFailure', retryInterval: '1m' }),
  'upgrade.strategy': fc.constantFrom({ name: 'RemediateOnFailure' }, { name: 'RetryOnFailure', retryInterval: '1m' }),
  'install.skipCRDs': fc.constant(false), // true requires crds: Skip, see below
  'postRenderers[].kustomize.patchesStrategicMerge[]': anyValues,
};

/** The chart fields of a target depend on the chart of the application: {@link ownChart}. */
const { chart: targetChart, template: _template, source: _source, ...deployFields } = deploy.items.properties;

const helmEntry = fc
  .tuple(
    fromSchema({ ...deploy.items, properties: deployFields } as Schema, ENTRY),
    fc.option(anyValues, { nil: undefined }),
    fc.integer({ max: 9, min: 0 }),
  )
  .map(([entry, values, dice]): Any => {
    const install = dice === 0 ? { install: { skipCRDs: true } } : {};
    return { ...(entry as object), ...install, ...(values === undefined ? {} : { values }) };
  });

const kustomizationEntry = fromSchema(config.properties.kustomization.items as Schema, ENTRY);

const CHART: Overrides = { 'verify.secretRef.name': subdomain };
/** In a HelmRepository, charts have names, and versions are ranges. */
const NAMED_CHART: Overrides = {
  ...CHART,
  chart: fc.constantFrom('podinfo', 'team/web.app', '007', 'null'),
  version: fc.constantFrom('1.2.3', '*', '1.x', '>=1.0.0 <2', '~1.4 || 2.0.x', '1.30'),
};
const chartFields = chart as Schema;

/** A chart of a source of this kind, saved as a template or not. */
function chartOf(kind: string, saved: boolean): fc.Arbitrary<Any> {
  return fromSchema(chartFields, kind === 'HelmRepository' ? NAMED_CHART : CHART).map((made: Any) => {
    const { suspend, verify, ...rest } = made;
    const { matchOIDCIdentity, ...inline } = verify ?? {};
    const signed = verify && kind === 'HelmRepository' ? { verify: saved ? verify : inline } : {};
    return { ...rest, ...(saved && suspend !== undefined ? { suspend } : {}), ...signed };
  });
}

const head = fc.record({
  name: text.dnsSubdomain(63),
  namespace: fc.oneof({ weight: 5, arbitrary: text.dnsLabel }, { weight: 1, arbitrary: fc.constant(undefined) }),
});

const sourceRef = (...kinds: string[]) =>
  fromSchema(source.properties.sourceRef as Schema, {
    apiVersion: fc.constantFrom('source.toolkit.fluxcd.io/v1', 'source.toolkit.fluxcd.io/v1beta2'),
    kind: fc.constantFrom(...kinds),
    name: subdomain,
    namespace: text.dnsLabel,
  }) as fc.Arbitrary<Any>;

const charts = sourceRef('HelmRepository', 'GitRepository', 'Bucket');

/** The chart fields of a target. */
function ownChart({ source, helmRelease: { chart }, labels }: Any): fc.Arbitrary<Any> {
  const others = [
    subdomain.map((template) => ({ template })),
    sourceRef('OCIRepository', 'ExternalArtifact').map((ref) => ({ source: { sourceRef: ref } })),
  ];
  // fields that only a saved chart has cannot be inherited
  if (labels && (chart.suspend != null || chart.verify?.matchOIDCIdentity != null)) return fc.oneof(...others);
  const complete = fc.record({
    source: sourceRef('HelmRepository').map((ref) => ({ sourceRef: ref })),
    chart: fromSchema({ ...targetChart, required: ['chart', 'version'] } as Schema, NAMED_CHART),
  });
  if (!chart) return fc.oneof(...others, complete);
  const isNamed = source.sourceRef.kind === 'HelmRepository';
  const part = fromSchema(targetChart as Schema, isNamed ? NAMED_CHART : CHART).map((made: Any) => {
    const { verify, ...rest } = made;
    return { chart: { ...rest, ...(isNamed && verify ? { verify } : {}) } };
  });
  return fc.oneof(...others, complete, { weight: 4, arbitrary: part });
}

/** All parts of a helmRelease except its targets, with matching source and labels. */
const helmParts: fc.Arbitrary<Any> = fc.oneof(
  charts.chain((ref) =>
    chartOf(ref.kind, false).map((chart) => ({ source: { sourceRef: ref }, helmRelease: { chart } })),
  ),
  charts.chain(({ namespace: _, ...ref }) =>
    chartOf(ref.kind, true).map((chart) => ({
      source: { sourceRef: ref },
      helmRelease: { chart },
      labels: { 'gitops.kubesphere.io/save-helm-template': 'true' },
    })),
  ),
  sourceRef('OCIRepository', 'ExternalArtifact').map((ref) => ({ source: { sourceRef: ref }, helmRelease: {} })),
  subdomain.map((template) => ({ source: null, helmRelease: { template, chart: null }, kustomization: [] })),
);

function application({ name, namespace }: Any, spec: object, labels?: object): Any {
  return {
    apiVersion: 'gitops.kubesphere.io/v1alpha1',
    kind: 'Application',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...(labels ? { labels } : {}) },
    spec: { kind: 'fluxcd', fluxApp: { spec } },
  };
}

/** The entries without those whose KEY or Helm release an earlier entry has. */
function distinct(head: Any, entries: readonly Any[], isHelm: boolean): Any[] {
  const kept: Any[] = [];
  for (const entry of entries) {
    if (isHelm && head.namespace === undefined && entry.destination.targetNamespace === undefined) continue;
    const all = [...kept, entry].map(withoutNullReferences);
    const targets = isHelm ? helmReleaseTargets(head, all) : kustomizationTargets(head, all);
    const ids = isHelm ? targets.map((target, index) => helmReleaseId(head.namespace, target, all[index]).id) : [];
    const keys = targets.map(({ key }) => key);
    if (new Set(keys).size === keys.length && new Set(ids).size === ids.length) kept.push(entry);
  }
  return kept;
}

function withoutNullReferences(entry: Any): Any {
  const present = Object.entries(entry).filter(([, value]) => value !== null);
  const { kubeConfig, ...rest } = entry.destination;
  return { ...Object.fromEntries(present), destination: kubeConfig ? { ...rest, kubeConfig } : rest };
}

/** Valid Applications with a helmRelease, as plain JSON data. */
export const helmApplications: fc.Arbitrary<Any> = helmParts
  .chain((parts) => {
    const own = fc.option(ownChart(parts), { freq: 2, nil: {} });
    const entries = fc.array(
      fc.tuple(helmEntry, own).map(([entry, chart]): Any => ({ ...entry, ...chart })),
      { maxLength: 4 },
    );
    return fc.tuple(head, fc.constant(parts), entries);
  })
  .map(([head, { source, helmRelease, labels, ...config }, entries]) => {
    const deploy = distinct(head, entries, true);
    return json(application(head, { source, config: { helmRelease: { ...helmRelease, deploy }, ...config } }, labels));
  });

/** Valid Applications with a kustomization, as plain JSON data. */
export const kustomizationApplications: fc.Arbitrary<Any> = fc
  .tuple(
    head,
    sourceRef('GitRepository', 'Bucket', 'OCIRepository', 'ExternalArtifact'),
    fc.array(kustomizationEntry, { minLength: 1, maxLength: 4 }),
  )
  .map(([head, ref, entries]) => {
    const kustomization = distinct(head, entries as Any[], false);
    return json(application(head, { source: { sourceRef: ref }, config: { kustomization } }));
  });

/**
 * Valid Applications of both kinds, as plain JSON data: with every field in the schema, sources of every kind, used and
 * saved templates, targets on the host and on members, explicit nulls for absent fields, nulls in values, old forms of
 * patches, and long, dotted and dashed names.
 */
export const applications: fc.Arbitrary<Any> = fc.oneof(
  { weight: 3, arbitrary: helmApplications },
  { weight: 2, arbitrary: kustomizationApplications },
);

/** The value without entries that are undefined. */
function json(value: Any): Any {
  return JSON.parse(JSON.stringify(value));
}
