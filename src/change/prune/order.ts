import { isApplication, writtenGateOf } from '../../application';
import { compareText } from '../../json';
import { addressOf, belongingOf, deliveryKindOf, groupOf, type PlanObject, sourceKindOf } from '../plan/plan-object';
import { dependenciesOf, referencesOf } from '../plan/references';

/** An object that is to go, and what has to be gone before. */
export interface Ordered {
  readonly object: PlanObject;
  /** Addresses of others that are to go. */
  readonly waitsFor: readonly string[];
}

/**
 * The order in which objects go: what needs another object goes first. Flux needs the chart, the source, the values and the
 * kubeconfig of a release to uninstall it, so they go when the release is gone; a release goes after those that depend on it, and
 * so wave after wave from the last one. Applications go after their releases, to show what is not gone yet; what else may
 * be needed to uninstall, such as a ServiceAccount, goes after all of them.
 *
 * @param going in any order
 * @param there what the cluster has: by what stays, too, some of them may depend on others
 * @returns deliveries first; the same for the same objects
 */
export function deletionOrder(going: readonly PlanObject[], there: readonly PlanObject[]): Ordered[] {
  const sorted = [...going].sort((a, b) => rankOf(a) - rankOf(b) || compareText(addressOf(a), addressOf(b)));
  const needs = new Map([...there, ...going].map((object) => [addressOf(object), directNeeds(object)]));
  const reached = new Map(going.map((object) => [addressOf(object), reachedFrom(addressOf(object), needs)]));
  const isNeededBy = (object: PlanObject, user: PlanObject): boolean => {
    const [own, other] = [addressOf(object), addressOf(user)];
    if (own === other || !reached.get(other)?.has(own)) return false;
    // deliveries that depend on each other in a circle
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

/** In a wave with few gates the others wait for the first one, but they go together. */
function isOfOneWave(object: PlanObject, user: PlanObject): boolean {
  const [own, other] = [object, user].map(({ value }) => writtenGateOf(value));
  if (own === undefined || own.revision !== other?.revision) return false;
  if (belongingOf(object)?.application !== belongingOf(user)?.application) return false;
  const isWritten = dependenciesOf(user).includes(addressOf(object)) && !other.waitsFor.includes(object.name);
  return !isWritten;
}

/** Whether an object goes after a delivery that does not refer to it. */
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
