import { addressOf, type PlanObject, planObjectOf } from '../../../change';
import { mapOf, omit } from '../../../json';
import type { Discovery, ServedKind } from '../../../kube';

/** The objects of the code with the kinds of a cluster. */
export interface Resolved {
  /** In order; objects of namespaced kinds have a namespace. */
  readonly objects: readonly PlanObject[];
  /** The kinds that the cluster serves, by address. */
  readonly served: ReadonlyMap<string, ServedKind>;
  /** Objects of kinds that it does not serve. */
  readonly unserved: readonly PlanObject[];
}

/** Reads the kinds of objects from a cluster. @param namespace of objects that have none in their text */
export async function resolveObjects(
  objects: readonly PlanObject[],
  discovery: Discovery,
  namespace: string,
): Promise<Resolved> {
  const resolved: PlanObject[] = [];
  const served = new Map<string, ServedKind>();
  const unserved: PlanObject[] = [];
  const kinds = await Promise.all(objects.map(({ apiVersion, kind }) => discovery.kind(apiVersion, kind)));
  for (const [index, object] of objects.entries()) {
    const kind = kinds[index];
    if (kind === undefined) {
      unserved.push(object);
      continue;
    }
    const placed = inNamespace(object, kind.isNamespaced ? (object.namespace ?? namespace) : undefined);
    resolved.push(placed);
    served.set(addressOf(placed), kind);
  }
  return { objects: resolved, served, unserved };
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
