import type { FluxObject } from '../../src/status/flux-object';
import { type Combination, commonCombinations, objectsOf } from '../status/combinations';

/** An object to ask kstatus about, with a name by which people know it. */
export interface KstatusCase {
  readonly kind: 'kstatus';
  readonly name: string;
  readonly object: object;
}

/** All combinations of what kstatus and readiness both look at. */
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

/** What tells a combination from all others, as far as kstatus can tell: its kind, reasons and tries are nothing to it. */
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
