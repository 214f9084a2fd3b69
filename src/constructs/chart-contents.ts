import { isPlainObject, listOf, stringOf } from '../json';
import type { ChartContents } from '../verdict';

// on the chart, so that a second copy of the package finds it, and so does whoever spreads the chart
const CONTENTS = Symbol.for('cdk8s-fluxapp.chartContents');

/** What a module says of its chart: read when it is asked for. */
export interface ContentsOfModule {
  readonly contents: ChartContents;
}

/** What a construct that holds a chart knows of it. */
export interface SharedContents extends ContentsOfModule {
  /** The version that it delivers; undefined where Flux takes the one that is in the source. */
  readonly version: string | undefined;
  /** Whether files of the chart take the place of its values.yaml. */
  readonly hasValuesFiles: boolean;
}

/** A chart with what its module says of it. That is no field, so that it is not written. */
export function withContents<T extends object>(chart: T, text: string | undefined): T {
  if (text === undefined) return { ...chart };
  let contents: ChartContents | undefined;
  const module: ContentsOfModule = {
    get contents() {
      contents ??= JSON.parse(text) as ChartContents;
      return contents;
    },
  };
  return { ...chart, [CONTENTS]: module };
}

/** The fields of a chart alone. */
export function withoutContents<T extends object>(chart: T): T {
  if (contentsOfChart(chart) === undefined) return chart;
  const { [CONTENTS]: _, ...fields } = chart as T & { readonly [CONTENTS]?: ContentsOfModule };
  return fields as T;
}

/** What the module of a chart says of it; undefined where it has none. */
export function contentsOfChart(chart: unknown): ContentsOfModule | undefined {
  return isPlainObject(chart) ? (chart as { readonly [CONTENTS]?: ContentsOfModule })[CONTENTS] : undefined;
}

/**
 * Hands what a chart knows on to the construct that delivers it.
 *
 * @param takesVersion whether it delivers the version that the chart says, as from a HelmRepository
 */
export function shareContents(construct: object, chart: object, takesVersion: boolean): void {
  const module = contentsOfChart(chart);
  if (module === undefined) return;
  const { version, valuesFiles } = chart as { readonly version?: unknown; readonly valuesFiles?: unknown };
  const shared: SharedContents = {
    get contents() {
      return module.contents;
    },
    version: takesVersion ? stringOf(version) : undefined,
    hasValuesFiles: listOf(valuesFiles).length > 0,
  };
  Object.defineProperty(construct, CONTENTS, { value: shared });
}

/** What a template or a source knows of its chart; undefined if it knows nothing. */
export function contentsOfConstruct(construct: unknown): SharedContents | undefined {
  if (typeof construct !== 'object' || construct === null) return undefined;
  return (construct as { readonly [CONTENTS]?: SharedContents })[CONTENTS];
}
