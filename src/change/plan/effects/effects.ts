import { deliveryKindOf } from '../plan-object';
import type { ChangedObject, Consequence, Sides } from './consequence';
import { helmReleaseEffect } from './helm-release-effect';
import { kustomizationEffect } from './kustomization-effect';
import { sharedEffect } from './shared-effect';

/** The effect of the change of an object; undefined if Flux does not act on it. */
export function consequenceOf(changed: ChangedObject, sides: Sides): Consequence | undefined {
  const object = changed.after ?? changed.before;
  switch (object && deliveryKindOf(object)) {
    case 'HelmRelease':
      return helmReleaseEffect(changed, sides);
    case 'Kustomization':
      return kustomizationEffect(changed, sides);
    default:
      return sharedEffect(changed, sides);
  }
}
