import { CONFIRM_REMOVAL, LOWERED_BY } from '../../application';
import { deliveryKindOf, type Leaving, leavingOf, type PlanObject, planObjectOf, toDelete } from '../../change';
import { several } from '../../diagnostics';
import { integerOf, mapOf, type ValueMap } from '../../json';
import { CONTROLLER_MANAGER } from './made-object';

/** What is decided from when targets are removed. */
export interface RemovalInput {
  /** As it is stored. */
  readonly application: ValueMap;
  /** The objects of the application that the controller has made, as the API server returns them. */
  readonly members: readonly ValueMap[];
  /** What else is in the namespace and may need one of them. */
  readonly others: readonly ValueMap[];
  /** What the Application is lowered to; empty where it is being deleted. */
  readonly wanted: readonly ValueMap[];
}

/** What becomes of objects that an Application does not want any more. */
export interface Removal extends Pick<Leaving, 'deletions' | 'stays'> {
  /** Why nothing is deleted; undefined: it may be. */
  readonly held?: { readonly reason: 'ConfirmRemoval' | 'StillNeeded'; readonly message: string };
}

/** So many targets are removed at once whatever their share is. */
const FEW = 10;

/**
 * What is removed of an application, in which order, and whether it waits for somebody to confirm it. Suspended targets
 * stay, with what they need.
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
  const all = members.flatMap((live) => planObjectOf(live) ?? []).filter((each) => deliveryKindOf(each) !== undefined);
  const { generation, annotations } = mapOf(application.metadata);
  const isConfirmed = mapOf(annotations)[CONFIRM_REMOVAL] === String(integerOf(generation));
  if (going.length > FEW && 2 * going.length > all.length && !isConfirmed) {
    const message =
      `${several(going.length, 'target')} of ${all.length} would be removed, and what runs there uninstalled: if that is ` +
      `right, annotate the Application with ${CONFIRM_REMOVAL}=${generation}`;
    return { deletions, stays, held: { reason: 'ConfirmRemoval', message } };
  }
  const [refusal] = refusals;
  if (refusal === undefined) return { deletions, stays };
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : '';
  return { deletions, stays, held: { reason: 'StillNeeded', message: `${refusal}${more}` } };
}

function staysBecause(object: PlanObject): string | undefined {
  const { spec, metadata } = object.value;
  // one that is being deleted goes, and leaves behind what it has made
  const isSuspended = mapOf(spec).suspend === true && mapOf(metadata).deletionTimestamp === undefined;
  return deliveryKindOf(object) !== undefined && isSuspended ? 'it is suspended' : undefined;
}
