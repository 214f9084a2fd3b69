import { ExpectedError } from '../diagnostics';
import type { BackoffBounds } from '../kube';
import { type Logger, problemOf } from './logger';
import type { RuntimeMetrics } from './metrics';
import { Queue } from './queue';
import { Wakeups } from './wakeups';

/** The result of reconciling a key. If the reconciler throws, the key is reconciled again with back-off. */
export interface Result {
  /** Whether to reconcile the key again with back-off, as after an error. @default false */
  readonly requeue?: boolean;
  /**
   * The time at which to reconcile the key again even if it has no event, in RFC 3339 format.
   *
   * @default - it is reconciled again after its next event
   */
  readonly requeueAt?: string;
  /**
   * Why the key cannot reach its desired state until something else changes. The reconciler has already reported it; a
   * single pass over all keys fails with it.
   *
   * @default - no such problem
   */
  readonly problem?: string;
}

/** Brings the object of a key to its desired state. */
export type Reconciler = (key: string, signal: AbortSignal) => Promise<Result>;

/** Options of a controller. */
export interface ControllerOptions {
  /** Its name in metrics and logs, in lower case, such as `application`. */
  readonly name: string;
  readonly reconcile: Reconciler;
  /** Returns all keys; they are reconciled when the controller starts. */
  readonly keys: () => Iterable<string>;
  readonly metrics: RuntimeMetrics;
  readonly log: Logger;
  /** The number of keys that are reconciled concurrently. @default 10 */
  readonly concurrency?: number;
  /** The time in milliseconds, from its first event on, for which the events of a key are collected. @default 1000 */
  readonly gatherMs?: number;
  /** @default - 1 s to 60 s */
  readonly backoff?: BackoffBounds;
  /** The wall clock. @default - the system clock */
  readonly now?: () => Date;
}

const BACKOFF: BackoffBounds = { minMs: 1_000, maxMs: 60_000 };
/** Requests have timeouts, so a reconciliation that takes longer will never end. */
const LONGEST_MS = 5 * 60_000;

/**
 * Calls a reconciler for every key that has events: it collects the events of a key, never reconciles a key twice at
 * the same time, and adds back-off and metrics. A Manager starts and stops it.
 *
 * @example
 * const controller = new Controller({
 *   name: 'application',
 *   keys: () => cache.keys(),
 *   reconcile: async (key) => {
 *     await client.request('PATCH', pathTo(key), { body: wanted(cache.get(key)) });
 *     return {};
 *   },
 *   ...{ metrics, log },
 * });
 * cache.onChange((key) => controller.enqueue(key));
 */
export class Controller {
  private readonly queue: Queue;
  private readonly wakeups: Wakeups;
  private readonly metrics: ReturnType<RuntimeMetrics['controller']>;
  private readonly stopping = new AbortController();
  private isStarted = false;

  constructor(private readonly options: ControllerOptions) {
    const { name, concurrency = 10, gatherMs = 1000, backoff = BACKOFF, metrics, now } = options;
    this.metrics = metrics.controller({
      name,
      maxConcurrent: concurrency,
      runningMs: () => this.queue.runningMs,
    });
    this.queue = new Queue({
      work: (key) => this.work(key),
      ...{ concurrency, gatherMs, backoff },
      observer: this.metrics.queue,
    });
    this.wakeups = new Wakeups((key) => this.queue.add(key), now);
  }

  /** Reports an event of a key. Events before the start are dropped, because the start reconciles all keys. */
  enqueue(key: string): void {
    if (this.isStarted) this.queue.add(key);
  }

  /** Reports an event of all keys. */
  enqueueAll(): void {
    for (const key of this.keys()) this.enqueue(key);
  }

  /** All keys. */
  keys(): Iterable<string> {
    return this.options.keys();
  }

  /** Reconciles all keys, and from then on every key that is enqueued. */
  start(): void {
    this.isStarted = true;
    this.enqueueAll();
  }

  /** Reconciles the keys with collected events, and then no more. Resolves when this is done. */
  async drain(): Promise<void> {
    this.wakeups.stop();
    await this.queue.drain();
  }

  /** Stops immediately: starts no more reconciliations, and aborts the signal of the running ones. */
  stop(): void {
    this.wakeups.stop();
    this.queue.stop();
    this.stopping.abort();
  }

  /** Why the process should be restarted; undefined if it need not be. */
  get problem(): string | undefined {
    const [longestMs = 0] = this.queue.runningMs;
    return longestMs > LONGEST_MS ? `an ${this.options.name} has been worked on for too long` : undefined;
  }

  /**
   * Reconciles a key outside of the queue.
   *
   * @throws the error of the reconciler
   */
  async reconcile(key: string): Promise<Result> {
    const start = performance.now();
    const ended = (outcome: Parameters<typeof this.metrics.reconciled>[0]) =>
      this.metrics.reconciled(outcome, (performance.now() - start) / 1000);
    try {
      const result = await this.options.reconcile(key, this.stopping.signal);
      if (!result.requeue) this.wakeups.set(key, result.requeueAt);
      ended(result.requeue ? 'requeue' : result.requeueAt !== undefined ? 'requeue_after' : 'success');
      return result;
    } catch (error) {
      ended('error');
      if (!(error instanceof ExpectedError)) this.metrics.panicked();
      throw error;
    }
  }

  private async work(key: string): Promise<boolean> {
    try {
      return (await this.reconcile(key)).requeue === true;
    } catch (error) {
      const { name, log } = this.options;
      log.warn({ [name]: key, error: problemOf(error) }, 'could not be written, will be tried again');
      throw error;
    }
  }
}
