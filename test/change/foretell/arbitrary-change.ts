/** Objects and changes with few keys and values, so that changes by different clients often affect the same fields. */

import fc from 'fast-check';
import { mapParts } from '../../../src/json';
import { applications } from '../../application/arbitrary-application';

// biome-ignore lint/suspicious/noExplicitAny: objects of any kind
export type Manifest = any;

/** A way of writing to an object other than the foretold one. */
export type Intervention =
  /** A JSON merge patch, as sent by `kubectl edit` and scripts. */
  | { readonly how: 'patch'; readonly manager: string; readonly body: Manifest }
  /** A server-side apply of a part of the object. */
  | { readonly how: 'apply'; readonly manager: string; readonly body: Manifest };

/** The changes of an object. */
export interface Change {
  readonly kind: string;
  /** The earlier applied versions, oldest first. */
  readonly before: readonly Manifest[];
  /** The writes of others after each of them. */
  readonly interventions: readonly (readonly Intervention[])[];
  /** The version to apply. */
  readonly desired: Manifest;
}

const word = fc.constantFrom('one', 'two', 'three');
const scalar = fc.oneof(word, fc.constantFrom<unknown>(0, 1, 1.5, true, false, ''));
const key = fc.constantFrom('a', 'b', 'c', 'd.e/f');

/** Values of a HelmRelease: nested maps and lists, some empty, some null. */
const { values } = fc.letrec((tie) => ({
  values: fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant(null),
    fc.array(fc.oneof(scalar, fc.dictionary(key, scalar, { maxKeys: 2 })), { maxLength: 3 }),
    tie('values'),
  ),
}));

const texts = fc.dictionary(key, word, { maxKeys: 3 });
const duration = fc.constantFrom('5m', '5m0s', '10m');

const metadata = fc.record(
  {
    labels: texts,
    annotations: texts,
    finalizers: fc.uniqueArray(fc.constantFrom('x.io/one', 'x.io/two', 'x.io/three')),
  },
  { requiredKeys: [] },
);

const references = fc.uniqueArray(fc.record({ name: word }), { selector: ({ name }) => name, maxLength: 3 });

const helmReleaseSpec = {
  required: {
    interval: duration,
    chartRef: fc.record({ kind: fc.constant('OCIRepository'), name: word }),
  },
  optional: {
    timeout: duration,
    suspend: fc.boolean(),
    dependsOn: references,
    values,
    valuesFrom: fc.array(fc.record({ kind: fc.constantFrom('ConfigMap', 'Secret'), name: word }), { maxLength: 2 }),
    commonMetadata: fc.record({ labels: texts, annotations: texts }, { requiredKeys: [] }),
    install: fc.record(
      { createNamespace: fc.boolean(), remediation: fc.record({ retries: fc.nat(2) }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    ),
    upgrade: fc.record({ force: fc.boolean(), cleanupOnFail: fc.boolean() }, { requiredKeys: [] }),
    postRenderers: fc.array(
      fc.record({ kustomize: fc.record({ patches: fc.array(fc.record({ patch: word }), { maxLength: 2 }) }) }),
      { maxLength: 2 },
    ),
  },
};

const kustomizationSpec = {
  required: {
    interval: duration,
    prune: fc.boolean(),
    sourceRef: fc.record({ kind: fc.constantFrom('GitRepository', 'OCIRepository'), name: word }),
  },
  optional: {
    path: fc.constantFrom('./one', './two'),
    wait: fc.boolean(),
    dependsOn: references,
    postBuild: fc.record(
      { substitute: fc.dictionary(fc.constantFrom('A', 'B'), word), substituteFrom: fc.constant([]) },
      { requiredKeys: [] },
    ),
    patches: fc.array(fc.record({ patch: word }), { maxLength: 2 }),
    commonMetadata: fc.record({ labels: texts }, { requiredKeys: [] }),
  },
};

const helmChartSpec = {
  required: {
    chart: word,
    interval: duration,
    sourceRef: fc.record({ kind: fc.constant('HelmRepository'), name: word }),
  },
  optional: {
    version: fc.constantFrom('1.0.0', '1.1.0'),
    reconcileStrategy: fc.constantFrom('ChartVersion', 'Revision'),
    valuesFiles: fc.array(word, { maxLength: 2 }),
    suspend: fc.boolean(),
  },
};

interface Fields {
  readonly required: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  readonly optional: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

/** By kind: the fields besides metadata, complete and in part. */
interface Kind {
  readonly apiVersion: string;
  readonly whole: fc.Arbitrary<object>;
  readonly part: fc.Arbitrary<object>;
}

function withSpec(apiVersion: string, { required, optional }: Fields): Kind {
  const all = { ...required, ...optional };
  const whole = fc.record(all, { requiredKeys: Object.keys(required) });
  const part = fc.record(all, { requiredKeys: [] });
  return { apiVersion, whole: fc.record({ spec: whole }), part: fc.record({ spec: part }, { requiredKeys: [] }) };
}

const data = fc.record({ data: texts.map((map) => rekeyed(map)) }, { requiredKeys: [] });
const rekeyed = (map: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(map).map(([name, text]) => [name.replace('/', '-'), text]));

const ports = fc.uniqueArray(
  fc.record({ name: fc.constant('a'), port: fc.constantFrom(80, 443, 9090), targetPort: fc.constantFrom(1, 2) }),
  { selector: ({ port }) => port, minLength: 1, maxLength: 3 },
);
const service = {
  required: { ports: ports.map((list) => list.map((port) => ({ ...port, name: `port-${port.port}` }))) },
  optional: { selector: fc.dictionary(key, word, { maxKeys: 2 }) },
};

const rules = fc.record(
  {
    rules: fc.array(
      fc.record({
        apiGroups: fc.constant(['']),
        resources: fc.array(word, { minLength: 1 }),
        verbs: fc.constant(['get']),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

/** Nulls, which client-side apply drops, are rejected outside of values. */
const withoutNulls = (data: unknown): unknown =>
  mapParts(data, (part, step) => (part === null && typeof step === 'string' ? undefined : withoutNulls(part)));
const spec = applications.map(({ spec: content }) => ({ spec: withoutNulls(content) }));

export const KINDS: Readonly<Record<string, Kind>> = {
  HelmRelease: withSpec('helm.toolkit.fluxcd.io/v2', helmReleaseSpec),
  Kustomization: withSpec('kustomize.toolkit.fluxcd.io/v1', kustomizationSpec),
  HelmChart: withSpec('source.toolkit.fluxcd.io/v1', helmChartSpec),
  ConfigMap: { apiVersion: 'v1', whole: data, part: data },
  Namespace: { apiVersion: 'v1', whole: fc.constant({}), part: fc.constant({}) },
  Application: { apiVersion: 'gitops.kubesphere.io/v1alpha1', whole: spec, part: spec },
  Service: withSpec('v1', service),
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', whole: rules, part: rules },
};

/** The patch with some of its fields replaced by nulls, which remove them. */
function someRemoved(patch: Manifest, remove: readonly boolean[]): Manifest {
  let index = 0;
  const walk = (value: Manifest): Manifest => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).map(([name, entry]) => {
      const isRemoved = remove[index++ % remove.length] === true;
      return [name, isRemoved ? null : walk(entry)];
    });
    return Object.fromEntries(entries);
  };
  return walk(patch);
}

/** Required fields, which are not removed. */
const NEEDED = ['spec', 'metadata', 'interval', 'chartRef', 'prune', 'sourceRef', 'chart', 'kind', 'name', 'retries'];

function withNeeded(patch: Manifest): Manifest {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const kept = Object.entries(patch).filter(([name, value]) => !(value === null && NEEDED.includes(name)));
  return Object.fromEntries(kept.map(([name, value]) => [name, withNeeded(value)]));
}

function changesOf(name: string, { whole, part }: Kind, others: readonly string[]): fc.Arbitrary<Change> {
  const text = fc.tuple(whole, metadata).map(([content, own]) => ({ ...content, metadata: own }));
  const partial = fc.tuple(part, metadata).map(([content, own]) => ({ ...content, metadata: own }));
  const patch = fc
    .tuple(partial, fc.array(fc.constantFrom(true, false, false), { minLength: 1, maxLength: 7 }))
    .map(([body, remove]) => withNeeded(someRemoved(body, remove)));
  const intervention = fc.oneof(
    fc.record({ how: fc.constant('patch' as const), manager: fc.constantFrom('kubectl-edit', 'script'), body: patch }),
    fc.record({ how: fc.constant('apply' as const), manager: fc.constantFrom(...others), body: partial }),
  );
  return fc.record({
    kind: fc.constant(name),
    before: fc.array(text, { minLength: 1, maxLength: 2 }),
    interventions: fc.array(fc.array(intervention, { maxLength: 2 }), { minLength: 2, maxLength: 2 }),
    desired: text,
  });
}

/**
 * Changes of objects of all kinds.
 *
 * @param others the managers that apply parts of the objects
 */
export function changes(others: readonly string[]): fc.Arbitrary<Change> {
  const ofKinds = Object.entries(KINDS).map(([name, kind]) => ({
    arbitrary: changesOf(name, kind, others),
    weight: name === 'HelmRelease' ? 4 : 1,
  }));
  return fc.oneof(...ofKinds);
}
