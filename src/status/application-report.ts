import {
  APPLICATION_NAME,
  clusterOf,
  isNamedByLowering,
  isReadable,
  LOWERING_DIGEST,
  type NamesByObject,
  TARGET_KEY,
} from '../application';
import { compareText, dateTimeOf, listOf, mapOf, stringOf, withoutUndefined } from '../json';
import type { DeliveryKind } from '../kubernetes';
import type { ApplicationOrigin } from './agreement';
import { cut, inventoryLimit, LONGEST_WORD, type MessageLimits, messageLimits } from './bounds';
import { calledCluster, type Desired } from './desired';
import type { FluxObject } from './flux-object';
import { keyEntryOf } from './key-entry';
import { isUnread, type Observed, objectsOfTargets } from './observed';
import { type ApplicationState, rollUp } from './ranking';
import { type KeyEntry, previousOf, storedEntry } from './stored-status';
import { commonRevision, summarize } from './summary';
import { reportOnTarget, type TargetReport } from './target-report';

/** The state of an application on all its targets. */
export interface ApplicationReport {
  readonly kind: DeliveryKind;
  readonly state: ApplicationState;
  /** In words, the worst first: `2 of 3 ready; eu-1 failed: Helm install failed`. */
  readonly message: string;
  /** Number of targets. */
  readonly desired: number;
  /** Number of targets that are ready; never more than desired. */
  readonly ready: number;
  /** `HelmRepository/charts` */
  readonly source?: string;
  /** The revision that all targets run, or how they differ. */
  readonly revision?: string;
  /** By key. */
  readonly targets: readonly TargetReport[];
  /** Objects that were lowered from the application and belong to no target of it, by name. */
  readonly orphans: readonly TargetReport[];
  /** By key of the target: what the console reads. */
  readonly entries: ReadonlyMap<string, KeyEntry>;
}

/** What a report is made of. */
export interface ReportParts {
  readonly desired: Desired;
  readonly observed: Observed;
  /** How the Application was applied. @default - nothing is known of it */
  readonly origin?: ApplicationOrigin;
  /** The status of the Application as it is stored, if it has any. */
  readonly status?: unknown;
  /** How long messages may be. @default - the longer the fewer targets there are */
  readonly messages?: MessageLimits;
  /** Date and time as in RFC 3339. */
  readonly now: string;
}

/**
 * Reports on an application: pure, total, and the same for the same objects in whatever order they come. What is stored
 * decides how long a state has lasted, and what a target that is being tried again failed with.
 */
export function reportOn({ desired, observed, origin = {}, status, now, ...own }: ReportParts): ApplicationReport {
  const { kind, targets: wanted, problem } = desired;
  const { messages = messageLimits(wanted.length) } = own;
  const inventory = inventoryLimit(wanted.length);
  const objects = objectsOfTargets(wanted, observed[kind]);
  const judged = wanted.map((target) => {
    const stored = storedEntry(status, kind, target.key);
    const object = objects(target);
    const previous = previousOf(stored);
    const evidence = { target, kind, object, previous, observed, origin, now };
    const report = reportOnTarget({ ...evidence, messageLimit: messages.ready });
    const parts = { report, object, stored, messageLimit: messages.others, inventoryLimit: inventory };
    return { report, entry: keyEntryOf(parts) };
  });
  const targets = judged.map(({ report }) => report);
  const revision = commonRevision(targets.map((target) => target.revision));
  return withoutUndefined({
    kind,
    state: problem === undefined ? rollUp(targets.map(({ state }) => state)) : 'Invalid',
    message: messageOf(targets, problem),
    desired: targets.length,
    ready: targets.filter(({ state }) => state === 'Ready').length,
    source: desired.source,
    revision,
    targets,
    orphans: orphansOf(desired, observed, status, now),
    entries: new Map(judged.map(({ report, entry }) => [report.key, entry])),
  });
}

/** The message of an application with such targets. @param problem what is wrong with the Application itself */
export function messageOf(targets: readonly TargetReport[], problem: string | undefined): string {
  return problem === undefined ? summarize(targets) : `${summarize(targets)}; the Application has errors: ${problem}`;
}

/** More left-over objects than this are counted, not listed: an Application has room for no more. */
export const MOST_ORPHANS = 100;

/** The objects that were lowered from the application and belong to no target of it. */
export function orphansOf(
  { kind, targets, clusters = {} }: Desired,
  observed: Observed,
  status: unknown,
  now: string,
): TargetReport[] {
  const since = storedSince(status);
  const left = (['HelmRelease', 'Kustomization'] as const).flatMap((each) => {
    const objects = observed[each];
    if (isUnread(objects)) return [];
    const find = objectsOfTargets(targets, objects);
    const owned = new Set(each === kind ? targets.map(find) : []);
    return objects
      .filter((object) => !owned.has(object) && isLowered(object))
      .map((object) => orphan(each, object, clusters, since, now));
  });
  return left.sort((a, b) => compareText(a.name, b.name) || compareText(a.kind, b.kind));
}

/**
 * Whether an object was made by lowering, so that it may be called left over. Other tools use the label too; and one that
 * has not the name that lowering gives it is a copy, as kustomize makes by a prefix: it may be another application's.
 */
function isLowered(object: FluxObject): boolean {
  const { [LOWERING_DIGEST]: digest, [APPLICATION_NAME]: application } = object.metadata.annotations ?? {};
  return (digest !== undefined || application !== undefined) && isNamedByLowering(object);
}

function orphan(
  kind: DeliveryKind,
  { metadata, spec }: FluxObject,
  names: NamesByObject,
  since: ReadonlyMap<string, string>,
  now: string,
): TargetReport {
  const { kubeConfig, targetNamespace } = mapOf(spec);
  const { cluster, kubeConfig: reachedBy } = clusterOfOrphan(kubeConfig, names);
  const namespace = stringOf(targetNamespace);
  const leaving = metadata.deletionTimestamp !== undefined;
  return {
    key: cut(metadata.annotations?.[TARGET_KEY] ?? metadata.name, LONGEST_WORD),
    ...(cluster === undefined ? {} : { cluster: cut(cluster, LONGEST_WORD) }),
    ...(reachedBy === undefined ? {} : { kubeConfig: cut(reachedBy, LONGEST_WORD) }),
    ...(namespace === undefined ? {} : { namespace: cut(namespace, LONGEST_WORD) }),
    kind,
    name: metadata.name,
    state: 'Orphaned',
    reason: leaving ? 'Terminating' : 'Orphaned',
    message: leaving
      ? `${kind} ${metadata.name} is being deleted`
      : `${kind} ${metadata.name} is no longer wanted by the Application: delete it, or apply with pruning`,
    since: since.get(metadata.name) ?? now,
    flags: {},
  };
}

function clusterOfOrphan(kubeConfig: unknown, names: NamesByObject) {
  const entry = { destination: withoutUndefined({ kubeConfig }) };
  return isReadable(entry) ? calledCluster(clusterOf(entry.destination), names) : {};
}

/** By name of the object: since when the stored status calls it orphaned. */
function storedSince(status: unknown): Map<string, string> {
  return new Map(
    listOf(mapOf(status).targets).flatMap((row) => {
      const { name, state, since: stored } = mapOf(row);
      const since = dateTimeOf(stored);
      const isKnown = typeof name === 'string' && since !== undefined && state === 'Orphaned';
      return isKnown ? [[name, since] as const] : [];
    }),
  );
}
