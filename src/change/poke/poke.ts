import type { TargetReport } from '../../status';

/** The number of reconciliations requested for a target since it became due, and the time of the last request. */
export interface Asked {
  readonly times: number;
  readonly atMs: number;
}

/** The targets for which to request a reconciliation. */
export interface Poke<T> {
  readonly targets: readonly T[];
  /** The state by the id of a target, for the next decision. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** When to decide again, if nothing changes; undefined: never. */
  readonly nextMs?: number;
}

/** Flux may have checked just before the dependency became ready. The time doubles with each request. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Determines the targets for which to request a reconciliation: those that wait for a wave although all their
 * dependencies are ready. Flux checks dependencies only at every `--requeue-dependency`, 30 seconds by default.
 *
 * @param idOf the identity of a target of any application
 * @param before the state from the last decision
 * @param nowMs a monotonic clock
 */
export function pokeOf<T extends Pick<TargetReport, 'due'>>(
  targets: readonly T[],
  idOf: (target: T) => string,
  before: ReadonlyMap<string, Asked>,
  nowMs: number,
): Poke<T> {
  const due = targets.filter((target) => target.due);
  const isTime = (target: T) => nowMs >= nextOf(before.get(idOf(target)));
  const asked = new Map(
    due.map((target) => {
      const known = before.get(idOf(target));
      const now = isTime(target) ? { times: (known?.times ?? 0) + 1, atMs: nowMs } : (known as Asked);
      return [idOf(target), now] as const;
    }),
  );
  const next = Math.min(...[...asked.values()].map(nextOf));
  return { targets: due.filter(isTime), asked, ...(Number.isFinite(next) ? { nextMs: next } : {}) };
}

/** When the next request for a target is due. */
function nextOf(asked: Asked | undefined): number {
  if (asked === undefined) return Number.NEGATIVE_INFINITY;
  return asked.atMs + Math.min(FIRST_PAUSE_MS * 2 ** (asked.times - 1), LONGEST_PAUSE_MS);
}
