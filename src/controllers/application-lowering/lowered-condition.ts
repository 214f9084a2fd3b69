import { cut, isMap, listOf, mapOf, type ValueMap } from '../../json';

/** The condition in which the controller reports the result of lowering an Application. */
export const LOWERED = 'Lowered';

/** In bytes. */
const LONGEST_MESSAGE = 1024;

/** Reasons of the condition. */
export const VERDICT_REASONS = [
  'Lowered',
  'Invalid',
  'Refused',
  'OwnedByAnother',
  'LostNulls',
  'ApplyFailed',
  'Contended',
  'ConfirmRemoval',
  'StillNeeded',
  'Removing',
] as const;

export type VerdictReason = (typeof VERDICT_REASONS)[number];

/** The result that the controller reports for an Application. */
export interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason: VerdictReason;
  readonly message: string;
}

/** Whether an Application has the condition of the controller. */
export function isReported({ status }: ValueMap): boolean {
  return listOf(mapOf(status).conditions).some((each) => mapOf(each).type === LOWERED);
}

/**
 * The conditions of an Application with the condition of the controller, at its position; other conditions stay
 * unchanged.
 *
 * @param verdict undefined: there is nothing to report
 * @param now date and time as in RFC 3339
 * @returns undefined if no condition changes
 */
export function conditionsWith(
  application: ValueMap,
  verdict: Verdict | undefined,
  now: string,
): readonly unknown[] | undefined {
  const stored = listOf(mapOf(application.status).conditions);
  const index = stored.findIndex((each) => isMap(each) && each.type === LOWERED);
  const before = mapOf(stored[index]);
  if (verdict === undefined) return index < 0 ? undefined : stored.filter((_, at) => at !== index);
  const { generation } = mapOf(application.metadata);
  const message = cut(verdict.message, LONGEST_MESSAGE);
  const isSame = before.status === verdict.status && before.reason === verdict.reason;
  if (isSame && before.message === message && before.observedGeneration === generation) return undefined;
  const lastTransitionTime = before.status === verdict.status ? (before.lastTransitionTime ?? now) : now;
  const condition = {
    ...{ type: LOWERED, status: verdict.status, observedGeneration: generation },
    ...{ lastTransitionTime, reason: verdict.reason, message },
  };
  return index < 0 ? [...stored, condition] : stored.map((each, at) => (at === index ? condition : each));
}
