import { CONFIRM_REMOVAL, LOWERING_FINALIZER, LOWERING_UID } from '../../application';
import { listOf, mapOf, type ValueMap } from '../../json';

/** How the controller holds an Application. */
export interface Hold {
  /** Whether a deletion waits for the controller. */
  readonly hasFinalizer: boolean;
  /**
   * Whether the controller has taken up this very Application. A copy, or an Application from a backup, has the
   * finalizer of an earlier one.
   */
  readonly isTakenUp: boolean;
}

export function holdOf({ metadata }: ValueMap): Hold {
  const { finalizers, annotations, uid } = mapOf(metadata);
  const hasFinalizer = listOf(finalizers).includes(LOWERING_FINALIZER);
  return { hasFinalizer, isTakenUp: hasFinalizer && mapOf(annotations)[LOWERING_UID] === uid };
}

/** The metadata of a merge patch that takes up an Application, or releases it. */
export function holdPatch({ metadata }: ValueMap, isHeld: boolean): ValueMap {
  const { finalizers, annotations, uid } = mapOf(metadata);
  const others = listOf(finalizers).filter((each) => each !== LOWERING_FINALIZER);
  if (isHeld) return { finalizers: [...others, LOWERING_FINALIZER], annotations: { [LOWERING_UID]: uid } };
  const isMarked = mapOf(annotations)[LOWERING_UID] !== undefined;
  return { finalizers: others, ...(isMarked && { annotations: { [LOWERING_UID]: null } }) };
}

/**
 * A merge patch for the metadata of a copy, or of an Application from a backup, that removes the marks of the earlier one: its
 * confirmation must not confirm a removal by the new one, whose generations start again at 1. Undefined: it has none.
 */
export function withoutEarlierMarks({ metadata }: ValueMap): ValueMap | undefined {
  const { annotations, uid } = mapOf(metadata);
  const { [LOWERING_UID]: earlier, [CONFIRM_REMOVAL]: confirmed } = mapOf(annotations);
  if (earlier === undefined || earlier === uid) return undefined;
  return { annotations: { [LOWERING_UID]: null, ...(confirmed !== undefined && { [CONFIRM_REMOVAL]: null }) } };
}
