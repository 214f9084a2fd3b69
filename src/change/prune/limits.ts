import { several } from '../../diagnostics';
import { type Prune, toDelete } from './prune';

/** How much of a set may be deleted at once. */
export interface PruneLimits {
  /** Objects. */
  readonly most: number;
  /** Percent of the set. Small sets have no such limit: there it says nothing. */
  readonly mostPercent: number;
}

/** So much is deleted unless a larger number is asked for. */
export const DEFAULT_LIMITS: PruneLimits = { most: 10, mostPercent: 50 };

/** A set of so many objects has no limit by percent. */
const SMALL = 10;

/** Why more would be deleted than may be, a sentence each. */
export function beyondLimits(prune: Prune, { most, mostPercent }: PruneLimits): string[] {
  const { size } = prune;
  const count = toDelete(prune).length;
  const percent = size === 0 ? 0 : (100 * count) / size;
  return [
    ...(count > most
      ? [
          `${several(count, 'object')} would be deleted, and no more than ${most} may be: if that is right, --max-delete ${count}`,
        ]
      : []),
    ...(size > SMALL && percent > mostPercent
      ? [
          `${count} of the ${several(size, 'object')} of the set would be deleted, and no more than ${mostPercent} % may be: ` +
            `if that is right, --max-delete-percent ${Math.ceil(percent)}`,
        ]
      : []),
  ];
}
