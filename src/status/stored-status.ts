import type { Condition } from '../../imports/common';
import type { HelmReleaseTargetStatus, KustomizationTargetStatus } from '../../imports/gitops.kubesphere.io';
import { cut, dateTimeOf, integerOf, isMap, listOf, stringOf, valueAt, withoutUndefined } from '../json';
import type { DeliveryKind } from '../kubernetes';
import { attemptedRevision, conditionsOf, type FluxCondition } from './facts';
import type { FluxObject } from './flux-object';
import type { Previous, Readiness, State } from './readiness';

/** The entry for the KEY of a target, in the structure that the KubeSphere console reads. */
export type KeyEntry = HelmReleaseTargetStatus & KustomizationTargetStatus;

/** The entry of a target in the stored status of an Application. */
export function storedEntry(status: unknown, kind: DeliveryKind, key: string): KeyEntry | undefined {
  const entry = valueAt(status, ['fluxApp', keyMapOf(kind), key]);
  return isMap(entry) ? (entry as KeyEntry) : undefined;
}

/** The field with the entries of targets of a kind. */
export function keyMapOf(kind: DeliveryKind): 'helmReleaseStatus' | 'kustomizationStatus' {
  return kind === 'HelmRelease' ? 'helmReleaseStatus' : 'kustomizationStatus';
}

/** The stored condition and revisions of a target. */
export interface PreviousEntry extends Previous {
  /** The revision that was running. */
  readonly revision?: string;
}

/** The stored condition of a target: the first one of its entry, if it is Ready. */
export function previousOf(entry: KeyEntry | undefined): PreviousEntry | undefined {
  const [condition] = listOf(entry?.conditions);
  if (!isMap(condition) || condition.type !== 'Ready') return undefined;
  const lastTransitionTime = dateTimeOf(condition.lastTransitionTime);
  const revision = stringOf(entry?.lastAppliedRevision);
  const attempted = stringOf(entry?.lastAttemptedRevision);
  return withoutUndefined({
    status: stringOf(condition.status) ?? '',
    reason: stringOf(condition.reason) ?? '',
    message: stringOf(condition.message) ?? '',
    lastTransitionTime,
    generation: integerOf(condition.observedGeneration),
    revision: revision || undefined,
    attempted,
  });
}

/** The parts of a stored entry that affect the conditions of the next one. */
interface StoredConditions {
  readonly conditions?: unknown;
  readonly lastAttemptedRevision?: string;
}

/**
 * The conditions to keep, in this order. Reconciling is not among them, because it comes and goes at every interval.
 */
const CARRIED = ['Released', 'TestSuccess', 'Remediated', 'Drifted', 'Stalled', 'Healthy'];

/** The status with which each condition reports a failure; failures may repeat. */
const FAILURES: Readonly<Record<string, Condition['status']>> = {
  Released: 'False',
  TestSuccess: 'False',
  Remediated: 'False',
  Stalled: 'True',
};

/**
 * The conditions of an object that its entry contains in addition to Ready. A condition that has not changed keeps its
 * time.
 *
 * @param stored the stored entry
 * @param messageLimit the limit for each message, in bytes
 */
export function carriedConditions(
  object: FluxObject,
  stored: StoredConditions | undefined,
  messageLimit: number,
): Condition[] {
  const conditions = conditionsOf(object);
  const written = storedConditions(stored);
  return CARRIED.flatMap((type) => {
    const before = written.find((condition) => condition.type === type);
    const condition = conditions.find((candidate) => candidate.type === type);
    const now = condition && writtenCondition(condition, messageLimit);
    // a Kustomization resets Healthy at every interval, each time with a different duration in its message
    if (type === 'Healthy' && before && (now?.status === 'Unknown' || isSame(now, before))) return [before];
    if (!now || !before || !isSame(now, before)) return now ? [now] : [];
    const isSameAttempt = stored?.lastAttemptedRevision === attemptedRevision(object.status);
    const isFailure = FAILURES[type] === now.status && isSameAttempt;
    const message = isFailure ? steadyMessage(condition.message ?? '', before.message) : now.message;
    return [{ ...now, message: cut(message, messageLimit), lastTransitionTime: before.lastTransitionTime }];
  });
}

/** The conditions of a stored entry. */
export function storedConditions(stored: StoredConditions | undefined): Condition[] {
  return conditionsOf({ status: stored }).flatMap(
    (condition) => writtenCondition(condition, Number.POSITIVE_INFINITY) ?? [],
  );
}

function isSame(one: Condition | undefined, other: Condition): boolean {
  return one?.status === other.status && one.reason === other.reason;
}

const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
/** The limit in the schema is 1024; existing reasons are short. */
const LONGEST_REASON = 48;

/** Whether the schema of a condition accepts a reason. */
export function isReason(text: string): boolean {
  return text.length <= LONGEST_REASON && REASON.test(text);
}

/** The condition in the format of the schema; undefined if it is invalid. */
export function writtenCondition(
  { type, status, reason, message, lastTransitionTime }: FluxCondition,
  messageLimit: number,
): Condition | undefined {
  if (status !== 'True' && status !== 'False' && status !== 'Unknown') return undefined;
  if (reason === undefined || !isReason(reason) || lastTransitionTime === undefined) return undefined;
  return { type, status, reason, message: cut(message ?? '', messageLimit), lastTransitionTime };
}

/** The Ready condition for a state of an object. Its status is Unknown if the object is neither ready nor failed. */
export function readyCondition({
  state,
  reason,
  message,
}: Pick<Readiness, 'state' | 'reason' | 'message'>): Pick<Condition, 'status' | 'reason' | 'message'> {
  return { status: STATUS_OF[state], reason, message };
}

const STATUS_OF: Readonly<Record<State, Condition['status']>> = {
  Ready: 'True',
  Failed: 'False',
  Stalled: 'False',
  Suspended: 'Unknown',
  Reconciling: 'Unknown',
  Missing: 'Unknown',
  Unknown: 'Unknown',
  Orphaned: 'Unknown',
};

/**
 * The message for a repeated failure. Such messages contain different ports, durations and counts each time, so the
 * stored message is kept if only numbers differ.
 *
 * @param message the full message
 * @param stored the stored message, which may be truncated
 */
export function steadyMessage(message: string, stored: string): string {
  const [now, before] = [withoutNumbers(message), withoutNumbers(stored)];
  if (!before.endsWith('…')) return now === before ? stored : message;
  return now.startsWith(before.slice(0, -1)) ? stored : message;
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}
