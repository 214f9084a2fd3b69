/** How many requests may be sent. */
export interface TokenBucketOptions {
  /** Requests a second in the long run. */
  readonly qps: number;
  /** Requests at once, after a time without any. */
  readonly burst: number;
  /** Monotonic, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** Lets requests through at a rate, one after the other in the order they came. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;
  private pausedUntil = 0;
  private queue: Promise<void> = Promise.resolve();
  private readonly now: () => number;

  constructor(private readonly options: TokenBucketOptions) {
    this.now = options.now ?? (() => performance.now());
    this.tokens = options.burst;
    this.filledAt = this.now();
  }

  /** Resolves when a request may be sent. @throws the signal's reason when it is aborted */
  take(signal?: AbortSignal): Promise<void> {
    const turn = this.queue.then(() => this.next(signal));
    this.queue = turn.catch(() => {});
    return turn;
  }

  /** Nothing is let through for so many milliseconds: the server has asked to be left alone. */
  pause(ms: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.now() + ms);
  }

  private async next(signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const wait = this.waitMs();
      if (wait <= 0) break;
      await sleep(wait, signal);
    }
    this.tokens -= 1;
  }

  private waitMs(): number {
    const now = this.now();
    const { qps, burst } = this.options;
    this.tokens = Math.min(burst, this.tokens + ((now - this.filledAt) / 1000) * qps);
    this.filledAt = now;
    const forToken = this.tokens >= 1 ? 0 : ((1 - this.tokens) / qps) * 1000;
    return Math.max(forToken, this.pausedUntil - now);
  }
}

/** Resolves after so many milliseconds, or at once when the signal is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.ceil(ms));
    if (signal?.aborted) done();
    else signal?.addEventListener('abort', done);
  });
}
