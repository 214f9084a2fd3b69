import { TARGET_KEY } from '../application';
import { compareText, cut, dateTimeOf, listOf, mapOf, stringOf, withoutUndefined } from '../json';
import { DELIVERY_KINDS, type DeliveryKind } from '../kubernetes';
import type { ApplicationOrigin } from './agreement';
import { inventoryLimit, LONGEST_WORD, type MessageLimits, messageLimits } from './bounds';
import type { Desired } from './desired';
import type { FluxObject } from './flux-object';
import { withWaves } from './held';
import { keyEntryOf } from './key-entry';
import { clusterOfObject, isLowered } from './lowered-object';
import { isUnread, type Observed, objectsOfTargets } from './observed';
import { type ApplicationState, rollUp } from './ranking';
import { type KeyEntry, previousOf, storedEntry } from './stored-status';
import { commonRevision, summarize } from './summary';
import { reportOnTarget, type TargetReport } from './target-report';
import { UNDECLARED } from './undeclared';

/** The state of an application on all its targets. */
export interface ApplicationReport {
  readonly kind: DeliveryKind;
  readonly state: ApplicationState;
  /** A summary, the worst state first: `2 of 3 ready; eu-1 failed: Helm install failed`. */
  readonly message: string;
  /** The error in the Application, if its state is Invalid. */
  readonly problem?: string;
  /** The number of targets. */
  readonly desired: number;
  /** The number of targets that are ready; never more than `desired`. */
  readonly ready: number;
  /** The source, such as `HelmRepository/charts`. */
  readonly source?: string;
  /** The revision that all targets run, or how they differ. */
  readonly revision?: string;
  /** The targets, sorted by key. */
  readonly targets: readonly TargetReport[];
  /** Objects that were lowered from the application and match none of its targets, by name. */
  readonly orphans: readonly TargetReport[];
  /** There is no Application: the targets are the existing objects. */
  readonly undeclared?: true;
  /** The data that the console reads, by KEY of the target. */
  readonly entries: ReadonlyMap<string, KeyEntry>;
}

/** The input of a report. */
export interface ReportParts {
  readonly desired: Desired;
  readonly observed: Observed;
  /** The origin of the Application. @default - unknown */
  readonly origin?: ApplicationOrigin;
  /** The stored status of the Application, if it has one. */
  readonly status?: unknown;
  /** The limit for messages, in bytes. @default - depends on the number of targets */
  readonly messages?: MessageLimits;
  /** The current time in RFC 3339 format. */
  readonly now: string;
}

/**
 * Reports on an application: pure, total, and independent of the order of objects. The stored status determines how
 * long a state has lasted, and the reason why a target that is being retried failed.
 */
export function reportOn({ desired, observed, origin = {}, status, now, ...own }: ReportParts): ApplicationReport {
  const { kind, targets: wanted, problem, undeclared } = desired;
  const { messages = messageLimits(wanted.length) } = own;
  const inventory = inventoryLimit(wanted.length);
  const objects = objectsOfTargets(wanted, observed[kind]);
  const judged = wanted.map((target) => {
    const stored = storedEntry(status, kind, target.key);
    const object = objects(target);
    const previous = previousOf(stored);
    const evidence = { target, kind, object, previous, observed, origin, undeclared, now };
    return { object, stored, report: reportOnTarget({ ...evidence, messageLimit: messages.ready }) };
  });
  const marked = judged.map(({ report, object }) => ({
    report,
    metadata: object === undefined || isUnread(object) ? undefined : object.metadata,
  }));
  const targets = withWaves(marked, desired.rollout, messages.ready);
  const entries = judged.map(({ object, stored }, index): readonly [string, KeyEntry] => {
    const report = targets[index] as TargetReport;
    const parts = { report, object, stored, messageLimit: messages.others, inventoryLimit: inventory };
    return [report.key, keyEntryOf(parts)];
  });
  const revision = commonRevision(targets.map((target) => target.revision));
  return withoutUndefined({
    kind,
    state: problem === undefined ? rollUp(targets.map(({ state }) => state)) : 'Invalid',
    message: messageOf(targets, desired),
    problem,
    desired: targets.length,
    ready: targets.filter(({ state }) => state === 'Ready').length,
    source: desired.source,
    revision,
    targets,
    orphans: orphansOf(desired, observed, status, now),
    undeclared,
    entries: new Map(entries),
  });
}

/** The message of an application with these targets. */
export function messageOf(
  targets: readonly TargetReport[],
  { problem, undeclared }: Pick<Desired, 'problem' | 'undeclared'>,
): string {
  const summary = summarize(targets);
  if (undeclared) return `${summary}; ${UNDECLARED}`;
  return problem === undefined ? summary : `${summary}; the Application has errors: ${problem}`;
}

/**
 * The maximum number of orphans in the status. Further orphans are only counted, because they would not fit into the
 * Application.
 */
export const MOST_ORPHANS = 100;

/** The objects that were lowered from the application and match none of its targets. */
export function orphansOf(desired: Desired, observed: Observed, status: unknown, now: string): TargetReport[] {
  const since = storedSince(status);
  const left = DELIVERY_KINDS.flatMap((kind) => {
    const objects = observed[kind];
    if (isUnread(objects)) return [];
    const find = objectsOfTargets(desired.targets, objects);
    const owned = new Set(kind === desired.kind ? desired.targets.map(find) : []);
    return objects
      .filter((object) => !owned.has(object) && isLowered(object))
      .map((object) => orphan(kind, object, desired, { since: since.get(object.metadata.name), now }));
  });
  return left.sort((a, b) => compareText(a.name, b.name) || compareText(a.kind, b.kind));
}

interface OrphanTimes {
  /** The time since which the stored status reports it as orphaned, if it does. */
  readonly since?: string;
  readonly now: string;
}

function orphan(kind: DeliveryKind, object: FluxObject, desired: Desired, { since, now }: OrphanTimes): TargetReport {
  const { metadata, spec } = object;
  const { cluster, kubeConfig: reachedBy } = clusterOfObject(object, desired.clusters ?? {});
  const namespace = stringOf(mapOf(spec).targetNamespace);
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
    message: leaving ? `${kind} ${metadata.name} is being deleted` : leftMessage(kind, metadata.name, desired),
    since: since ?? now,
    ...(since === undefined ? { firstSeen: true } : {}),
    flags: {},
  };
}

function leftMessage(kind: DeliveryKind, name: string, desired: Desired): string {
  const why = desired.undeclared
    ? `is left over, because its application consists of ${desired.kind}s`
    : 'is no longer part of the Application';
  return `${kind} ${name} ${why}: delete it, or apply with pruning`;
}

/** By name of the object: the time since which the stored status reports it as orphaned. */
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
