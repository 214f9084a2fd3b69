/** How fast requests may go out. */
export interface TokenBucketOptions {
  /**
   * Requests per second, sustained. A negative number means no limit, as `QPS = -1` of client-go.
   * @default -1
   */
  readonly qps?: number;
  /**
   * Requests at once after a rest.
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
 * Limits the rate of requests, in the order they arrive, and holds all of them back while the server asks for a pause.
 * Without a rate limit only pauses hold requests back. Has a timer only while a request waits.
 */
export class TokenBucket {
  private readonly now: () => number;
  /** Infinity: no limit. */
  private readonly qps: number;
  private readonly burst: number;
  private readonly waiters: Waiter[] = [];
  private tokens: number;
  /** The time up to which `tokens` is counted; in the future while paused. */
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

  /** Resolves when the request may go. Rejects with the signal's reason if that fires first; no token is used then. */
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

  /**
   * Lets no request out before `ms` on the bucket's clock, as a server asks with Retry-After. Under a rate limit one request
   * may go as soon as the pause ends, so that pauses in a row do not block for ever, and the others follow at the rate:
   * such a server has to be spared a burst. A time earlier than that of a pause in effect changes nothing.
   */
  pauseUntil(ms: number): void {
    this.refill();
    if (ms <= this.countedTo) return;
    if (this.isLimited) this.tokens = Math.min(1, this.tokens + this.gained(ms));
    this.countedTo = ms;
    this.wake();
  }

  private get isLimited(): boolean {
    return this.qps !== Number.POSITIVE_INFINITY;
  }

  private mayGo(): boolean {
    return this.tokens >= 1 && this.countedTo <= this.now();
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

  /** Lets out the requests that may go, and sets the timer for the next one. */
  private wake(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.refill();
    while (this.waiters.length > 0 && this.mayGo()) {
      this.tokens--;
      this.waiters.shift()?.go();
    }
    if (this.waiters.length === 0) return;
    const missingMs = (Math.max(0, 1 - this.tokens) / this.qps) * 1000;
    const waitMs = Math.max(0, this.countedTo - this.now()) + missingMs;
    this.timer = setTimeout(() => this.wake(), Math.ceil(waitMs));
  }
}
