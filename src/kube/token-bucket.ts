/** How fast requests may go out. */
export interface TokenBucketOptions {
  /** Sustained, per second. */
  readonly qps: number;
  /** How many may go at once after a rest. */
  readonly burst: number;
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

/** Holds requests back to a rate, first come first served. Has a timer only while somebody waits. */
export class TokenBucket {
  private readonly now: () => number;
  private readonly waiters: Waiter[] = [];
  private tokens: number;
  /** Up to when `tokens` is counted; in the future while paused. */
  private countedTo: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: TokenBucketOptions) {
    const { qps, burst } = options;
    if (!(qps > 0)) throw new RangeError(`qps: ${qps} is not a number above 0`);
    if (!(burst >= 1)) throw new RangeError(`burst: ${burst} is not a number from 1 on`);
    this.now = options.now ?? (() => performance.now());
    this.tokens = burst;
    this.countedTo = this.now();
  }

  /** Resolves when the request may go. Rejects with the signal's reason when that fires first; nothing is used up then. */
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
   * Lets nothing out before `ms` on the bucket's clock, as a server asks with Retry-After. Then one may go at once, so that
   * pauses in a row do not hold it back for ever, and the others at the rate: a burst is the last thing such a server needs.
   * An earlier time than one already given changes nothing.
   */
  pauseUntil(ms: number): void {
    this.refill();
    if (ms <= this.countedTo) return;
    this.tokens = Math.min(1, this.tokens + ((ms - this.countedTo) / 1000) * this.options.qps);
    this.countedTo = ms;
    this.wake();
  }

  private mayGo(): boolean {
    return this.tokens >= 1 && this.countedTo <= this.now();
  }

  private refill(): void {
    const now = this.now();
    if (now <= this.countedTo) return;
    const { qps, burst } = this.options;
    this.tokens = Math.min(burst, this.tokens + ((now - this.countedTo) / 1000) * qps);
    this.countedTo = now;
  }

  /** Lets out who may go, and sets the timer for the next. */
  private wake(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.refill();
    while (this.waiters.length > 0 && this.mayGo()) {
      this.tokens--;
      this.waiters.shift()?.go();
    }
    if (this.waiters.length === 0) return;
    const missingMs = (Math.max(0, 1 - this.tokens) / this.options.qps) * 1000;
    const waitMs = Math.max(0, this.countedTo - this.now()) + missingMs;
    this.timer = setTimeout(() => this.wake(), Math.ceil(waitMs));
  }
}
