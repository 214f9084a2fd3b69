import { isMap, mapOf, stringOf, type ValueMap } from '../json';
import {
  ApiError,
  type Discovery,
  type KubeClient,
  listObjects,
  mapInParallel,
  pathOf,
  type ServedKind,
} from '../kube';
import { namespacedName } from '../kubernetes';

/** An object to read. */
export interface WantedObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for a cluster-scoped kind. */
  readonly namespace?: string;
  readonly name: string;
}

/** All objects of a kind in a namespace, or in all of them. */
export interface WantedList extends Omit<WantedObject, 'name'> {
  /** Only objects with these labels. */
  readonly labelSelector?: string;
}

/** The current state of some objects in a cluster. */
export interface LiveObjects {
  /** The object, with managedFields; undefined if it does not exist. */
  of(wanted: WantedObject): ValueMap | undefined;
  /** All objects that were read, including further ones that a list has returned. */
  readonly all: readonly ValueMap[];
  /** Kinds that the cluster does not serve: `apiVersion kind`. */
  readonly missingKinds: ReadonlySet<string>;
  /** Lists that are not permitted: `helmreleases in namespace shop`. Further objects in them are unknown. */
  readonly notListed: readonly string[];
}

export interface LiveObjectsOptions {
  readonly discovery: Discovery;
  readonly signal: AbortSignal;
  /** Lists to read as a whole, for objects in addition to the requested ones. */
  readonly lists: readonly WantedList[];
  /** Called after each group of objects, with the number of requested objects that have been processed. */
  readonly onProgress?: (done: number) => void;
}

/** From this number of objects of a kind in a namespace on, one list is faster than a request for each object. */
const LIST_FROM = 5;

/** The number of concurrent requests: more would not be faster. */
const CONCURRENCY = 8;

/** The requested objects of a kind in a namespace. */
interface Group extends WantedList {
  readonly wanted: WantedObject[];
  readonly isListed: boolean;
}

/**
 * Reads objects of any kind: by one list for each kind and namespace if there are several, otherwise one by one; also
 * one by one if lists are not permitted.
 *
 * @throws ApiError, ConnectionError, KubeconfigError; ApiError with status 403 if an object may not be read
 */
export async function readLiveObjects(
  client: KubeClient,
  wanted: readonly WantedObject[],
  options: LiveObjectsOptions,
): Promise<LiveObjects> {
  const reader = new LiveObjectReader(client, options);
  await mapInParallel(grouped(wanted, options.lists), CONCURRENCY, (group) => reader.read(group));
  return reader;
}

function grouped(wanted: readonly WantedObject[], lists: readonly WantedList[]): Group[] {
  const idOfGroup = ({ apiVersion, kind, namespace, labelSelector }: WantedList) =>
    JSON.stringify([apiVersion, kind, namespace, labelSelector]);
  const groups = new Map(
    lists.map((list): [string, Group] => [idOfGroup(list), { ...list, wanted: [], isListed: true }]),
  );
  for (const object of wanted) {
    const { apiVersion, kind, namespace } = object;
    const group = groups.get(idOfGroup(object));
    if (group) group.wanted.push(object);
    else groups.set(idOfGroup(object), { apiVersion, kind, namespace, wanted: [object], isListed: false });
  }
  return [...groups.values()];
}

class LiveObjectReader implements LiveObjects {
  readonly all: ValueMap[] = [];
  readonly missingKinds = new Set<string>();
  readonly notListed: string[] = [];
  private readonly byId = new Map<string, ValueMap>();
  private done = 0;

  constructor(
    private readonly client: KubeClient,
    private readonly options: LiveObjectsOptions,
  ) {}

  of(wanted: WantedObject): ValueMap | undefined {
    return this.byId.get(idOf(wanted));
  }

  async read({ wanted, isListed, ...list }: Group): Promise<void> {
    const { apiVersion, kind } = list;
    const served = await this.options.discovery.kind(apiVersion, kind);
    if (served === undefined) {
      if (wanted.length > 0) this.missingKinds.add(`${apiVersion} ${kind}`);
    } else {
      const isMany = isListed || wanted.length >= LIST_FROM;
      if (!isMany || !(await this.list(served, list))) await this.get(served, wanted);
    }
    this.done += wanted.length;
    this.options.onProgress?.(this.done);
  }

  /** @returns whether the list is permitted */
  private async list(served: ServedKind, { apiVersion, namespace, labelSelector }: WantedList): Promise<boolean> {
    const { resource } = served;
    const { kind } = resource;
    try {
      const path = pathOf(resource, served.isNamespaced ? namespace : undefined);
      const objects = await listObjects(this.client, path, { labelSelector, signal: this.options.signal });
      // an item of a list has no kind
      for (const object of objects) this.add({ ...mapOf(object), apiVersion, kind });
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      this.notListed.push(namespace === undefined ? resource.plural : `${resource.plural} in namespace ${namespace}`);
      return false;
    }
  }

  private async get({ resource, isNamespaced }: ServedKind, wanted: readonly WantedObject[]): Promise<void> {
    await mapInParallel(wanted, CONCURRENCY, async ({ namespace, name }) => {
      const path = pathOf(resource, isNamespaced ? namespace : undefined, name);
      try {
        this.add(await this.client.request('GET', path, { signal: this.options.signal }));
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
      }
    });
  }

  private add(object: unknown): void {
    if (!isMap(object)) return;
    const { name, namespace } = mapOf(object.metadata);
    const { apiVersion, kind } = object;
    const wanted = {
      apiVersion: String(apiVersion),
      kind: String(kind),
      name: String(name),
      namespace: stringOf(namespace),
    };
    this.byId.set(idOf(wanted), object);
    this.all.push(object);
  }
}

/** The version of an API does not matter: the API server converts. */
function idOf({ apiVersion, kind, namespace, name }: WantedObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return JSON.stringify([group, kind, namespacedName({ namespace, name })]);
}
