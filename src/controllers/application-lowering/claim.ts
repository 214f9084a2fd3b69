import { CONTROLLER, DIGESTS, FLUXCD, LOWERED_BY } from '../../application';
import { appliedMarksOf } from '../../change';
import { mapOf, stringOf, type ValueMap } from '../../json';

/** Whether the controller lowers an Application. */
export type Claim =
  | { readonly kind: 'taken' }
  /** Neither the Application nor its Namespace requests it. */
  | { readonly kind: 'not-asked' }
  /** It is requested, but the Application has another applier. */
  | { readonly kind: 'owned'; readonly message: string };

/** The context of a claim, in addition to the Application. */
export interface ClaimContext {
  /** The label {@link LOWERED_BY} of its Namespace. */
  readonly namespaceLabel?: string;
  /** Whether all Applications without a mark of another applier are taken. */
  readonly all: boolean;
}

/**
 * Whether the controller lowers an Application: if its annotation or the label of its Namespace requests it. An
 * Application with a mark of another applier is never lowered: two appliers of the same objects would uninstall each
 * other's releases.
 *
 * @param application as it is stored
 */
export function claimOf(application: ValueMap, { namespaceLabel, all }: ClaimContext): Claim {
  if (mapOf(application.spec).kind !== FLUXCD) return { kind: 'not-asked' };
  const own = stringOf(mapOf(mapOf(application.metadata).annotations)[LOWERED_BY]);
  if (own !== undefined && own !== CONTROLLER) return { kind: 'not-asked' };
  const isAsked = own === CONTROLLER || namespaceLabel === CONTROLLER;
  if (!isAsked && !all) return { kind: 'not-asked' };
  const owner = ownerOf(application);
  if (owner === undefined) return { kind: 'taken' };
  return isAsked ? { kind: 'owned', message: owner } : { kind: 'not-asked' };
}

function ownerOf(application: ValueMap): string | undefined {
  const [marked] = appliedMarksOf(application);
  if (marked !== undefined) {
    return (
      `${marked.owner} applies this Application (${marked.mark}), and may apply its objects too: remove it there and ` +
      `hand it over with fluxapp handover --to controller, or remove ${LOWERED_BY}`
    );
  }
  if (mapOf(mapOf(application.metadata).annotations)[DIGESTS] === undefined) return undefined;
  return (
    `synthesis has created the objects of this Application (annotation ${DIGESTS}): hand it over with fluxapp handover ` +
    `--to controller, or remove ${LOWERED_BY}`
  );
}
