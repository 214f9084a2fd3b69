import { KubeClient, type KubeClientOptions } from '../../kube';
import { type LeaseTiming, type Logger, Manager, RuntimeMetrics, SILENT } from '../../runtime';
import { addStatusController } from './status-controller';
import type { StatusWrite } from './status-writer';

/** Options of a watcher. */
export interface WatchOptions extends Pick<KubeClientOptions, 'kubeconfig' | 'context' | 'qps' | 'burst'> {
  /** The namespace of the Applications. @default - all namespaces */
  readonly namespace?: string;
  /** A label selector of Applications, such as `team=web`. @default - all of them */
  readonly selector?: string;
  /** Writes only while it holds a Lease, so that only one of several watchers works. @default - it always works */
  readonly leaderElection?: LeaderElectionOptions;
  /** `<host>:<port>` that serves /metrics, /healthz and /readyz. @default - none */
  readonly metricsAddress?: string;
  /** Receives each patch instead of the API server. @default - patches are written */
  readonly dryRun?: (write: StatusWrite) => void;
  /** Makes one pass over all Applications instead of watching them. @default false */
  readonly once?: boolean;
  /** Stops it: gathered changes are written, and the Lease is released. @default - it runs forever */
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

/** The Lease that elects one of several watchers. */
export interface LeaderElectionOptions {
  /** @default - that of the kubeconfig's context, in a Pod that of the Pod */
  readonly namespace?: string;
  /** Name of the Lease. @default fluxapp-watcher */
  readonly name?: string;
  /** Unique among the watchers. @default - the host name and a random part */
  readonly identity?: string;
  /** The times of acquiring, renewing and giving up the Lease. @default - the times of client-go */
  readonly timing?: LeaseTiming;
}

/**
 * Aggregates the state of every cluster into the status of each Application that Flux delivers: the fields, labels and
 * annotation that the console and kubectl show. It never writes a spec.
 *
 * Resolves when the signal is aborted, or after one pass with `once`.
 *
 * @throws KubeconfigError if no cluster can be found; LeaseLostError; with `once`, the error that occurred
 *
 * @example
 * const stopping = new AbortController();
 * process.once('SIGTERM', () => stopping.abort());
 * await watchApplications({ namespace: 'web-system', signal: stopping.signal });
 */
export async function watchApplications(options: WatchOptions = {}): Promise<void> {
  const { kubeconfig, context, qps, burst, log = SILENT, metricsAddress, leaderElection } = options;
  const { signal = new AbortController().signal, once = false } = options;
  const metrics = new RuntimeMetrics();
  const client = await KubeClient.load({
    ...{ kubeconfig, context, qps, burst },
    userAgent: 'fluxapp-watcher',
    onRequest: (request) => metrics.requested(request),
  });
  try {
    const manager = new Manager({
      ...{ client, metrics, log, address: metricsAddress },
      leaderElection: leaderElection && { ...leaderElection, name: leaderElection.name ?? LEASE_NAME },
    });
    addStatusController(manager, { ...options, client, metrics, log });
    await (once ? manager.runOnce(signal) : manager.run(signal));
  } finally {
    await client.close();
  }
}

const LEASE_NAME = 'fluxapp-watcher';
