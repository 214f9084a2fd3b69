import type { ApplicationState, State } from '../status';

/** A state of an application, a target or an object that none wants. */
export type AnyState = State | ApplicationState;

/** From the worst to the best. */
export const STATES = [
  ...(['Invalid', 'Stalled', 'Failed', 'Missing', 'Unknown'] as const),
  ...(['Reconciling', 'Orphaned', 'Suspended', 'Ready'] as const),
] satisfies readonly AnyState[];

/** How bad a state is: 0 is the worst. */
export function severityOf(state: AnyState): number {
  return STATES.indexOf(state);
}

/** The worst of some states; undefined of none. */
export function worstOf(states: readonly AnyState[]): AnyState | undefined {
  return STATES.find((state) => states.includes(state));
}
