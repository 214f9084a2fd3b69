/**
 * The state of a deployment target:
 *
 * - Ready: runs what the Application says.
 * - Suspended: paused; Flux leaves it as it is.
 * - Reconciling: on its way, or waiting for something that is on its way.
 * - Unknown: nothing can be said; its object cannot be read, or no controller has looked at it.
 * - Missing: its object has not been applied.
 * - Failed: Flux has tried and failed; it may try again.
 * - Stalled: Flux has given up until something changes.
 * - Orphaned: an object of the application that none of its targets wants.
 */
export type State = 'Ready' | 'Suspended' | 'Reconciling' | 'Unknown' | 'Missing' | 'Failed' | 'Stalled' | 'Orphaned';

/** The state of an application: the worst of its targets', or that it has errors itself. */
export type ApplicationState = Exclude<State, 'Orphaned'> | 'Invalid';

/** From the best to the worst. */
const RANKED = ['Ready', 'Suspended', 'Orphaned', 'Reconciling', 'Unknown', 'Missing', 'Failed', 'Stalled'] as const;

/** How bad a state is: 0 is Ready. */
export function rankOf(state: State): number {
  return RANKED.indexOf(state);
}

/** Whether the one state is worse than the other. */
export function isWorse(one: State, other: State): boolean {
  return rankOf(one) > rankOf(other);
}

/** The worst of the states of an application's targets. Of no targets nothing is known. */
export function rollUp(states: readonly State[]): ApplicationState {
  const [first, ...others] = states;
  if (first === undefined) return 'Unknown';
  return others.reduce((worst, state) => (isWorse(state, worst) ? state : worst), first) as ApplicationState;
}
