import type { Difference, FieldPath } from '../../../json';
import type { PlanObjects } from '../objects';
import type { PlanObject } from '../plan-object';

/**
 * What Flux does in the cluster of a target:
 *
 * - `none`: nothing that anybody there notices
 * - `install`, `upgrade`, `uninstall`: of a Helm release, or of what a Kustomization applies
 * - `reinstall`: an uninstallation, and then an installation
 * - `prune`: of what a Kustomization applies, what is not wanted any more is deleted
 * - `orphan`: something stays in a cluster that nothing manages any more
 */
export type Effect = 'none' | 'install' | 'upgrade' | 'uninstall' | 'reinstall' | 'prune' | 'orphan';

/** What follows from the change of an object. */
export interface Consequence {
  readonly effect: Effect;
  /** In words, without the cluster: `Flux uninstalls Helm release web/web`. */
  readonly note?: string;
  /** The fields that force a reinstallation. */
  readonly replacePaths?: readonly FieldPath[];
}

/** An object before and after; one of the two is absent where it is created or deleted. */
export interface ChangedObject {
  readonly before?: PlanObject;
  readonly after?: PlanObject;
  readonly differences: readonly Difference[];
}

/** Everything that a plan knows, before and after. */
export interface Sides {
  readonly before: PlanObjects;
  readonly after: PlanObjects;
}
