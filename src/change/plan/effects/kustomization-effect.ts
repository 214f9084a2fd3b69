import { namespacedName } from '../../../kubernetes';
import type { PlanObjects } from '../objects';
import { addressOf, type PlanObject, specOf } from '../plan-object';
import type { ChangedObject, Consequence, Sides } from './consequence';
import { commonEffect, specPaths, touches } from './spec-changes';

/**
 * The effect of a changed Kustomization: kustomize-controller applies its manifests again, and with `prune` deletes
 * objects that it does not apply any more.
 */
export function kustomizationEffect({ before, after, differences }: ChangedObject, sides: Sides): Consequence {
  if (before === undefined) return created(after as PlanObject, sides);
  if (after === undefined) return deleted(before, sides);
  const common = commonEffect(after, differences);
  if (common !== undefined) return common;
  if (sides.before.clusterOf(before) !== sides.after.clusterOf(after)) {
    const note = 'Flux applies the manifests on the new cluster; on the old one all that it applied stays, unmanaged';
    return { effect: 'orphan', note };
  }
  const paths = specPaths(differences);
  const moves = MOVING.some((field) => touches(paths, field));
  if (moves && specOf(after).prune !== true) {
    return { effect: 'orphan', note: 'what it applied and does not apply any more stays, unmanaged: prune is off' };
  }
  if (touches(paths, 'targetNamespace')) {
    return {
      effect: 'prune',
      note: 'Flux applies the manifests in the new namespace, and deletes those in the old one',
    };
  }
  if (touches(paths, 'namePrefix') || touches(paths, 'nameSuffix')) {
    return {
      effect: 'prune',
      note: 'Flux applies the manifests under new names, and deletes those under the old ones',
    };
  }
  if (moves) return { effect: 'upgrade', note: 'what it applied and does not apply any more is deleted' };
  if (APPLIED.some((field) => touches(paths, field))) return { effect: 'upgrade' };
  return { effect: 'none', note: 'one reconciliation' };
}

/** The fields that determine which objects exist, and their names. */
const MOVING = [
  'path',
  'sourceRef',
  'components',
  'targetNamespace',
  'namePrefix',
  'nameSuffix',
  'ignoreMissingComponents',
];

/** The fields that determine their content. */
const APPLIED = ['patches', 'images', 'postBuild', 'commonMetadata', 'decryption', 'buildMetadata'];

function created(object: PlanObject, { before, after, rivals }: Sides): Consequence {
  if (specOf(object).suspend === true) return { effect: 'none', note: 'suspended: nothing is applied' };
  const other = before.otherApplierOf(object, after) ?? rivals?.get(addressOf(object));
  if (other === undefined) {
    const possible = possibleApplier(object, after, before);
    const perhaps = possible === undefined ? '' : `, perhaps over those of ${called(possible)}`;
    return { effect: 'install', note: `Flux applies its manifests${perhaps}` };
  }
  return { effect: 'upgrade', note: `Flux applies its manifests over those of ${called(other)}` };
}

/**
 * A Kustomization of one side only that may apply the same objects. One of both sides, such as that of another tenant,
 * is known to apply others.
 */
function possibleApplier(object: PlanObject, own: PlanObjects, other: PlanObjects): PlanObject | undefined {
  return other.possibleAppliersOf(object, own).find((each) => own.get(addressOf(each)) === undefined);
}

/**
 * Whether deleting a Kustomization also deletes the objects that it applied: kustomize-controller `finalize()`. The
 * default of `deletionPolicy` mirrors `prune`.
 */
export function deletesAtItsEnd(object: PlanObject): boolean {
  const { prune, suspend, deletionPolicy = 'MirrorPrune' } = specOf(object);
  return suspend !== true && (deletionPolicy === 'MirrorPrune' ? prune === true : deletionPolicy !== 'Orphan');
}

function deleted(object: PlanObject, { before, after }: Sides): Consequence {
  const { suspend, deletionPolicy } = specOf(object);
  const other = after.otherApplierOf(object, before);
  const possible = other ?? possibleApplier(object, before, after);
  if (deletesAtItsEnd(object)) {
    const but = possible === undefined ? '' : `, but for what ${called(possible)} was the last to apply`;
    return { effect: 'prune', note: `Flux deletes all that it applied${but}` };
  }
  const kept = deletionPolicy === 'Orphan' ? 'deletionPolicy is Orphan' : 'prune is off';
  const cause = suspend === true ? 'suspended' : kept;
  if (other !== undefined) return { effect: 'none', note: `${cause}: ${called(other)} keeps what it applied` };
  const but = possible === undefined ? '' : `, but for what ${called(possible)} applies too`;
  return { effect: 'orphan', note: `${cause}: all that it applied stays, unmanaged${but}` };
}

function called(kustomization: PlanObject): string {
  return `Kustomization ${namespacedName(kustomization)}`;
}
