import { type BackoffBounds, backoffMs } from '../kube';

/** Options of a queue. */
export interface QueueOptions {
  /**
   * Processes a key.
   *
   * @returns whether to process the key again, with back-off
   * @throws any error: the key is processed again, with back-off
   */
  readonly work: (key: string) => Promise<boolean>;
  /** Keys processed at the same time. */
  readonly concurrency: number;
  /**
   * The time in milliseconds, from its first event on, for which the events of a key are collected before it is queued.
   */
  readonly gatherMs: number;
  /** The first and the longest wait after a failure. The waits double. */
  readonly backoff: BackoffBounds;
  /** @default Math.random */
  readonly random?: () => number;
  /** Receives events about the keys, for metrics. */
  readonly observer?: QueueObserver;
}

/** Receives the events of a queue. Durations are in seconds. */
export interface QueueObserver {
  /** A key was queued. */
  added(): void;
  /** A worker took a key that had been in the queue for this duration. */
  taken(waited: number): void;
  /** A worker finished a key, and took this duration for it. */
  done(took: number): void;
  /** A key will be queued again, after a back-off. */
  retried(): void;
  /** The number of queued keys, and of keys being processed. */
  changed(depth: number, active: number): void;
}

/**
 * A queue of keys, like client-go's workqueue: the events of a key are collected, a key is never processed twice at the
 * same time, an event during processing queues the key again, and a key that fails waits without delaying others.
 */
export class Queue {
  /** Keys that will be queued later: their events are being collected, or they wait after a failure. */
  private readonly waiting = new Map<string, { readonly due: number; readonly timer: NodeJS.Timeout }>();
  /** The queued keys in order, each with the time at which it was queued. */
  private readonly queued = new Map<string, number>();
  /** The keys that are being processed, each with the time at which this began. */
  private readonly active = new Map<string, number>();
  /** Keys with an event since their processing began. */
  private readonly dirty = new Set<string>();
  private readonly attempts = new Map<string, { readonly count: number; readonly hasFailed: boolean }>();
  private readonly idle: (() => void)[] = [];
  private isStopped = false;

  constructor(private readonly options: QueueOptions) {}

  /** Reports an event of a key. */
  add(key: string): void {
    if (this.isStopped) return;
    if (this.active.has(key)) this.dirty.add(key);
    else this.schedule(key, this.options.gatherMs);
  }

  /**
   * Accepts no more events, and processes the waiting keys immediately, except those that failed. Resolves when all are
   * done.
   */
  async drain(): Promise<void> {
    this.isStopped = true;
    for (const [key, { timer }] of this.waiting) {
      clearTimeout(timer);
      if (!this.attempts.get(key)?.hasFailed) this.push(key);
    }
    this.waiting.clear();
    this.pump();
    while (this.queued.size + this.active.size > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  /** Accepts no more events, and starts no more work. */
  stop(): void {
    this.isStopped = true;
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
    for (const keys of [this.waiting, this.queued, this.dirty]) keys.clear();
    this.pump();
  }

  /** How long each of the current keys has been processed, in milliseconds, the longest first. */
  get runningMs(): number[] {
    const now = performance.now();
    return [...this.active.values()].map((since) => now - since); // in the order they were taken
  }

  private schedule(key: string, delayMs: number): void {
    if (this.queued.has(key)) return;
    const now = performance.now();
    const planned = this.waiting.get(key);
    if (planned && planned.due <= now + delayMs) return;
    if (planned) clearTimeout(planned.timer);
    const timer = setTimeout(() => {
      this.waiting.delete(key);
      this.push(key);
      this.pump();
    }, delayMs);
    this.waiting.set(key, { due: now + delayMs, timer });
  }

  private push(key: string): void {
    this.options.observer?.added();
    this.queued.set(key, performance.now());
  }

  private pump(): void {
    for (const [key, since] of this.queued) {
      if (this.active.size >= this.options.concurrency) break;
      this.queued.delete(key);
      this.active.set(key, performance.now());
      this.options.observer?.taken((performance.now() - since) / 1000);
      void this.process(key);
    }
    this.options.observer?.changed(this.queued.size, this.active.size);
    if (this.queued.size + this.active.size === 0) for (const resolve of this.idle.splice(0)) resolve();
  }

  private async process(key: string): Promise<void> {
    const start = performance.now();
    const outcome = await this.options.work(key).then(
      (isAgain) => (isAgain ? 'again' : 'done'),
      () => 'failed',
    );
    this.active.delete(key);
    this.options.observer?.done((performance.now() - start) / 1000);
    const isDirty = this.dirty.delete(key);
    if (outcome === 'done') this.attempts.delete(key);
    else if (!this.isStopped) this.retry(key, outcome === 'failed');
    if (isDirty && this.isStopped) this.push(key);
    else if (isDirty) this.schedule(key, this.options.gatherMs);
    this.pump();
  }

  private retry(key: string, hasFailed: boolean): void {
    const { backoff, random = Math.random } = this.options;
    const { count } = this.attempts.get(key) ?? { count: 0 };
    this.attempts.set(key, { count: count + 1, hasFailed });
    this.options.observer?.retried();
    this.schedule(key, backoffMs(count, backoff, random()));
  }
}
