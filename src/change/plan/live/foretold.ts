import type { FieldPath, ValueMap } from '../../../json';
import { foretoldApply } from '../../foretell/foretold-apply';
import { withoutServerFields } from '../../foretell/server-fields';
import type { Conflict } from '../../foretell/server-side-apply';
import { type UnsetField, unsetFields } from '../../foretell/unset-fields';
import { type PlanObject, planObjectOf } from '../plan-object';
import type { AppliedBy } from './applied-by';

/** The predicted result of applying an object. */
export interface ForetoldObject {
  /** The object in the cluster; absent if it does not exist. */
  readonly before?: PlanObject;
  readonly after: PlanObject;
  /** The object that the API server would store and return. */
  readonly stored: ValueMap;
  readonly by: AppliedBy;
  /** Fields of other managers because of which the apply is rejected. */
  readonly conflicts: readonly Conflict[];
  /** Fields with an uncertain result; an empty path means the object. */
  readonly unverified: readonly FieldPath[];
  /** Fields that stay although the code does not set them. */
  readonly unset: readonly UnsetField[];
}

/**
 * Predicts the result for an object from the state of the cluster.
 *
 * @param live as returned by the API server, with managedFields; undefined if it does not exist
 */
export function foretoldObject(desired: PlanObject, live: ValueMap | undefined, by: AppliedBy): ForetoldObject {
  const { object, conflicts, isRefused, unverified } = foretoldApply({ live, desired: desired.value, as: by.as });
  return withForetold(desired, live, by, {
    object,
    conflicts: isRefused ? conflicts : [],
    unverified: [...doubtful(by), ...unverified.map(({ path }) => path)],
  });
}

/** The fields whose result depends on the applier of the object. */
export function doubtful({ doubt, doubtfulPaths = [[]] }: AppliedBy): readonly FieldPath[] {
  return doubt === undefined ? [] : doubtfulPaths;
}

/** The same for a known result. @param stored the object that the API server would store */
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

/** An object of a cluster, normalized for a plan. */
export function seen(object: ValueMap): PlanObject {
  return planObjectOf(withoutServerFields(object)) as PlanObject;
}
