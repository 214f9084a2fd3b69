import { clusterId, isNamedByLowering, type NamedObject } from '../../../application';
import type { ValueMap } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import { type Applier, applierOf } from '../../foretell/applier';
import { PlanObjects } from '../objects';
import { addressOf, belongingOf, clusterOfDelivery, deliveryKindOf, type PlanObject, specOf } from '../plan-object';
import { inventoryId, inventoryOf, type Kustomizations } from './applied-by';
import { seen } from './foretold';

/** By the address of a HelmRelease in the code: the HelmRelease in the cluster whose Helm release it takes over. */
export type Moves = ReadonlyMap<string, PlanObject>;

/**
 * Finds the HelmReleases that have left the code and continue under another name: a HelmRelease in the code has the
 * same Helm release, in the same cluster. Excludes those applied by a controller or another tool, which would delete
 * the old one itself, without suspending it.
 *
 * @param code the objects of the code
 * @param live objects of the cluster, with managedFields
 */
export function movesOf(code: readonly PlanObject[], live: readonly ValueMap[], kustomizations: Kustomizations): Moves {
  const addresses = new Set(code.map(addressOf));
  const all = live.map((value) => ({ value, object: seen(value) }));
  const there = new Set(all.map(({ object }) => addressOf(object)));
  const left = all
    .filter(({ object }) => deliveryKindOf(object) === 'HelmRelease' && !addresses.has(addressOf(object)))
    .filter(({ value, object }) => isLowered(object) && !isOfOthers(value, object, kustomizations))
    .map(({ object }) => object);
  if (left.length === 0) return new Map();
  const byRelease = new Map<string, PlanObject[]>();
  const before = new PlanObjects(all.map(({ object }) => object));
  for (const object of left) {
    for (const id of idsOf(object, before)) byRelease.set(id, [...(byRelease.get(id) ?? []), object]);
  }
  const after = new PlanObjects(code);
  return new Map(
    code
      .filter((object) => deliveryKindOf(object) === 'HelmRelease' && !there.has(addressOf(object)))
      .filter((object) => specOf(object).suspend !== true) // it would take over nothing
      .flatMap((object) => {
        const found = new Set(idsOf(object, after).flatMap((id) => byRelease.get(id) ?? []));
        const [old, ...others] = found;
        return old === undefined || others.length > 0 ? [] : [[addressOf(object), old] as const];
      }),
  );
}

/** Ids of the Helm release of an object: a cluster is the same if its name or its Secret is. */
function idsOf(object: PlanObject, objects: PlanObjects): string[] {
  const secret = clusterId(clusterOfDelivery(object));
  const [record, made] = objects.releaseIds(object);
  const [ofSecret, madeOfSecret] = objects.releaseIds(object, secret);
  return [JSON.stringify([record, made]), JSON.stringify([ofSecret, madeOfSecret])];
}

function isLowered(object: PlanObject): boolean {
  return belongingOf(object) !== undefined && isNamedByLowering(object.value as unknown as NamedObject);
}

/** Appliers that apply an object only when somebody runs them. */
const COMMANDS: ReadonlySet<Applier['by']> = new Set([
  'fluxapp',
  'kubectl-server-side',
  'kubectl-client-side',
  'nobody',
]);

function isOfOthers(live: ValueMap, object: PlanObject, kustomizations: Kustomizations): boolean {
  const applier = applierOf(live);
  if (applier.by !== 'kustomize-controller') return !COMMANDS.has(applier.by);
  const kustomization = kustomizations.get(namespacedName(applier.kustomization));
  return kustomization === undefined || inventoryOf(kustomization).has(inventoryId(object));
}
