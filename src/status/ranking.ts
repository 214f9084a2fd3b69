import { compareText } from '../json';
import type { State } from './readiness';
import type { TargetReport } from './target-report';

/** The state of an application: the worst state of its targets, or Invalid if it has errors. */
export type ApplicationState = Exclude<State, 'Orphaned'> | 'Invalid';

/** From the best to the worst. */
const RANKED = ['Ready', 'Suspended', 'Orphaned', 'Reconciling', 'Unknown', 'Missing', 'Failed', 'Stalled'] as const;

/** The rank of a state: 0 is Ready, higher ranks are worse. */
export function rankOf(state: State): number {
  return RANKED.indexOf(state);
}

/** The worst of the states of an application's targets; Unknown if there are no targets. */
export function rollUp(states: readonly State[]): ApplicationState {
  const [first, ...others] = states;
  if (first === undefined) return 'Unknown';
  return others.reduce((worst, state) => (rankOf(state) > rankOf(worst) ? state : worst), first) as ApplicationState;
}

/** Orders targets by state, then by key. */
export function worstFirst(a: TargetReport, b: TargetReport): number {
  return rankOf(b.state) - rankOf(a.state) || compareText(a.key, b.key);
}
