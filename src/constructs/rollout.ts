import type { ClusterSelector, Share } from '../clusters';

/** In which order the targets of an application get what is new. */
export interface RolloutProps {
  /**
   * The waves, from the first to the last. Each begins when all targets of the wave before have what is new and are ready. Every
   * target is in one of them.
   */
  readonly waves: readonly Wave[];
  /**
   * The numbers of the waves, from 2, that begin only when somebody has approved them: `fluxapp approve NAME --wave 3`. An approval is
   * for what the wave is to get then; with any other change it has to be given anew.
   *
   * @default - none
   */
  readonly approve?: readonly number[];
}

/**
 * The targets of a wave: their KEYs; those in clusters that have certain labels; or `rest`, those that are in no other wave.
 */
export type Wave = readonly string[] | WaveSelector | 'rest';

/** The targets in clusters that have certain labels, but for those of the waves before. `{}` selects all clusters. */
export interface WaveSelector extends ClusterSelector {
  /**
   * A share of the clusters that have the labels, chosen by a hash of their names, as that of `ClusterSet.first()`: one at least,
   * and the same ones whatever else comes and goes.
   *
   * @default - all of them
   */
  readonly first?: Share;
}
