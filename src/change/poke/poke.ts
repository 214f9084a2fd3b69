import type { TargetReport } from '../../status';

/** How often Flux was asked to look at a target again since it is due, and when last. */
export interface Asked {
  readonly times: number;
  readonly atMs: number;
}

/** Which targets Flux is to be asked to look at again. */
export interface Poke<T> {
  readonly targets: readonly T[];
  /** By the id of a target, to be passed on to the next decision. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** When to decide again, if nothing changes; undefined: never. */
  readonly nextMs?: number;
}

/** Flux may have looked a moment before what it waits for was there. The time doubles with each try. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Decides which targets Flux is to be asked for: those that wait for a wave though all that they wait for is there. Flux
 * looks at what it waits for only at every `--requeue-dependency`, 30 seconds by default.
 *
 * @param idOf what tells a target from others, of any application
 * @param before what the last decision gave
 * @param nowMs of any clock that does not step
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

/** When a target may be asked for again. */
function nextOf(asked: Asked | undefined): number {
  if (asked === undefined) return Number.NEGATIVE_INFINITY;
  return asked.atMs + Math.min(FIRST_PAUSE_MS * 2 ** (asked.times - 1), LONGEST_PAUSE_MS);
}
