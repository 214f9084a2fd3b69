/** Between which bounds to wait after failures. */
export interface BackoffBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after each failure in a row: from `minMs` on, each time twice as long, up to `maxMs`. Each is spread over
 * a factor of two, so that many clients that lost the same server do not come back at once.
 */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly bounds: BackoffBounds,
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds to wait after one more failure. */
  next(): number {
    const { minMs, maxMs } = this.bounds;
    this.failures++;
    // 2^30 times the minimum is beyond any maximum.
    const longest = Math.min(maxMs, minMs * 2 ** Math.min(this.failures, 30));
    return longest * (0.5 + this.random() / 2);
  }

  /** Forgets the failures: something went well. */
  reset(): void {
    this.failures = 0;
  }
}
