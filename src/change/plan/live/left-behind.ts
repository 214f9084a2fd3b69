import { isApplication, isNamedByLowering, type NamedObject } from '../../../application';
import { mapOf, type ValueMap } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import type { Prune } from '../../prune/prune';
import { addressOf, belongingOf, deliveryKindOf, type PlanObject } from '../plan-object';
import { inventoryId, inventoryOf, type Kustomizations, kustomizationOf } from './applied-by';
import { seen } from './foretold';
import type { Moves } from './moves';

/** Objects in the cluster that have left the code. */
export interface LeftBehind {
  readonly objects: readonly PlanObject[];
  /** Why some of them stay, by address. */
  readonly kept: ReadonlyMap<string, string>;
  /** Objects that are not deleted automatically, by address. */
  readonly unpruned: readonly string[];
  /** Members of the set, which `fluxapp apply --prune` deletes, by address. */
  readonly pruned: ReadonlySet<string>;
  /** Why it would refuse the deletion, one sentence each; absent if the current command is that deletion. */
  readonly refusals?: readonly string[];
  /** Applications that are not in the code at all, by the Kustomization that applies them. */
  readonly absent: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A set, and the handling of members that have left the code: they are deleted, they stay, or this is undecided. */
export interface PrunedSet {
  readonly prune: Prune;
  readonly outcome: 'deleted' | 'kept' | 'open';
}

/**
 * Finds objects that have left the code: lowered objects that applications of the code no longer have; members of the
 * set; and, in the inventories of the Kustomizations that apply the code, Applications and lowered objects that are not
 * in the code at all.
 *
 * @param code the objects of the code
 * @param live objects of the cluster, with managedFields, including those of the code
 * @param moves an object that continues under another name is not left behind
 */
export function leftBehind(
  code: readonly PlanObject[],
  live: readonly ValueMap[],
  kustomizations: Kustomizations,
  moves: Moves = new Map(),
  set?: PrunedSet,
): LeftBehind {
  const addresses = new Set([...code, ...moves.values()].map(addressOf));
  const applications = new Set(code.flatMap((object) => belongingOf(object)?.application ?? []));
  const lowered = live
    .map((value) => ({ value, object: seen(value) }))
    .filter(({ object }) => !addresses.has(addressOf(object)) && isLowered(object))
    .filter(({ value, object }) => {
      const { application = '' } = belongingOf(object) ?? {};
      return applications.has(application) || pruner(value, object, kustomizations) !== undefined;
    });
  const known = new Set(lowered.map(({ object }) => addressOf(object)));
  const members = set === undefined ? new Map<string, LeftMember>() : membersOf(set);
  const left = [...lowered, ...[...members.values()].filter(({ object }) => !known.has(addressOf(object)))];
  const kept = new Map<string, string>();
  const unpruned: string[] = [];
  const pruned = new Set<string>();
  const absent = new Map<string, Set<string>>();
  for (const { value, object } of left) {
    const kustomization = pruner(value, object, kustomizations);
    const address = addressOf(object);
    if (kustomization === undefined) {
      const member = members.get(address);
      if (member?.isPruned) pruned.add(address);
      if (member === undefined) unpruned.push(address);
      const why = member === undefined ? 'nothing deletes it by itself' : member.stays;
      if (why !== undefined) kept.set(address, why);
      continue;
    }
    const name = nameOf(kustomization);
    if (mapOf(kustomization.spec).prune !== true) kept.set(address, `Kustomization ${name} does not prune`);
    const { application = '' } = belongingOf(object) ?? {};
    if (applications.has(application)) continue;
    const others = absent.get(name) ?? new Set();
    absent.set(name, others.add(application));
  }
  const objects = left.map(({ object }) => object);
  const refusals = set?.outcome === 'open' ? set.prune.refusals : undefined;
  return { objects, kept, unpruned, pruned, absent, ...(refusals && { refusals }) };
}

/** A member of the set that has left the code. */
interface LeftMember {
  readonly value: ValueMap;
  readonly object: PlanObject;
  readonly isPruned: boolean;
  /** Why it stays, if it does. */
  readonly stays?: string;
}

function membersOf({ prune: { deletions, stays }, outcome }: PrunedSet): Map<string, LeftMember> {
  const until = outcome === 'kept' ? { stays: 'fluxapp apply --prune deletes it' } : {};
  return new Map<string, LeftMember>([
    ...deletions.map(({ address, live, object }): [string, LeftMember] => [
      address,
      { value: live, object, isPruned: true, ...until },
    ]),
    ...stays.map(({ address, live, object, why }): [string, LeftMember] => [
      address,
      { value: live, object, isPruned: false, stays: why },
    ]),
  ]);
}

/** Whether lowering created an object, with its current name. */
function isLowered(object: PlanObject): boolean {
  if (isApplication(object.value)) return true;
  if (belongingOf(object) === undefined) return false;
  return deliveryKindOf(object) === undefined || isNamedByLowering(object.value as unknown as NamedObject);
}

/** The Kustomization with the object in its inventory. */
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
