import type { ChartSpec, SourceRef } from '../../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecChart } from '../../../imports/helm.toolkit.fluxcd.io';
import type { HelmChart, HelmChartSpec } from '../../../imports/source.toolkit.fluxcd.io';
import { HELM_TEMPLATE_NAME, MANAGED_BY, MANAGER, PRUNE, SOURCE_API_VERSION } from '../marks';
import { type ApplicationHead, withDigest } from './metadata';
import { present } from './objects';
import { lowerSourceRef } from './source-ref';

/** How often Flux looks for a new version of a chart whose author does not say: the console's default. */
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
  return withDigest<HelmChart>({
    apiVersion: SOURCE_API_VERSION,
    kind: 'HelmChart',
    metadata: present({
      name: template.name,
      namespace: template.namespace,
      labels: { [MANAGED_BY]: MANAGER, ...metadata?.labels },
      annotations: { [HELM_TEMPLATE_NAME]: template.name, [PRUNE]: 'disabled', ...metadata?.annotations },
    }),
    spec: chartSpec(spec, sourceRef) as HelmChartSpec,
  });
}

/** `spec.chart` of a HelmRelease that has its chart for itself. */
export function lowerInlineChart(chart: ChartSpec, source: SourceRef): HelmReleaseSpecChart {
  const { metadata, ...spec } = chart;
  return present({ metadata, spec: chartSpec(spec, lowerSourceRef(source)) as HelmReleaseSpecChart['spec'] });
}

function chartSpec({ chart, version = '*', interval = DEFAULT_INTERVAL, ...rest }: ChartSpec, sourceRef: object) {
  return { chart, version, sourceRef, interval, ...rest };
}
