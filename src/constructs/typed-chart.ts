import type { ChartSpec } from '../../imports/gitops.kubesphere.io';
import type { HelmReleaseTarget } from './flux-application-props';
import type { TypedValues, ValuesMap } from './values-map';

/**
 * A chart that knows the type of its values: what `fluxapp import chart` writes. It goes wherever a chart goes, and
 * TypeScript then checks the values of the application.
 *
 * @typeParam Values the values of the chart
 */
export interface TypedChart<Values extends ValuesMap> extends ChartSpec, TypedValues<Values> {
  /**
   * The values themselves. TypeScript checks a literal for misspelt keys only where it knows what it is for: in here it
   * does, but not in what a function such as `map` returns.
   *
   * @example
   *
   *   deploy: clusters.map((cluster) => ({
   *     destination: cluster.namespace('web'),
   *     values: podinfo.values({ replicaCount: 2 }),
   *   })),
   */
  values(values: Values): Values;
  /**
   * A target that has this chart in place of that of its application, with values that are checked by this chart's type.
   *
   * @example
   *
   *   deploy: [
   *     { destination: eu.namespace('web') },
   *     podinfo68.target({ destination: us.namespace('web'), values: { replicaCount: 1 } }),
   *   ],
   */
  target(target: HelmReleaseTarget<Values>): HelmReleaseTarget;
}

/**
 * Gives a chart the type of its values.
 *
 * @typeParam Values the values of the chart: each layer gives a part of them, so their fields should be optional
 *
 * @example
 *
 *   export const podinfo = typedChart<PodinfoValues>({ chart: 'podinfo', version: '6.9.0' });
 */
export function typedChart<Values extends ValuesMap>(chart: ChartSpec): TypedChart<Values> {
  // the functions are no fields of the chart: they are left out wherever it is written or spread
  return Object.defineProperties(
    { ...chart },
    {
      values: { value: (values: Values) => values },
      target: { value: (target: HelmReleaseTarget<Values>) => ({ ...target, chart: { ...chart, ...target.chart } }) },
    },
  ) as TypedChart<Values>;
}
