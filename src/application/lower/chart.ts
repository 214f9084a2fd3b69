import type { ChartSpec, HelmReleaseConfig, SourceRef } from '../../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecChart } from '../../../imports/helm.toolkit.fluxcd.io';
import type { HelmChart, HelmChartSpec } from '../../../imports/source.toolkit.fluxcd.io';
import { withoutUndefined } from '../../json';
import { SOURCE_API } from '../../kubernetes';
import { HELM_TEMPLATE_NAME, MANAGED_BY, MANAGER, PRUNE, SAVE_HELM_TEMPLATE } from '../marks';
import type { ChartOrigin } from '../target-chart';
import type { ReleaseChart } from './helm-release';
import { type ApplicationHead, loweringDigest, withMarks } from './object';

/** The chart that an application saves as a template: only with the label `"true"`, and only a chart of its own. */
export function savedChart(
  labels: Readonly<Record<string, string>> | undefined,
  { template, chart }: Pick<HelmReleaseConfig, 'template' | 'chart'>,
): ChartSpec | undefined {
  return labels?.[SAVE_HELM_TEMPLATE] === 'true' && template === undefined ? chart : undefined;
}

/**
 * What a release of a valid application says of its chart: a template, and an OCIRepository or ExternalArtifact exist once
 * and are referred to; any other chart is written into every release.
 */
export function releaseChart({ template, chart, sourceRef }: ChartOrigin): ReleaseChart {
  if (template !== undefined) return { chartRef: { kind: 'HelmChart', name: template } };
  const source = sourceRef as SourceRef; // there wherever it is needed: the Application is valid
  if (chart !== undefined) return { chart: lowerInlineChart(chart, source) };
  return { chartRef: lowerSourceRef(source) as ReleaseChart['chartRef'] };
}

/** The default interval at which Flux looks for a new version of a chart, as in the console. */
const DEFAULT_INTERVAL = '10m';

/**
 * The HelmChart of a template. It has no owner and is not pruned: it outlives the application it was saved from, as
 * other applications use it.
 *
 * @param template the name of the template, and where it lives: with its source
 */
export function lowerTemplate(template: ApplicationHead, chart: ChartSpec, source: SourceRef): HelmChart {
  const { metadata, ...spec } = chart;
  const { namespace: _, ...sourceRef } = lowerSourceRef(source); // a HelmChart only sees its own namespace
  const made: HelmChart = {
    apiVersion: SOURCE_API.apiVersion,
    kind: 'HelmChart',
    metadata: withoutUndefined({
      name: template.name,
      namespace: template.namespace,
      labels: { [MANAGED_BY]: MANAGER, ...metadata?.labels },
      annotations: { [HELM_TEMPLATE_NAME]: template.name, [PRUNE]: 'disabled', ...metadata?.annotations },
    }),
    spec: chartSpec(spec, sourceRef) as HelmChartSpec,
  };
  return withMarks(made, { digest: loweringDigest(made) });
}

/** `spec.chart` of a HelmRelease that has its chart for itself. */
export function lowerInlineChart(chart: ChartSpec, source: SourceRef): HelmReleaseSpecChart {
  const { metadata, ...spec } = chart;
  return withoutUndefined({ metadata, spec: chartSpec(spec, lowerSourceRef(source)) as HelmReleaseSpecChart['spec'] });
}

function chartSpec({ chart, version = '*', interval = DEFAULT_INTERVAL, ...rest }: ChartSpec, sourceRef: object) {
  return { chart, version, sourceRef, interval, ...rest };
}

/**
 * A reference to a source. The API version that an Application may name is left out: Flux knows the kinds without, and
 * the older versions are no longer served.
 */
export function lowerSourceRef({ kind, name, namespace }: SourceRef): SourceRef {
  return withoutUndefined({ kind, name, namespace });
}
