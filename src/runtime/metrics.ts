import { Counter, collectDefaultMetrics, exponentialBuckets, Gauge, Histogram, Registry } from 'prom-client';
import type { QueueObserver } from './queue';

/** The outcome of a reconciliation, with the names of controller-runtime. */
export type Outcome = 'success' | 'error' | 'requeue' | 'requeue_after';

const OUTCOMES: readonly Outcome[] = ['error', 'requeue_after', 'requeue', 'success'];
const RECONCILE_BUCKETS = [
  ...[
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75,
  ],
  ...[2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60],
];
const QUEUE_BUCKETS = exponentialBuckets(10e-9, 10, 12);
const QUEUE = ['name', 'controller'] as const;

/** A controller whose state is read when the metrics are scraped. */
export interface ScrapedController {
  readonly name: string;
  readonly maxConcurrent: number;
  /** Returns how long each of its workers has been processing its key, in milliseconds, the longest first. */
  readonly runningMs: () => readonly number[];
}

/** Metrics of one controller. */
export interface ControllerMetrics {
  readonly queue: QueueObserver;
  /** A reconciliation has ended after this time. */
  reconciled(outcome: Outcome, seconds: number): void;
  /** A reconciler threw an unexpected error: a bug. */
  panicked(): void;
}

/**
 * The metrics of a process with controllers, with the names, labels, buckets and help texts of controller-runtime 0.24
 * (pkg/internal/controller/metrics, pkg/internal/metrics, pkg/metrics). An unexpected error counts as a panic.
 *
 * Two metrics are omitted, because there are no terminal errors and no reconciliation timeouts.
 */
export class RuntimeMetrics {
  readonly registry = new Registry();

  private readonly controllers: ScrapedController[] = [];
  private readonly reconciles = this.counter(
    'controller_runtime_reconcile_total',
    'Total number of reconciliations per controller',
    ['controller', 'result'],
  );
  private readonly errors = this.counter(
    'controller_runtime_reconcile_errors_total',
    'Total number of reconciliation errors per controller',
    ['controller'],
  );
  private readonly panics = this.counter(
    'controller_runtime_reconcile_panics_total',
    'Total number of reconciliation panics per controller',
    ['controller'],
  );
  private readonly seconds = this.histogram(
    'controller_runtime_reconcile_time_seconds',
    'Length of time per reconciliation per controller',
    ['controller'],
    RECONCILE_BUCKETS,
  );
  private readonly maxWorkers = this.gauge(
    'controller_runtime_max_concurrent_reconciles',
    'Maximum number of concurrent reconciles per controller',
    ['controller'],
  );
  private readonly activeWorkers = this.gauge(
    'controller_runtime_active_workers',
    'Number of currently used workers per controller',
    ['controller'],
  );
  private readonly depth = this.gauge('workqueue_depth', 'Current depth of workqueue by workqueue and priority', [
    ...QUEUE,
    'priority',
  ]);
  private readonly adds = this.counter('workqueue_adds_total', 'Total number of adds handled by workqueue', QUEUE);
  private readonly retries = this.counter(
    'workqueue_retries_total',
    'Total number of items added to the workqueue with a non-zero delay (rate-limited requeues, explicit RequeueAfter or AddAfter calls)',
    QUEUE,
  );
  private readonly queueSeconds = this.histogram(
    'workqueue_queue_duration_seconds',
    'How long in seconds an item stays in workqueue before being requested',
    QUEUE,
    QUEUE_BUCKETS,
  );
  private readonly workSeconds = this.histogram(
    'workqueue_work_duration_seconds',
    'How long in seconds processing an item from workqueue takes.',
    QUEUE,
    QUEUE_BUCKETS,
  );
  private readonly requests = this.counter(
    'rest_client_requests_total',
    'Number of HTTP requests, partitioned by status code, method, and host.',
    ['code', 'method', 'host'],
  );
  private readonly leader = this.gauge(
    'leader_election_master_status',
    "Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master. 'name' is the string used to identify the lease. Please make sure to group by name.",
    ['name'],
  );

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.scraped(
      'workqueue_unfinished_work_seconds',
      "How many seconds of work has been done that is in progress and hasn't been observed by work_duration. Large values indicate stuck threads. One can deduce the number of stuck threads by observing the rate at which this increases.",
      (runningMs) => runningMs.reduce((sum, ms) => sum + ms, 0),
    );
    this.scraped(
      'workqueue_longest_running_processor_seconds',
      'How many seconds has the longest running processor for workqueue been running.',
      ([longest = 0]) => longest,
    );
  }

  /** Initializes the time series of a controller with zero. */
  controller(scraped: ScrapedController): ControllerMetrics {
    this.controllers.push(scraped);
    const { name: controller, maxConcurrent } = scraped;
    const queue = { name: controller, controller };
    for (const result of OUTCOMES) this.reconciles.inc({ controller, result }, 0);
    for (const counter of [this.errors, this.panics]) counter.inc({ controller }, 0);
    for (const counter of [this.adds, this.retries]) counter.inc(queue, 0);
    this.maxWorkers.set({ controller }, maxConcurrent);
    this.activeWorkers.set({ controller }, 0);
    return {
      queue: {
        added: () => this.adds.inc(queue),
        taken: (waited) => this.queueSeconds.observe(queue, waited),
        done: (took) => this.workSeconds.observe(queue, took),
        retried: () => this.retries.inc(queue),
        changed: (depth, active) => {
          // all keys have the same priority
          this.depth.set({ ...queue, priority: '0' }, depth);
          this.activeWorkers.set({ controller }, active);
        },
      },
      reconciled: (result, seconds) => {
        this.reconciles.inc({ controller, result });
        if (result === 'error') this.errors.inc({ controller });
        this.seconds.observe({ controller }, seconds);
      },
      panicked: () => this.panics.inc({ controller }),
    };
  }

  /** A request was answered, or failed. */
  requested({ code, method, host }: { readonly code: string; readonly method: string; readonly host: string }): void {
    this.requests.inc({ code, method, host });
  }

  /** Records whether this process holds the Lease with this name. */
  leads(name: string, isLeader: boolean): void {
    this.leader.set({ name }, isLeader ? 1 : 0);
  }

  private counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  private gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  private histogram<L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) {
    return new Histogram({ name, help, labelNames: [...labelNames], buckets, registers: [this.registry] });
  }

  /** Adds a gauge for each queue, in seconds, whose value is read when it is scraped. */
  private scraped(name: string, help: string, read: (runningMs: readonly number[]) => number): void {
    const { controllers, registry } = this;
    new Gauge({
      ...{ name, help, labelNames: [...QUEUE], registers: [registry] },
      collect() {
        for (const { name, runningMs } of controllers) this.set({ name, controller: name }, read(runningMs()) / 1000);
      },
    });
  }
}
