import type { ChartSpec, SourceRef, TargetDestination } from '../../imports/gitops.kubesphere.io';
import {
  APPLICATION_NAME,
  type ClusterRef,
  defaultReleaseName,
  destinationOf,
  LAST_APPLIED,
  MANAGED_BY,
  TARGET_KEY,
} from '../application';
import { redacted } from '../diagnostics';
import { isFilled, isMap, listOf, mapOf, omit, stringOf, type ValueMap, walk, withoutUndefined } from '../json';
import { DELIVERIES, type DeliveryKind, type NamespacedName } from '../kubernetes';

/** The origin of the chart or the manifests of a delivery. */
export interface Origin {
  /** The name of an existing HelmChart. */
  readonly template?: string;
  readonly sourceRef?: SourceRef;
  /** Absent if the source is sufficient. */
  readonly chart?: ChartSpec;
}

/** A HelmRelease or Kustomization written by hand, as a target of an Application. */
export interface Delivery {
  readonly kind: DeliveryKind;
  readonly namespace: string;
  readonly name: string;
  readonly cluster: ClusterRef;
  readonly destination: TargetDestination;
  readonly origin: Origin;
  /**
   * The other fields of its target. For a HelmRelease they include the release name and its storage namespace, with
   * Flux's defaults if its spec does not set them: a new name of the object would change those defaults.
   */
  readonly fields: ValueMap;
  /** Whether the spec of a HelmRelease sets the release name. */
  readonly isNamed: boolean;
}

/** The result of reading an object: a delivery, or why it stays unchanged. */
export type ReadDelivery = { readonly delivery: Delivery } | { readonly reason: string };

/**
 * Reads a HelmRelease or Kustomization.
 *
 * @param namespace the namespace of an object that has none
 * @returns undefined for any other object
 */
export function readDelivery(object: ValueMap, namespace?: string): ReadDelivery | undefined {
  const { apiVersion, kind } = object;
  if (kind !== 'HelmRelease' && kind !== 'Kustomization') return undefined;
  if (stringOf(apiVersion)?.split('/')[0] !== DELIVERIES[kind].group) return undefined;
  const metadata = mapOf(object.metadata);
  const own = stringOf(metadata.namespace) ?? namespace;
  const name = stringOf(metadata.name) ?? '';
  if (name === '') return { reason: 'it has no metadata.name' };
  if (own === undefined) {
    return { reason: 'it has no metadata.namespace: --namespace names it, or read what kustomize builds' };
  }
  const identity: Identity = { kind, namespace: own, name };
  const held = [name, own, authored(metadata), omit(mapOf(object.spec), FREE)];
  const reason = makerOf(metadata, identity) ?? unresolved(held);
  if (reason !== undefined) return { reason };
  return readSpec(identity, mapOf(object.spec), metadata);
}

interface Identity {
  readonly kind: DeliveryKind;
  readonly namespace: string;
  readonly name: string;
}

/** Labels of objects that other programs create, and recreate when they are deleted. */
const MAKERS = {
  'resourceset.fluxcd.controlplane.io/name': 'ResourceSet',
  'fluxcd.controlplane.io/name': 'FluxInstance',
};

/** Explains which program creates an object; undefined if an author wrote it. */
export function makerOf(
  { labels, annotations, ownerReferences }: ValueMap,
  { namespace, name }: NamespacedName,
): string | undefined {
  const application = mapOf(annotations)[APPLICATION_NAME];
  if (application !== undefined) return `it belongs to the application ${redacted(application)} already`;
  const [owner] = listOf(ownerReferences).map(mapOf);
  if (owner !== undefined) return `${stringOf(owner.kind)} ${redacted(owner.name)} owns it`;
  for (const [label, kind] of Object.entries(MAKERS)) {
    const maker = mapOf(labels)[label];
    if (maker !== undefined) return `${kind} ${redacted(maker)} makes it`;
  }
  const applier = mapOf(labels)['kustomize.toolkit.fluxcd.io/name'];
  const isOwn = applier === name && mapOf(labels)['kustomize.toolkit.fluxcd.io/namespace'] === namespace;
  if (isOwn || (name === BOOTSTRAP && namespace === BOOTSTRAP))
    return 'it delivers itself: Flux was bootstrapped with it';
  return undefined;
}

/** The name and namespace of the objects of `flux bootstrap`. */
const BOOTSTRAP = 'flux-system';

/** Free-form data, in which a `${}` may be meant for another program. */
const FREE = ['values', 'postRenderers', 'patches', 'postBuild', 'components'];

/** Why data cannot be read: it contains a variable that Flux substitutes. Undefined if it contains none. */
export function unresolved(data: unknown): string | undefined {
  const [found] = firstMatch(data, /\$\{[^}]*\}?/) ?? [];
  return found && `it holds ${redacted(found)}, which Flux substitutes: read it from the cluster`;
}

/**
 * The first variable in the free-form data of an object in a file, as the end of a sentence; undefined if it has none.
 * The API server sets the uid: the text of such an object was substituted before, or is not to be. The default of a
 * variable may be a secret, and is not shown.
 */
export function freeVariable({ metadata, spec }: ValueMap): string | undefined {
  if (mapOf(metadata).uid !== undefined) return undefined;
  for (const field of FREE) {
    const [, name] = firstMatch(mapOf(spec)[field], /\$\{([a-zA-Z_]\w*)/) ?? [];
    if (name !== undefined) return `\${${name}} in spec.${field}`;
  }
  return undefined;
}

/** The first match of a pattern in the strings of data. */
function firstMatch(data: unknown, pattern: RegExp): RegExpExecArray | null {
  let found: RegExpExecArray | null = null;
  walk(data, (part) => {
    if (typeof part === 'string') found ??= pattern.exec(part);
    return found === null;
  });
  return found;
}

function readSpec(identity: Identity, spec: ValueMap, metadata: ValueMap): ReadDelivery {
  const where = destinationOf(spec);
  if (where === undefined) return { reason: 'spec.kubeConfig or spec.targetNamespace is not valid in Flux' };
  const origin = identity.kind === 'HelmRelease' ? chartOrigin(spec, identity) : manifestOrigin(spec, identity);
  if (typeof origin === 'string') return { reason: origin };
  const { chart: _, chartRef: __, sourceRef: ___, kubeConfig, targetNamespace, ...fields } = spec;
  const destination = withoutUndefined({
    kubeConfig,
    // Helm installs into the namespace of the HelmRelease if it sets none
    targetNamespace: where.namespace ?? (identity.kind === 'HelmRelease' ? identity.namespace : undefined),
  }) as TargetDestination;
  const release = identity.kind === 'HelmRelease' ? helmRelease(spec, identity, where.cluster) : {};
  const own = { metadata: authored(metadata), ...fields, ...release };
  const isNamed = spec.releaseName !== undefined;
  const { cluster } = where;
  return { delivery: { ...identity, cluster, destination, origin, fields: withoutUndefined(own), isNamed } };
}

/** The default name and storage namespace of a Helm release in Flux. */
function helmRelease(
  { releaseName, storageNamespace, targetNamespace }: ValueMap,
  { name, namespace }: Identity,
  { kind }: ClusterRef,
) {
  return {
    releaseName: releaseName ?? defaultReleaseName(name, stringOf(targetNamespace)),
    // on the host, an Application leaves the default to Flux, too
    storageNamespace: storageNamespace ?? (kind === 'host' ? undefined : namespace),
  };
}

function chartOrigin({ chart, chartRef, interval }: ValueMap, { namespace }: Identity): Origin | string {
  if (isMap(chartRef)) {
    const { kind, name } = chartRef;
    const ref = { kind, name, namespace: chartRef.namespace ?? namespace } as SourceRef;
    if (kind !== 'HelmChart') return { sourceRef: ref };
    return ref.namespace === namespace
      ? { template: String(name) }
      : `its HelmChart is in the namespace ${redacted(ref.namespace)}: a template is in that of its application`;
  }
  const { metadata, spec } = mapOf(chart);
  if (!isMap(spec)) return 'spec.chart.spec is missing';
  const { sourceRef, ...own } = spec;
  const { kind, name, namespace: ofSource = namespace } = mapOf(sourceRef);
  return {
    sourceRef: { kind, name, namespace: ofSource } as SourceRef,
    // Flux's own defaults; the default interval of an Application differs
    chart: withoutUndefined({ metadata, version: '*', interval, ...own }) as unknown as ChartSpec,
  };
}

function manifestOrigin({ sourceRef }: ValueMap, { namespace }: Identity): Origin | string {
  if (!isMap(sourceRef)) return 'spec.sourceRef is missing';
  const { kind, name, namespace: ofSource = namespace } = sourceRef;
  return { sourceRef: { kind, name, namespace: ofSource } as SourceRef };
}

/** Labels and annotations written by appliers and controllers, and by lowering. */
const WRITTEN = [
  ...[LAST_APPLIED, MANAGED_BY, 'app.kubernetes.io/instance', 'helm.sh/chart'],
  ...['kustomize.toolkit.fluxcd.io/name', 'kustomize.toolkit.fluxcd.io/namespace'],
  ...['helm.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/namespace'],
  ...['meta.helm.sh/release-name', 'meta.helm.sh/release-namespace'],
  ...['reconcile.fluxcd.io/requestedAt', 'reconcile.fluxcd.io/forceAt', 'reconcile.fluxcd.io/resetAt'],
];

/** The labels and annotations of an author; undefined if there are none. */
export function authored({ labels, annotations }: ValueMap): ValueMap | undefined {
  const own = withoutUndefined({
    labels: filled(omit(mapOf(labels), WRITTEN)),
    annotations: filled(omit(mapOf(annotations), [...WRITTEN, TARGET_KEY])),
  });
  return filled(own);
}

function filled(map: ValueMap): ValueMap | undefined {
  return isFilled(map) ? map : undefined;
}
