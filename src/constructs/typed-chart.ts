import type { ChartSpec } from '../../imports/gitops.kubesphere.io';
import { withContents } from './chart-contents';
import type { HelmReleaseTarget } from './flux-application-props';
import type { TypedValues, ValuesMap } from './values-map';

/**
 * A chart with the type of its values, as written by `fluxapp import chart`. It is accepted wherever a chart is, and
 * TypeScript then checks the values of the application.
 *
 * @typeParam Values the values of the chart
 */
export interface TypedChart<Values extends ValuesMap> extends ChartSpec, TypedValues<Values> {
  /**
   * Returns values unchanged. TypeScript checks an object literal for misspelt keys only if it knows the expected type:
   * it does here, but not in the result of a function such as `map`.
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
   * Returns a target that uses this chart instead of the chart of its application. Its values are checked by the type
   * of this chart.
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
 * Adds the type of its values to a chart.
 *
 * @typeParam Values the values of the chart: each layer contains a part of them, so their fields should be optional
 * @param contents the defaults and schemas of the chart, as `fluxapp import chart` writes them: at synthesis the values
 * of every target are validated with them. @default - values are not validated at synthesis
 *
 * @example
 *
 *   export const podinfo = typedChart<PodinfoValues>({ chart: 'podinfo', version: '6.9.0' });
 */
export function typedChart<Values extends ValuesMap>(chart: ChartSpec, contents?: string): TypedChart<Values> {
  const own = withContents(chart, contents);
  // the functions are not fields of the chart: they are omitted when the chart is written or spread
  return Object.defineProperties(
    { ...own },
    {
      values: { value: (values: Values) => values },
      target: { value: (target: HelmReleaseTarget<Values>) => ({ ...target, chart: { ...own, ...target.chart } }) },
    },
  ) as TypedChart<Values>;
}
