import type { ChartSpec, SourceRef } from '../../imports/gitops.kubesphere.io';
import { type Diagnostic, error, show } from '../diagnostics';
import { lowerTemplate } from './lower/helm-chart';
import type { ApplicationHead } from './lower/metadata';
import { HELM_TEMPLATE_NAME, LOWERING_DIGEST, MANAGED_BY, PRUNE } from './marks';
import { checkMetadata } from './validate/names';
import { validateSource } from './validate/source';

/** Keys of labels and annotations that a template's HelmChart has of its own. */
export const TEMPLATE_METADATA = {
  [MANAGED_BY]: 'it marks the HelmChart as a template',
  [HELM_TEMPLATE_NAME]: 'it names the template',
  [PRUNE]: 'a template outlives what it was made with',
  [LOWERING_DIGEST]: 'it says what the object was made from',
};

/** All that is wrong with a template that is not saved from an application; paths are of its own fields. */
export function validateTemplate(template: ApplicationHead, chart: ChartSpec, source: SourceRef): Diagnostic[] {
  const { spec } = lowerTemplate(template, chart, source);
  const { namespace } = source;
  return [
    ...validateSource('HelmChart', { name: template.name, namespace: template.namespace }, spec),
    ...checkMetadata(chart.metadata, ['metadata'], TEMPLATE_METADATA),
    ...(namespace !== undefined && namespace !== template.namespace
      ? [error(['source'], `is in namespace ${show(namespace)}, not ${show(template.namespace)}: ${SAME_NAMESPACE}`)]
      : []),
  ];
}

const SAME_NAMESPACE =
  'a template lives where its source does; a chart that is not a template may come from another namespace';
