/** Bounds of the wait after a failure. */
export interface BackoffBounds {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * The wait after each failure in a row: `minMs` at first, doubled each time, up to `maxMs`. Each is spread over a factor of
 * two, so that clients that lost the same server do not all return at once.
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

  /** Starts again from `minMs`, after a success. */
  reset(): void {
    this.failures = 0;
  }
}
