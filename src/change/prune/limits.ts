import { several } from '../../diagnostics';
import { namespacedName } from '../../kubernetes';
import { type Prune, toDelete } from './prune';

/** The limits for deletions from a set. */
export interface PruneLimits {
  /** Objects. */
  readonly most: number;
  /** Percent of the set. Not applied to small sets, for which it is not meaningful. */
  readonly mostPercent: number;
}

/** The default limit. */
export const DEFAULT_LIMITS: PruneLimits = { most: 10, mostPercent: 50 };

/** Sets of at most this size have no limit by percent. */
const SMALL = 10;

/**
 * Why a small set is not deleted as a whole, one sentence each: code with none of its objects may be another input,
 * meant for another set.
 *
 * @param prune of code that has objects
 */
export function beyondSet({ set, size, deletions, stays }: Prune, { mostPercent }: PruneLimits): string[] {
  if (size > SMALL || mostPercent >= 100 || deletions.length === 0 || deletions.length + stays.length < size) return [];
  return [
    `no object of the code is in the set ${namespacedName(set)}, and all of its objects would be deleted: name the set of the ` +
      'code with --set, or if that is right, --max-delete-percent 100',
  ];
}

/** The exceeded limits, one sentence each. */
export function beyondLimits(prune: Prune, { most, mostPercent }: PruneLimits): string[] {
  const { size } = prune;
  const count = toDelete(prune).length;
  const percent = size === 0 ? 0 : (100 * count) / size;
  return [
    ...(count > most
      ? [
          `${several(count, 'object')} would be deleted, but the limit is ${most}: to delete them, add --max-delete ${count}`,
        ]
      : []),
    ...(size > SMALL && percent > mostPercent
      ? [
          `${count} of the ${several(size, 'object')} of the set would be deleted, but the limit is ${mostPercent} %: ` +
            `to delete them, add --max-delete-percent ${Math.ceil(percent)}`,
        ]
      : []),
  ];
}
