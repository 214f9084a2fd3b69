/** Bounds of the wait after a failure. */
export interface BackoffBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/** 2^30 times the minimum is beyond any maximum. */
const MOST_DOUBLINGS = 30;

/**
 * The wait after a number of doublings, in milliseconds: a random time between half of `minMs * 2 ** doublings` and all
 * of it, where the upper bound is at most `maxMs`. It is random so that clients that lost the same server do not all
 * return at once.
 *
 * @param random a number from 0 to 1
 */
export function backoffMs(doublings: number, { minMs, maxMs }: BackoffBounds, random: number): number {
  const longest = Math.min(maxMs, minMs * 2 ** Math.min(doublings, MOST_DOUBLINGS));
  return longest * (0.5 + random / 2);
}

/**
 * The waits after consecutive failures: between `minMs` and twice as much at first, then doubled each time, up to
 * `maxMs` ({@link backoffMs}).
 */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly bounds: BackoffBounds,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds to wait after one more failure. */
  next(): number {
    this.failures++;
    return backoffMs(this.failures, this.bounds, this.random());
  }

  /** Starts again from `minMs`, after a success. */
  reset(): void {
    this.failures = 0;
  }
}
