import type { KubeClient } from './client';
import { ApiError, ConnectionError } from './errors';
import { pathOf, type Resource } from './resource';
import { isNewer } from './resource-version';
import { sleep } from './token-bucket';

/** What is kept up to date. */
export interface ReflectorOptions<T> {
  readonly client: KubeClient;
  readonly resource: Resource;
  /** @default - all namespaces */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** What is kept of an object; undefined where it is as if it were not there. */
  readonly transform: (object: unknown) => T | undefined;
  /** Objects of one page of a list. @default 500 */
  readonly pageSize?: number;
  /** The first and the longest wait after a failure, in milliseconds. @default 800 and 30000, as in client-go */
  readonly backoff?: { readonly minMs: number; readonly maxMs: number };
  readonly signal: AbortSignal;
  readonly handler: ReflectorHandler<T>;
}

/** Who is told. What a handler throws is told as an error and stops nothing. */
export interface ReflectorHandler<T> {
  /** An object has come, has changed or is gone. @param key `<namespace>/<name>` */
  changed(key: string, now: T | undefined, before: T | undefined): void;
  /** All objects are known, for the first time or again. */
  synced(): void;
  /** The server says that this kind cannot be read: a lost connection is none of that. */
  unreadable(problem: { readonly reason: string; readonly message: string }): void;
  /** A watch has ended, and goes on with the next: so it does when the schema of the kind changes. */
  watchEnded?(): void;
  /** Something went wrong and is tried again. */
  failed?(error: unknown): void;
}

/** Whether the objects are known. */
export type ReflectorState =
  | { readonly kind: 'syncing' }
  | { readonly kind: 'synced' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly message: string };

/** An object as it is kept. */
export interface Reflected<T> {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly value: T;
}

/** Answers by which it is plain that a kind cannot be read; any other failure says so when it has lasted. */
const REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 406]);
/** By these the server says that it is busy, not that the kind cannot be read. */
const BUSY: ReadonlySet<number> = new Set([408, 429, 503, 504]);
const LASTING_FAILURES = 3;
/** What cannot be read is asked for more often than a server that is down: granting a role should not take half a minute. */
const LONGEST_UNREADABLE_WAIT_MS = 10_000;

/**
 * Lists a kind and watches it, for ever: the loop of client-go's Reflector.
 *
 * Objects are transformed before they are kept. Every change is told once: events that were seen before, by their resource
 * version, are passed over, and what was deleted while nobody watched is found by the next list.
 */
export class Reflector<T> {
  private readonly objects = new Map<string, Reflected<T>>();
  private current: ReflectorState = { kind: 'syncing' };
  private contact = performance.now();
  /** Where to watch from; undefined where everything has to be listed. */
  private resourceVersion?: string;
  private failures = 0;
  /** In a row, without an event between. */
  private expirations = 0;

  constructor(private readonly options: ReflectorOptions<T>) {}

  get state(): ReflectorState {
    return this.current;
  }

  /** When the server was heard of last: monotonic, in milliseconds. */
  get lastContact(): number {
    return this.contact;
  }

  get size(): number {
    return this.objects.size;
  }

  /** @param key `<namespace>/<name>` */
  get(key: string): T | undefined {
    return this.objects.get(key)?.value;
  }

  keys(): IterableIterator<string> {
    return this.objects.keys();
  }

  /** Takes an object as a write returned it, where that is newer: so that whoever wrote sees it at once. */
  observe(object: unknown): void {
    const { key, uid } = identityOf(object);
    if (this.objects.get(key)?.uid === uid) this.upsert(object);
  }

  /** Keeps up to date until the signal says to stop. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      try {
        if (this.resourceVersion === undefined) await this.list();
        await this.watch();
      } catch (error) {
        if (!signal.aborted) await this.recover(error);
      }
    }
  }

  private async list(): Promise<void> {
    const { client, resource, namespace, signal } = this.options;
    const path = pathOf(resource, namespace);
    const seen = new Set<string>();
    let page: ListPage | undefined;
    do {
      const query = {
        ...this.selectors(),
        limit: String(this.options.pageSize ?? 500),
        continue: page?.metadata.continue,
      };
      page = await client.request<ListPage>('GET', path, { query, signal });
      this.contact = performance.now();
      for (const object of page.items ?? []) {
        seen.add(identityOf(object).key);
        this.upsert(object);
      }
    } while (page.metadata.continue);
    for (const key of [...this.objects.keys()]) if (!seen.has(key)) this.remove(key);
    this.resourceVersion = page.metadata.resourceVersion;
    this.failures = 0;
    if (this.current.kind === 'synced') return;
    this.current = { kind: 'synced' };
    this.tell(() => this.options.handler.synced());
  }

  private async watch(): Promise<void> {
    const { client, resource, namespace, signal, handler } = this.options;
    const query = {
      ...this.selectors(),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.resourceVersion,
      // spread over five minutes, so that not all watches of a server end together
      timeoutSeconds: String(300 + Math.floor(Math.random() * 300)),
    };
    const events = await client.watch(pathOf(resource, namespace), query, { signal });
    const opened = performance.now();
    this.contact = opened;
    let isAlive = false;
    for await (const { type, object } of events) {
      this.contact = performance.now();
      if (type === 'ERROR') throw statusError(object);
      isAlive = true;
      this.expirations = 0;
      this.failures = 0;
      if (type === 'DELETED') this.remove(identityOf(object).key);
      else if (type !== 'BOOKMARK') this.upsert(object);
      this.resourceVersion = resourceVersionOf(object);
    }
    // a server or proxy that ends every watch at once is not to be asked without a pause
    if (!isAlive && performance.now() - opened < 1000) await sleep(this.nextWaitMs(), signal);
    else this.failures = 0;
    this.tell(() => handler.watchEnded?.());
  }

  private async recover(error: unknown): Promise<void> {
    const { signal, handler } = this.options;
    this.tell(() => handler.failed?.(error));
    if (!(error instanceof ConnectionError)) {
      // whatever else it is, a new list mends it: an expired version, a server that went back in time, a garbled event
      this.resourceVersion = undefined;
    }
    const isExpired = error instanceof ApiError && (error.status === 410 || error.reason === 'Expired');
    // a new list at once, but not one after the other
    if (isExpired && this.expirations++ === 0) return;
    const wait = this.nextWaitMs();
    if (error instanceof ApiError && !isExpired) this.judge(error);
    const isUnreadable = this.current.kind === 'unreadable';
    const retryAfterMs = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
    await sleep(Math.max(retryAfterMs, isUnreadable ? Math.min(wait, LONGEST_UNREADABLE_WAIT_MS) : wait), signal);
  }

  private judge({ status, reason, message }: ApiError): void {
    const isRefused = REFUSED.has(status);
    if (!isRefused && (BUSY.has(status) || this.failures < LASTING_FAILURES)) return;
    const { current } = this;
    if (current.kind === 'unreadable' && current.reason === reason) return;
    this.current = { kind: 'unreadable', reason, message };
    this.tell(() => this.options.handler.unreadable({ reason, message }));
  }

  private nextWaitMs(): number {
    const { minMs, maxMs } = this.options.backoff ?? { minMs: 800, maxMs: 30_000 };
    const wait = Math.min(maxMs, minMs * 2 ** this.failures);
    this.failures += 1;
    return wait * (0.5 + Math.random() / 2);
  }

  private selectors(): Record<string, string | undefined> {
    const { labelSelector, fieldSelector } = this.options;
    return { labelSelector, fieldSelector };
  }

  private upsert(object: unknown): void {
    const { key, uid } = identityOf(object);
    const resourceVersion = resourceVersionOf(object) ?? '';
    const before = this.objects.get(key);
    if (before?.uid === uid && !isNewer(resourceVersion, before.resourceVersion)) return;
    let value: T | undefined;
    this.tell(() => {
      value = this.options.transform(object);
    });
    if (value === undefined) {
      this.remove(key);
      return;
    }
    const now = value;
    this.objects.set(key, { uid, resourceVersion, value: now });
    this.tell(() => this.options.handler.changed(key, now, before?.value));
  }

  private remove(key: string): void {
    const before = this.objects.get(key);
    if (!before) return;
    this.objects.delete(key);
    this.tell(() => this.options.handler.changed(key, undefined, before.value));
  }

  private tell(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.options.handler.failed?.(error);
    }
  }
}

interface ListPage {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly unknown[];
}

interface Identified {
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
}

function identityOf(object: unknown): { readonly key: string; readonly uid: string } {
  const { namespace = '', name = '', uid = '' } = (object as Identified | null)?.metadata ?? {};
  return { key: `${namespace}/${name}`, uid };
}

function resourceVersionOf(object: unknown): string | undefined {
  return (object as Identified | null)?.metadata?.resourceVersion;
}

function statusError(object: unknown): ApiError {
  const { code, reason, message } = (object ?? {}) as { code?: number; reason?: string; message?: string };
  return new ApiError(code ?? 500, reason ?? 'InternalError', message ?? 'the watch failed');
}
