import { isApplication, writtenGateOf } from '../../application';
import { compareText } from '../../json';
import { addressOf, belongingOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf } from '../plan/plan-object';
import { dependenciesOf, referencesOf } from '../plan/references';

/** An object to delete, and the objects that must be gone first. */
export interface Ordered {
  readonly object: PlanObject;
  /** Addresses of other objects to delete. */
  readonly waitsFor: readonly string[];
}

/**
 * The order of deletion: an object is deleted before the objects that it needs. Flux needs the chart, the source, the
 * values and the kubeconfig of a release to uninstall it, so they are deleted after the release is gone; a release is
 * deleted after those that depend on it, so waves are deleted from the last to the first. Applications are deleted
 * after their releases, to show the remaining ones; other objects that may be needed to uninstall, such as a
 * ServiceAccount, are deleted after all releases.
 *
 * @param going in any order
 * @param there the objects in the cluster: dependencies also lead through objects that stay
 * @returns deliveries first; deterministic
 */
export function deletionOrder(going: readonly PlanObject[], there: readonly PlanObject[]): Ordered[] {
  const sorted = [...going].sort((a, b) => rankOf(a) - rankOf(b) || compareText(addressOf(a), addressOf(b)));
  const needs = new Map([...there, ...going].map((object) => [addressOf(object), directNeeds(object)]));
  const reached = new Map(going.map((object) => [addressOf(object), reachedFrom(addressOf(object), needs)]));
  const isNeededBy = (object: PlanObject, user: PlanObject): boolean => {
    const [own, other] = [addressOf(object), addressOf(user)];
    if (own === other || !reached.get(other)?.has(own)) return false;
    // deliveries with cyclic dependencies
    return !reached.get(own)?.has(other) && !isOfOneWave(object, user);
  };
  return sorted.map((object) => ({
    object,
    waitsFor: sorted.filter((user) => isNeededBy(object, user) || isAtTheEnd(object, user)).map(addressOf),
  }));
}

function directNeeds(object: PlanObject): string[] {
  return [...referencesOf(object), ...dependenciesOf(object)];
}

function reachedFrom(address: string, needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [address];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const needed of needs.get(next) ?? []) {
      if (reached.has(needed)) continue;
      reached.add(needed);
      open.push(needed);
    }
  }
  return reached;
}

/** In a wave whose other targets wait for the first one, all are deleted together. */
function isOfOneWave(object: PlanObject, user: PlanObject): boolean {
  const [own, other] = [object, user].map(({ value }) => writtenGateOf(value));
  if (own === undefined || own.revision !== other?.revision) return false;
  if (belongingOf(object)?.application !== belongingOf(user)?.application) return false;
  const isWritten = dependenciesOf(user).includes(addressOf(object)) && !other.waitsFor.includes(object.name);
  return !isWritten;
}

/** Whether an object is deleted after a delivery that does not refer to it. */
function isAtTheEnd(object: PlanObject, delivery: PlanObject): boolean {
  if (deliveryKindOf(delivery) === undefined) return false;
  if (!isApplication(object.value)) return rankOf(object) === OTHERS;
  return belongingOf(delivery)?.application === belongingOf(object)?.application;
}

const OTHERS = 6;

function rankOf(object: PlanObject): number {
  if (deliveryKindOf(object) !== undefined) return 0;
  if (isApplication(object.value)) return 1;
  const source = sourceKindOf(object);
  if (source !== undefined) return source === 'HelmChart' ? 2 : 4;
  const isCore = groupOf(object) === '';
  if (isCore && object.kind === 'ConfigMap') return 3;
  return isCore && object.kind === 'Secret' ? 5 : OTHERS;
}
