/** The rate limit of requests. */
export interface TokenBucketOptions {
  /**
   * Sustained requests per second. A negative number means no limit, like `QPS = -1` of client-go.
   * @default -1
   */
  readonly qps?: number;
  /**
   * The maximum number of requests at once after an idle period.
   * @default 1
   */
  readonly burst?: number;
  /**
   * The clock, in milliseconds.
   * @default performance.now
   */
  readonly now?: () => number;
}

interface Waiter {
  readonly go: () => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Limits the rate of requests and keeps their order. Without a rate limit, no request waits. There is a timer only
 * while requests wait.
 */
export class TokenBucket {
  private readonly now: () => number;
  /** Infinity: no limit. */
  private readonly qps: number;
  private readonly burst: number;
  private readonly waiters: Waiter[] = [];
  private tokens: number;
  /** The time at which `tokens` was last updated. */
  private countedTo: number;
  private timer: NodeJS.Timeout | undefined;

  constructor({ qps = -1, burst = 1, now = () => performance.now() }: TokenBucketOptions) {
    if (!(qps > 0 || qps < 0)) throw new RangeError(`qps: ${qps} is not a number above 0, nor -1 for no limit`);
    if (!(burst >= 1)) throw new RangeError(`burst: ${burst} is not a number from 1 on`);
    this.now = now;
    this.qps = qps < 0 ? Number.POSITIVE_INFINITY : qps;
    this.burst = qps < 0 ? Number.POSITIVE_INFINITY : burst;
    this.tokens = this.burst;
    this.countedTo = this.now();
  }

  /**
   * Resolves when the request may be sent. Rejects with the signal's reason, without using a token, if it fires first.
   */
  take(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.refill();
    if (this.waiters.length === 0 && this.mayGo()) {
      this.tokens--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        this.wake();
        reject(signal?.reason);
      };
      const go = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiter: Waiter = { go, signal };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiters.push(waiter);
      this.wake();
    });
  }

  private mayGo(): boolean {
    return this.tokens >= 1;
  }

  private gained(until: number): number {
    return ((until - this.countedTo) / 1000) * this.qps;
  }

  private refill(): void {
    const now = this.now();
    if (now <= this.countedTo) return;
    this.tokens = Math.min(this.burst, this.tokens + this.gained(now));
    this.countedTo = now;
  }

  /** Releases the requests that may be sent, and sets the timer for the next one. */
  private wake(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.refill();
    while (this.waiters.length > 0 && this.mayGo()) {
      this.tokens--;
      this.waiters.shift()?.go();
    }
    if (this.waiters.length === 0) return;
    const missingMs = ((1 - this.tokens) / this.qps) * 1000;
    this.timer = setTimeout(() => this.wake(), Math.ceil(missingMs));
  }
}
