import type { Row, RowCause } from './overview';
import { type AnyState, STATES } from './states';

/** The summary at the top of the home page. */
export interface Summary {
  readonly applications: number;
  /** The number of applications that need attention. */
  readonly needing: number;
  /** The number of applications whose targets are all ready, without orphans. */
  readonly readyApplications: number;
  readonly targets: number;
  readonly readyTargets: number;
  /**
   * The number of targets, orphans and invalid applications by state, from the worst state to the best. States that do
   * not occur are omitted.
   */
  readonly counts: readonly StateCount[];
}

/** The number of targets, orphans or applications in a state. */
export interface StateCount {
  readonly state: AnyState;
  readonly count: number;
}

/** Summarizes all applications. */
export function summaryOf(rows: readonly Row[]): Summary {
  const counts = new Map<AnyState, number>();
  const add = (state: AnyState, count: number) => counts.set(state, (counts.get(state) ?? 0) + count);
  for (const { state, groups, orphans } of rows) {
    if (state === 'Invalid') add('Invalid', 1);
    if (orphans > 0) add('Orphaned', orphans);
    for (const group of groups) add(group.state, group.clusters.length);
  }
  const total = (count: (row: Row) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  return {
    applications: rows.length,
    needing: rows.filter(({ causes }) => causes.some(needsAttention)).length,
    readyApplications: rows.filter(isReady).length,
    targets: total(({ desired }) => desired),
    readyTargets: total(({ ready }) => ready),
    counts: STATES.flatMap((state) => {
      const count = counts.get(state);
      return count === undefined ? [] : [{ state, count }];
    }),
  };
}

/** Whether every target is ready, and there are no orphans. */
export function isReady({ state, orphans }: Row): boolean {
  return state === 'Ready' && orphans === 0;
}

/** The reason of a target whose pause has passed its planned end. */
const PAUSE_EXPIRED = 'PauseExpired';

/**
 * Whether a cause needs attention. Targets that are reconciling may still become ready, and pauses are intended: only a
 * pause that has passed its planned end needs attention.
 */
export function needsAttention({ state, reason }: Pick<RowCause, 'state' | 'reason'>): boolean {
  if (state === 'Suspended') return reason === PAUSE_EXPIRED;
  return state !== 'Ready' && state !== 'Reconciling';
}
