import type { Condition } from '../../imports/common';
import { mapOf, stringOf } from '../json';
import { cut } from './bounds';
import { conditionsOf } from './conditions';
import type { FluxObject } from './flux-object';
import { steadyMessage } from './steady-message';
import { writtenCondition } from './written-condition';

/** What of a stored entry the next one's conditions depend on. */
interface StoredConditions {
  readonly conditions?: unknown;
  readonly lastAttemptedRevision?: string;
}

/** Conditions that last, in this order. Reconciling never: it comes and goes at every interval. */
const CARRIED = ['Released', 'TestSuccess', 'Remediated', 'Drifted', 'Stalled', 'Healthy'];

/** With this status a condition tells of a failure, which may come again and again. */
const FAILURES: Readonly<Record<string, Condition['status']>> = {
  Released: 'False',
  TestSuccess: 'False',
  Remediated: 'False',
  Stalled: 'True',
};

/**
 * The conditions of an object that its entry carries beside Ready. What says the same as before keeps its time.
 *
 * @param stored the entry as it is stored
 * @param messageLimit of each message, in bytes
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
    // a Kustomization takes Healthy back at every interval, and says each time how long it took
    if (type === 'Healthy' && before && (now?.status === 'Unknown' || isSame(now, before))) return [before];
    if (!now || !before || !isSame(now, before)) return now ? [now] : [];
    const isSameAttempt = stored?.lastAttemptedRevision === stringOf(mapOf(object.status).lastAttemptedRevision);
    const isFailure = FAILURES[type] === now.status && isSameAttempt;
    const message = isFailure ? steadyMessage(condition.message ?? '', before.message) : now.message;
    return [{ ...now, message: cut(message, messageLimit), lastTransitionTime: before.lastTransitionTime }];
  });
}

/** The conditions of an entry as it is stored. */
export function storedConditions(stored: StoredConditions | undefined): Condition[] {
  return conditionsOf({ status: stored }).flatMap(
    (condition) => writtenCondition(condition, Number.POSITIVE_INFINITY) ?? [],
  );
}

function isSame(one: Condition | undefined, other: Condition): boolean {
  return one?.status === other.status && one.reason === other.reason;
}
