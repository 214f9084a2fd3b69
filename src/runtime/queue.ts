/** How a queue works. */
export interface QueueOptions {
  /** Does the work of a key. What it throws makes the key wait, longer each time, and try again. */
  readonly work: (key: string) => Promise<void>;
  /** Keys worked on at the same time. */
  readonly concurrency: number;
  /** How long what happens to a key is gathered before it is worked on, from the first event on; milliseconds. */
  readonly gatherMs: number;
  /** The first and the longest wait after a failure, in milliseconds. Each is twice the one before. */
  readonly backoff: { readonly minMs: number; readonly maxMs: number };
  /** @default Math.random */
  readonly random?: () => number;
  /** Told of every turn a key takes, for metrics. */
  readonly observe?: QueueObserver;
}

/** What happens in a queue. Durations are in seconds. */
export interface QueueObserver {
  added?(): void;
  /** @param waited since it was due */
  started?(waited: number): void;
  ended?(took: number, error: unknown): void;
  retried?(): void;
  depth?(due: number, active: number): void;
}

/**
 * Work by key: events of one key are gathered, a key is never worked on twice at a time, what happens meanwhile is not
 * lost, and a key that fails waits without holding up any other. The shape is that of client-go's workqueue.
 */
export class Queue {
  /** Keys that wait until they are due. */
  private readonly waiting = new Map<string, { readonly due: number; readonly timer: NodeJS.Timeout }>();
  /** Keys that are due, with the time since when, in the order they became so. */
  private readonly due = new Map<string, number>();
  /** Keys that are worked on, with the time since when. */
  private readonly active = new Map<string, number>();
  /** Keys to which something happened while they were worked on. */
  private readonly dirty = new Set<string>();
  private readonly failures = new Map<string, number>();
  private readonly idle: (() => void)[] = [];
  private stopped = false;

  constructor(private readonly options: QueueOptions) {}

  /** Something happened to a key. */
  add(key: string): void {
    if (this.stopped) return;
    if (this.active.has(key)) this.dirty.add(key);
    else this.schedule(key, this.options.gatherMs);
  }

  /** Resolves when nothing is waiting, due or being worked on; keys that wait after a failure count too. */
  async settled(): Promise<void> {
    while (this.waiting.size + this.due.size + this.active.size > 0) {
      await new Promise<void>((resolve) => this.idle.push(resolve));
    }
  }

  /** Takes no more keys, and works at once on those it has; resolves when it is done. A key that fails is left. */
  async drain(): Promise<void> {
    this.stopped = true;
    for (const [key, { timer }] of this.waiting) {
      clearTimeout(timer);
      this.waiting.delete(key);
      if (!this.failures.has(key)) this.due.set(key, performance.now());
    }
    this.pump();
    await this.settled();
  }

  /** For how long the key is worked on that has been so the longest; 0 where none is. In milliseconds. */
  get longestTurnMs(): number {
    const [oldest] = this.active.values(); // in the order they were begun
    return oldest === undefined ? 0 : performance.now() - oldest;
  }

  private schedule(key: string, delayMs: number): void {
    if (this.due.has(key)) return;
    const now = performance.now();
    const planned = this.waiting.get(key);
    if (planned && planned.due <= now + delayMs) return;
    if (planned) clearTimeout(planned.timer);
    else this.options.observe?.added?.();
    const timer = setTimeout(() => {
      this.waiting.delete(key);
      this.due.set(key, performance.now());
      this.pump();
    }, delayMs);
    this.waiting.set(key, { due: now + delayMs, timer });
  }

  private pump(): void {
    for (const [key, since] of this.due) {
      if (this.active.size >= this.options.concurrency) break;
      this.due.delete(key);
      this.active.set(key, performance.now());
      this.options.observe?.started?.((performance.now() - since) / 1000);
      void this.turn(key);
    }
    this.options.observe?.depth?.(this.due.size, this.active.size);
    if (this.waiting.size + this.due.size + this.active.size === 0)
      for (const resolve of this.idle.splice(0)) resolve();
  }

  private async turn(key: string): Promise<void> {
    const start = performance.now();
    let error: unknown;
    try {
      await this.options.work(key);
    } catch (cause) {
      error = cause;
    }
    this.active.delete(key);
    this.options.observe?.ended?.((performance.now() - start) / 1000, error);
    const isDirty = this.dirty.delete(key);
    if (error === undefined) this.failures.delete(key);
    else if (!this.stopped) this.retry(key);
    if (isDirty && this.stopped) this.due.set(key, performance.now());
    else if (isDirty) this.schedule(key, this.options.gatherMs);
    this.pump();
  }

  private retry(key: string): void {
    const { minMs, maxMs } = this.options.backoff;
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    const delay = Math.min(maxMs, minMs * 2 ** failures);
    this.options.observe?.retried?.();
    // spread out, so that what failed together is not tried together
    this.schedule(key, delay * (0.5 + (this.options.random ?? Math.random)() / 2));
  }
}
