import type { Reflector, Resource } from '../kube';
import { objectId, SOURCES } from '../kubernetes';
import type { FluxObject, ObjectRef, Unread } from '../status';

/** Which objects of a kind are read. */
export interface SourceScope {
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /** Undefined: all of the namespace. */
  readonly name?: string;
}

/** How sources are read. */
export interface SourceReflectorsOptions {
  /** The namespace that is read; undefined: all namespaces. */
  readonly namespace?: string;
  /** Whether sources of other namespaces are read too. */
  readonly followsSources?: boolean;
  /** Whether single sources are read rather than whole kinds, because few applications are asked for. */
  readonly byName: boolean;
  /** Starts to read. */
  readonly start: (resource: Resource, scope: SourceScope) => Reflector<FluxObject>;
}

/** So many sources of a kind are read one by one: a list of the whole kind costs less than more requests. */
const MOST_BY_NAME = 50;

/** The sources of a cluster, each read from when an application needs it first. */
export class SourceReflectors {
  private readonly byKey = new Map<string, Reflector<FluxObject>>();
  /** By kind, how many sources are read one by one. */
  private readonly single = new Map<string, number>();

  constructor(private readonly options: SourceReflectorsOptions) {}

  /** What reads a source, or why nothing does. */
  for(ref: ObjectRef): Reflector<FluxObject> | Unread {
    const { namespace, followsSources, byName } = this.options;
    const isElsewhere = namespace !== undefined && ref.namespace !== namespace;
    if (isElsewhere && !(followsSources && ref.namespace)) {
      return { unread: 'OtherNamespace', message: `${ref.kind} ${ref.name} is in another namespace than is watched` };
    }
    const resource = SOURCES.get(ref.kind);
    if (!resource) return { unread: 'UnknownKind', message: `${ref.kind} is no kind of source that is known` };
    return (byName && this.singleOf(resource, ref)) || this.wholeOf(resource, isElsewhere ? ref.namespace : namespace);
  }

  /** Everything that is read, by kind and scope. */
  entries(): IterableIterator<[string, Reflector<FluxObject>]> {
    return this.byKey.entries();
  }

  private singleOf(resource: Resource, { namespace, name }: ObjectRef): Reflector<FluxObject> | undefined {
    const { kind } = resource;
    const key = objectId({ kind, namespace, name });
    const count = this.single.get(kind) ?? 0;
    if (namespace === undefined || (count >= MOST_BY_NAME && !this.byKey.has(key))) return undefined;
    return this.started(key, () => {
      this.single.set(kind, count + 1);
      return this.options.start(resource, { namespace, name });
    });
  }

  private wholeOf(resource: Resource, namespace: string | undefined): Reflector<FluxObject> {
    const isOwn = namespace === this.options.namespace;
    const key = isOwn ? resource.kind : `${resource.kind} of ${namespace}`;
    return this.started(key, () => this.options.start(resource, { namespace }));
  }

  private started(key: string, start: () => Reflector<FluxObject>): Reflector<FluxObject> {
    const known = this.byKey.get(key);
    if (known) return known;
    const reflector = start();
    this.byKey.set(key, reflector);
    return reflector;
  }
}
