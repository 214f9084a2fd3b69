import {
  APPLICATION_NAME,
  APPROVED,
  comparableDigest,
  HATCHED,
  LOWERING_DIGEST,
  MANAGED_BY,
  ROLLOUT,
  ROLLOUT_GATE,
  SUSPEND_BY,
  SUSPEND_REASON,
  SUSPEND_SINCE,
  SUSPEND_UNTIL,
  TARGET_KEY,
} from '../application';
import { dateTimeOf, integerOf, isMap, listOf, mapOf, pick, stringOf, type ValueMap, withoutUndefined } from '../json';
import { DELIVERIES, type DeliveryKind, type NamespacedName } from '../kubernetes';
import { MOST_INVENTORY_ENTRIES } from './bounds';

/** A HelmRelease, a Kustomization or a source as returned by an API server; spec and status are not validated. */
export interface FluxObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
  /** For a lowered HelmRelease or Kustomization: the digest of its spec, for comparisons (`comparableDigest`). */
  readonly specDigest?: string;
}

/** Annotation that requests an immediate reconciliation (`flux reconcile`). */
export const RECONCILE_REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';

const LABELS = [MANAGED_BY, ROLLOUT, ROLLOUT_GATE];
const ANNOTATIONS = [
  APPLICATION_NAME,
  TARGET_KEY,
  LOWERING_DIGEST,
  HATCHED,
  RECONCILE_REQUESTED_AT,
  APPROVED,
  SUSPEND_REASON,
  SUSPEND_BY,
  SUSPEND_SINCE,
  SUSPEND_UNTIL,
];
const SPEC = ['suspend', 'chartRef', 'sourceRef', 'kubeConfig', 'targetNamespace', 'type'];
const STATUS = [
  'observedGeneration',
  'lastAppliedRevision',
  'lastAttemptedRevision',
  'lastAttemptedRevisionDigest',
  'lastHandledReconcileAt',
  'failures',
  'installFailures',
  'upgradeFailures',
  'helmChart',
];
const RELEASES = ['status', 'chartVersion', 'version', 'ociDigest'];
const ATTEMPT = ['lastReconciledStatus', 'lastReconciled'];
const CONDITION = ['type', 'status', 'reason', 'message', 'observedGeneration', 'lastTransitionTime'];

/** Further fields of a Flux object to keep. */
export interface KeptParts {
  /** Whether to keep the source of a HelmRelease's chart. An Application has this information, too. @default false */
  readonly keepsSource?: boolean;
}

/**
 * The part of a Flux object that reports depend on. It is small, because a watcher keeps thousands of objects. Values
 * whose type differs from the schema are omitted.
 *
 * @param kind the kind of the object: items of a list do not have this field
 * @returns undefined if it is not an object with a name
 */
export function fluxObjectOf(
  value: unknown,
  kind?: string,
  { keepsSource = false }: KeptParts = {},
): FluxObject | undefined {
  if (!isMap(value)) return undefined;
  const metadata = mapOf(value.metadata);
  const name = stringOf(metadata.name);
  const ownKind = kind ?? stringOf(value.kind);
  if (name === undefined || ownKind === undefined) return undefined;
  const annotations = texts(metadata.annotations, ANNOTATIONS);
  const labels = texts(metadata.labels, LABELS);
  const isLowered = isDelivery(ownKind) && annotations?.[LOWERING_DIGEST] !== undefined;
  return withoutUndefined({
    kind: ownKind,
    metadata: withoutUndefined({
      name,
      namespace: stringOf(metadata.namespace),
      uid: stringOf(metadata.uid),
      generation: integerOf(metadata.generation),
      labels,
      annotations,
      deletionTimestamp: dateTimeOf(metadata.deletionTimestamp),
    }),
    spec: specOf(value.spec, keepsSource),
    status: statusOf(value.status, ownKind),
    specDigest: isLowered
      ? comparableDigest({ kind: ownKind, metadata: { name, labels }, spec: value.spec })
      : undefined,
  });
}

/** Of the chart, only the version requested from a HelmRepository is kept: for other sources Flux ignores it. */
function specOf(value: unknown, keepsSource: boolean): ValueMap | undefined {
  if (!isMap(value)) return undefined;
  const { version, sourceRef } = mapOf(mapOf(value.chart).spec);
  const asked = mapOf(sourceRef).kind === 'HelmRepository' ? stringOf(version) : undefined;
  const kept = withoutUndefined({ version: asked, sourceRef: keepsSource ? sourceRef : undefined });
  return { ...pick(value, SPEC), ...(Object.keys(kept).length === 0 ? {} : { chart: { spec: kept } }) };
}

function statusOf(value: unknown, kind: string): unknown {
  if (!isMap(value)) return undefined;
  const { conditions, history, inventory, artifact } = value;
  return withoutUndefined({
    ...pick(value, STATUS),
    conditions: Array.isArray(conditions) ? conditions.map((condition) => picked(condition, CONDITION)) : undefined,
    history: Array.isArray(history) ? historyOf(history, kind) : undefined,
    // that of a HelmRelease is not reported
    inventory: kind === 'Kustomization' && isMap(inventory) ? inventoryOf(inventory) : undefined,
    artifact: isMap(artifact) ? pick(artifact, ['revision']) : undefined,
  });
}

function inventoryOf({ entries }: ValueMap): ValueMap {
  return { entries: listOf(entries).slice(0, MOST_INVENTORY_ENTRIES) };
}

/** The releases in the history of a HelmRelease, or the newest attempt in that of a Kustomization. */
function historyOf(history: readonly unknown[], kind: string): unknown[] {
  if (kind !== 'Kustomization') return history.map((entry) => picked(entry, RELEASES));
  return history.slice(0, 1).map((entry) => {
    const { metadata } = mapOf(entry);
    const kept = picked(entry, ATTEMPT);
    return kept && isMap(metadata) ? { ...kept, metadata: pick(metadata, ['revision']) } : kept;
  });
}

function texts(value: unknown, keys: readonly string[]): Record<string, string> | undefined {
  const map = mapOf(value);
  const kept = keys.flatMap((key) => (typeof map[key] === 'string' ? [[key, map[key]] as const] : []));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function picked(value: unknown, keys: readonly string[]): ValueMap | undefined {
  return isMap(value) ? pick(value, keys) : undefined;
}

/** A reference to a Flux object. */
export interface ObjectRef extends NamespacedName {
  readonly kind: string;
}

function isDelivery(kind: string): kind is DeliveryKind {
  return Object.hasOwn(DELIVERIES, kind);
}
