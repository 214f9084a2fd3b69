import type { ValueMap } from '../../json';
import { asFluxSends, fluxApplier, isLeftAlone, KUSTOMIZE_CONTROLLER } from './flux-apply';
import type { ApplyAs } from './foretold-apply';
import { contentFields, managersOf } from './managers';
import { managedFieldsAfter } from './takeover';

/** A server-side apply as sent by a client. */
export interface SentApply {
  readonly text: ValueMap;
  readonly manager: string;
  readonly isForced: boolean;
}

/** The request to the API server for an object that is applied server-side. */
export function asSent(desired: ValueMap, as: Exclude<ApplyAs, { readonly method: 'client-side' }>): SentApply {
  if (as.method === 'server-side') return { text: desired, manager: as.manager, isForced: as.force };
  return { text: asFluxSends(desired, as.kustomization), manager: KUSTOMIZE_CONTROLLER, isForced: true };
}

/**
 * Whether a single dry run cannot show the result of an apply: the applier modifies managedFields first, to take over
 * fields, or ignores the object.
 */
export function isForetoldOnly(live: ValueMap, desired: ValueMap, as: ApplyAs): boolean {
  if (as.method === 'server-side') return managedFieldsAfter(live, as) !== undefined;
  if (as.method !== 'flux') return false;
  if (isLeftAlone(live, desired)) return true;
  const { takesOver } = fluxApplier(live, desired);
  return managersOf(live).some((manager) => takesOver?.(manager) === true && contentFields(manager.fields).size > 0);
}
