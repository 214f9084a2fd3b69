import { ApiError, ConnectionError, KubeClient, KubeconfigError } from '../kube';
import { labelValueProblem, rfc3339 } from '../kubernetes';
import type { Unread } from '../status';
import { statusOf } from '../status';
import type { ApplicationRecord } from './application-record';
import { storedStatus } from './application-record';
import { type ApplicationView, viewOf } from './application-view';
import type { ClusterOptions } from './cluster-options';
import { ClusterState } from './cluster-state';
import type { Scope } from './find';
import { FleetError } from './fleet-error';

/** Who is told of what goes on after `known`. */
export interface FleetListener {
  /** An application may stand otherwise now; undefined: all of them may. */
  changed(key: string | undefined): void;
  /** The cluster cannot be read at the moment, which is tried again; undefined: it can be. */
  trouble(message: string | undefined): void;
}

/** Whoever answers with "wait" for longer than this is given up on. */
const LONGEST_START_MS = 60_000;

/**
 * The applications of a cluster as the watcher sees them: the same lists and watches, the same reports. It reads only.
 */
export class LiveFleet {
  /**
   * @param names of the Applications that it is about; undefined: all of them
   * @throws KubeconfigError where no cluster can be found
   */
  static async open(
    options: ClusterOptions,
    names: readonly string[] | undefined,
    listener?: FleetListener,
  ): Promise<LiveFleet> {
    const { kubeconfig, context } = options;
    const client = await KubeClient.load({ kubeconfig, context });
    const namespace = options.allNamespaces ? undefined : (options.namespace ?? client.namespace);
    return new LiveFleet(client, namespace, names, listener);
  }

  readonly scope: Scope;
  private readonly state: ClusterState;
  private readonly reading = new AbortController();
  private readonly running: Promise<void>;
  /** By application: its status as the watcher would have written it, where none does. */
  private readonly remembered = new Map<string, { readonly uid: string; readonly status: unknown }>();
  /** By application: how it stands, where nothing has changed since. */
  private readonly fresh = new Map<string, ApplicationView>();
  private look: () => void = () => {};
  private giveUp: (error: Error) => void = () => {};

  private constructor(
    private readonly client: KubeClient,
    namespace: string | undefined,
    names: readonly string[] | undefined,
    listener: FleetListener | undefined,
  ) {
    const where = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
    this.scope = { namespace, place: `${where} of context "${client.context}"` };
    this.state = new ClusterState({
      client,
      namespace,
      // what no label can say is the name of no application that has any
      releasesOf: names?.every((name) => labelValueProblem(name) === undefined) ? names : undefined,
      followsSources: true,
      signal: this.reading.signal,
      changed: (key) => {
        this.fresh.delete(key);
        listener?.changed(key);
      },
      allChanged: () => {
        this.fresh.clear();
        this.look();
        listener?.changed(undefined);
      },
      schemaMayHaveChanged: () => listener?.trouble(undefined),
      readable: () => this.look(),
      failed: (_, error) => {
        if (isFinal(error)) this.giveUp(error);
        if (error instanceof Error) listener?.trouble(error.message);
      },
    });
    this.running = this.state.run();
  }

  /**
   * Resolves when everything is known that the applications depend on.
   *
   * @throws ConnectionError, ApiError, KubeconfigError or FleetError where that cannot be: it is not tried again
   */
  async known(signal?: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let last: Error | undefined;
    const aborted = () => this.giveUp(new FleetError('stopped before anything was known'));
    try {
      await new Promise<void>((resolve, reject) => {
        this.giveUp = reject;
        this.look = () => {
          const { problem } = this.state;
          if (problem) last = new FleetError(messageOf(problem));
          if (last) reject(last);
          else if (this.state.isKnown && !this.isPartial()) resolve();
        };
        timer = setTimeout(
          () => reject(new FleetError(`${this.client.server} has not answered for ${LONGEST_START_MS / 1000} s`)),
          LONGEST_START_MS,
        );
        signal?.addEventListener('abort', aborted, { once: true });
        this.look();
      });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      this.look = () => {};
      this.giveUp = () => {};
    }
  }

  /** `<namespace>/<name>` of all applications, sorted. */
  keys(): string[] {
    return [...this.state.names()].sort();
  }

  /** How an application stands; undefined where there is none. */
  view(key: string, at = new Date()): ApplicationView | undefined {
    const snapshot = this.state.snapshot(key);
    if (!snapshot) return undefined;
    const { record, observed, sources } = snapshot;
    const now = rfc3339(at);
    const before = this.fresh.get(key);
    if (before && !before.report.targets.some(({ pausedUntil }) => pausedUntil !== undefined))
      return { ...before, now };
    const view = viewOf({ record, observed, status: this.statusBefore(key, record), now });
    this.state.remember(key, sources);
    const { generation } = record;
    this.remembered.set(key, {
      uid: record.uid,
      status: statusOf(view.report, { generation, storedConditions: [], now }),
    });
    this.fresh.set(key, view);
    return view;
  }

  /** How all applications stand, by namespace and name. */
  views(at = new Date()): ApplicationView[] {
    return this.keys().flatMap((key) => this.view(key, at) ?? []);
  }

  async close(): Promise<void> {
    this.reading.abort();
    await this.running;
    await this.client.close();
  }

  /** What is stored, if somebody writes it: what a release failed with is told between two tries by that alone. */
  private statusBefore(key: string, record: ApplicationRecord): unknown {
    if (record.statusJson !== '{}') return storedStatus(record);
    const before = this.remembered.get(key);
    return before?.uid === record.uid ? before.status : undefined;
  }

  /** Whether sources are still being read; starts to read those that are needed. */
  private isPartial(): boolean {
    return [...this.state.names()].map((key) => this.state.snapshot(key)?.isPartial).includes(true);
  }
}

/** What no second try mends, so far as somebody at a terminal is concerned. */
function isFinal(error: unknown): error is Error {
  if (error instanceof ApiError) return error.status === 401;
  return error instanceof ConnectionError || error instanceof KubeconfigError;
}

function messageOf({ unread, message }: Unread): string {
  // it is said of whichever kind the server answers first
  if (unread === 'Unauthorized') return message;
  const nextStep = unread === 'NotFound' ? ' "fluxapp crds | kubectl apply --server-side -f -" installs it' : '';
  return `Applications cannot be read: ${message}${nextStep}`;
}
