import type { ClusterSelector, Share } from '../clusters';

/** The order in which the targets of an application receive a change. */
export interface RolloutProps {
  /**
   * The waves, from the first to the last. A wave begins when all targets of the previous wave have received the change
   * and are ready. Every target must be in exactly one wave.
   */
  readonly waves: readonly Wave[];
  /**
   * The numbers of the waves, from 2, that need approval before they begin: `fluxapp approve NAME --wave 3`. An
   * approval covers only the current change; any other change needs a new one.
   *
   * @default - none
   */
  readonly approve?: readonly number[];
}

/**
 * The targets of a wave: their KEYs; those in clusters with certain labels; or `rest`, all targets in no other wave.
 */
export type Wave = readonly string[] | WaveSelector | 'rest';

/** The targets in clusters with certain labels, except those in earlier waves. `{}` selects all clusters. */
export interface WaveSelector extends ClusterSelector {
  /**
   * A share of the clusters with the labels, chosen by a hash of their names, as by `ClusterSet.first()`: at least one,
   * and stable when other clusters are added or removed.
   *
   * @default - all of them
   */
  readonly first?: Share;
}
