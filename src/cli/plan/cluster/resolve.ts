import { addressOf, groupOf, type PlanObject, planObjectOf } from '../../../change';
import { mapOf, omit } from '../../../json';
import type { Discovery, ServedKind } from '../../../kube';
import { definedKinds, kindId } from './definitions';

/** The objects of the code with the kinds of a cluster. */
export interface Resolved {
  /** In order; objects of namespaced kinds have a namespace. */
  readonly objects: readonly PlanObject[];
  /** The kinds that the cluster serves, by address. */
  readonly served: ReadonlyMap<string, ServedKind>;
  /** Objects of kinds that the code defines, and that the cluster does not serve yet. */
  readonly defined: readonly Defined[];
  /** Objects of other kinds that it does not serve. */
  readonly unserved: readonly PlanObject[];
}

/** An object of a kind that the code defines. */
export interface Defined {
  /** In a namespace if the definition says so. */
  readonly object: PlanObject;
  /** Another version of the kind that the cluster serves, through which the object can be read; absent if there is none. */
  readonly servedVersion?: string;
}

/** Reads the kinds of objects from a cluster. @param namespace of objects that have none in their text */
export async function resolveObjects(
  objects: readonly PlanObject[],
  discovery: Discovery,
  namespace: string,
): Promise<Resolved> {
  const resolved: PlanObject[] = [];
  const served = new Map<string, ServedKind>();
  const defined: Defined[] = [];
  const unserved: PlanObject[] = [];
  const definitions = definedKinds(objects);
  const placed = (object: PlanObject, isNamespaced: boolean) =>
    inNamespace(object, isNamespaced ? (object.namespace ?? namespace) : undefined);
  const kinds = await Promise.all(objects.map(({ apiVersion, kind }) => discovery.kind(apiVersion, kind)));
  for (const [index, object] of objects.entries()) {
    const kind = kinds[index];
    const definition = definitions.get(kindId(object));
    if (kind !== undefined) {
      const found = placed(object, kind.isNamespaced);
      resolved.push(found);
      served.set(addressOf(found), kind);
    } else if (definition !== undefined) {
      const other = await discovery.preferredKind(groupOf(object), object.kind);
      const servedVersion = other && { servedVersion: other.apiVersion };
      defined.push({ object: placed(object, definition.isNamespaced), ...servedVersion });
    } else unserved.push(object);
  }
  return { objects: resolved, served, defined, unserved };
}

/** The object in a namespace; without one if its kind has no namespaces. */
export function inNamespace(object: PlanObject, namespace: string | undefined): PlanObject {
  if (object.namespace === namespace) return object;
  const metadata = {
    ...omit(mapOf(object.value.metadata), ['namespace']),
    ...(namespace !== undefined && { namespace }),
  };
  return planObjectOf({ ...object.value, metadata }) as PlanObject;
}
