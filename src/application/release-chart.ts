import type { ChartSpec, HelmReleaseConfig, SourceRef } from '../../imports/gitops.kubesphere.io';
import { lowerInlineChart } from './lower/helm-chart';
import type { ReleaseChart } from './lower/helm-release';
import type { ApplicationHead } from './lower/metadata';
import { lowerSourceRef } from './lower/source-ref';
import { SAVE_HELM_TEMPLATE } from './marks';

/** The chart that an application saves as a template, if it does: its label says `"true"`, and the chart is its own. */
export function savedChart(
  labels: Readonly<Record<string, string>> | undefined,
  { template, chart }: Pick<HelmReleaseConfig, 'template' | 'chart'>,
): ChartSpec | undefined {
  return labels?.[SAVE_HELM_TEMPLATE] === 'true' && template === undefined ? chart : undefined;
}

/**
 * Where the releases of a valid application get their chart from: a template, used or saved, and an OCIRepository or
 * ExternalArtifact exist once and are referred to; any other chart is written into every release.
 */
export function releaseChart(
  application: ApplicationHead,
  { template, chart }: Pick<HelmReleaseConfig, 'template' | 'chart'>,
  source: SourceRef,
  saved: boolean,
): ReleaseChart {
  const name = saved ? application.name : template;
  if (name !== undefined) return { chartRef: { kind: 'HelmChart', name } };
  if (chart !== undefined) return { chart: lowerInlineChart(chart, source) };
  return { chartRef: lowerSourceRef(source) as ReleaseChart['chartRef'] };
}
