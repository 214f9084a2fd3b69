import type { FieldPath, ValueMap } from '../../../json';
import { foretoldApply } from '../../foretell/foretold-apply';
import { withoutServerFields } from '../../foretell/server-fields';
import type { Conflict } from '../../foretell/server-side-apply';
import { type UnsetField, unsetFields } from '../../foretell/unset-fields';
import { type PlanObject, planObjectOf } from '../plan-object';
import type { AppliedBy } from './applied-by';

/** What an apply makes of an object of the cluster. */
export interface ForetoldObject {
  /** As it is in the cluster; absent where it is not there. */
  readonly before?: PlanObject;
  readonly after: PlanObject;
  /** As the API server would store and return it. */
  readonly stored: ValueMap;
  readonly by: AppliedBy;
  /** Fields of others because of which an apply is refused. */
  readonly conflicts: readonly Conflict[];
  /** Fields of which it is not known what becomes of them; an empty path means the object. */
  readonly unverified: readonly FieldPath[];
  /** Fields that stay though the code does not set them. */
  readonly unset: readonly UnsetField[];
}

/**
 * Foretells what becomes of an object, from what is in the cluster alone.
 *
 * @param live as the API server returns it, with managedFields; undefined where it is not there
 */
export function foretoldObject(desired: PlanObject, live: ValueMap | undefined, by: AppliedBy): ForetoldObject {
  const { object, conflicts, isRefused, unverified } = foretoldApply({ live, desired: desired.value, as: by.as });
  return withForetold(desired, live, by, {
    object,
    conflicts: isRefused ? conflicts : [],
    unverified: [...doubtful(by), ...unverified.map(({ path }) => path)],
  });
}

/** The fields of which whoever applies the object leaves it open what becomes of them. */
export function doubtful({ doubt, doubtfulPaths = [[]] }: AppliedBy): readonly FieldPath[] {
  return doubt === undefined ? [] : doubtfulPaths;
}

/** The same where it is known what is stored. @param stored as the API server would store it */
export function withForetold(
  desired: PlanObject,
  live: ValueMap | undefined,
  by: AppliedBy,
  stored: {
    readonly object: ValueMap;
    readonly conflicts: readonly Conflict[];
    readonly unverified: readonly FieldPath[];
  },
): ForetoldObject {
  const { object, conflicts, unverified } = stored;
  const unset = live === undefined ? [] : unsetFields({ live, desired: desired.value, stored: object });
  return {
    ...(live !== undefined && { before: seen(live) }),
    after: seen(object),
    stored: object,
    by,
    conflicts,
    unverified,
    unset: unset.filter(({ path }) => path[0] !== 'status'),
  };
}

/** An object of a cluster, as a plan looks at it. */
export function seen(object: ValueMap): PlanObject {
  return planObjectOf(withoutServerFields(object)) as PlanObject;
}
