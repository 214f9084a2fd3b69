import type { ChartSpec, HelmReleaseConfig, SourceRef } from '../../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecChart } from '../../../imports/helm.toolkit.fluxcd.io';
import type { HelmChart, HelmChartSpec } from '../../../imports/source.toolkit.fluxcd.io';
import { digest, withoutUndefined } from '../../json';
import { SOURCE_API } from '../../kubernetes';
import { withoutNulls } from '../../values';
import { HELM_TEMPLATE_NAME, MANAGED_BY, MANAGER, PRUNE, SAVE_HELM_TEMPLATE } from '../marks';
import type { ChartOrigin } from '../target-chart';
import type { ReleaseChart } from './helm-release';
import { type ApplicationHead, loweringDigest, withMarks } from './object';

/** The chart that an application saves as a template: only with the label `"true"`, and only if it has a chart. */
export function savedChart(
  labels: Readonly<Record<string, string>> | undefined,
  { template, chart }: Pick<HelmReleaseConfig, 'template' | 'chart'>,
): ChartSpec | undefined {
  return labels?.[SAVE_HELM_TEMPLATE] === 'true' && template === undefined ? chart : undefined;
}

/**
 * The chart fields of the releases of a valid application. A template, OCIRepository or ExternalArtifact exists once
 * and is referenced; any other chart is written inline into every release.
 */
export function releaseChart({ template, chart, sourceRef }: ChartOrigin): ReleaseChart {
  if (template !== undefined) return { chartRef: { kind: 'HelmChart', name: template } };
  const source = sourceRef as SourceRef; // always present when needed: the Application is valid
  if (chart !== undefined) return { chart: lowerInlineChart(chart, source) };
  return { chartRef: lowerSourceRef(source) as ReleaseChart['chartRef'] };
}

/** The default interval at which Flux checks for a new version of a chart, as in the console. */
const DEFAULT_INTERVAL = '10m';

/**
 * The HelmChart of a template. It has no owner and is not pruned: it outlives the application that saved it, because
 * other applications use it.
 *
 * @param template the name of the template, and its namespace: that of its source
 */
export function lowerTemplate(template: ApplicationHead, chart: ChartSpec, source: SourceRef): HelmChart {
  const { metadata, ...spec } = chart;
  const made: HelmChart = {
    apiVersion: SOURCE_API.apiVersion,
    kind: 'HelmChart',
    metadata: withoutUndefined({
      name: template.name,
      namespace: template.namespace,
      labels: { [MANAGED_BY]: MANAGER, ...metadata?.labels },
      annotations: { [HELM_TEMPLATE_NAME]: template.name, [PRUNE]: 'disabled', ...metadata?.annotations },
    }),
    spec: chartSpec(spec, inOwnNamespace(source)) as HelmChartSpec,
  };
  return withMarks(made, { digest: loweringDigest(made) });
}

/**
 * The HelmChart that the releases of an application with waves share, if the chart is saved as a template. A change of
 * a template reaches all releases at once. The name of this HelmChart contains a digest of its content, so a change
 * creates another object, and a release switches to it when its wave begins.
 */
export function lowerChartOfWaves(application: ApplicationHead, chart: ChartSpec, source: SourceRef): HelmChart {
  const { metadata, ...spec } = chart;
  const made: HelmChart = {
    apiVersion: SOURCE_API.apiVersion,
    kind: 'HelmChart',
    metadata: withoutUndefined({
      name: chartOfWavesName(application, chart, source),
      namespace: application.namespace,
      labels: { [MANAGED_BY]: application.name, ...metadata?.labels },
      annotations: metadata?.annotations,
    }),
    spec: chartSpec(spec, inOwnNamespace(source)) as HelmChartSpec,
  };
  return withMarks(made, { digest: loweringDigest(made), application: application.name });
}

/** Hexadecimal digits after the name and the version of a chart. */
const DIGITS = 6;
/** The part of the name that comes from the version. */
const LONGEST_VERSION = 63;

/**
 * `<application>-<version>-<6 digits>`: digits of the SHA-256 of the name of the application and the spec of the
 * HelmChart.
 */
export function chartOfWavesName(
  { name }: Pick<ApplicationHead, 'name'>,
  { metadata: _, ...chart }: ChartSpec,
  source: SourceRef,
): string {
  const content = withoutNulls({ name, spec: chartSpec(chart, inOwnNamespace(source)) });
  const version = (chart.version ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/[-.]*[.][-.]*/g, '.')
    .slice(0, LONGEST_VERSION)
    .replace(/[-.]+$/, '');
  return [name, ...(version === '' ? [] : [version]), digest(content).slice(0, DIGITS)].join('-');
}

/** `spec.chart` of a HelmRelease with an inline chart. */
export function lowerInlineChart(chart: ChartSpec, source: SourceRef): HelmReleaseSpecChart {
  const { metadata, ...spec } = chart;
  return withoutUndefined({ metadata, spec: chartSpec(spec, lowerSourceRef(source)) as HelmReleaseSpecChart['spec'] });
}

/** A HelmChart can only refer to a source in its own namespace. */
function inOwnNamespace(source: SourceRef): SourceRef {
  const { namespace: _, ...sourceRef } = lowerSourceRef(source);
  return sourceRef;
}

function chartSpec({ chart, version = '*', interval = DEFAULT_INTERVAL, ...rest }: ChartSpec, sourceRef: object) {
  return { chart, version, sourceRef, interval, ...rest };
}

/**
 * A reference to a source. The API version that an Application may contain is omitted: Flux finds the kinds without it,
 * and the older versions are no longer served.
 */
export function lowerSourceRef({ kind, name, namespace }: SourceRef): SourceRef {
  return withoutUndefined({ kind, name, namespace });
}
