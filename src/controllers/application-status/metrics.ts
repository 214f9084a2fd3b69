import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { QueueObserver } from '../../runtime';
import type { ApplicationReport } from '../../status';
import type { StatusPart } from './status-writer';

/** The label by which controller-runtime's metrics tell controllers apart. */
const CONTROLLER = 'application';
/** As controller-runtime's workqueue has them, in seconds. */
const QUEUE_BUCKETS = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60];

/** How a turn of an application ended: the words of controller-runtime. */
export type Result = 'success' | 'error' | 'requeue';

/** What is counted. Metrics that any controller has are called as controller-runtime calls them. */
export class Metrics {
  readonly registry = new Registry();

  private readonly reconciles = new Counter({
    name: 'controller_runtime_reconcile_total',
    help: 'Total number of reconciliations per controller',
    labelNames: ['controller', 'result'],
    registers: [this.registry],
  });
  private readonly reconcileErrors = new Counter({
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Total number of reconciliation errors per controller',
    labelNames: ['controller'],
    registers: [this.registry],
  });
  private readonly reconcileSeconds = new Histogram({
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'Length of time per reconciliation per controller',
    labelNames: ['controller'],
    buckets: QUEUE_BUCKETS,
    registers: [this.registry],
  });
  private readonly activeWorkers = new Gauge({
    name: 'controller_runtime_active_workers',
    help: 'Number of currently used workers per controller',
    labelNames: ['controller'],
    registers: [this.registry],
  });
  private readonly queueDepth = new Gauge({
    name: 'workqueue_depth',
    help: 'Current depth of workqueue',
    labelNames: ['name'],
    registers: [this.registry],
  });
  private readonly queueAdds = new Counter({
    name: 'workqueue_adds_total',
    help: 'Total number of adds handled by workqueue',
    labelNames: ['name'],
    registers: [this.registry],
  });
  private readonly queueRetries = new Counter({
    name: 'workqueue_retries_total',
    help: 'Total number of retries handled by workqueue',
    labelNames: ['name'],
    registers: [this.registry],
  });
  private readonly queueSeconds = new Histogram({
    name: 'workqueue_queue_duration_seconds',
    help: 'How long in seconds an item stays in workqueue before being requested',
    labelNames: ['name'],
    buckets: QUEUE_BUCKETS,
    registers: [this.registry],
  });
  private readonly requests = new Counter({
    name: 'rest_client_requests_total',
    help: 'Number of HTTP requests, partitioned by status code and method',
    labelNames: ['code', 'method'],
    registers: [this.registry],
  });
  private readonly leader = new Gauge({
    name: 'leader_election_master_status',
    help: 'Gauge of if the reporting system is master of the relevant lease, 0 indicates backup, 1 indicates master',
    labelNames: ['name'],
    registers: [this.registry],
  });
  private readonly writes = new Counter({
    name: 'fluxapp_writes_total',
    help: 'Patches written to Applications, by part: status or metadata',
    labelNames: ['part'],
    registers: [this.registry],
  });
  private readonly targets = new Gauge({
    name: 'fluxapp_application_targets',
    help: 'Deployment targets of an Application by state; states without a target are left out',
    labelNames: ['namespace', 'name', 'state'],
    registers: [this.registry],
  });
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(gauges: {
    readonly objects: () => readonly { readonly kind: string; readonly size: number; readonly state: string }[];
    readonly contended: () => number;
  }) {
    collectDefaultMetrics({ register: this.registry });
    const { registry } = this;
    new Gauge({
      name: 'fluxapp_objects',
      help: 'Objects that are kept up to date, by kind',
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        for (const { kind, size } of gauges.objects()) this.set({ kind }, size);
      },
    });
    new Gauge({
      name: 'fluxapp_kind_synced',
      help: 'Whether the objects of a kind are known (1) or not (0)',
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        for (const { kind, state } of gauges.objects()) this.set({ kind }, state === 'synced' ? 1 : 0);
      },
    });
    new Gauge({
      name: 'fluxapp_contended_applications',
      help: 'Applications that are left to another controller that writes the same fields',
      registers: [registry],
      collect() {
        this.set(gauges.contended());
      },
    });
  }

  /** For a queue. */
  readonly queue: QueueObserver = {
    added: () => this.queueAdds.inc({ name: CONTROLLER }),
    started: (waited) => this.queueSeconds.observe({ name: CONTROLLER }, waited),
    ended: (took) => this.reconcileSeconds.observe({ controller: CONTROLLER }, took),
    retried: () => this.queueRetries.inc({ name: CONTROLLER }),
    depth: (due, active) => {
      this.queueDepth.set({ name: CONTROLLER }, due);
      this.activeWorkers.set({ controller: CONTROLLER }, active);
    },
  };

  reconciled(result: Result): void {
    this.reconciles.inc({ controller: CONTROLLER, result });
    if (result === 'error') this.reconcileErrors.inc({ controller: CONTROLLER });
  }

  requested({ code, method }: { readonly code: string; readonly method: string }): void {
    this.requests.inc({ code, method });
  }

  written(part: StatusPart): void {
    this.writes.inc({ part });
  }

  leads(name: string, isLeader: boolean): void {
    this.leader.set({ name }, isLeader ? 1 : 0);
  }

  /** How an application stands. */
  reported(namespace: string, name: string, { targets }: ApplicationReport): void {
    const counts = new Map<string, number>();
    for (const { state } of targets) counts.set(state, (counts.get(state) ?? 0) + 1);
    const key = `${namespace}/${name}`;
    for (const state of this.known.get(key) ?? [])
      if (!counts.has(state)) this.targets.remove({ namespace, name, state });
    for (const [state, count] of counts) this.targets.set({ namespace, name, state }, count);
    this.known.set(key, new Set(counts.keys()));
  }

  /** An application is gone. @param key `<namespace>/<name>` */
  forget(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    for (const state of this.known.get(key) ?? []) this.targets.remove({ namespace, name, state });
    this.known.delete(key);
  }
}
