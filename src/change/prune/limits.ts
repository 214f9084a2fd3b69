import { several } from '../../diagnostics';
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

/** Smaller sets than this have no limit by percent. */
const SMALL = 10;

/** The exceeded limits, one sentence each. */
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
