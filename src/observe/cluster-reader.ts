import { ApiError, ConnectionError, KubeClient, KubeconfigError } from '../kube';
import { APPLICATION, labelValueProblem, rfc3339 } from '../kubernetes';
import type { Unread } from '../status';
import { statusOfApplication } from '../status';
import type { ApplicationRecord } from './application-record';
import { storedStatus } from './application-record';
import { type ApplicationView, viewOf } from './application-view';
import { applicationKeys } from './cluster-objects';
import { ClusterState } from './cluster-state';
import { findByName, type Scope } from './find';
import { LookupError } from './lookup-error';

/** The cluster and the namespaces for a command, with the names of kubectl's flags. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
}

/** Called when something changes after `known`. */
export interface ClusterListener {
  /** The state of an application may have changed; undefined: that of all of them. */
  changed(key: string | undefined): void;
  /** The cluster cannot be read at the moment, and reading is retried; undefined: it can be read. */
  trouble(message: string | undefined): void;
}

/** The part of a cluster to read. */
export interface ReadOptions {
  /** Names of Applications. @default - all of them */
  readonly names?: readonly string[];
  /**
   * If set, everything is watched after it was listed, and the listener is called on changes. @default - everything is
   * listed once
   */
  readonly listener?: ClusterListener;
}

/** The time limit for the first read, during which the server may answer "retry later". */
const LONGEST_START_MS = 60_000;

/** The applications of a cluster, with the same reports as those of the watcher. It writes nothing. */
export class ClusterReader {
  /** @throws KubeconfigError if no cluster can be found */
  static async open(options: ClusterOptions, read: ReadOptions = {}): Promise<ClusterReader> {
    const { kubeconfig, context } = options;
    const client = await KubeClient.load({ kubeconfig, context });
    const namespace = options.allNamespaces ? undefined : (options.namespace ?? client.namespace);
    return new ClusterReader(client, namespace, read);
  }

  readonly scope: Scope;
  private readonly state: ClusterState;
  private readonly reading = new AbortController();
  private readonly running: Promise<void>;
  /** By application: its status as a watcher would have written it, for clusters without a watcher. */
  private readonly remembered = new Map<string, { readonly uid: string; readonly status: unknown }>();
  /** By application: its view, if nothing has changed since. */
  private readonly fresh = new Map<string, ApplicationView>();
  private look: () => void = () => {};
  private giveUp: (error: Error) => void = () => {};

  private constructor(
    private readonly client: KubeClient,
    namespace: string | undefined,
    { names, listener }: ReadOptions,
  ) {
    /** By scope of a watch: why it cannot be read at the moment. */
    const troubles = new Map<string, string>();
    const over = (scope: string) => {
      if (troubles.delete(scope)) listener?.trouble(troubles.values().next().value);
    };
    const where = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
    this.scope = { namespace, place: `${where} of context "${client.context}"` };
    this.state = new ClusterState({
      client,
      namespace,
      watches: listener !== undefined,
      // a name that is not a valid label value cannot be the name of an application with releases
      names: names?.every((name) => labelValueProblem(name) === undefined) ? [...new Set(names)] : undefined,
      followsSources: true,
      readsUndeclared: true,
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
      schemaMayHaveChanged: () => {},
      following: over,
      readable: () => this.look(),
      completed: () => this.look(),
      failed: (kind, error, scope) => {
        if (isFinal(error)) this.giveUp(error);
        // a missing kind does not affect applications without an Application
        const { servesApplications, hasApplications } = this.state;
        if (kind === APPLICATION.kind && !servesApplications && !hasApplications) return;
        if (!(error instanceof Error)) return;
        // reports show a kind that is not served or forbidden as unknown, and there is no newer information
        const isShown = error instanceof ApiError && (error.status === 404 || error.status === 403);
        if (isShown && kind !== APPLICATION.kind) return over(scope);
        troubles.set(scope, error.message);
        listener?.trouble(error.message);
      },
    });
    this.running = this.state.run();
  }

  /**
   * Resolves when everything that the applications depend on has been read.
   *
   * @throws ConnectionError, ApiError, KubeconfigError or LookupError if it cannot be read; this is not retried
   */
  async known(signal?: AbortSignal): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    let last: Error | undefined;
    const aborted = () => this.giveUp(new LookupError('stopped before anything was known'));
    try {
      await new Promise<void>((resolve, reject) => {
        this.giveUp = reject;
        this.look = () => {
          const { problem } = this.state;
          if (problem) last = new LookupError(messageOf(problem));
          if (last) reject(last);
          else if (!this.state.isReading && !this.isPartial()) resolve();
        };
        timer = setTimeout(
          () => reject(new LookupError(`${this.client.server} has not answered for ${LONGEST_START_MS / 1000} s`)),
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

  /** The context of the kubeconfig. */
  get context(): string {
    return this.client.context;
  }

  /** The address of the API server. */
  get server(): string {
    return this.client.server;
  }

  /** `<namespace>/<name>` of all applications, including those without an Application, sorted. */
  keys(): string[] {
    return [...this.state.names()].sort();
  }

  /**
   * The key of the Application with this name.
   *
   * @throws LookupError if there is none, or several
   */
  async find(name: string): Promise<string> {
    const found = this.keys().filter((key) => key.endsWith(`/${name}`));
    if (found.length > 0) return findByName(name, found, this.scope);
    // the names of the other applications are read only for the hint
    const { servesApplications } = this.state;
    const others = servesApplications ? await applicationKeys(this.client, this.scope.namespace) : [];
    return findByName(
      name,
      [...others, ...this.state.owners()].filter((key) => !key.endsWith(`/${name}`)),
      this.scope,
    );
  }

  /** Whether there is an Application with this key. */
  isDeclared(key: string): boolean {
    return this.state.application(key) !== undefined;
  }

  /** The view of an application; undefined if there is none. */
  view(key: string, at = new Date()): ApplicationView | undefined {
    const snapshot = this.state.snapshot(key);
    if (!snapshot) return undefined;
    const { record, observed, sources } = snapshot;
    const now = rfc3339(at);
    const before = this.fresh.get(key);
    if (before && !before.report.targets.some(({ pause }) => pause?.until !== undefined)) return { ...before, now };
    const view = viewOf({ record, observed, status: this.statusBefore(key, record), now });
    this.state.remember(key, sources);
    const { generation } = record;
    this.remembered.set(key, {
      uid: record.uid,
      status: statusOfApplication(view.report, { generation, storedConditions: [], now }),
    });
    this.fresh.set(key, view);
    return view;
  }

  /** The views of all applications, by namespace and name. */
  views(at = new Date()): ApplicationView[] {
    return this.keys().flatMap((key) => this.view(key, at) ?? []);
  }

  async close(): Promise<void> {
    this.reading.abort();
    await this.running;
    await this.client.close();
  }

  /**
   * The stored status, if a watcher writes it: between two attempts, only the stored status contains the reason for a
   * failure.
   */
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

/** Whether a second attempt would fail too, so that a user at a terminal does not wait in vain. */
function isFinal(error: unknown): error is Error {
  if (error instanceof ApiError) return error.status === 401;
  return error instanceof ConnectionError || error instanceof KubeconfigError;
}

function messageOf({ unread, message }: Unread): string {
  // the message names the kind for which the server answers first
  if (unread === 'Unauthorized') return message;
  const nextStep = unread === 'NotFound' ? ' "fluxapp crds | kubectl apply --server-side -f -" installs it' : '';
  return `Applications cannot be read: ${message}${nextStep}`;
}
