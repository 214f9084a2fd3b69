import type { ValueMap } from '../../json';
import { asFluxSends, fluxApplier, isLeftAlone, KUSTOMIZE_CONTROLLER } from './flux-apply';
import type { ApplyAs } from './foretold-apply';
import { contentFields, managersOf } from './managers';
import { managedFieldsAfter } from './takeover';

/** A server-side apply as a client sends it. */
export interface SentApply {
  readonly text: ValueMap;
  readonly manager: string;
  readonly isForced: boolean;
}

/** What is sent to the API server for an object that is applied server-side. */
export function asSent(desired: ValueMap, as: Exclude<ApplyAs, { readonly method: 'client-side' }>): SentApply {
  if (as.method === 'server-side') return { text: desired, manager: as.manager, isForced: as.force };
  return { text: asFluxSends(desired, as.kustomization), manager: KUSTOMIZE_CONTROLLER, isForced: true };
}

/**
 * Whether an API server cannot say in one dry run what comes of an apply: the applier writes managedFields before, to take
 * over what others have written, or leaves the object alone.
 */
export function isForetoldOnly(live: ValueMap, desired: ValueMap, as: ApplyAs): boolean {
  if (as.method === 'server-side') return managedFieldsAfter(live, as) !== undefined;
  if (as.method !== 'flux') return false;
  if (isLeftAlone(live, desired)) return true;
  const { takesOver } = fluxApplier(live, desired);
  return managersOf(live).some((manager) => takesOver?.(manager) === true && contentFields(manager.fields).size > 0);
}
