import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { ExpectedError } from '../../diagnostics';
import { KubeClient, type KubeClientOptions } from '../../kube';
import { ClusterState } from '../../observe';
import { HealthServer, Lease, type LeaseTiming, type Logger, problemOf, Queue, SILENT, Wakeups } from '../../runtime';
import { EventRecorder } from './application-events';
import { ApplicationSchema } from './application-schema';
import { Controller } from './controller';
import { Metrics } from './metrics';
import { once } from './once';
import { ClusterWriter, DryRunWriter, type StatusWrite } from './status-writer';

/** What to watch, and how. */
export interface WatchOptions extends Pick<KubeClientOptions, 'kubeconfig' | 'context' | 'qps' | 'burst'> {
  /** The namespace of the Applications. @default - all namespaces */
  readonly namespace?: string;
  /** A label selector of Applications, such as `team=web`. @default - all of them */
  readonly selector?: string;
  /** Writes only while it holds a Lease, so that of several watchers one works. @default - it works always */
  readonly leaderElection?: LeaderElectionOptions;
  /** `<host>:<port>` that serves /metrics, /healthz and /readyz. @default - none */
  readonly metricsAddress?: string;
  /** Is told what would be written, and nothing is. @default - it is written */
  readonly dryRun?: (write: StatusWrite) => void;
  /** One pass over all Applications instead of watching them. @default false */
  readonly once?: boolean;
  /** Stops it: what was gathered is written, the Lease is given back. @default - it goes on for ever */
  readonly signal?: AbortSignal;
  /** @default - silent */
  readonly log?: Logger;
  /** How long changes of an application are gathered from the first one on, in milliseconds. @default 1000 */
  readonly gatherMs?: number;
  /** Applications worked on at the same time. @default 10 */
  readonly concurrency?: number;
  /** Wall clock. @default - the machine's */
  readonly now?: () => Date;
}

/** The Lease by which one of several watchers works. */
export interface LeaderElectionOptions {
  /** @default - that of the kubeconfig's context, in a Pod that of the Pod */
  readonly namespace?: string;
  /** Name of the Lease. @default fluxapp-watcher */
  readonly name?: string;
  /** Unique among the watchers. @default - the host name and a random part */
  readonly identity?: string;
  /** When it is taken, renewed and given up. @default - the times of client-go */
  readonly timing?: LeaseTiming;
}

/** The Lease was lost: somebody else may be writing by now. */
export class LeaseLostError extends ExpectedError {
  override readonly name = 'LeaseLostError';
}

const BACKOFF = { minMs: 1_000, maxMs: 60_000 };
const DRAIN_MS = 10_000;
/** A turn that takes longer will never end: requests have time-outs. */
const LONGEST_TURN_MS = 5 * 60_000;
/** Not heard of for so long, the API server is taken for gone. */
const LONGEST_SILENCE_MS = 3 * 60_000;

/**
 * Writes onto every Application that Flux delivers how it stands on its targets: the fields, labels and annotation that
 * the console and kubectl show. It never writes a spec.
 *
 * Resolves when the signal says to stop, or after one pass if that was asked for.
 *
 * @throws KubeconfigError where no cluster can be found, LeaseLostError, or with `once` what went wrong
 */
export async function watchApplications(options: WatchOptions = {}): Promise<void> {
  const { log = SILENT, namespace, selector, dryRun, now = () => new Date(), qps = 50, burst = 300 } = options;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  options.signal?.addEventListener('abort', stop);
  if (options.signal?.aborted) stop();

  const metrics: Metrics = new Metrics({ objects: () => cluster.kinds(), contended: () => controller.contention.size });
  const { kubeconfig, context } = options;
  const client = await KubeClient.load({
    ...{ kubeconfig, context, qps, burst },
    userAgent: 'fluxapp-watcher',
    onRequest: (result) => metrics.requested(result),
  });
  const schema = new ApplicationSchema(client);
  const reading = new AbortController();
  let lease: Lease | undefined;
  // a single pass writes by itself: the queue would write the same again
  const mayWrite = () => !options.once && (!options.leaderElection || lease?.isHeld === true);

  const queue = new Queue({
    work: async (key) => {
      if (!mayWrite()) return;
      try {
        const turn = await controller.turn(key);
        metrics.reconciled(turn === 'conflict' ? 'requeue' : 'success');
        if (turn === 'conflict') queue.add(key);
      } catch (error) {
        metrics.reconciled('error');
        log.warn({ application: key, error: problemOf(error) }, 'could not be written, will be tried again');
        throw error;
      }
    },
    concurrency: options.concurrency ?? 10,
    gatherMs: options.gatherMs ?? 1000,
    backoff: BACKOFF,
    observe: metrics.queue,
  });
  // a single pass makes its own turns: those of the queue would run beside them, and after their end
  const enqueue = (key: string) => {
    if (!options.once) queue.add(key);
  };
  const addAll = () => {
    if (cluster.isKnown) for (const key of cluster.names()) enqueue(key);
  };
  const refreshSchema = async () => {
    try {
      if ((await schema.refresh(reading.signal)).changed) addAll();
    } catch (error) {
      if (!reading.signal.aborted) log.debug({ error: problemOf(error) }, 'the schema of the Application was not read');
    }
  };
  const cluster: ClusterState = new ClusterState({
    client,
    namespace,
    selector,
    watches: !options.once,
    signal: reading.signal,
    changed: enqueue,
    allChanged: addAll,
    schemaMayHaveChanged: () => void refreshSchema(),
    readable: (kind, problem) => {
      if (problem) log.warn({ kind, reason: problem.unread, error: problem.message }, 'cannot be read');
      else log.info({ kind }, 'synced');
    },
    failed: (kind, error) => log.debug({ kind, error: problemOf(error) }, 'list or watch failed, will be tried again'),
  });
  const writer = dryRun ? new DryRunWriter(dryRun) : new ClusterWriter(client, (part) => metrics.written(part));
  const events = dryRun ? undefined : new EventRecorder(client, now);
  const wakeups = new Wakeups(enqueue, now);
  const lookAgain = (key: string, time: string | undefined) => wakeups.set(key, time);
  const controller = new Controller({ cluster, schema, writer, events, metrics, log, lookAgain, now });

  let server: HealthServer | undefined;
  const schemaTimer = setInterval(() => void refreshSchema(), SCHEMA_MS);
  try {
    if (options.metricsAddress !== undefined) {
      server = await HealthServer.start({
        address: options.metricsAddress,
        metrics: async () => ({ text: await metrics.registry.metrics(), contentType: metrics.registry.contentType }),
        unhealthy: () => {
          const isStuck = queue.longestTurnMs > LONGEST_TURN_MS;
          return isStuck ? 'an application has been worked on for too long' : undefined;
        },
        unready: () => unreadiness(cluster),
      });
      log.info({ port: server.port }, 'serving /metrics, /healthz and /readyz');
    }
    const running = cluster.run();
    if (options.once) {
      await once({ cluster, controller, signal: stopping.signal });
    } else if (options.leaderElection) {
      lease = leaseOf(client, options.leaderElection, log);
      const name = options.leaderElection.name ?? LEASE_NAME;
      metrics.leads(name, false);
      if (await lease.acquire(stopping.signal)) {
        metrics.leads(name, true);
        log.info({ lease: name }, 'leading');
        addAll();
        if (!(await lease.keep(stopping.signal))) {
          metrics.leads(name, false);
          throw new LeaseLostError(`the Lease ${name} was lost: this watcher stops, so that two do not write at once`);
        }
      }
    } else if (!stopping.signal.aborted) {
      await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve, { once: true }));
    }
    if (!options.once && mayWrite()) {
      log.info({}, 'stopping');
      await Promise.race([queue.drain(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref())]);
    }
    await lease?.release().catch((error) => log.warn({ error: problemOf(error) }, 'the Lease was not given back'));
    reading.abort();
    await running;
  } finally {
    clearInterval(schemaTimer);
    wakeups.stop();
    options.signal?.removeEventListener('abort', stop);
    reading.abort();
    await server?.stop();
    await client.close();
  }
}

const LEASE_NAME = 'fluxapp-watcher';
/** A schema that has changed is noticed by the end of the watch; this is for when the API server publishes it late. */
const SCHEMA_MS = 60_000;

function leaseOf(client: KubeClient, options: LeaderElectionOptions, log: Logger): Lease {
  const {
    namespace = client.namespace,
    name = LEASE_NAME,
    identity = `${hostname()}_${randomUUID()}`,
    timing,
  } = options;
  let leader: string | undefined;
  return new Lease({
    ...{ client, namespace, name, identity, timing },
    waiting: (holder) => {
      if (holder !== leader) log.info({ lease: name, leader: holder }, 'waiting: another watcher leads');
      leader = holder;
    },
    failed: (error) => log.warn({ lease: name, error: problemOf(error) }, 'the Lease was neither taken nor renewed'),
  });
}

function unreadiness(cluster: ClusterState): string | undefined {
  if (cluster.problem) return `Applications cannot be read: ${cluster.problem.message}`;
  if (!cluster.isKnown) {
    const waiting = cluster.kinds().filter(({ state }) => state === 'syncing');
    return `not read yet: ${waiting.map(({ kind }) => kind).join(', ')}`;
  }
  const silence =
    performance.timeOrigin + performance.now() - Math.max(...cluster.kinds().map(({ lastContact }) => lastContact));
  return silence > LONGEST_SILENCE_MS
    ? `the API server has said nothing for ${Math.round(silence / 1000)} s`
    : undefined;
}
