import type { ValueMap } from '../../json';
import type { ServedKind } from '../../kube';
import { APPLICATION, NAMESPACE } from '../../kubernetes';
import type { ObjectChange } from '../plan/change';
import type { Plan } from '../plan/plan';
import { addressOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf } from '../plan/plan-object';
import type { OwnApply } from './own-apply';

/** An object of the code, and what is known of it in the cluster. */
export interface PlannedObject {
  /** As it is in the code. */
  readonly desired: PlanObject;
  /** Absent of a kind that the cluster does not serve yet: the code defines it. */
  readonly kind?: ServedKind;
  /** As it is in the cluster; absent where it is not there. */
  readonly live?: ValueMap;
  /** As it is to be in the cluster; absent where that is not known. */
  readonly after?: PlanObject;
  readonly own: OwnApply;
}

/** An object that is to be applied. */
export interface ApplyStep extends PlannedObject {
  readonly change: ObjectChange;
}

/** Objects that may be applied at the same time. */
export interface ApplyStage {
  /** Of HelmReleases and Kustomizations: their wave, from 1; those without waves are in the first. */
  readonly wave?: number;
  readonly steps: readonly ApplyStep[];
}

/**
 * The objects that a plan creates or changes, in the order in which they are applied: what others need comes first. The
 * Applications come before what they are lowered to, so that from then on `fluxapp status` knows what is still missing.
 *
 * @param objects those of the code; what they do not change stays as it is
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

/** What delivers comes last. */
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
