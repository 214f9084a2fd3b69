import { PRUNE } from '../../application';
import { several } from '../../diagnostics';
import { compareText, listOf, mapOf, type ValueMap } from '../../json';
import { NAMESPACE, namespacedName } from '../../kubernetes';
import { ownApply } from '../apply/own-apply';
import { isMarked, RECONCILE } from '../foretell/flux-apply';
import { managersOf, owns } from '../foretell/managers';
import { deletesAtItsEnd } from '../plan/effects/kustomization-effect';
import { inventoryOf, type Kustomizations } from '../plan/live/applied-by';
import { seen } from '../plan/live/foretold';
import { PlanObjects } from '../plan/objects';
import { addressOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf, specOf } from '../plan/plan-object';
import { dependenciesOf, referencesOf } from '../plan/references';
import { type ApplySet, applySetId, PART_OF, setIdOf } from './apply-set';
import { deletionOrder } from './order';

/** The input for a prune. */
export interface PruneInput {
  readonly set: ApplySet;
  /** The objects with the label of the set, as returned by the API server, including those of the code. */
  readonly members: readonly ValueMap[];
  /** The objects of the code, in the form that the cluster will store. */
  readonly code: readonly PlanObject[];
  /** Other objects in the cluster that may need a member of the set, as returned by the API server. */
  readonly others: readonly ValueMap[];
  readonly kustomizations: Kustomizations;
}

/** The members of a set that have left the code, and what to do with them. */
export interface Prune extends Leaving {
  readonly set: ApplySet;
}

/** The input of {@link leavingOf}. */
export interface LeavingInput extends Omit<PruneInput, 'set'> {
  /** The origin that the members have left, in messages: `the code`. */
  readonly origin: string;
  /** The label that marks members. */
  readonly label: string;
  /** The field manager that applies them. @default - that of the command */
  readonly manager?: string;
  /** How a user deletes later, in messages. @default - only new objects wait for the deletions, and are not applied */
  readonly later?: string;
  /** Why an object stays that would otherwise be deleted. @default - only marks and kinds decide */
  readonly staysBecause?: (object: PlanObject) => string | undefined;
}

/** Members that are not wanted any more, and what to do with them. */
export interface Leaving {
  /** The number of members, including those that are wanted. */
  readonly size: number;
  /** The objects to delete: deliveries first. */
  readonly deletions: readonly Deletion[];
  /** The objects that have left the code, but stay. */
  readonly stays: readonly Staying[];
  /** Why nothing may be deleted, one sentence each. */
  readonly refusals: readonly string[];
}

/** A member that has left the code. */
interface Left {
  readonly address: string;
  readonly object: PlanObject;
  /** Its state when that was decided. */
  readonly live: ValueMap;
}

/** An object that stays. */
export interface Staying extends Left {
  readonly why: string;
}

/** An object to delete. */
export interface Deletion extends Left {
  /** Addresses of other deletions that must be finished first. */
  readonly waitsFor: readonly string[];
  /** Whether it is already being deleted. */
  readonly isGoing: boolean;
}

/** Finds the members of a set that have left the code. Only members are ever deleted. */
export function pruneOf({ set, members, ...input }: PruneInput): Prune {
  const id = applySetId(set);
  const own = members.filter((member) => setIdOf(member) === id);
  const later = 'apply without --prune, and prune when the second one is ready';
  return { set, ...leavingOf({ ...input, members: own, origin: 'the code', label: PART_OF, later }) };
}

/** Finds the members that are not in the code. Only members are ever deleted. */
export function leavingOf({ members, code, others, kustomizations, ...how }: LeavingInput): Leaving {
  const { origin, label, manager, later, staysBecause = () => undefined } = how;
  const lives = new Map(members.map((live) => [addressOf(seen(live)), live] as const));
  const own = [...lives.values()].map(seen);
  const coded = new Set(code.map(addressOf));
  const left = own.filter((object) => !coded.has(addressOf(object)));
  const kept = keptOf(
    left,
    (object) => reasonToKeep(object) ?? copied(lives.get(addressOf(object)), label) ?? staysBecause(object),
  );
  const going = left.filter((object) => !kept.has(addressOf(object)));
  const there = [...own, ...others.map(seen).filter((object) => !isMadeByFlux(object))];
  const withLive = (object: PlanObject): Left => {
    const address = addressOf(object);
    return { address, object, live: lives.get(address) as ValueMap };
  };
  const deletions = deletionOrder(going, there).map(({ object, waitsFor }): Deletion => {
    const left = withLive(object);
    return { ...left, waitsFor, isGoing: mapOf(left.live.metadata).deletionTimestamp !== undefined };
  });
  const gone = new Set(going.map(addressOf));
  const staying = there.filter((object) => !coded.has(addressOf(object)) && !gone.has(addressOf(object)));
  return {
    size: lives.size,
    deletions,
    stays: left.flatMap((object) => {
      const why = kept.get(addressOf(object));
      return why === undefined ? [] : [{ ...withLive(object), why }];
    }),
    refusals: [
      ...deletions.flatMap(({ object, live }) => {
        const { owner } = ownApply(object, live, kustomizations, { manager });
        return owner === undefined
          ? []
          : [`${called(object)} has left ${origin}, but it is applied by ${owner}: delete it there`];
      }),
      ...stillUsed(going, [...code, ...staying], origin),
      ...underAnother(going, [...left, ...code], [...code, ...staying], origin),
      ...appliedByAnother(going, { before: [...left, ...code], code, live: [...members, ...others], origin, later }),
    ],
  };
}

/** The deletions of a set that are not in progress. */
export function toDelete({ deletions }: Pick<Prune, 'deletions'>): Deletion[] {
  return deletions.filter(({ isGoing }) => !isGoing);
}

/** Annotation, `keep`: Helm does not delete the object. */
const RESOURCE_POLICY = 'helm.sh/resource-policy';

/** Kinds whose deletion also deletes objects that are not in the plan. */
const NEVER: ReadonlyMap<string, string> = new Map([
  [` ${NAMESPACE.kind}`, 'a namespace is never deleted, because everything in it would be too'],
  [
    'apiextensions.k8s.io CustomResourceDefinition',
    'a CustomResourceDefinition is never deleted, because all objects of its kind would be too',
  ],
]);

/** Why objects stay, by address: those with a mark or of certain kinds, and the objects they need. */
function keptOf(
  left: readonly PlanObject[],
  reasonOf: (object: PlanObject) => string | undefined,
): ReadonlyMap<string, string> {
  const byAddress = new Map(left.map((object) => [addressOf(object), object]));
  const kept = new Map<string, string>();
  const marked = left.filter((object) => {
    const why = reasonOf(object);
    if (why !== undefined) kept.set(addressOf(object), why);
    return why !== undefined;
  });
  const open = marked.sort((a, b) => compareText(addressOf(b), addressOf(a)));
  for (let user = open.pop(); user !== undefined; user = open.pop()) {
    for (const address of needsOf(user)) {
      const needed = byAddress.get(address);
      if (needed === undefined || kept.has(address)) continue;
      kept.set(address, `${called(user)} needs it`);
      open.push(needed);
    }
  }
  return kept;
}

function reasonToKeep(object: PlanObject): string | undefined {
  const mark = [PRUNE, RECONCILE].find((each) => isMarked([object.value], each, 'disabled'));
  if (mark !== undefined) return `${mark} is disabled`;
  if (isMarked([object.value], RESOURCE_POLICY, 'keep')) return `${RESOURCE_POLICY} is keep`;
  return NEVER.get(`${groupOf(object)} ${object.kind}`);
}

/** Why a copy of a member stays: no apply wrote the label that marks it as a member. */
function copied(live: ValueMap | undefined, label: string): string | undefined {
  const owners = managersOf(live).filter((manager) => owns(manager, ['metadata', 'labels', label]));
  const [first] = owners;
  if (first === undefined || owners.some(({ operation }) => operation === 'Apply')) return undefined;
  return `${first.name} has written its label ${label}, as with a copy of another object`;
}

function needsOf(object: PlanObject): string[] {
  return [...referencesOf(object), ...dependenciesOf(object)];
}

/** The HelmChart of a HelmRelease with `spec.chart`: it is deleted with the HelmRelease, and has no further needs. */
function isMadeByFlux(object: PlanObject): boolean {
  const labels = mapOf(mapOf(object.value.metadata).labels);
  return sourceKindOf(object) === 'HelmChart' && labels['helm.toolkit.fluxcd.io/name'] !== undefined;
}

/** Objects to delete that remaining objects still need. */
function stillUsed(going: readonly PlanObject[], staying: readonly PlanObject[], origin: string): string[] {
  const users = new Map<string, PlanObject[]>();
  for (const object of staying) {
    for (const needed of new Set(needsOf(object))) users.set(needed, [...(users.get(needed) ?? []), object]);
  }
  return going.flatMap((object) => {
    const [user, ...more] = users.get(addressOf(object)) ?? [];
    if (user === undefined) return [];
    const others = more.length === 0 ? '' : ` and ${several(more.length, 'other')}`;
    return [`${called(object)} has left ${origin}, but ${called(user)}${others} still needs it: change that first`];
  });
}

/** Helm releases that would be uninstalled although another HelmRelease manages them, in the code or outside. */
function underAnother(
  going: readonly PlanObject[],
  before: readonly PlanObject[],
  staying: readonly PlanObject[],
  origin: string,
): string[] {
  const sides = { before: new PlanObjects(before), after: new PlanObjects(staying) };
  const owners = new Map<string, PlanObject[]>();
  for (const object of staying) {
    if (deliveryKindOf(object) !== 'HelmRelease') continue;
    for (const id of sides.after.allReleaseIds(object)) owners.set(id, [...(owners.get(id) ?? []), object]);
  }
  return going.flatMap((object) => {
    if (deliveryKindOf(object) !== 'HelmRelease' || specOf(object).suspend === true) return [];
    const other = sides.before
      .allReleaseIds(object)
      .flatMap((id) => owners.get(id) ?? [])
      .find((each) => sides.after.mayShareCluster(each, object, sides.before));
    if (other === undefined) return [];
    return [
      `${called(object)} has left ${origin}, but ${called(other)} is for the same Helm release, which would be uninstalled: ` +
        'suspend the first one before',
    ];
  });
}

/** The input of {@link appliedByAnother}. */
interface Appliers {
  readonly before: readonly PlanObject[];
  readonly code: readonly PlanObject[];
  /** The objects of the cluster. */
  readonly live: readonly ValueMap[];
  readonly origin: string;
  readonly later?: string;
}

/**
 * Kustomizations whose objects would be deleted although another Kustomization in the code applies them. Where that is
 * not sure, the inventories tell; before the other one has one, the deletion is refused.
 */
function appliedByAnother(going: readonly PlanObject[], { before, code, live, origin, later }: Appliers): string[] {
  const sides = { before: new PlanObjects(before), after: new PlanObjects(code) };
  const lives = new Map(
    live.filter(({ kind }) => kind === 'Kustomization').map((each) => [addressOf(seen(each)), each] as const),
  );
  return going.flatMap((object) => {
    if (deliveryKindOf(object) !== 'Kustomization' || !deletesAtItsEnd(object)) return [];
    const possible = sides.after.possibleAppliersOf(object, sides.before);
    const inventory = inventoryOf(lives.get(addressOf(object)) ?? {});
    const isShared = ([id]: readonly [string, unknown]) => inventory.has(id);
    const liveOf = (each: PlanObject) => lives.get(addressOf(each));
    const other =
      sides.after.otherApplierOf(object, sides.before) ??
      possible.find((each) => [...inventoryOf(liveOf(each) ?? {})].some(isShared));
    if (other !== undefined) {
      return [
        `${called(object)} has left ${origin}, but ${called(other)} applies the same manifests, which would be deleted: ` +
          'suspend the first one before',
      ];
    }
    const hasApplied = (each: PlanObject) => {
      const now = liveOf(each);
      // an earlier form may have applied other objects than that of the code
      return isReconciled(now) && sides.after.appliedId(seen(now)) === sides.after.appliedId(each);
    };
    const open = possible.find((each) => !isIdle(each, liveOf(each)) && !hasApplied(each));
    if (open === undefined) return [];
    const now = liveOf(open);
    const state = inventoryOf(now ?? {}).size > 0 ? 'is not ready in its present form' : 'has not done so yet';
    const remedy = later ?? (now === undefined ? SEPARATE : 'wait until the second one is ready');
    return [
      `${called(object)} has left ${origin}, but ${called(open)} may apply the same objects and ${state}, so that they ` +
        `would be deleted: ${remedy}`,
    ];
  });
}

const SEPARATE =
  'suspend the first one before, or, if they have no objects in common, remove it before you add the second one';

/** Whether a Kustomization applies nothing, neither now nor with the code: only its inventory counts. */
function isIdle(object: PlanObject, live: ValueMap | undefined): boolean {
  return specOf(object).suspend === true && (live === undefined || mapOf(live.spec).suspend === true);
}

/**
 * Whether kustomize-controller has applied a Kustomization as it is; it says so when all objects are ready. It says so,
 * too, of a suspended one, and of one that it gives up before it applies anything.
 */
function isReconciled(live: ValueMap | undefined): live is ValueMap {
  const { generation } = mapOf(live?.metadata);
  const { observedGeneration, conditions } = mapOf(live?.status);
  if (generation === undefined || observedGeneration !== generation) return false;
  const isStalled = listOf(conditions).some((each) => mapOf(each).type === 'Stalled' && mapOf(each).status === 'True');
  return !isStalled && mapOf(live?.spec).suspend !== true;
}

function called(object: PlanObject): string {
  return `${object.kind} ${namespacedName(object)}`;
}
