import { MANAGED_BY } from '../application';
import { type KubeClient, Reflector, type ReflectorState, type Resource } from '../kube';
import type { ReleaseKind } from '../kubernetes';
import { APPLICATION, RELEASES, SOURCES } from '../kubernetes';
import type { ObjectRef, Unread } from '../status';
import { type FluxObject, fluxObjectOf } from '../status';
import { type ApplicationRecord, recordOf } from './application-record';
import { observeSources, type Snapshot } from './snapshot';

/** What is watched, and what is called when it changes. */
export interface ClusterStateOptions {
  readonly client: KubeClient;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /**
   * Whether sources of other namespaces than that one are read too, where an application refers to one. A user at a
   * terminal may read them; the Role of a watcher of one namespace does not allow it.
   */
  readonly followsSources?: boolean;
  /** A label selector of Applications. */
  readonly selector?: string;
  /** Names of the Applications whose releases are read: those of others count as missing. @default - all of them */
  readonly releasesOf?: readonly string[];
  readonly signal: AbortSignal;
  /** Something that an application's report depends on has changed. */
  readonly changed: (application: string) => void;
  /** Everything may have changed: a kind has become known, or can no longer be read. */
  readonly allChanged: () => void;
  /** A watch of Applications was opened again: their schema may have changed. */
  readonly schemaMayHaveChanged: () => void;
  /** A kind cannot be read, or can be again. */
  readonly readable: (kind: string, problem: Unread | undefined) => void;
  /** A list or watch of a kind failed, and is retried. */
  readonly failed: (kind: string, error: unknown) => void;
}

/** A snapshot of a state that is being kept up to date. */
export interface StateSnapshot extends Snapshot {
  /** Whether a kind that the snapshot needs has not been read yet: a report on it must not be written. */
  readonly isPartial: boolean;
  /** By `objectId`, the sources that the snapshot depends on. */
  readonly sources: ReadonlySet<string>;
}

/**
 * The Applications, releases and sources of a cluster, kept up to date. Applications are called `<namespace>/<name>`.
 *
 * A kind of sources is watched as soon as an application needs one of it.
 */
export class ClusterState {
  private readonly applications: Reflector<ApplicationRecord>;
  private readonly releases: Readonly<Record<ReleaseKind, Reflector<FluxObject>>>;
  private readonly sources = new Map<string, Reflector<FluxObject>>();
  private readonly running: Promise<void>[] = [];
  /** By application, the keys of its releases. */
  private readonly owned: Readonly<Record<ReleaseKind, Map<string, Set<string>>>> = {
    HelmRelease: new Map(),
    Kustomization: new Map(),
  };
  /** By source, the applications whose last report depends on it; and the other way round. */
  private readonly users = new Map<string, Set<string>>();
  private readonly uses = new Map<string, ReadonlySet<string>>();

  constructor(private readonly options: ClusterStateOptions) {
    const { changed, schemaMayHaveChanged, selector, releasesOf } = options;
    this.applications = this.reflect(APPLICATION, {
      labelSelector: selector,
      transform: (object) => recordOf(object, this.applications.get(keyOf(object))),
      changed: (key) => changed(key),
      watching: schemaMayHaveChanged,
    });
    const releases = (kind: ReleaseKind) =>
      this.reflect<FluxObject>(RELEASES[kind], {
        labelSelector: releasesOf ? `${MANAGED_BY} in (${releasesOf.join(',')})` : MANAGED_BY,
        transform: (object) => fluxObjectOf(object, kind),
        changed: (key, now, before) => this.releaseChanged(kind, key, now, before),
      });
    this.releases = { HelmRelease: releases('HelmRelease'), Kustomization: releases('Kustomization') };
  }

  /** Watches until the signal says otherwise. */
  async run(): Promise<void> {
    for (const reflector of [this.applications, ...Object.values(this.releases)]) this.running.push(reflector.run());
    // kinds of sources join in later
    for (let index = 0; index < this.running.length; index++) await this.running[index];
  }

  /** Whether the Applications and the kinds that deliver them are known, or known to be unreadable. */
  get isKnown(): boolean {
    const { HelmRelease, Kustomization } = this.releases;
    return this.applications.state.kind === 'synced' && [HelmRelease, Kustomization].every(isSettled);
  }

  /** Why the Applications cannot be read, if they cannot. */
  get problem(): Unread | undefined {
    return unreadOf(this.applications);
  }

  /** By kind what is watched: its state, how many objects are kept, and when the server was last heard of. */
  kinds(): { readonly kind: string; readonly state: string; readonly size: number; readonly lastContact: number }[] {
    const named = [['Application', this.applications], ...Object.entries(this.releases), ...this.sources] as [
      string,
      Reflector<unknown>,
    ][];
    return named.map(([kind, { state, size, lastContact }]) => ({ kind, state: state.kind, size, lastContact }));
  }

  application(key: string): ApplicationRecord | undefined {
    return this.applications.get(key);
  }

  /** Names of all Applications. */
  names(): IterableIterator<string> {
    return this.applications.keys();
  }

  /** Takes an Application as a write returned it, so that the next report sees it. */
  observeWritten(application: unknown): void {
    this.applications.observe(application);
  }

  /**
   * A snapshot of an application and its objects; undefined where there is no such Application. Starts to watch the kinds
   * of sources that no application has needed before.
   */
  snapshot(key: string): StateSnapshot | undefined {
    const record = this.applications.get(key);
    if (!record) return undefined;
    let isPartial = !this.isKnown;
    const releases = {
      HelmRelease: this.objects('HelmRelease', key),
      Kustomization: this.objects('Kustomization', key),
    };
    const { observed, refs } = observeSources(record.desired, releases, (ref) => {
      const reflector = this.reflectorOf(ref);
      if ('unread' in reflector) return reflector;
      if (reflector.state.kind === 'syncing') isPartial = true;
      return unreadOf(reflector) ?? reflector.get(`${ref.namespace}/${ref.name}`);
    });
    return { record, observed, isPartial, sources: new Set(refs.keys()) };
  }

  /** From now on a change of these sources is one of this application. */
  remember(key: string, sources: ReadonlySet<string>): void {
    for (const source of this.uses.get(key) ?? []) if (!sources.has(source)) remove(this.users, source, key);
    for (const source of sources) insert(this.users, source, key);
    if (sources.size === 0) this.uses.delete(key);
    else this.uses.set(key, sources);
  }

  private objects(kind: ReleaseKind, key: string): readonly FluxObject[] | Unread {
    const reflector = this.releases[kind];
    const unread = unreadOf(reflector);
    if (unread) return unread;
    return [...(this.owned[kind].get(key) ?? [])].flatMap((name) => reflector.get(name) ?? []);
  }

  private releaseChanged(kind: ReleaseKind, key: string, now?: FluxObject, before?: FluxObject): void {
    const [was, is] = [applicationOf(before), applicationOf(now)];
    if (was !== undefined && was !== is) remove(this.owned[kind], was, key);
    if (is !== undefined) insert(this.owned[kind], is, key);
    for (const application of new Set([was, is])) {
      // objects of other tools carry the label too
      if (application !== undefined && this.applications.get(application)) this.options.changed(application);
    }
  }

  private reflectorOf(ref: ObjectRef): Reflector<FluxObject> | Unread {
    const { namespace, followsSources } = this.options;
    const isElsewhere = namespace !== undefined && ref.namespace !== namespace;
    if (isElsewhere && !(followsSources && ref.namespace)) {
      return { unread: 'OtherNamespace', message: `${ref.kind} ${ref.name} is in another namespace than is watched` };
    }
    const resource = SOURCES.get(ref.kind);
    if (!resource) return { unread: 'UnknownKind', message: `${ref.kind} is no kind of source that is known` };
    return this.sourcesOf(resource, isElsewhere ? ref.namespace : undefined);
  }

  /** @param elsewhere a namespace that is not watched otherwise */
  private sourcesOf(resource: Resource, elsewhere: string | undefined): Reflector<FluxObject> {
    const key = elsewhere === undefined ? resource.kind : `${resource.kind} of ${elsewhere}`;
    const known = this.sources.get(key);
    if (known) return known;
    const reflector = this.reflect<FluxObject>(resource, {
      namespace: elsewhere,
      transform: (object) => fluxObjectOf(object, resource.kind),
      changed: (key, now, before) => this.sourceChanged(now ?? before, key),
    });
    this.sources.set(key, reflector);
    this.running.push(reflector.run());
    return reflector;
  }

  private sourceChanged(object: FluxObject | undefined, key: string): void {
    for (const application of this.users.get(`${object?.kind}/${key}`) ?? []) this.options.changed(application);
  }

  private reflect<T>(resource: Resource, own: OwnOptions<T>): Reflector<T> {
    const { client, signal, allChanged, readable } = this.options;
    const { namespace = this.options.namespace } = own;
    const failed = (error: unknown) => this.options.failed(resource.kind, error);
    const settle = (problem: Unread | undefined) => {
      readable(resource.kind, problem);
      allChanged();
    };
    return new Reflector<T>({
      client,
      resource,
      namespace,
      labelSelector: own.labelSelector,
      pageSize: PAGE_SIZE,
      signal,
      transform: own.transform,
      onError: failed,
      onRetry: failed,
      handler: {
        changed: own.changed,
        synced: () => settle(undefined),
        unreadable: ({ reason, message }) => settle({ unread: reason, message }),
        watching: own.watching,
      },
    });
  }
}

/**
 * Objects of one page of a list. Whole objects are in memory only while their page is read: with pages of 500 a watcher of
 * 10,000 releases took a quarter more.
 */
const PAGE_SIZE = 100;

interface OwnOptions<T> {
  /** @default - the namespace of the state */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly transform: (object: unknown) => T | undefined;
  readonly changed: (key: string, now: T | undefined, before: T | undefined) => void;
  readonly watching?: () => void;
}

/** The application that an object belongs to by its label. */
function applicationOf(object: FluxObject | undefined): string | undefined {
  const name = object?.metadata.labels?.[MANAGED_BY];
  return name === undefined ? undefined : `${object?.metadata.namespace}/${name}`;
}

function keyOf(object: unknown): string {
  const { namespace, name } = (object as { metadata?: { namespace?: string; name?: string } } | null)?.metadata ?? {};
  return `${namespace}/${name}`;
}

function unreadOf({ state }: { readonly state: ReflectorState }): Unread | undefined {
  return state.kind === 'unreadable' ? { unread: state.reason, message: state.message } : undefined;
}

function isSettled({ state }: { readonly state: ReflectorState }): boolean {
  return state.kind !== 'syncing';
}

function insert(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.add(value);
  else map.set(key, new Set([value]));
}

function remove(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  values?.delete(value);
  if (values?.size === 0) map.delete(key);
}
