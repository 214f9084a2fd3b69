import type { ChangedObject, Consequence, Sides } from './consequence';
import { type PlanObject, specOf } from './plan-object';
import { commonEffect, specPaths, touches } from './spec-changes';

/**
 * What kustomize-controller makes of the change of a Kustomization: it applies its manifests again, and deletes what it
 * applied before and does not any more, where `prune` says so.
 */
export function kustomizationEffect({ before, after, differences }: ChangedObject, sides: Sides): Consequence {
  if (before === undefined) return created(after as PlanObject);
  if (after === undefined) return deleted(before);
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

/** What decides which objects there are, and what they are called. */
const MOVING = [
  'path',
  'sourceRef',
  'components',
  'targetNamespace',
  'namePrefix',
  'nameSuffix',
  'ignoreMissingComponents',
];

/** What decides what is in them. */
const APPLIED = ['patches', 'images', 'postBuild', 'commonMetadata', 'decryption', 'buildMetadata'];

function created(object: PlanObject): Consequence {
  if (specOf(object).suspend === true) return { effect: 'none', note: 'suspended: nothing is applied' };
  return { effect: 'install', note: 'Flux applies its manifests' };
}

/** kustomize-controller `finalize()`: `deletionPolicy`, whose default mirrors `prune`. */
function deleted(object: PlanObject): Consequence {
  const { prune, suspend, deletionPolicy = 'MirrorPrune' } = specOf(object);
  if (suspend === true) return { effect: 'orphan', note: 'suspended: all that it applied stays, unmanaged' };
  const deletes = deletionPolicy === 'MirrorPrune' ? prune === true : deletionPolicy !== 'Orphan';
  if (deletes) return { effect: 'prune', note: 'Flux deletes all that it applied' };
  const cause = deletionPolicy === 'Orphan' ? 'deletionPolicy is Orphan' : 'prune is off';
  return { effect: 'orphan', note: `all that it applied stays, unmanaged: ${cause}` };
}
