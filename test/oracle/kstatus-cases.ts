import type { FluxObject } from '../../src/status/flux-object';
import { type Combination, commonCombinations, objectsOf } from '../status/combinations';

/** An object to check with kstatus, and a readable name. */
export interface KstatusCase {
  readonly kind: 'kstatus';
  readonly name: string;
  readonly object: object;
}

/** All combinations of the fields that both kstatus and readiness read. */
export function kstatusCases(): readonly KstatusCase[] {
  return commonCombinations().map((combination) => {
    const [object] = objectsOf(combination) as [FluxObject];
    return {
      kind: 'kstatus',
      name: nameOf(combination),
      object: { apiVersion: 'helm.toolkit.fluxcd.io/v2', ...object },
    };
  });
}

/**
 * A name that is unique among the combinations that kstatus can distinguish: it ignores the kind, reasons and attempts.
 */
export function nameOf(combination: Combination): string {
  const { deleted, suspended, observed, ready, readyAbout, reconciling, stalledAbout } = combination;
  return [
    ...(deleted === 'yes' ? ['deleted'] : []),
    ...(suspended === 'yes' ? ['suspended'] : []),
    `generation 3, observed ${observed}`,
    ...(ready === '-' ? [] : [`Ready=${ready}${readyAbout === 0 ? '' : ` of ${readyAbout}`}`]),
    ...(reconciling === '-' ? [] : [`Reconciling (${reconciling})`]),
    ...(stalledAbout === '-' ? [] : [`Stalled of ${stalledAbout}`]),
  ].join(', ');
}
