import { MANAGED_BY, ownerOf } from '../application';
import { mapOf, stringOf } from '../json';
import { type KubeClient, pathOf, Reflector, type ReflectorState, type Resource, readList } from '../kube';
import { APPLICATION, DELIVERIES, DELIVERY_KINDS, type DeliveryKind, namespacedName, objectId } from '../kubernetes';
import {
  desiredOfDeliveries,
  type FluxObject,
  fluxObjectOf,
  isLowered,
  isRenamed,
  type KeptParts,
  mayBeRenamed,
  type ObservedDeliveries,
  type Schema,
  type Unread,
} from '../status';
import { type ApplicationRecord, recordOf, undeclaredRecord } from './application-record';
import { readApplicationSchema } from './application-schema';
import { Comparisons } from './comparisons';
import { DeliveryIndex } from './delivery-index';
import { KeySets } from './key-sets';
import { missingNames, NamedDeliveries, withFound } from './named-deliveries';
import { observeSources, type Snapshot } from './snapshot';
import { SourceReflectors } from './source-reflectors';

/** The part of a cluster to read, and callbacks for changes. */
export interface ClusterStateOptions {
  readonly client: KubeClient;
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /**
   * Whether everything is watched after it was listed. Otherwise, each kind is listed once.
   * @default true
   */
  readonly watches?: boolean;
  /**
   * Whether sources in other namespaces are read too, if an application refers to them. A user at a terminal usually
   * has permission; the Role of a watcher of one namespace does not grant it.
   */
  readonly followsSources?: boolean;
  /** A label selector of Applications. */
  readonly selector?: string;
  /**
   * Names of the Applications to read, each a valid label value: releases refer to their application by a label.
   * @default - all of them
   */
  readonly names?: readonly string[];
  /**
   * Whether applications without an Application are read too, by their objects.
   * @default false
   */
  readonly readsUndeclared?: boolean;
  readonly signal: AbortSignal;
  /** Something that an application's report depends on has changed. */
  readonly changed: (application: string) => void;
  /** Everything may have changed: a kind has been read for the first time, or can no longer be read. */
  readonly allChanged: () => void;
  /**
   * A watch of Applications was opened again, or of releases if there is no such kind: their schema may have changed.
   */
  readonly schemaMayHaveChanged: () => void;
  /**
   * A watch was opened or reopened: earlier failures of it are over.
   *
   * @param scope names the objects that it reads
   */
  readonly following?: (scope: string) => void;
  /** A kind cannot be read, or can be again. */
  readonly readable: (kind: string, problem: Unread | undefined) => void;
  /** The schema of the installed Application. @default - read when objects have to be compared */
  readonly schema?: () => Promise<Schema>;
  /** Objects that a snapshot was waiting for have been read or compared. */
  readonly completed?: () => void;
  /**
   * A list or watch of a kind failed, and is retried.
   *
   * @param scope names the objects that it reads
   */
  readonly failed: (kind: string, error: unknown, scope: string) => void;
}

/** A snapshot of a cluster that is still being read, or watched. */
export interface StateSnapshot extends Snapshot {
  /** Whether a kind that the snapshot needs has not been read yet: a report on it must not be written. */
  readonly isPartial: boolean;
  /** The sources that the snapshot depends on, by `objectId`. */
  readonly sources: ReadonlySet<string>;
}

/**
 * The Applications, releases and sources of a cluster, listed once or kept up to date. The key of an Application is
 * `<namespace>/<name>`.
 *
 * A source is read as soon as an application needs it.
 */
export class ClusterState {
  private readonly applications: readonly Reflector<ApplicationRecord>[];
  private releases: DeliveryReflectors;
  /** Stops reading the objects with the labels of some applications. */
  private readonly labelled = new AbortController();
  private readonly sources: SourceReflectors;
  private readonly comparisons: Comparisons;
  /** Used if only objects with the labels of some applications are listed. */
  private readonly named?: NamedDeliveries;
  private readonly running: Promise<void>[] = [];
  private readonly deliveries = new DeliveryIndex((kind, key) => this.releases[kind].get(key));
  /** Keys of Applications that Flux does not deliver. */
  private readonly ofOtherEngines = new Set<string>();
  /** By source, the applications whose last report depends on it; and vice versa. */
  private readonly users = new KeySets();
  private readonly uses = new Map<string, ReadonlySet<string>>();

  constructor(private readonly options: ClusterStateOptions) {
    const { client, signal, names, followsSources, schema = () => readApplicationSchema(client, signal) } = options;
    const readAfterwards = (key: string) => {
      options.changed(key);
      options.completed?.();
    };
    this.comparisons = new Comparisons({ client, signal, schema, compared: readAfterwards });
    if (names) {
      const repeats = options.watches ?? true;
      this.named = new NamedDeliveries({ client, signal, repeats, read: readAfterwards });
    }
    const isByName = names !== undefined && names.length <= MOST_BY_NAME;
    this.applications = isByName ? names.map((name) => this.reflectApplications(name)) : [this.reflectApplications()];
    this.releases = names
      ? this.reflectReleases(`${MANAGED_BY} in (${names.join(',')})`, AbortSignal.any([signal, this.labelled.signal]))
      : this.reflectReleases();
    this.sources = new SourceReflectors({
      namespace: options.namespace,
      followsSources,
      byName: isByName,
      start: (resource, { namespace, name }) => {
        const reflector = this.reflect<FluxObject>(resource, {
          namespace,
          name,
          transform: (object) => fluxObjectOf(object, resource.kind),
          changed: (_, now, before) => this.sourceChanged(now ?? before),
        });
        this.running.push(reflector.run());
        return reflector;
      },
    });
  }

  /** Reads until everything was listed, or watches until the signal fires. */
  async run(): Promise<void> {
    for (const reflector of [...this.applications, ...Object.values(this.releases)]) this.running.push(reflector.run());
    // sources are added during the loop
    for (let index = 0; index < this.running.length; index++) await this.running[index];
  }

  /** Whether the Applications and the kinds that deliver them are known, or known to be unreadable. */
  get isKnown(): boolean {
    return this.areApplicationsKnown && Object.values(this.releases).every(isSettled);
  }

  private get areApplicationsKnown(): boolean {
    return !this.servesApplications || this.applications.every(({ state }) => state.kind === 'synced');
  }

  /** Whether the API server may have the kind Application. If it does not, there may be applications without one. */
  get servesApplications(): boolean {
    return !this.options.readsUndeclared || this.unreadApplications?.unread !== 'NotFound';
  }

  /** Whether any Application is known. */
  get hasApplications(): boolean {
    return this.declared().next().done !== true;
  }

  /** Whether an object that an application is known to need has not been read yet. */
  get isReading(): boolean {
    return !this.isKnown || [...this.sources.entries()].some(([, reflector]) => !isSettled(reflector));
  }

  /** Why the Applications cannot be read, if they cannot. */
  get problem(): Unread | undefined {
    const mayHaveUndeclared = !this.servesApplications && (!this.isKnown || this.owners().length > 0);
    return mayHaveUndeclared ? undefined : this.unreadApplications;
  }

  private get unreadApplications(): Unread | undefined {
    return this.applications.map(unreadOf).find((problem) => problem !== undefined);
  }

  /** By kind: the state of reading, the number of objects, and the time of the last response of the server. */
  kinds(): { readonly kind: string; readonly state: string; readonly size: number; readonly lastContact: number }[] {
    const named: (readonly [string, Pick<Reflector<unknown>, 'state' | 'size' | 'lastContact'>])[] = [
      ...this.applications.map((reflector) => ['Application', reflector] as const),
      ...Object.entries(this.releases),
      ...this.sources.entries(),
    ];
    return named.map(([kind, { state, size, lastContact }]) => ({ kind, state: state.kind, size, lastContact }));
  }

  application(key: string): ApplicationRecord | undefined {
    for (const reflector of this.applications) {
      const record = reflector.get(key);
      if (record) return record;
    }
    return undefined;
  }

  /** Keys of all Applications, and of the applications without one. */
  *names(): IterableIterator<string> {
    yield* this.declared();
    if (!this.options.readsUndeclared || !this.areApplicationsKnown) return;
    for (const key of this.owners()) if (this.mayLackApplication(key)) yield key;
  }

  private *declared(): IterableIterator<string> {
    for (const reflector of this.applications) yield* reflector.keys();
  }

  /** Keys of the applications, with or without an Application, whose objects were read. */
  owners(): string[] {
    return this.deliveries.applications();
  }

  /** Accepts an Application returned by a write, so that the next report sees it. */
  observeWritten(application: unknown): void {
    for (const reflector of this.applications) reflector.observe(application);
  }

  /** Reads an Application again after another client has written it. Not needed while Applications are watched. */
  async refresh(key: string): Promise<void> {
    const [namespace, name] = key.split('/');
    const { client, signal } = this.options;
    const only = { fieldSelector: `metadata.name=${name}`, signal };
    await readList(
      client,
      pathOf(APPLICATION, namespace),
      only,
      () => undefined,
      (_, object) => this.observeWritten(object),
    );
  }

  /** A snapshot of an application and its objects; undefined if there is no such Application. */
  snapshot(key: string): StateSnapshot | undefined {
    const record = this.application(key) ?? this.undeclared(key);
    if (!record) {
      this.comparisons.forget(key);
      this.named?.forget(key);
      return undefined;
    }
    let isPartial = !this.isKnown;
    const listed = {
      HelmRelease: this.objects('HelmRelease', key),
      Kustomization: this.objects('Kustomization', key),
    };
    const found = isPartial ? [] : this.found(record, listed);
    if (found === undefined) isPartial = true;
    const releases = withFound(record, listed, found ?? []);
    const { observed, refs } = observeSources(record.desired, releases, (ref) => {
      const reflector = this.sources.for(ref);
      if ('unread' in reflector) return reflector;
      if (!isSettled(reflector)) isPartial = true;
      return unreadOf(reflector) ?? reflector.get(namespacedName(ref));
    });
    const comparisons = isPartial ? undefined : this.comparisons.of(record, observed);
    const sources = new Set(refs.keys());
    return { record, observed: { ...observed, comparisons }, isPartial: comparisons === undefined, sources };
  }

  /** From now on, a change of these sources counts as a change of this application. */
  remember(key: string, sources: ReadonlySet<string>): void {
    for (const source of this.uses.get(key) ?? []) if (!sources.has(source)) this.users.delete(source, key);
    for (const source of sources) this.users.add(source, key);
    if (sources.size === 0) this.uses.delete(key);
    else this.uses.set(key, sources);
  }

  private mayLackApplication(key: string): boolean {
    return this.isMeant(key) && !this.application(key) && !this.ofOtherEngines.has(key);
  }

  /** The record of an application that has objects but no Application. */
  private undeclared(key: string): ApplicationRecord | undefined {
    if (!this.options.readsUndeclared || !this.areApplicationsKnown || !this.mayLackApplication(key)) return undefined;
    const desired = desiredOfDeliveries(DELIVERY_KINDS.flatMap((kind) => this.deliveries.of(kind, key)));
    const [namespace = '', name = ''] = key.split('/');
    return desired && undeclaredRecord({ namespace, name, desired });
  }

  private objects(kind: DeliveryKind, key: string): readonly FluxObject[] | Unread {
    const unread = unreadOf(this.releases[kind]);
    if (unread) return unread;
    return this.deliveries.of(kind, key);
  }

  /** Further objects that may belong to missing targets of an application; undefined while they are being read. */
  private found(record: ApplicationRecord, listed: ObservedDeliveries): readonly FluxObject[] | undefined {
    if (this.named) return this.named.of(record, listed);
    return missingNames(record, listed).length === 0 ? [] : this.deliveries.ofPartialNames(record);
  }

  private releaseChanged(kind: DeliveryKind, key: string, now?: FluxObject, before?: FluxObject): void {
    const owners = this.deliveries.changed(kind, key, now, before);
    for (const application of new Set([...owners, ...this.renamedWith(now ?? before)])) {
      // objects of other tools have the label too
      const isOne = this.application(application) || this.mayBeUndeclared(now, before);
      if (isOne && this.isMeant(application)) this.options.changed(application);
    }
  }

  private mayBeUndeclared(...versions: readonly (FluxObject | undefined)[]): boolean {
    return this.options.readsUndeclared === true && versions.some((object) => object && isLowered(object));
  }

  /** The applications that may lack this object: it has the marks of another application, but may have been renamed. */
  private renamedWith(object: FluxObject | undefined): string[] {
    if (!object || !isRenamed(object)) return [];
    return [...this.declared()].filter((key) => {
      const [namespace, name = ''] = key.split('/');
      return namespace === object.metadata.namespace && mayBeRenamed(name, object);
    });
  }

  private sourceChanged(object: FluxObject | undefined): void {
    if (!object) return;
    const id = objectId({ kind: object.kind, ...object.metadata });
    for (const application of this.users.get(id)) this.options.changed(application);
  }

  /** Whether an application is among those that are read. */
  private isMeant(key: string): boolean {
    const { names } = this.options;
    return names === undefined || names.includes(nameOf(key));
  }

  /**
   * Reads all releases if a requested Application does not exist: its objects may lack its label, and their names are
   * not known.
   */
  private readUndeclared(): void {
    const { names, readsUndeclared } = this.options;
    if (!names || !readsUndeclared || this.labelled.signal.aborted || !this.areApplicationsKnown) return;
    const declared = new Set([...this.declared()].map(nameOf));
    if (names.every((name) => declared.has(name))) return;
    this.labelled.abort();
    this.releases = this.reflectReleases();
    for (const reflector of Object.values(this.releases)) this.running.push(reflector.run());
  }

  private reflectReleases(labelSelector?: string, signal = this.options.signal): DeliveryReflectors {
    const { namespace, readsUndeclared: keepsSource } = this.options;
    const reflectorOf = (kind: DeliveryKind) =>
      this.reflect<FluxObject>(DELIVERIES[kind], {
        ...{ namespace, labelSelector, signal },
        transform: (object) => ownedObject(object, kind, { keepsSource }),
        changed: (key, now, before) => this.releaseChanged(kind, key, now, before),
        watching: () => {
          if (!this.servesApplications) this.options.schemaMayHaveChanged();
        },
      });
    return { HelmRelease: reflectorOf('HelmRelease'), Kustomization: reflectorOf('Kustomization') };
  }

  /** @param name the only object to read */
  private reflectApplications(name?: string): Reflector<ApplicationRecord> {
    const { changed, schemaMayHaveChanged, namespace, selector } = this.options;
    return this.reflect(APPLICATION, {
      namespace,
      name,
      labelSelector: selector,
      transform: (object) => {
        const key = keyOf(object);
        const record = this.isMeant(key) ? recordOf(object, this.application(key)) : undefined;
        if (record) this.ofOtherEngines.delete(key);
        else this.ofOtherEngines.add(key);
        return record;
      },
      changed: (key) => changed(key),
      settled: () => this.readUndeclared(),
      watching: schemaMayHaveChanged,
    });
  }

  private reflect<T>(resource: Resource, own: OwnOptions<T>): Reflector<T> {
    const { client, watches = true, allChanged, readable } = this.options;
    const { kind } = resource;
    const scope = [kind, own.namespace ?? '', own.name ?? ''].join('/');
    const failed = (error: unknown) => this.options.failed(kind, error, scope);
    const settle = (problem: Unread | undefined) => {
      own.settled?.();
      readable(kind, problem);
      allChanged();
    };
    return new Reflector<T>({
      client,
      resource,
      watches,
      namespace: own.namespace,
      labelSelector: own.labelSelector,
      fieldSelector: own.name === undefined ? undefined : `metadata.name=${own.name}`,
      pageSize: watches ? PAGE_SIZE : undefined,
      signal: own.signal ?? this.options.signal,
      transform: own.transform,
      onError: failed,
      onRetry: failed,
      handler: {
        changed: own.changed,
        synced: () => settle(undefined),
        unreadable: ({ reason, message }) => settle({ unread: reason, message }),
        watching: () => {
          own.watching?.();
          this.options.following?.(scope);
        },
      },
    });
  }
}

/** Up to this number, Applications are read one by one: each needs a separate watch. */
const MOST_BY_NAME = 10;

/**
 * Objects per page of a list that a watch follows. Whole objects are in memory only while their page is read: with
 * pages of 500, a watcher of 10,000 releases needed a quarter more memory.
 */
const PAGE_SIZE = 100;

interface OwnOptions<T> {
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  /** The only object to read. @default - all of them */
  readonly name?: string;
  readonly labelSelector?: string;
  readonly transform: (object: unknown) => T | undefined;
  readonly changed: (key: string, now: T | undefined, before: T | undefined) => void;
  /** The kind has been read for the first time, or can no longer be read. */
  readonly settled?: () => void;
  readonly watching?: () => void;
  /** @default - that of the whole state */
  readonly signal?: AbortSignal;
}

type DeliveryReflectors = Readonly<Record<DeliveryKind, Reflector<FluxObject>>>;

/** The part of an object to keep; undefined for an object that belongs to no application. */
function ownedObject(object: unknown, kind: DeliveryKind, options: KeptParts): FluxObject | undefined {
  return ownerOf(mapOf(mapOf(object).metadata)) === undefined ? undefined : fluxObjectOf(object, kind, options);
}

/** The name of an application, by its key. */
function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

function keyOf(object: unknown): string {
  const { namespace, name } = mapOf(mapOf(object).metadata);
  return namespacedName({ namespace: stringOf(namespace), name: stringOf(name) ?? '' });
}

function unreadOf({ state }: { readonly state: ReflectorState }): Unread | undefined {
  return state.kind === 'unreadable' ? { unread: state.reason, message: state.message } : undefined;
}

function isSettled({ state }: { readonly state: ReflectorState }): boolean {
  return state.kind !== 'syncing';
}
