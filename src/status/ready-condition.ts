import type { Condition } from '../../imports/common';
import type { Readiness } from './readiness';
import type { State } from './state';

/** The Ready condition of an object in a state. What is not known to be ready or to have failed is Unknown. */
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
