import { ExpectedError } from '../diagnostics';
import type { BackoffBounds } from '../kube';
import { type Logger, problemOf } from './logger';
import type { RuntimeMetrics } from './metrics';
import { Queue } from './queue';
import { Wakeups } from './wakeups';

/** What a reconciler asks for after a key. An error is tried again with back-off too. */
export interface Result {
  /** The key is reconciled again with back-off, as after an error. @default false */
  readonly requeue?: boolean;
  /**
   * The key is reconciled again at that time, though nothing happens to it: date and time as in RFC 3339.
   *
   * @default - it is reconciled again when something happens to it
   */
  readonly requeueAt?: string;
  /**
   * Why the key is not in that state, and will not be until something else changes. The reconciler has reported it; a
   * single pass over all keys fails by it.
   *
   * @default - there is nothing of the kind
   */
  readonly problem?: string;
}

/** Brings what a key names to the state that is wanted of it. */
export type Reconciler = (key: string, signal: AbortSignal) => Promise<Result>;

/** How a controller works. */
export interface ControllerOptions {
  /** In metrics and logs: lower case, such as `application`. */
  readonly name: string;
  readonly reconcile: Reconciler;
  /** All keys there are: they are reconciled when the controller starts. */
  readonly keys: () => Iterable<string>;
  readonly metrics: RuntimeMetrics;
  readonly log: Logger;
  /** Keys reconciled at the same time. @default 10 */
  readonly concurrency?: number;
  /** How long the events of a key are gathered, from the first one on, in milliseconds. @default 1000 */
  readonly gatherMs?: number;
  /** @default - 1 s to 60 s */
  readonly backoff?: BackoffBounds;
  /** Wall clock. @default - the machine's */
  readonly now?: () => Date;
}

const BACKOFF: BackoffBounds = { minMs: 1_000, maxMs: 60_000 };
/** Requests have time-outs: a reconciliation that takes longer will never end. */
const LONGEST_MS = 5 * 60_000;

/**
 * Calls a reconciler for every key to which something has happened: one key at a time each, with gathered events, back-off
 * and metrics. A Manager starts and stops it.
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

  /** An event of a key. Events before the start are dropped: all keys are reconciled then. */
  enqueue(key: string): void {
    if (this.isStarted) this.queue.add(key);
  }

  /** An event of all keys. */
  enqueueAll(): void {
    for (const key of this.keys()) this.enqueue(key);
  }

  /** All keys there are. */
  keys(): Iterable<string> {
    return this.options.keys();
  }

  /** Reconciles all keys, and from now on those that are enqueued. */
  start(): void {
    this.isStarted = true;
    this.enqueueAll();
  }

  /** Reconciles what was gathered, and no more. Resolves when it is done. */
  async drain(): Promise<void> {
    this.wakeups.stop();
    await this.queue.drain();
  }

  /** Ends at once: begins nothing more, and aborts the signal of what goes on. */
  stop(): void {
    this.wakeups.stop();
    this.queue.stop();
    this.stopping.abort();
  }

  /** Why the process should be restarted; undefined: it need not be. */
  get problem(): string | undefined {
    const [longestMs = 0] = this.queue.runningMs;
    return longestMs > LONGEST_MS ? `an ${this.options.name} has been worked on for too long` : undefined;
  }

  /**
   * Reconciles a key, outside of the queue.
   *
   * @throws what the reconciler throws
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
