import type { ClusterRef, Delivery, NamesByObject, Rollout } from '../application';
import {
  checkedLowering,
  clusterName,
  comparableDigest,
  type DeploymentTarget,
  explicitForm,
  FLUXCD,
  LOWERING_DIGEST,
  namesByObject,
  namesOfTargets,
  readableTargets,
  releasesToCompare,
  rolloutOf,
  withoutAbsent,
} from '../application';
import { type Diagnostic, formatGroup, groupDiagnostics } from '../diagnostics';
import { compareText, isPlainObject, mapOf, stringOf, type ValueMap, valueAt, withoutUndefined } from '../json';
import type { DeliveryKind } from '../kubernetes';
import type { ObjectRef } from './flux-object';

/** A target as specified by the stored Application. */
export interface DesiredTarget {
  readonly key: string;
  /** The name of its cluster. Absent for the host. */
  readonly cluster?: string;
  /** The Secret or ConfigMap of the cluster, if its name differs from the cluster's. */
  readonly kubeConfig?: string;
  readonly namespace?: string;
  /** The name of its HelmRelease or Kustomization. */
  readonly name: string;
  /** The digest of its object when lowered from this Application; absent if the Application has errors. */
  readonly digest?: string;
  /** The digest of the spec of its lowered object, for comparisons; absent if the Application has errors. */
  readonly specDigest?: string;
  /** Whether the Application sets `suspend`. */
  readonly suspended?: true;
  /** The HelmChart, OCIRepository or ExternalArtifact to which its chart refers. */
  readonly chartRef?: ObjectRef;
  /** The source of its chart or manifests, if it is written inline in its object. */
  readonly sourceRef?: ObjectRef;
}

/** The desired state of an application. */
export interface Desired {
  readonly kind: DeliveryKind;
  /** `HelmRepository/charts`; `HelmChart/podinfo` if the application uses a template. */
  readonly source?: string;
  /** The targets by KEY, in the order of code units. If targets have the same KEY, only the first one is included. */
  readonly targets: readonly DesiredTarget[];
  /** The names of clusters that differ from the names of their Secrets or ConfigMaps. */
  readonly clusters?: NamesByObject;
  /** Its waves, if it has any. */
  readonly rollout?: Rollout;
  /**
   * The reason why the Application cannot be lowered, if it cannot: its first error, and the number of further errors.
   */
  readonly problem?: string;
  /** There is no Application: the targets are the existing objects. */
  readonly undeclared?: true;
}

/**
 * The desired state of an application, from its spec, labels and name. Total: it accepts anything that an API server
 * stores.
 *
 * @returns undefined if the Application is not delivered by Flux
 */
export function desiredOf(application: unknown): Desired | undefined {
  const written = explicitForm(withoutAbsent(application));
  if (!isPlainObject(written)) return undefined;
  const { metadata, spec } = written;
  if (!isPlainObject(spec) || spec.kind !== FLUXCD) return undefined;
  const namespace = stringOf(mapOf(metadata).namespace);
  const fluxApp = mapOf(valueAt(spec, ['fluxApp', 'spec']));
  const config = mapOf(fluxApp.config);
  const kind: DeliveryKind = config.helmRelease === undefined ? 'Kustomization' : 'HelmRelease';
  const names = namesByObject(mapOf(metadata).annotations);
  const { plan, diagnostics } = checkedLowering(application);
  const release = plan && releasesToCompare(plan, mapOf(metadata).annotations);
  const targets = release
    ? plan.targets.map((target, index) => ({ ...identified(target, names), ...planned(release(index), namespace) }))
    : readableTargets(written).map((target) => identified(target, names));
  const source = sourceOf(fluxApp, config);
  return withoutUndefined({
    kind,
    source,
    targets: firstOfEachKey(targets).sort((a, b) => compareText(a.key, b.key)),
    clusters: Object.keys(names).length === 0 ? undefined : names,
    rollout: rolloutOf(mapOf(metadata).annotations),
    problem: problemOf(diagnostics, written),
  });
}

function sourceOf(
  fluxApp: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): string | undefined {
  const { template } = mapOf(config.helmRelease);
  if (typeof template === 'string') return `HelmChart/${template}`;
  const { kind, name } = mapOf(valueAt(fluxApp, ['source', 'sourceRef']));
  return typeof kind === 'string' && typeof name === 'string' ? `${kind}/${name}` : undefined;
}

function identified({ key, cluster, namespace, objectName }: DeploymentTarget, names: NamesByObject): DesiredTarget {
  return withoutUndefined({ key, ...calledCluster(cluster, names), namespace, name: objectName });
}

/** The name of a cluster in reports. */
export function calledCluster(
  cluster: ClusterRef,
  names: NamesByObject,
): Pick<DesiredTarget, 'cluster' | 'kubeConfig'> {
  if (cluster.kind === 'host') return {};
  const name = clusterName(cluster, names);
  return name === cluster.name ? { cluster: name } : { cluster: name, kubeConfig: cluster.name };
}

/** The cluster fields of a target. */
type Clustered = Pick<DesiredTarget, 'cluster' | 'kubeConfig'>;

/**
 * Returns a filter for the targets in some clusters. A cluster is specified by its name, `host` for the host, or by its
 * Secret or ConfigMap if no cluster has that name.
 *
 * @param targets the targets, which determine the existing names of clusters
 * @param wanted the clusters; empty: all clusters
 */
export function onClusters(targets: Iterable<Clustered>, wanted: readonly string[]): (target: Clustered) => boolean {
  if (wanted.length === 0) return () => true;
  const names = new Set<string>();
  for (const { cluster = 'host' } of targets) names.add(cluster);
  const byName = new Set(wanted.filter((each) => names.has(each)));
  const bySecret = new Set(wanted.filter((each) => !names.has(each)));
  return ({ cluster = 'host', kubeConfig }) =>
    byName.has(cluster) || (kubeConfig !== undefined && bySecret.has(kubeConfig));
}

function planned(release: Delivery, namespace: string | undefined) {
  const { chartRef, sourceRef } = refsOf(mapOf(release.spec), namespace);
  const digest = release.metadata.annotations?.[LOWERING_DIGEST];
  const specDigest = comparableDigest(release);
  const suspended = release.spec.suspend === true ? (true as const) : undefined;
  return withoutUndefined({ digest, specDigest, suspended, chartRef, sourceRef });
}

/** The reference to the chart or manifests in the spec of a HelmRelease or Kustomization. */
export function refsOf(
  { chart, chartRef, sourceRef = valueAt(chart, ['spec', 'sourceRef']) }: ValueMap,
  namespace: string | undefined,
): Pick<DesiredTarget, 'chartRef' | 'sourceRef'> {
  const inNamespace = (value: unknown): ObjectRef | undefined => {
    const ref = mapOf(value);
    const [kind, name] = [stringOf(ref.kind), stringOf(ref.name)];
    if (kind === undefined || name === undefined) return undefined;
    return { kind, namespace: stringOf(ref.namespace) ?? namespace, name };
  };
  return { chartRef: inNamespace(chartRef), sourceRef: inNamespace(sourceRef) };
}

function firstOfEachKey(targets: readonly DesiredTarget[]): DesiredTarget[] {
  const byKey = new Map<string, DesiredTarget>();
  for (const target of targets) if (!byKey.has(target.key)) byKey.set(target.key, target);
  return [...byKey.values()];
}

function problemOf(diagnostics: readonly Diagnostic[], application: unknown): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first, ...others] = groupDiagnostics(errors, () => namesOfTargets(readableTargets(application)));
  if (first === undefined) return undefined;
  const text = formatGroup(first);
  return others.length === 0 ? text : `${text}; and ${others.length} more, which fluxapp lower lists`;
}
