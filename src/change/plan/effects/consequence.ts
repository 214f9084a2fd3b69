import type { Difference, FieldPath } from '../../../json';
import type { PlanObjects } from '../objects';
import type { PlanObject } from '../plan-object';

/**
 * The effect in the cluster of a target:
 *
 * - `none`: no visible effect
 * - `install`, `upgrade`, `uninstall`: of a Helm release, or of the objects of a Kustomization
 * - `reinstall`: an uninstallation, and then an installation
 * - `prune`: a Kustomization deletes objects that it does not apply any more
 * - `orphan`: objects stay in a cluster, unmanaged
 */
export type Effect = 'none' | 'install' | 'upgrade' | 'uninstall' | 'reinstall' | 'prune' | 'orphan';

/** The effect of the change of an object. */
export interface Consequence {
  readonly effect: Effect;
  /** In words, without the cluster: `Flux uninstalls Helm release web/web`. */
  readonly note?: string;
  /** The fields that force a reinstallation. */
  readonly replacePaths?: readonly FieldPath[];
}

/** An object before and after; one of the two is absent if it is created or deleted. */
export interface ChangedObject {
  readonly before?: PlanObject;
  readonly after?: PlanObject;
  readonly differences: readonly Difference[];
}

/** Both sides of a plan. */
export interface Sides {
  readonly before: PlanObjects;
  readonly after: PlanObjects;
  /** Other deliveries in the cluster that deliver the same as one in the code, by the address of the one in the code. */
  readonly rivals?: ReadonlyMap<string, PlanObject>;
}
