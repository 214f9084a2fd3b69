import { pathOf, type Resource } from '../kubernetes';
import { Backoff, type BackoffBounds } from './backoff';
import type { KubeClient } from './client';
import { sleep } from './deadline';
import { ApiError, apiError, ConnectionError, connectionError, noAnswer } from './errors';
import { isExpired, readList } from './list';
import { isNewer } from './object-meta';
import { type Entry, ReflectorStore } from './reflector-store';
import type { WatchEvent } from './watch-stream';

/**
 * Callbacks of a reflector, called one at a time. Errors that they throw are passed to `onError`; the reflector
 * continues.
 */
export interface ReflectorHandler<T> {
  /**
   * An object was created, changed or deleted. Every change of the store is reported once, after it was made, including
   * own writes (`observe`). If an object was deleted and created again, its deletion is reported first.
   *
   * @param key `namespace/name`
   */
  changed(key: string, now: T | undefined, before: T | undefined): void;
  /** The store is complete for the first time, or again after the kind was unreadable. */
  synced(): void;
  /**
   * The server rejects reading the kind: its CRD is not installed, access is forbidden, or errors repeat. The store
   * keeps the last known objects, and the reflector keeps trying. Not called for lost connections.
   */
  unreadable(problem: { readonly reason: string; readonly message: string }): void;
  /** A watch was opened: a good time to check whether the schema has changed. */
  watching?(): void;
}

/** The objects to mirror, and how. */
export interface ReflectorOptions<T> {
  readonly client: KubeClient;
  readonly resource: Resource;
  /** @default - all of them */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Reduces an object to the value to keep, to save memory. undefined drops the object. */
  readonly transform: (object: unknown) => T | undefined;
  /**
   * Objects per page of a list.
   * @default 500
   */
  readonly pageSize?: number;
  /** @default - 800 ms to 30 s */
  readonly backoff?: BackoffBounds;
  /**
   * The time in milliseconds after which a silent watch counts as dead.
   * @default watchIdleMs
   */
  readonly idleMs?: number;
  /**
   * The time in seconds after which the server ends a watch: random between these bounds.
   * @default - 300 to 600
   */
  readonly watchSeconds?: { readonly min: number; readonly max: number };
  /**
   * Whether to watch after the list. Otherwise, the reflector stops as soon as the list has been read or rejected.
   * @default true
   */
  readonly watches?: boolean;
  readonly signal: AbortSignal;
  readonly handler: ReflectorHandler<T>;
  /** Receives the errors that the handler or the transform throws. */
  readonly onError?: (error: unknown) => void;
  /** Called before each wait with its reason and duration, for the log. */
  readonly onRetry?: (error: Error, waitMs: number) => void;
}

/** The state of a reflector. */
export type ReflectorState =
  | { readonly kind: 'syncing' }
  | { readonly kind: 'synced' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly message: string };

const defaultBackoff = { minMs: 800, maxMs: 30_000 };
/**
 * A watch that ends sooner without an event counts as a failure, because opening it again at once would cause a busy
 * loop.
 */
const shortMs = 500;
/** The number of consecutive errors that count: a server that starts or stops may briefly give wrong answers. */
const meant = { refusals: 2, errors: 3 };

/**
 * Mirrors the objects of one kind, like client-go's Reflector: it lists them, watches from the resourceVersion of the
 * list, resumes a watch where it ended, and lists again when the server no longer knows that resourceVersion (410).
 * Lists request the most recent data (no resourceVersion), so that the state never goes back in time when another API
 * server answers.
 */
export class Reflector<T> {
  private readonly store: ReflectorStore<T>;
  private readonly backoff: Backoff;
  private readonly path: string;
  /** Where to resume; undefined: list first. */
  private resourceVersion: string | undefined;
  private current: ReflectorState = { kind: 'syncing' };
  private contact = 0;
  /** Whether the watch itself was rejected: then a successful list does not make the kind readable. */
  private isWatchRefused = false;
  private refusals = 0;
  private errors = 0;

  constructor(private readonly options: ReflectorOptions<T>) {
    const { handler, resource, namespace, transform, backoff = defaultBackoff } = options;
    this.store = new ReflectorStore<T>({
      transform: (object) => this.guarded(() => transform(object)),
      changed: (key, now, before) => this.guarded(() => handler.changed(key, now, before)),
    });
    this.backoff = new Backoff(backoff);
    this.path = pathOf(resource, namespace);
  }

  get state(): ReflectorState {
    return this.current;
  }

  /** Time of the server's last answer, in milliseconds since 1970 on a monotonic clock; 0: never. */
  get lastContact(): number {
    return this.contact;
  }

  get size(): number {
    return this.store.size;
  }

  get(key: string): T | undefined {
    return this.store.get(key);
  }

  keys(): IterableIterator<string> {
    return this.store.keys();
  }

  values(): IterableIterator<T> {
    return this.store.values();
  }

  /**
   * Stores the object that a write returned if the store has an older state of it, so that a controller sees its own
   * writes at once. An object that is not in the store is left to the watch, because it may have been deleted in the
   * meantime.
   */
  observe(object: unknown): void {
    this.store.observe(object);
  }

  /** Lists and watches until the signal fires; lists once without `watches`. Never rejects. */
  async run(): Promise<void> {
    const { signal, watches = true } = this.options;
    while (!signal.aborted) {
      try {
        if (this.resourceVersion === undefined) await this.list();
        if (!watches) return;
        await this.watch();
      } catch (error) {
        if (signal.aborted) return;
        const waitMs = this.failed(error as Error);
        this.guarded(() => this.options.onRetry?.(error as Error, waitMs));
        if (!watches && this.current.kind === 'unreadable') return;
        await sleep(waitMs, signal);
      }
    }
  }

  private async list(): Promise<void> {
    const { client, pageSize, signal } = this.options;
    this.store.beginList();
    const { result, resourceVersion } = await readList(
      client,
      this.path,
      { ...this.selectors, pageSize, signal, onPage: () => this.touch() },
      () => new Map<string, Entry<T>>(),
      (entries, object) => this.store.collect(entries, object),
    );
    // without it, the server would send every object again with the watch
    if (resourceVersion === undefined) throw connectionError(noAnswer(), client);
    this.store.replace(result);
    this.resourceVersion = resourceVersion;
    if (!this.isWatchRefused) this.readable();
  }

  private async watch(): Promise<void> {
    const { client, handler, signal, idleMs, watchSeconds = { min: 300, max: 600 } } = this.options;
    const { min, max } = watchSeconds;
    const query = {
      ...this.selectors,
      resourceVersion: this.resourceVersion,
      // Random, so that watches do not all end at the same time.
      timeoutSeconds: String(min + Math.floor(Math.random() * (max - min + 1))),
    };
    let openedAt: number | undefined;
    let isQuiet = true;
    const opened = () => {
      openedAt = performance.now();
      this.touch();
      this.isWatchRefused = false;
      this.readable();
      this.guarded(() => handler.watching?.());
    };
    try {
      for await (const event of client.watch(this.path, query, { signal, idleMs, opened })) {
        if (signal.aborted) return;
        this.touch();
        this.take(event);
        isQuiet = false;
        this.backoff.reset();
      }
    } catch (error) {
      // Either the kind has no events, or the connection is dead: opening the watch again shows which.
      if (!(error instanceof ConnectionError && error.isSilence)) throw error;
      isQuiet = false;
    } finally {
      if (openedAt !== undefined && performance.now() - openedAt > shortMs) this.backoff.reset();
    }
    if (isQuiet && openedAt !== undefined && performance.now() - openedAt < shortMs)
      throw new ConnectionError(`${client.server} ends a watch of ${this.path} as soon as it is open`, 'ENODATA');
  }

  private take({ type, object }: WatchEvent): void {
    if (type === 'ERROR') {
      const { server } = this.options.client;
      const status = typeof object?.code === 'number' ? object.code : 500;
      throw apiError({ status, body: object, request: `watching ${this.path}`, server, user: '' });
    }
    const resourceVersion = object?.metadata?.resourceVersion;
    if (type === 'BOOKMARK') {
      if (isNewer(this.resourceVersion ?? '', resourceVersion))
        throw new ApiError(`${this.path} has gone back to an earlier state`, 410, 'Expired');
    } else this.store.apply(type, object);
    if (typeof resourceVersion === 'string') this.resourceVersion = resourceVersion;
  }

  /** Classifies a failure. Returns the time to wait, in milliseconds. */
  private failed(error: Error): number {
    const waitMs = this.backoff.next();
    if (!(error instanceof ApiError)) return waitMs;
    this.touch();
    const { status, reason, retryAfterMs = 0 } = error;
    if (isExpired(error)) this.resourceVersion = undefined;
    else if (![429, 503, 504].includes(status)) {
      if (status >= 500) this.errors++;
      else this.refusals++;
      // Once the kind can be read again, only a list shows its state for certain.
      if (status < 500) {
        this.isWatchRefused ||= this.resourceVersion !== undefined;
        this.resourceVersion = undefined;
      }
      const isMeant = this.errors >= meant.errors || this.refusals >= meant.refusals || this.current.kind !== 'synced';
      if (isMeant && (status < 500 || this.errors >= meant.errors)) this.unreadable(reason, this.describe(error));
    }
    return Math.max(waitMs, retryAfterMs);
  }

  private describe({ status, message }: ApiError): string {
    const { group, version, plural } = this.options.resource;
    const kind = group === '' ? plural : `${plural}.${group}`;
    return status === 404 ? `the API server does not serve ${kind} ${version} (404): is its CRD installed?` : message;
  }

  private unreadable(reason: string, message: string): void {
    const { current } = this;
    if (current.kind === 'unreadable' && current.reason === reason && current.message === message) return;
    this.current = { kind: 'unreadable', reason, message };
    this.guarded(() => this.options.handler.unreadable({ reason, message }));
  }

  private readable(): void {
    this.refusals = 0;
    this.errors = 0;
    if (this.current.kind === 'synced') return;
    this.current = { kind: 'synced' };
    this.guarded(() => this.options.handler.synced());
  }

  private touch(): void {
    this.contact = performance.timeOrigin + performance.now();
  }

  private get selectors() {
    const { labelSelector, fieldSelector } = this.options;
    return { labelSelector, fieldSelector };
  }

  private guarded<R>(action: () => R): R | undefined {
    try {
      return action();
    } catch (error) {
      try {
        this.options.onError?.(error);
      } catch {} // there is no one else to report it to
      return undefined;
    }
  }
}
