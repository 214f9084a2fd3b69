import type { Row, RowCause } from './overview';
import { type AnyState, STATES } from './states';

/** What the home page says first. */
export interface Summary {
  readonly applications: number;
  /** Applications that somebody has to look at. */
  readonly needing: number;
  /** Applications of which every target is ready. */
  readonly readyApplications: number;
  readonly targets: number;
  readonly readyTargets: number;
  /** From the worst state to the best, those that occur: of targets, orphans, and applications that have errors. */
  readonly counts: readonly StateCount[];
}

/** How many there are in a state. */
export interface StateCount {
  readonly state: AnyState;
  readonly count: number;
}

/** What all applications come to. */
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

/** Whether every target is ready, and nothing is left over. */
export function isReady({ state, orphans }: Row): boolean {
  return state === 'Ready' && orphans === 0;
}

/** Reason of a target whose pause has outlived its end. */
const PAUSE_EXPIRED = 'PauseExpired';

/**
 * Whether somebody has to look at it. What is on its way may arrive, and what is paused was meant to be: only a pause that
 * has outlived its end is a concern.
 */
export function needsAttention({ state, reason }: Pick<RowCause, 'state' | 'reason'>): boolean {
  if (state === 'Suspended') return reason === PAUSE_EXPIRED;
  return state !== 'Ready' && state !== 'Reconciling';
}
