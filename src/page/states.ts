import type { ApplicationState, State } from '../status';

/** A state of an application, a target or an orphan. */
export type AnyState = State | ApplicationState;

/** From the worst to the best. */
export const STATES = [
  ...(['Invalid', 'Stalled', 'Failed', 'Missing', 'Unknown'] as const),
  ...(['Reconciling', 'Orphaned', 'Suspended', 'Ready'] as const),
] satisfies readonly AnyState[];

/** The rank of a state: 0 is the worst. */
export function severityOf(state: AnyState): number {
  return STATES.indexOf(state);
}

/** The worst of these states; undefined if there are none. */
export function worstOf(states: readonly AnyState[]): AnyState | undefined {
  return STATES.find((state) => states.includes(state));
}
