import { clusterId, isApplication, isNamedByLowering, type NamedObject } from '../../../application';
import type { ValueMap } from '../../../json';
import { DELIVERY_KINDS, namespacedName } from '../../../kubernetes';
import { ownApply } from '../../apply/own-apply';
import { setIdOf } from '../../prune/apply-set';
import { PlanObjects } from '../objects';
import { addressOf, belongingOf, clusterOfDelivery, deliveryKindOf, type PlanObject, specOf } from '../plan-object';
import type { Kustomizations } from './applied-by';
import { seen } from './foretold';

/**
 * The HelmRelease or Kustomization in the cluster that one in the code takes over from, by the address of the one in
 * the code.
 */
export type Moves = ReadonlyMap<string, PlanObject>;

/** The reason recorded on an object that a move suspends, so that the status explains it after an interruption. */
export function moveReason(to: Pick<PlanObject, 'namespace' | 'name'>): string {
  return `fluxapp apply moves it to ${namespacedName(to)}`;
}

/** A HelmRelease or Kustomization in the cluster that is not in the code, stays, and delivers the same as the code. */
export interface Rival {
  /** The delivery of the code. */
  readonly object: PlanObject;
  /** The delivery in the cluster. */
  readonly other: PlanObject;
  /** The applier that writes it repeatedly, in words; absent if there is none. */
  readonly owner?: string;
}

/**
 * Finds the HelmReleases and Kustomizations that have left the code and continue under another name: one in the code
 * has the same Helm release or applies the same manifests, in the same cluster. Excludes those that a controller or
 * another tool applies, because it would delete the old object itself, without suspending it.
 *
 * @param code the objects of the code
 * @param live objects of the cluster, with managedFields
 * @param adopts whether to include HelmReleases and Kustomizations whose names are not from lowering, and those of
 * other sets. @default false
 * @param setId the set of the code
 */
export function movesOf(
  code: readonly PlanObject[],
  live: readonly ValueMap[],
  kustomizations: Kustomizations,
  adopts = false,
  setId?: string,
): Moves {
  const isMoved = ({ object, value }: Old) =>
    (adopts || (isLowered(object) && (setIdOf(value) ?? setId) === setId)) &&
    ownerOf({ object, value }, kustomizations) === undefined;
  const { there, pairs } = besides(code, live, isMoved);
  const counts = new Map<PlanObject, number>();
  for (const each of pairs.flatMap(({ object, old }) => [object, old.object])) {
    counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  // if one takes over from several, or several from one, the user has to decide
  const isOnly = ({ object, old }: Pair) => counts.get(object) === 1 && counts.get(old.object) === 1;
  return new Map(
    pairs
      .filter((pair) => isOnly(pair) && !there.has(addressOf(pair.object)))
      .map(({ object, old }) => [addressOf(object), old.object]),
  );
}

/**
 * Finds the HelmReleases and Kustomizations that are not in the code and deliver the same as the code: Flux would apply
 * both in turn. Excludes suspended ones.
 *
 * @param going the addresses of objects that are excluded, too, because they are moved or deleted
 */
export function rivalsOf(
  code: readonly PlanObject[],
  live: readonly ValueMap[],
  kustomizations: Kustomizations,
  going: ReadonlySet<string>,
): Rival[] {
  const isRival = ({ object }: Old) => specOf(object).suspend !== true && !going.has(addressOf(object));
  return besides(code, live, isRival).pairs.map(({ object, old }): Rival => {
    const owner = ownerOf(old, kustomizations);
    return { object, other: old.object, ...(owner !== undefined && { owner }) };
  });
}

/** An object of the cluster. */
interface Old {
  readonly object: PlanObject;
  /** As the API server returns it. */
  readonly value: ValueMap;
}

/** A delivery in the code, and one in the cluster that is not in the code and delivers the same. */
interface Pair {
  readonly object: PlanObject;
  readonly old: Old;
}

/** @returns the pairs, and the addresses of the deliveries and Applications in the cluster */
function besides(code: readonly PlanObject[], live: readonly ValueMap[], isWanted: (old: Old) => boolean) {
  const addresses = new Set(code.map(addressOf));
  const all = live.filter(isOfInterest).map((value): Old => ({ value, object: seen(value) }));
  const there = new Set(all.map(({ object }) => addressOf(object)));
  const byId = new Map<string, Set<Old>>();
  const left = all.filter(({ object }) => deliveryKindOf(object) !== undefined && !addresses.has(addressOf(object)));
  const before = new PlanObjects(all.map(({ object }) => object));
  for (const old of left.filter(isWanted)) {
    for (const id of idsOf(old.object, before)) byId.set(id, (byId.get(id) ?? new Set()).add(old));
  }
  const after = new PlanObjects(code);
  const pairs = (byId.size === 0 ? [] : code)
    .filter((object) => deliveryKindOf(object) !== undefined)
    .filter((object) => specOf(object).suspend !== true) // a suspended one takes nothing over
    .flatMap((object): Pair[] => {
      const olds = new Set(idsOf(object, after).flatMap((id) => [...(byId.get(id) ?? [])]));
      return [...olds].filter((old) => before.mayShareCluster(old.object, object)).map((old) => ({ object, old }));
    });
  return { there, pairs };
}

/** Whether an object is a delivery, or an Application, which has the names of clusters. */
function isOfInterest(value: ValueMap): boolean {
  return DELIVERY_KINDS.some((kind) => kind === value.kind) || isApplication(value);
}

/**
 * Ids of the Helm release or manifests of an object. Clusters are the same if their names or their Secrets are the
 * same.
 */
function idsOf(object: PlanObject, objects: PlanObjects): string[] {
  const secret = JSON.stringify([clusterId(clusterOfDelivery(object)), object.namespace]);
  if (deliveryKindOf(object) === 'Kustomization') return [objects.appliedId(object), objects.appliedId(object, secret)];
  const [record, made] = objects.releaseIds(object);
  const [ofSecret, madeOfSecret] = objects.releaseIds(object, secret);
  return [JSON.stringify([record, made]), JSON.stringify([ofSecret, madeOfSecret])];
}

function isLowered(object: PlanObject): boolean {
  return belongingOf(object) !== undefined && isNamedByLowering(object.value as unknown as NamedObject);
}

/** The applier that writes an object repeatedly, in words; undefined if only commands apply it. */
function ownerOf({ object, value }: Old, kustomizations: Kustomizations): string | undefined {
  return ownApply(object, value, kustomizations).owner;
}
