import { isApplication, isNamedByLowering, type NamedObject } from '../../../application';
import type { ValueMap } from '../../../json';
import { DELIVERY_KINDS, namespacedName } from '../../../kubernetes';
import { ownApply } from '../../apply/own-apply';
import { setIdOf } from '../../prune/apply-set';
import { PlanObjects } from '../objects';
import { addressOf, belongingOf, deliveryKindOf, type PlanObject, specOf } from '../plan-object';
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

/**
 * A HelmRelease or Kustomization in the cluster that is not in the code, stays, and delivers the same as the code, or
 * may do so.
 */
export interface Rival {
  /** The delivery of the code. */
  readonly object: PlanObject;
  /** The delivery in the cluster. */
  readonly other: PlanObject;
  /** Whether it is a Kustomization whose objects may differ, because its variables, patches or the like do. */
  readonly mayDiffer?: true;
  /** The applier that writes it repeatedly, in words; absent if there is none. */
  readonly owner?: string;
  /** Whether `fluxapp apply --adopt` moves it: there is no other one, and the delivery of the code does not exist yet. */
  readonly isMovable?: true;
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
  const besides = new Besides(code, live, isMoved);
  const pairs = besides.same();
  const counts = new Map<PlanObject, number>();
  for (const each of pairs.flatMap(({ object, old }) => [object, old.object])) {
    counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  // if one takes over from several, or several from one, the user has to decide
  const isOnly = ({ object, old }: Pair) => counts.get(object) === 1 && counts.get(old.object) === 1;
  return new Map(
    pairs
      .filter((pair) => isOnly(pair) && !besides.there.has(addressOf(pair.object)))
      .map(({ object, old }) => [addressOf(object), old.object]),
  );
}

/**
 * Finds the HelmReleases and Kustomizations that are not in the code and deliver the same as the code: Flux would apply
 * both in turn. Excludes suspended ones. Kustomizations that may deliver the same are found for new objects only:
 * existing ones are known to go on beside each other, such as those of tenants.
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
  const rival = ({ object, old }: Pair): Rival => {
    const owner = ownerOf(old, kustomizations);
    return { object, other: old.object, ...(owner !== undefined && { owner }) };
  };
  const besides = new Besides(code, live, isRival);
  const sure = besides.same().map(rival);
  const moves = sure.length === 0 ? new Map() : movesOf(code, live, kustomizations, true);
  const isMovable = ({ object, other }: Rival) => {
    const moved: PlanObject | undefined = moves.get(addressOf(object));
    return moved !== undefined && addressOf(moved) === addressOf(other);
  };
  const known = new Set(sure.map(({ object }) => addressOf(object)));
  const possible = besides
    .possiblySame()
    .filter(({ object }) => !known.has(addressOf(object)) && !besides.there.has(addressOf(object)));
  return [
    ...sure.map((each): Rival => (isMovable(each) ? { ...each, isMovable: true } : each)),
    ...possible.map((pair): Rival => ({ ...rival(pair), mayDiffer: true })),
  ];
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

/** The deliveries of the code, and the others in the cluster. */
class Besides {
  /** The addresses of the deliveries and Applications in the cluster. */
  readonly there: ReadonlySet<string>;
  private readonly olds: readonly Old[];
  private readonly before: PlanObjects;
  private readonly after: PlanObjects;

  /** @param isWanted whether a delivery in the cluster that is not in the code counts */
  constructor(code: readonly PlanObject[], live: readonly ValueMap[], isWanted: (old: Old) => boolean) {
    const addresses = new Set(code.map(addressOf));
    const all = live.filter(isOfInterest).map((value): Old => ({ value, object: seen(value) }));
    this.there = new Set(all.map(({ object }) => addressOf(object)));
    this.olds = all
      .filter(({ object }) => deliveryKindOf(object) !== undefined && !addresses.has(addressOf(object)))
      .filter(isWanted);
    this.before = new PlanObjects(all.map(({ object }) => object));
    this.after = new PlanObjects(code);
  }

  /** Those that deliver the same. */
  same(): Pair[] {
    return this.pairs(idsOf).filter(({ object, old }) => this.before.mayShareCluster(old.object, object, this.after));
  }

  /** Kustomizations that may deliver the same. */
  possiblySame(): Pair[] {
    return this.pairs((object, objects) =>
      deliveryKindOf(object) === 'Kustomization' ? objects.manifestsIds(object) : [],
    );
  }

  private pairs(idsOf: (object: PlanObject, objects: PlanObjects) => readonly string[]): Pair[] {
    const byId = new Map<string, Set<Old>>();
    for (const old of this.olds) {
      for (const id of idsOf(old.object, this.before)) byId.set(id, (byId.get(id) ?? new Set()).add(old));
    }
    return (byId.size === 0 ? [] : this.after.all)
      .filter((object) => deliveryKindOf(object) !== undefined)
      .filter((object) => specOf(object).suspend !== true) // a suspended one takes nothing over
      .flatMap((object): Pair[] => {
        const olds = new Set(idsOf(object, this.after).flatMap((id) => [...(byId.get(id) ?? [])]));
        return [...olds].map((old) => ({ object, old }));
      });
  }
}

/** Whether an object is a delivery, or an Application, which has the names of clusters. */
function isOfInterest(value: ValueMap): boolean {
  return DELIVERY_KINDS.some((kind) => kind === value.kind) || isApplication(value);
}

/** Ids of the Helm release or manifests of an object. */
function idsOf(object: PlanObject, objects: PlanObjects): string[] {
  const idOf = (cluster: string) =>
    deliveryKindOf(object) === 'Kustomization'
      ? objects.appliedId(object, cluster)
      : JSON.stringify(objects.releaseIds(object, cluster));
  return objects.clustersOf(object).map(idOf);
}

function isLowered(object: PlanObject): boolean {
  return belongingOf(object) !== undefined && isNamedByLowering(object.value as unknown as NamedObject);
}

/** The applier that writes an object repeatedly, in words; undefined if only commands apply it. */
function ownerOf({ object, value }: Old, kustomizations: Kustomizations): string | undefined {
  return ownApply(object, value, kustomizations).owner;
}
