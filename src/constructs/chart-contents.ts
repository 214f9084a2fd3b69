import { isPlainObject, listOf, stringOf } from '../json';
import type { ChartContents } from '../verdict';

// a property of the chart, so that a second copy of the package finds it, and a spread of the chart keeps it
const CONTENTS = Symbol.for('cdk8s-fluxapp.chartContents');

/** The contents of a chart in its module: parsed at the first access. */
export interface ContentsOfModule {
  readonly contents: ChartContents;
}

/** The contents of the chart of a construct. */
export interface SharedContents extends ContentsOfModule {
  /** The version that it delivers; undefined if Flux takes the version in the source. */
  readonly version: string | undefined;
  /** Whether files of the chart replace its values.yaml. */
  readonly hasValuesFiles: boolean;
}

/** A chart with the contents from its module. They are under a symbol, so they are not written to YAML. */
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

/** Only the fields of a chart, without the contents from its module. */
export function withoutContents<T extends object>(chart: T): T {
  if (contentsOfChart(chart) === undefined) return chart;
  const { [CONTENTS]: _, ...fields } = chart as T & { readonly [CONTENTS]?: ContentsOfModule };
  return fields as T;
}

/** The contents from the module of a chart; undefined if it has none. */
export function contentsOfChart(chart: unknown): ContentsOfModule | undefined {
  return isPlainObject(chart) ? (chart as { readonly [CONTENTS]?: ContentsOfModule })[CONTENTS] : undefined;
}

/**
 * Passes the contents of a chart to the construct that delivers it.
 *
 * @param takesVersion whether the construct delivers the version of the chart, as from a HelmRepository
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

/** The contents of the chart of a template or a source; undefined if they are not known. */
export function contentsOfConstruct(construct: unknown): SharedContents | undefined {
  if (typeof construct !== 'object' || construct === null) return undefined;
  return (construct as { readonly [CONTENTS]?: SharedContents })[CONTENTS];
}
