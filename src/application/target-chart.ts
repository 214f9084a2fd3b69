import type { ChartSpec, SourceRef, TargetChart } from '../../imports/gitops.kubesphere.io';
import { mergeValues } from '../values';

/** Sources that hold a chart as their whole: releases refer to them, there is no chart to name. */
const CHART_SOURCES = ['OCIRepository', 'ExternalArtifact'];

/** Whether a source of this kind is the chart itself. */
export function isChartSource(kind: unknown): kind is string {
  return typeof kind === 'string' && CHART_SOURCES.includes(kind);
}

/** Where a chart comes from: a template, a source and which of its charts, or a source that is the chart. */
export interface ChartOrigin {
  readonly template?: string;
  readonly chart?: ChartSpec;
  readonly sourceRef?: SourceRef;
}

/** What a target says of its chart. */
export interface OwnChart {
  readonly template?: string;
  readonly chart?: TargetChart;
  readonly source?: { readonly sourceRef: SourceRef };
}

/** Whether a target says anything of its chart. */
export function hasOwnChart({ template, chart, source }: OwnChart): boolean {
  return template !== undefined || chart !== undefined || source !== undefined;
}

/**
 * Where the chart of a target comes from. A template of its own takes the place of all that the application says, and so
 * does a source that is the chart. Otherwise its chart is merged over that of the application: maps merge, lists replace.
 *
 * @param application where the charts of the other targets come from
 */
export function chartOfTarget(application: ChartOrigin, { template, chart, source }: OwnChart): ChartOrigin {
  if (template !== undefined) return { template };
  const sourceRef = source?.sourceRef ?? application.sourceRef;
  if (isChartSource(sourceRef?.kind)) return { sourceRef };
  const merged = mergeValues({ ...application.chart }, { ...chart });
  return { sourceRef, chart: merged as unknown as ChartSpec };
}
