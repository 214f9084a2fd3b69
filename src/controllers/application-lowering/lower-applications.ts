import { KubeClient, type KubeClientOptions } from '../../kube';
import { CONTROLLER_MANAGER } from '../../observe';
import { Controller, EventRecorder, type Logger, Manager, RuntimeMetrics, SILENT } from '../../runtime';
import { ApplicationSchema } from '../application-status/application-schema';
import { addStatusController } from '../application-status/status-controller';
import type { LeaderElectionOptions } from '../application-status/watch-applications';
import { LoweringCache } from './lowering-cache';
import { LoweringClient } from './lowering-client';
import { LoweringReconciler } from './lowering-reconciler';
import { LoweringMetrics } from './metrics';
import type { TenancyRules } from './wanted';

/** Which Applications are lowered, and how. */
export interface LoweringControllerOptions
  extends Pick<KubeClientOptions, 'kubeconfig' | 'context' | 'qps' | 'burst'>,
    TenancyRules {
  /** The namespace of the Applications. @default - all namespaces */
  readonly namespace?: string;
  /**
   * Takes all Applications without a mark of another applier. @default - those that request it, by annotation or by
   * Namespace
   */
  readonly all?: boolean;
  /** Writes the status of Applications too, as `watchApplications` does. @default false */
  readonly status?: boolean;
  /** Works only while it holds a Lease, so that only one of several replicas works. @default - it always works */
  readonly leaderElection?: LeaderElectionOptions;
  /** `<host>:<port>` that serves /metrics, /healthz and /readyz. @default - none */
  readonly metricsAddress?: string;
  /** Stops it: started work is completed, and the Lease is released. @default - it runs forever */
  readonly signal?: AbortSignal;
  /** @default - silent */
  readonly log?: Logger;
  /** How long changes of an application are gathered, from the first one on, in milliseconds. @default 1000 */
  readonly gatherMs?: number;
  /** Applications reconciled at the same time. @default 10 */
  readonly concurrency?: number;
  /** Wall clock. @default - the machine's */
  readonly now?: () => Date;
}

const LEASE_NAME = 'fluxapp-controller';

/**
 * Lowers Applications in the cluster, with the function that synthesis uses, keeps their objects in sync, and deletes
 * the objects that they no longer need.
 *
 * Resolves when the signal is aborted.
 *
 * @throws KubeconfigError if no cluster can be found, LeaseLostError
 */
export async function lowerApplications(options: LoweringControllerOptions = {}): Promise<void> {
  const { kubeconfig, context, qps, burst, namespace, log = SILENT, metricsAddress, leaderElection } = options;
  const { signal = new AbortController().signal, all = false, now = () => new Date(), concurrency, gatherMs } = options;
  const metrics = new RuntimeMetrics();
  const client = await KubeClient.load({
    ...{ kubeconfig, context, qps, burst },
    userAgent: CONTROLLER_MANAGER,
    onRequest: (request) => metrics.requested(request),
  });
  try {
    const manager = new Manager({
      ...{ client, metrics, log, address: metricsAddress },
      leaderElection: leaderElection && { ...leaderElection, name: leaderElection.name ?? LEASE_NAME },
    });
    const cache = new LoweringCache({ client, namespace, log });
    const schema = new ApplicationSchema(client, log);
    const events = new EventRecorder({ client, component: CONTROLLER_MANAGER, now, log });
    const reconciler = new LoweringReconciler({
      ...{ cache, schema, events, log, all, now, rules: options },
      client: new LoweringClient(client),
      metrics: new LoweringMetrics(metrics.registry, () => cache.abandoned.length),
    });
    const controller = new Controller({
      ...{ name: 'lowering', metrics, log, concurrency, gatherMs, now },
      keys: () => [...cache.keys(), ...cache.abandoned],
      reconcile: (key, stopped) => reconciler.reconcile(key, stopped),
    });
    cache.connect(
      (key) => controller.enqueue(key),
      () => controller.enqueueAll(),
    );
    schema.connect(() => controller.enqueueAll());
    manager.addCache(cache);
    manager.addRunnable(schema);
    manager.addRunnable(events);
    manager.addController(controller);
    if (options.status) addStatusController(manager, { client, metrics, log, namespace, now, gatherMs, concurrency });
    await manager.run(signal);
  } finally {
    await client.close();
  }
}
