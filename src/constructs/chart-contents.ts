import type { ChartBuild } from '../application';
import { isPlainObject } from '../json';
import type { ChartContents } from '../verdict';

// a property of the chart, so that a second copy of the package finds it, and a spread of the chart keeps it
const CONTENTS = Symbol.for('cdk8s-fluxapp.chartContents');

/** The contents of a chart in its module: parsed at the first access. */
export interface ContentsOfModule {
  readonly contents: ChartContents;
}

/** The contents of the chart of a construct. */
export interface SharedContents extends ContentsOfModule, ChartBuild {}

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
 * @param build how the construct delivers the chart; called when values are validated
 */
export function shareContents(construct: object, chart: object, build: () => ChartBuild): void {
  const module = contentsOfChart(chart);
  if (module === undefined) return;
  let known: SharedContents | undefined;
  Object.defineProperty(construct, CONTENTS, {
    get(): SharedContents {
      known ??= { ...build(), contents: module.contents };
      return known;
    },
  });
}

/** The contents of the chart of a template or a source; undefined if they are not known. */
export function contentsOfConstruct(construct: unknown): SharedContents | undefined {
  if (typeof construct !== 'object' || construct === null) return undefined;
  return (construct as { readonly [CONTENTS]?: SharedContents })[CONTENTS];
}
