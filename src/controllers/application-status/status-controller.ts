import type { KubeClient } from '../../kube';
import { WATCHER_MANAGER } from '../../observe';
import { Controller, EventRecorder, type Logger, type Manager, type RuntimeMetrics } from '../../runtime';
import { ApplicationSchema } from './application-schema';
import { ClusterCache } from './cluster-cache';
import { Contention } from './contention';
import { StatusMetrics } from './metrics';
import { StatusReconciler } from './status-reconciler';
import { ClusterWriter, DryRunWriter, type StatusWrite } from './status-writer';
import { WriteProblems } from './write-problems';

/** The fields that `WatchOptions` describes, and the parts that the controller shares with others in its process. */
interface StatusControllerOptions {
  readonly namespace?: string;
  readonly selector?: string;
  readonly dryRun?: (write: StatusWrite) => void;
  readonly once?: boolean;
  readonly gatherMs?: number;
  readonly concurrency?: number;
  readonly now?: () => Date;
  readonly client: KubeClient;
  readonly metrics: RuntimeMetrics;
  readonly log: Logger;
}

/** Adds the controller of the status of Applications, with its cache and the schema of the Application. */
export function addStatusController(manager: Manager, options: StatusControllerOptions): void {
  const { client, metrics, log, namespace, selector, once = false, dryRun, now = () => new Date() } = options;
  const { concurrency, gatherMs } = options;
  const schema = new ApplicationSchema(client, log);
  const cache = new ClusterCache({ client, namespace, selector, once, log });
  const contention = new Contention();
  const problems = new WriteProblems(now);
  const own = new StatusMetrics(metrics.registry, {
    kinds: () => cache.state.kinds(),
    contended: () => contention.size,
    unwritable: () => problems.counts(),
  });
  const events = new EventRecorder({ client, component: WATCHER_MANAGER, now, log });
  const reconciler = new StatusReconciler({
    ...{ cluster: cache.state, schema, contention, problems, metrics: own, log, now },
    // without a watch, nothing else reveals the writes of other clients
    refresh: once ? (key) => cache.state.refresh(key) : undefined,
    writer: dryRun ? new DryRunWriter(dryRun) : new ClusterWriter(client, (part) => own.written(part)),
    events: dryRun ? undefined : events,
  });
  const controller = new Controller({
    ...{ name: 'application', metrics, log, concurrency, gatherMs, now },
    keys: () => cache.state.names(),
    reconcile: (key, signal) => reconciler.reconcile(key, signal),
  });
  cache.connect({
    changed: (key) => controller.enqueue(key),
    allChanged: () => controller.enqueueAll(),
    schemaMayHaveChanged: () => void schema.poll(),
  });
  schema.connect(() => controller.enqueueAll());
  manager.addCache(cache);
  manager.addRunnable(schema);
  manager.addRunnable(events);
  manager.addController(controller);
}
