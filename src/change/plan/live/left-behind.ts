import { isApplication, isNamedByLowering, type NamedObject } from '../../../application';
import { mapOf, type ValueMap } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import { addressOf, belongingOf, deliveryKindOf, type PlanObject } from '../plan-object';
import { inventoryId, inventoryOf, type Kustomizations, kustomizationOf } from './applied-by';
import { seen } from './foretold';

/** What has left the code and is in the cluster. */
export interface LeftBehind {
  readonly objects: readonly PlanObject[];
  /** Why some of them stay there, by address. */
  readonly kept: ReadonlyMap<string, string>;
  /** Those that nothing deletes by itself, by address. */
  readonly unpruned: readonly string[];
  /** Applications of which the code has nothing, by the Kustomization that applies them. */
  readonly absent: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Finds what an application of the code was lowered to before and is not any more; and, in the inventories of the
 * Kustomizations that apply the code, Applications and lowered objects that are not in the code at all.
 *
 * @param code the objects of the code
 * @param live objects of the cluster, with managedFields; those of the code among them
 */
export function leftBehind(
  code: readonly PlanObject[],
  live: readonly ValueMap[],
  kustomizations: Kustomizations,
): LeftBehind {
  const addresses = new Set(code.map(addressOf));
  const applications = new Set(code.flatMap((object) => belongingOf(object)?.application ?? []));
  const left = live
    .map((value) => ({ value, object: seen(value) }))
    .filter(({ object }) => !addresses.has(addressOf(object)) && isLowered(object))
    .filter(({ value, object }) => {
      const { application = '' } = belongingOf(object) ?? {};
      return applications.has(application) || pruner(value, object, kustomizations) !== undefined;
    });
  const kept = new Map<string, string>();
  const unpruned: string[] = [];
  const absent = new Map<string, Set<string>>();
  for (const { value, object } of left) {
    const kustomization = pruner(value, object, kustomizations);
    if (kustomization === undefined) {
      unpruned.push(addressOf(object));
      kept.set(addressOf(object), 'nothing deletes it by itself');
      continue;
    }
    const name = nameOf(kustomization);
    if (mapOf(kustomization.spec).prune !== true) kept.set(addressOf(object), `Kustomization ${name} does not prune`);
    const { application = '' } = belongingOf(object) ?? {};
    if (applications.has(application)) continue;
    const others = absent.get(name) ?? new Set();
    absent.set(name, others.add(application));
  }
  return { objects: left.map(({ object }) => object), kept, unpruned, absent };
}

/** Whether lowering made an object, under the name that it has. */
function isLowered(object: PlanObject): boolean {
  if (isApplication(object.value)) return true;
  if (belongingOf(object) === undefined) return false;
  return deliveryKindOf(object) === undefined || isNamedByLowering(object.value as unknown as NamedObject);
}

/** The Kustomization in whose inventory an object is. */
function pruner(live: ValueMap, object: PlanObject, kustomizations: Kustomizations): ValueMap | undefined {
  const named = kustomizationOf(live);
  const kustomization = named && kustomizations.get(namespacedName(named));
  if (kustomization === undefined) return undefined;
  return inventoryOf(kustomization).has(inventoryId(object)) ? kustomization : undefined;
}

function nameOf({ metadata }: ValueMap): string {
  const { namespace, name } = mapOf(metadata);
  return namespacedName({ namespace: String(namespace), name: String(name) });
}
