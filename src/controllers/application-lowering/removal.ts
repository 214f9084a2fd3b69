import { CONFIRM_REMOVAL, LOWERED_BY } from '../../application';
import { deliveryKindOf, type Leaving, leavingOf, type PlanObject, planObjectOf, toDelete } from '../../change';
import { several } from '../../diagnostics';
import { integerOf, mapOf, type ValueMap } from '../../json';
import { CONTROLLER_MANAGER } from '../../observe';

/** The input for the removal of targets. */
export interface RemovalInput {
  /** The stored Application. */
  readonly application: ValueMap;
  /** The objects of the application that the controller has created, as the API server returns them. */
  readonly members: readonly ValueMap[];
  /** The other objects in the namespace, which may need one of them. */
  readonly others: readonly ValueMap[];
  /** The objects that the Application is lowered to; empty while it is being deleted. */
  readonly wanted: readonly ValueMap[];
}

/** The effect on objects that an Application no longer needs. */
export interface Removal extends Pick<Leaving, 'deletions' | 'stays'> {
  /** The reason why nothing is deleted; undefined: deletion is allowed. */
  readonly held?: { readonly reason: 'ConfirmRemoval' | 'StillNeeded'; readonly message: string };
}

/** Up to this number of targets is removed without a confirmation, regardless of their share. */
const FEW = 10;

/**
 * The objects of an application to remove, in their order, and whether the removal needs a confirmation. Suspended
 * targets stay, with the objects they need.
 */
export function removalOf({ application, members, others, wanted }: RemovalInput): Removal {
  const code = wanted.flatMap((object) => planObjectOf(object) ?? []);
  const { deletions, stays, refusals } = leavingOf({
    ...{
      members,
      code,
      others,
      kustomizations: new Map(),
      origin: 'the Application',
      label: LOWERED_BY,
      manager: CONTROLLER_MANAGER,
    },
    staysBecause,
  });
  const going = toDelete({ deletions }).filter(({ object }) => deliveryKindOf(object) !== undefined);
  const kept = new Set(stays.map(({ live }) => live));
  // those that are leaving already, or stay for another reason, do not lower the share
  const counted = members.filter((live) => !kept.has(live) && mapOf(live.metadata).deletionTimestamp === undefined);
  const all = counted.flatMap((live) => planObjectOf(live) ?? []).filter((each) => deliveryKindOf(each) !== undefined);
  const { generation } = mapOf(application.metadata);
  if (going.length > FEW && 2 * going.length > all.length && !isRemovalConfirmed(application)) {
    const message =
      `${several(going.length, 'target')} of ${all.length} would be removed, and their releases uninstalled: to confirm, ` +
      `annotate the Application with ${CONFIRM_REMOVAL}=${generation}`;
    return { deletions, stays, held: { reason: 'ConfirmRemoval', message } };
  }
  const [refusal] = refusals;
  if (refusal === undefined) return { deletions, stays };
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : '';
  return { deletions, stays, held: { reason: 'StillNeeded', message: `${refusal}${more}` } };
}

/** Whether a user has confirmed the removals of the present generation of an Application. */
export function isRemovalConfirmed({ metadata }: ValueMap): boolean {
  const { generation, annotations } = mapOf(metadata);
  return mapOf(annotations)[CONFIRM_REMOVAL] === String(integerOf(generation));
}

function staysBecause(object: PlanObject): string | undefined {
  const { spec, metadata } = object.value;
  // if it is already being deleted, the suspension does not hold it, and its resources on the cluster stay
  const isSuspended = mapOf(spec).suspend === true && mapOf(metadata).deletionTimestamp === undefined;
  return deliveryKindOf(object) !== undefined && isSuspended ? 'it is suspended' : undefined;
}
