import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type KubeClient, sleep } from '../kube';
import type { Controller } from './controller';
import { HealthServer } from './health-server';
import { Lease, LeaseLostError, type LeaseTiming } from './lease';
import { type Logger, problemOf } from './logger';
import type { RuntimeMetrics } from './metrics';
import { reconcileEach } from './one-pass';

/** Works in the background, until the signal is aborted. It does not reject. */
export interface Runnable {
  run(signal: AbortSignal): Promise<void>;
}

/** Keeps objects up to date, for reconcilers to read. */
export interface Cache extends Runnable {
  /**
   * Resolves when everything has been read for the first time, or the signal is aborted.
   *
   * @throws Error if it cannot be read, and the cache reads only once
   */
  synced(signal: AbortSignal): Promise<void>;
  /** Why its content is not reliable; undefined if it is. */
  readonly problem: string | undefined;
}

/** Options of a manager. */
export interface ManagerOptions {
  readonly client: KubeClient;
  readonly metrics: RuntimeMetrics;
  readonly log: Logger;
  /** The `<host>:<port>` at which to serve /metrics, /healthz and /readyz. @default - none */
  readonly address?: string;
  /** If set, controllers run only while this process holds the Lease. @default - they always run */
  readonly leaderElection?: ElectionOptions;
}

/** The Lease for leader election among several processes. */
export interface ElectionOptions {
  /** @default - the namespace of the kubeconfig's context; otherwise that of the Pod */
  readonly namespace?: string;
  readonly name: string;
  /** Unique among the processes. @default - the host name and a random part */
  readonly identity?: string;
  /** @default - the timing of client-go */
  readonly timing?: LeaseTiming;
}

const DRAIN_MS = 10_000;

/**
 * Runs controllers, like the Manager of controller-runtime: it serves health and metrics, runs the caches and waits
 * until they have synced, acquires the Lease, and starts the controllers. It stops in the opposite order: controllers
 * reconcile their collected events, the Lease is released, the caches stop, the server closes.
 *
 * @example
 * const manager = new Manager({ client, metrics, log, address: ':8080' }); manager.addCache(cache);
 * manager.addController(controller); await manager.run(signal);
 */
export class Manager {
  private readonly caches: Cache[] = [];
  private readonly runnables: Runnable[] = [];
  private readonly controllers: Controller[] = [];

  constructor(private readonly options: ManagerOptions) {}

  addCache(cache: Cache): void {
    this.caches.push(cache);
  }

  /** Adds work to run in addition to the caches, whether this process leads or not. */
  addRunnable(runnable: Runnable): void {
    this.runnables.push(runnable);
  }

  addController(controller: Controller): void {
    this.controllers.push(controller);
  }

  /**
   * Runs until the signal is aborted, and then stops in order.
   *
   * @throws LeaseLostError, ExpectedError if it cannot listen on the address
   */
  run(signal: AbortSignal): Promise<void> {
    return this.around(async () => {
      await this.synced(signal);
      const { leaderElection } = this.options;
      if (leaderElection) await this.lead(leaderElection, signal);
      else if (!signal.aborted) await this.control(signal, never);
    });
  }

  /**
   * Reconciles every key once, without queues and Leases.
   *
   * @throws the error of a cache or of a key; if several keys failed, an ExpectedError with the first one
   */
  runOnce(signal: AbortSignal): Promise<void> {
    return this.around(async () => {
      await this.synced(signal);
      for (const controller of this.controllers) await reconcileEach(controller, controller.keys(), signal);
    });
  }

  /** Runs the server, the caches and the other runnables during some work. */
  private async around(work: () => Promise<void>): Promise<void> {
    const reading = new AbortController();
    const server = await this.serve();
    const running = [...this.caches, ...this.runnables].map((runnable) => runnable.run(reading.signal));
    try {
      await work();
    } finally {
      for (const controller of this.controllers) controller.stop();
      reading.abort();
      await Promise.all(running);
      await server?.stop();
    }
  }

  private async synced(signal: AbortSignal): Promise<void> {
    await Promise.all(this.caches.map((cache) => cache.synced(signal)));
  }

  private async lead(election: ElectionOptions, signal: AbortSignal): Promise<void> {
    const { metrics, log } = this.options;
    const { name } = election;
    const lease = this.lease(election);
    metrics.leads(name, false);
    if (!(await lease.acquire(signal))) return;
    metrics.leads(name, true);
    log.info({ lease: name }, 'leading');
    const renewing = new AbortController();
    const lost = lease.keep(renewing.signal).then((isHeld) => {
      if (isHeld) return;
      metrics.leads(name, false);
      throw new LeaseLostError(`the Lease ${name} was lost: this process stops, so that two do not write at once`);
    });
    try {
      await this.control(signal, lost);
    } finally {
      renewing.abort();
      await lost.catch(() => {});
      metrics.leads(name, false);
      await lease.release().catch((error) => log.warn({ error: problemOf(error) }, 'the Lease was not released'));
    }
  }

  /**
   * Runs the controllers until the signal is aborted, and then drains them. @throws the error of `lost`, immediately
   */
  private async control(signal: AbortSignal, lost: Promise<void>): Promise<void> {
    for (const controller of this.controllers) controller.start();
    await Promise.race([aborted(signal), rejected(lost)]);
    this.options.log.info({}, 'stopping');
    const ended = new AbortController();
    const drained = Promise.all(this.controllers.map((controller) => controller.drain()));
    await Promise.race([drained, sleep(DRAIN_MS, ended.signal), rejected(lost)]).finally(() => ended.abort());
  }

  private lease({ namespace, name, identity, timing }: ElectionOptions): Lease {
    const { client, log } = this.options;
    let leader: string | undefined;
    return new Lease({
      ...{ client, name, timing },
      namespace: namespace ?? client.namespace,
      identity: identity ?? `${hostname()}_${randomUUID()}`,
      waiting: (holder) => {
        if (holder !== leader) log.info({ lease: name, leader: holder }, 'waiting: another process leads');
        leader = holder;
      },
      failed: (error) => log.warn({ lease: name, error: problemOf(error) }, 'the Lease was neither taken nor renewed'),
    });
  }

  private async serve(): Promise<HealthServer | undefined> {
    const { address, metrics, log } = this.options;
    if (address === undefined) return undefined;
    const { registry } = metrics;
    const server = await HealthServer.start({
      address,
      metrics: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
      unhealthy: () => firstProblem(this.controllers),
      unready: () => firstProblem(this.caches),
    });
    log.info({ port: server.port }, 'serving /metrics, /healthz and /readyz');
    return server;
  }
}

const never = new Promise<void>(() => {});

function firstProblem(parts: readonly { readonly problem: string | undefined }[]): string | undefined {
  return parts.map(({ problem }) => problem).find((problem) => problem !== undefined);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Rejects like the given promise, but never resolves. */
function rejected(promise: Promise<void>): Promise<void> {
  return promise.then(() => never);
}
