import type { ValueMap } from '../../json';
import type { ServedKind } from '../../kube';
import { APPLICATION, NAMESPACE } from '../../kubernetes';
import type { ObjectChange } from '../plan/change';
import type { Plan } from '../plan/plan';
import { addressOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf } from '../plan/plan-object';
import type { OwnApply } from './own-apply';

/** An object of the code, and its state in the cluster. */
export interface PlannedObject {
  /** The object in the code. */
  readonly desired: PlanObject;
  /** Absent for a kind that the cluster does not serve yet, because the code defines it. */
  readonly kind?: ServedKind;
  /** The object in the cluster; absent if it does not exist. */
  readonly live?: ValueMap;
  /** The resulting object in the cluster; absent if it is unknown. */
  readonly after?: PlanObject;
  readonly own: OwnApply;
}

/** An object to apply. */
export interface ApplyStep extends PlannedObject {
  readonly change: ObjectChange;
}

/** Objects that may be applied at the same time. */
export interface ApplyStage {
  /** For HelmReleases and Kustomizations: their wave, from 1; those without waves are in the first. */
  readonly wave?: number;
  readonly steps: readonly ApplyStep[];
}

/**
 * The objects that a plan creates or changes, in the order in which they are applied: dependencies first. The
 * Applications come before their lowered objects, so that `fluxapp status` shows missing objects from then on.
 *
 * @param objects those of the code; unchanged ones are not applied
 */
export function applyStages(plan: Plan, objects: readonly PlannedObject[]): ApplyStage[] {
  const changes = new Map(plan.changes.map((change) => [change.address, change]));
  const waves = wavesOfTargets(plan);
  const byRank = new Map<number, ApplyStep[]>();
  for (const object of objects) {
    const change = changes.get(addressOf(object.desired));
    if (change === undefined) continue;
    const rank = rankOf(object.desired) + (waves.get(targetId(change)) ?? 0);
    const others = byRank.get(rank);
    if (others) others.push({ ...object, change });
    else byRank.set(rank, [{ ...object, change }]);
  }
  return [...byRank].sort(([a], [b]) => a - b).map(([rank, steps]) => stageOf(rank, steps));
}

const ORDER: readonly ((object: PlanObject) => boolean)[] = [
  ({ kind, apiVersion }) => kind === NAMESPACE.kind && apiVersion === NAMESPACE.version,
  isDefinition,
  (object) => object.kind === APPLICATION.kind && groupOf(object) === APPLICATION.group,
  (object) => sourceKindOf(object) !== undefined && sourceKindOf(object) !== 'HelmChart',
  (object) => sourceKindOf(object) === 'HelmChart',
  (object) => deliveryKindOf(object) === undefined,
];

/** Whether an object is a CustomResourceDefinition. */
export function isDefinition({ kind, apiVersion }: Pick<PlanObject, 'apiVersion' | 'kind'>): boolean {
  return kind === 'CustomResourceDefinition' && groupOf({ apiVersion }) === 'apiextensions.k8s.io';
}

/** Deliveries come last. */
function rankOf(object: PlanObject): number {
  const rank = ORDER.findIndex((isOfIt) => isOfIt(object));
  return rank < 0 ? ORDER.length : rank;
}

function stageOf(rank: number, steps: readonly ApplyStep[]): ApplyStage {
  return rank < ORDER.length ? { steps } : { wave: rank - ORDER.length + 1, steps };
}

/** The waves of targets, from 0. */
function wavesOfTargets({ waves }: Plan): Map<string, number> {
  const found = new Map<string, number>();
  for (const [application, each] of waves) {
    for (const [index, wave] of each.entries()) {
      for (const { target } of wave) found.set(targetId({ application, target }), index);
    }
  }
  return found;
}

function targetId({ application, target }: { readonly application?: string; readonly target?: string }): string {
  return JSON.stringify([application, target]);
}
