import { LOWERED_BY } from '../../application';
import { isMap, mapOf, omit, stringOf, type ValueMap } from '../../json';
import { type KubeClient, Reflector } from '../../kube';
import { APPLICATION, LOWERED_KINDS, NAMESPACE, namespacedName, type Resource } from '../../kubernetes';
import { type Cache, type Logger, problemOf } from '../../runtime';
import { OWN_SELECTOR } from './lowered-objects';
import { type MadeObject, madeObjectOf } from './made-object';

/** Options of the cache. */
export interface LoweringCacheOptions {
  readonly client: KubeClient;
  /** @default - all namespaces */
  readonly namespace?: string;
  readonly log: Logger;
}

/** After this silence, the API server counts as unreachable. */
const LONGEST_SILENCE_MS = 3 * 60_000;
/** Complete objects are in memory only while their page is read. */
const PAGE_SIZE = 100;

/** The stored Applications, and the relevant parts of the objects that the controller has created. */
export class LoweringCache implements Cache {
  private readonly reading = new AbortController();
  private readonly applications: Reflector<ValueMap>;
  private readonly namespaces?: Reflector<string>;
  private readonly made: ReadonlyMap<string, Reflector<MadeObject>>;
  /** By application, the ids of its objects. */
  private readonly byApplication = new Map<string, Map<string, MadeObject>>();
  private readonly waiting = new Set<() => void>();
  private onChange: (key: string) => void = () => {};
  private onSynced: () => void = () => {};

  constructor(private readonly options: LoweringCacheOptions) {
    const { namespace } = options;
    this.applications = this.reflect<ValueMap>(APPLICATION, {
      namespace,
      transform: withoutServerParts,
      changed: (key) => this.onChange(key),
    });
    if (namespace === undefined) {
      this.namespaces = this.reflect<string>(NAMESPACE, {
        labelSelector: LOWERED_BY,
        transform: (object) => stringOf(mapOf(mapOf(mapOf(object).metadata).labels)[LOWERED_BY]),
        changed: (name) => this.namespaceChanged(name),
      });
    }
    const reflectors = LOWERED_KINDS.map((resource): [string, Reflector<MadeObject>] => [
      resource.kind,
      this.reflect<MadeObject>(resource, {
        namespace,
        labelSelector: OWN_SELECTOR,
        transform: (object) => madeObjectOf(object, resource.kind),
        changed: (_, now, before) => this.madeChanged(now, before),
      }),
    ]);
    this.made = new Map(reflectors);
  }

  /** Registers callbacks: for a change of an application, and for the end of the initial list of all kinds. */
  connect(changed: (key: string) => void, synced: () => void): void {
    this.onChange = changed;
    this.onSynced = synced;
  }

  /** `<namespace>/<name>` of all Applications. */
  keys(): Iterable<string> {
    return this.applications.keys();
  }

  /** An Application as it is stored, without its managedFields. */
  application(key: string): ValueMap | undefined {
    return this.applications.get(key);
  }

  namespaceLabel(namespace: string): string | undefined {
    return this.namespaces?.get(namespace);
  }

  /** The objects of an application that the controller has created. */
  madeOf(key: string): readonly MadeObject[] {
    return [...(this.byApplication.get(key)?.values() ?? [])];
  }

  /** Deleted Applications whose objects still exist. */
  get abandoned(): readonly string[] {
    return [...this.byApplication.keys()].filter(
      (key) => this.application(key) === undefined && this.madeOf(key).some(({ isTemplate }) => !isTemplate),
    );
  }

  /** Stores an object that a write has returned. */
  observe(object: unknown): void {
    const { kind } = mapOf(object);
    if (kind === APPLICATION.kind) this.applications.observe(object);
    else this.made.get(String(kind))?.observe(object);
  }

  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.reading.abort();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    await Promise.all(this.reflectors().map(({ reflector }) => reflector.run()));
  }

  async synced(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!signal.aborted && !this.isKnown) return;
        this.waiting.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.waiting.add(look);
      signal.addEventListener('abort', look);
      look();
    });
  }

  /**
   * Whether every kind was read: otherwise the controller makes no decision, because unread objects would seem to be
   * missing.
   */
  get isKnown(): boolean {
    return this.reflectors().every(({ reflector }) => reflector.state.kind === 'synced');
  }

  get problem(): string | undefined {
    for (const { kind, reflector } of this.reflectors()) {
      const { state } = reflector;
      if (state.kind === 'syncing') return `not read yet: ${kind}`;
      if (state.kind === 'unreadable') return `${kind} cannot be read: ${state.message}`;
    }
    const contact = Math.max(...this.reflectors().map(({ reflector }) => reflector.lastContact));
    const silence = performance.timeOrigin + performance.now() - contact;
    if (silence <= LONGEST_SILENCE_MS) return undefined;
    return `the API server has sent nothing for ${Math.round(silence / 1000)} s`;
  }

  private reflectors(): { readonly kind: string; readonly reflector: Reflector<unknown> }[] {
    return [
      { kind: APPLICATION.kind, reflector: this.applications as Reflector<unknown> },
      ...(this.namespaces ? [{ kind: NAMESPACE.kind, reflector: this.namespaces as Reflector<unknown> }] : []),
      ...[...this.made].map(([kind, reflector]) => ({ kind, reflector: reflector as Reflector<unknown> })),
    ];
  }

  private namespaceChanged(name: string): void {
    for (const key of this.keys()) if (key.startsWith(`${name}/`)) this.onChange(key);
  }

  private madeChanged(now: MadeObject | undefined, before: MadeObject | undefined): void {
    if (before !== undefined && before.application !== now?.application) {
      const others = this.byApplication.get(before.application);
      others?.delete(before.id);
      if (others?.size === 0) this.byApplication.delete(before.application);
      this.onChange(before.application);
    }
    if (now === undefined) return;
    const others = this.byApplication.get(now.application) ?? new Map<string, MadeObject>();
    others.set(now.id, now);
    this.byApplication.set(now.application, others);
    // writes of Flux to the status do not change the applied fields
    const isSame =
      before?.applied === now.applied && before.isGoing === now.isGoing && before.isSuspended === now.isSuspended;
    if (!isSame) this.onChange(now.application);
  }

  private reflect<T>(resource: Resource, own: OwnOptions<T>): Reflector<T> {
    const { client, log } = this.options;
    const { kind } = resource;
    const failed = (error: unknown) =>
      log.debug({ kind, error: problemOf(error) }, 'list or watch failed, will be tried again');
    return new Reflector<T>({
      ...{ client, resource, namespace: own.namespace, labelSelector: own.labelSelector },
      ...{ pageSize: PAGE_SIZE, signal: this.reading.signal, transform: own.transform },
      ...{ onError: failed, onRetry: failed },
      handler: {
        changed: own.changed,
        synced: () => {
          log.info({ kind }, 'synced');
          this.looked();
        },
        unreadable: ({ reason, message }) => {
          log.warn({ kind, reason, error: message }, 'cannot be read');
          this.looked();
        },
      },
    });
  }

  private looked(): void {
    for (const look of this.waiting) look();
    if (this.isKnown) this.onSynced();
  }
}

interface OwnOptions<T> {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly transform: (object: unknown) => T | undefined;
  readonly changed: (key: string, now: T | undefined, before: T | undefined) => void;
}

/** Keeps only the conditions of the status: one of them is the controller's. */
function withoutServerParts(object: unknown): ValueMap | undefined {
  if (!isMap(object)) return undefined;
  const { conditions } = mapOf(object.status);
  return {
    ...object,
    metadata: omit(mapOf(object.metadata), ['managedFields']),
    status: conditions === undefined ? undefined : { conditions },
  };
}

/** The reference to an Application in Events. */
export function involvedObject({ metadata }: ValueMap) {
  const { namespace, name, uid, resourceVersion } = mapOf(metadata);
  const { apiVersion, kind } = APPLICATION;
  return {
    ...{ apiVersion, kind, namespace: String(namespace), name: String(name), uid: String(uid) },
    resourceVersion: stringOf(resourceVersion),
  };
}

/** `<namespace>/<name>` of an Application. */
export function keyOf({ metadata }: ValueMap): string {
  const { namespace, name } = mapOf(metadata);
  return namespacedName({ namespace: stringOf(namespace), name: String(name) });
}
