import type { Condition } from '../../imports/common';
import { cut } from './bounds';
import type { FluxCondition } from './conditions';

const REASON = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
/** The schema takes 1024; those that exist are short. */
const LONGEST_REASON = 48;

/** Whether the schema of a condition takes it as a reason. */
export function isReason(text: string): boolean {
  return text.length <= LONGEST_REASON && REASON.test(text);
}

/** The condition as the schema takes it; undefined where it cannot be written. */
export function writtenCondition(
  { type, status, reason, message, lastTransitionTime }: FluxCondition,
  messageLimit: number,
): Condition | undefined {
  if (status !== 'True' && status !== 'False' && status !== 'Unknown') return undefined;
  if (reason === undefined || !isReason(reason) || lastTransitionTime === undefined) return undefined;
  return { type, status, reason, message: cut(message ?? '', messageLimit), lastTransitionTime };
}
