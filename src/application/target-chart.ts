import type { ChartSpec, SourceRef, TargetChart } from '../../imports/gitops.kubesphere.io';
import { mergeValues } from '../values';

/** Sources that are a single chart: releases refer to them, and there is no chart name. */
const CHART_SOURCES = ['OCIRepository', 'ExternalArtifact'];

/** Whether a source of this kind is the chart itself. */
export function isChartSource(kind: unknown): kind is string {
  return typeof kind === 'string' && CHART_SOURCES.includes(kind);
}

/** The origin of a chart: a template, a source and a chart in it, or a source that is the chart. */
export interface ChartOrigin {
  readonly template?: string;
  readonly chart?: ChartSpec;
  readonly sourceRef?: SourceRef;
}

/**
 * The name of a chart, which is a path in sources without charts of their own, such as a GitRepository: `web` of
 * `./charts/web/`. Undefined if the root is the chart.
 */
export function nameOfChart(chart: string): string | undefined {
  return chart
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .at(-1);
}

/** The chart fields of a target. */
export interface OwnChart {
  readonly template?: string;
  readonly chart?: TargetChart;
  readonly source?: { readonly sourceRef: SourceRef };
}

/** Whether a target has any chart fields. */
export function hasOwnChart({ template, chart, source }: OwnChart): boolean {
  return template !== undefined || chart !== undefined || source !== undefined;
}

/**
 * The origin of the chart of a target. A template of the target replaces everything that the application sets, and so
 * does a source that is the chart. Otherwise its chart is merged into that of the application: maps merge, lists
 * replace.
 *
 * @param application the origin of the charts of the other targets
 */
export function chartOfTarget(application: ChartOrigin, { template, chart, source }: OwnChart): ChartOrigin {
  if (template !== undefined) return { template };
  const sourceRef = source?.sourceRef ?? application.sourceRef;
  if (isChartSource(sourceRef?.kind)) return { sourceRef };
  const merged = mergeValues({ ...application.chart }, { ...chart });
  return { sourceRef, chart: merged as unknown as ChartSpec };
}
