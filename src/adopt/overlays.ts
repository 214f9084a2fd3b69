import { isPlainObject, mapOf, omit, stringOf, type ValueMap } from '../json';
import { DELIVERY_KINDS } from '../kubernetes';
import type { Ejected } from './eject';
import { factorEqual } from './factor';
import { distinct } from './groups';
import { fileStemOf } from './stem';

/** The files of a kustomize layout, by path in the folder. */
export type Overlays = ReadonlyMap<string, readonly ValueMap[]>;

const KUSTOMIZATION = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

/** A HelmRelease or Kustomization, and the cluster that it delivers to. */
interface Delivery {
  readonly object: ValueMap;
  readonly cluster: string;
}

/** The shared part of an application's deliveries to different clusters, and the patch for each. */
interface Base {
  /** `base/<namespace>/<name>`. */
  readonly folder: string;
  readonly object: ValueMap;
  /** The object that kustomize merges over the shared one, by delivery. */
  readonly patches: ReadonlyMap<ValueMap, ValueMap>;
}

/**
 * Arranges plain Flux objects as a base for each application and an overlay for each cluster. With kustomize, an
 * overlay builds the objects that {@link Ejected.clusters} has for that cluster, and the whole folder builds all
 * objects.
 *
 * A delivery that kustomize cannot merge is written in full: a null in a patch deletes a field, for example.
 */
export function overlaysOf({ clusters, shared, owners }: Ejected): Overlays {
  const bases = basesOf(clusters, owners);
  const baseOf = new Map(bases.flatMap((base) => [...base.patches.keys()].map((object) => [object, base] as const)));
  const files = new Map<string, readonly ValueMap[]>();
  const folders: string[] = [];
  const addFolder = (folder: string, resources: readonly string[], patches?: readonly ValueMap[]) => {
    const body = patches === undefined || patches.length === 0 ? { resources } : { resources, patches };
    files.set(`${folder}kustomization.yaml`, [{ ...KUSTOMIZATION, ...body }]);
  };
  if (shared.length > 0) {
    files.set('shared/objects.yaml', shared);
    addFolder('shared/', ['objects.yaml']);
    folders.push('shared');
  }
  for (const { folder, object } of bases) {
    files.set(`${folder}/object.yaml`, [object]);
    addFolder(`${folder}/`, ['object.yaml']);
  }
  for (const [cluster, objects] of clusters) {
    const folder = `clusters/${cluster}`;
    const resources: string[] = [];
    const patches: ValueMap[] = [];
    for (const object of objects) {
      const base = baseOf.get(object);
      const isTaken = (stem: string) => stem === 'kustomization' || files.has(`${folder}/${stem}.yaml`);
      const file = `${distinct(fileStem(object), isTaken)}.yaml`;
      files.set(`${folder}/${file}`, [base?.patches.get(object) ?? object]);
      if (base === undefined) resources.push(file);
      else {
        resources.push(`../../${base.folder}`);
        patches.push({ path: file, target: selectorOf(base.object), options: { allowNameChange: true } });
      }
    }
    addFolder(`${folder}/`, resources, patches);
    folders.push(folder);
  }
  addFolder('', folders);
  return files;
}

function fileStem({ metadata }: ValueMap): string {
  const { namespace, name } = mapOf(metadata);
  const stem = fileStemOf(String(name));
  return namespace === undefined ? stem : `${namespace}/${stem}`;
}

/** The patch target that selects the object of a base. kustomize reads its name as a regular expression. */
function selectorOf({ apiVersion, kind, metadata }: ValueMap): ValueMap {
  const [group, version] = String(apiVersion).split('/');
  const { namespace, name } = mapOf(metadata);
  const place = namespace === undefined ? {} : { namespace };
  return { group, version, kind, ...place, name: String(name).replaceAll('.', '\\.') };
}

function basesOf(clusters: Ejected['clusters'], owners: Ejected['owners']): Base[] {
  const applications = new Map<string, Delivery[]>();
  const names = new Set<unknown>();
  for (const [cluster, objects] of clusters) {
    for (const object of objects) {
      if (!DELIVERY_KINDS.some((kind) => kind === object.kind)) continue;
      names.add(mapOf(object.metadata).name);
      const id = JSON.stringify([owners.get(object), object.kind]);
      applications.set(id, [...(applications.get(id) ?? []), { object, cluster }]);
    }
  }
  const folders = new Set<string>();
  return [...applications.values()].flatMap((deliveries) =>
    [...slotsOf(deliveries)].flatMap(([slot, alike]) => {
      const objects = alike.map(({ object }) => object).filter(isMergeable);
      const [first] = objects;
      if (first === undefined || objects.length < 2) return [];
      const factored = factorEqual(objects.map(withoutName));
      const patches = objects.map((object, index) => [object, patchOf(object, mapOf(factored.own[index]))] as const);
      const { namespace } = mapOf(first.metadata);
      const application = String(owners.get(first)).split('/').at(-1) ?? '';
      const prefix = namespace === undefined ? 'base/' : `base/${namespace}/`;
      // a patch also selects an object by the new name from another patch
      const isTaken = (each: string) => names.has(each) || folders.has(prefix + each);
      const own = distinct(slot === '' ? application : `${application}-${slot}`, isTaken);
      folders.add(prefix + own);
      const { apiVersion, kind, metadata, ...rest } = factored.shared;
      const object = { apiVersion, kind, metadata: { name: own, ...mapOf(metadata) }, ...rest };
      return [{ folder: prefix + own, object, patches: new Map(patches) }];
    }),
  );
}

/**
 * Splits the deliveries of one application into slots with at most one delivery for each cluster. If a cluster has
 * several, they are split by target namespace, then by number.
 */
function slotsOf(deliveries: readonly Delivery[]): Map<string, Delivery[]> {
  const isAlone = new Set(deliveries.map(({ cluster }) => cluster)).size === deliveries.length;
  const slots = new Map<string, Delivery[]>();
  const counts = new Map<string, number>();
  for (const delivery of deliveries) {
    const namespace = isAlone ? '' : (stringOf(mapOf(delivery.object.spec).targetNamespace) ?? '');
    const place = JSON.stringify([delivery.cluster, namespace]);
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    const slot = [namespace, count > 1 ? `${count}` : ''].filter((part) => part !== '').join('-');
    slots.set(slot, [...(slots.get(slot) ?? []), delivery]);
  }
  return slots;
}

function withoutName({ metadata, ...object }: ValueMap): ValueMap {
  return { ...object, metadata: omit(mapOf(metadata), ['name']) };
}

function patchOf({ apiVersion, kind, metadata }: ValueMap, { metadata: own, ...rest }: ValueMap): ValueMap {
  const { name, namespace } = mapOf(metadata);
  const place = namespace === undefined ? { name } : { name, namespace };
  return { ...{ apiVersion, kind }, metadata: { ...place, ...mapOf(own) }, ...rest };
}

/** Whether kustomize can merge it: it has no nulls in maps, no empty keys, and none that look like directives. */
function isMergeable(value: unknown): boolean {
  if (!isPlainObject(value)) return true;
  return Object.entries(value).every(
    ([key, part]) => part !== null && key !== '' && !key.startsWith('$') && isMergeable(part),
  );
}
