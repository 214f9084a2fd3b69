import type { Reflector, Resource } from '../kube';
import { objectId, SOURCES } from '../kubernetes';
import type { FluxObject, ObjectRef, Unread } from '../status';

/** The objects of a kind to read. */
export interface SourceScope {
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /** Undefined: all objects in the namespace. */
  readonly name?: string;
}

/** How to read sources. */
export interface SourceReflectorsOptions {
  /** The namespace to read; undefined: all namespaces. */
  readonly namespace?: string;
  /** Whether sources of other namespaces are read too. */
  readonly followsSources?: boolean;
  /** Whether single sources are read instead of whole kinds, because only few applications are requested. */
  readonly byName: boolean;
  /** Starts reading the objects of a kind. */
  readonly start: (resource: Resource, scope: SourceScope) => Reflector<FluxObject>;
}

/** Up to this number, sources of a kind are read one by one: beyond it, a list of the whole kind is cheaper. */
const MOST_BY_NAME = 50;

/** The sources of a cluster, each read as soon as an application needs it. */
export class SourceReflectors {
  private readonly byKey = new Map<string, Reflector<FluxObject>>();
  /** By kind, the number of sources that are read one by one. */
  private readonly single = new Map<string, number>();

  constructor(private readonly options: SourceReflectorsOptions) {}

  /** The reader of a source, or the reason why it is not read. */
  for(ref: ObjectRef): Reflector<FluxObject> | Unread {
    const { namespace, followsSources, byName } = this.options;
    const isElsewhere = namespace !== undefined && ref.namespace !== namespace;
    if (isElsewhere && !(followsSources && ref.namespace)) {
      return { unread: 'OtherNamespace', message: `${ref.kind} ${ref.name} is outside the watched namespace` };
    }
    const resource = SOURCES.get(ref.kind);
    if (!resource) return { unread: 'UnknownKind', message: `${ref.kind} is not a known kind of source` };
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
