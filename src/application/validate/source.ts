import type { ChartSpec, SourceRef } from '../../../imports/gitops.kubesphere.io';
import bucket from '../../../imports/schemas/bucket.json';
import gitRepository from '../../../imports/schemas/git-repository.json';
import helmChart from '../../../imports/schemas/helm-chart.json';
import helmRepository from '../../../imports/schemas/helm-repository.json';
import ociRepository from '../../../imports/schemas/oci-repository.json';
import { type Diagnostic, error, redacted } from '../../diagnostics';
import type { ValueMap } from '../../json';
import { withoutAbsent } from '../absent-fields';
import { lowerTemplate } from '../lower/chart';
import type { ApplicationHead } from '../lower/object';
import { HELM_TEMPLATE_NAME, LOWERING_DIGEST, MANAGED_BY, PRUNE } from '../marks';
import { checkChartVersion } from './chart-rules';
import { checkMetadata, checkObjectMeta } from './metadata';
import { validateSchema } from './schema';
import { checkSourceRules } from './source-rules';

const SCHEMAS = {
  Bucket: bucket,
  GitRepository: gitRepository,
  HelmChart: helmChart,
  HelmRepository: helmRepository,
  OCIRepository: ociRepository,
};

/** The kinds of source.toolkit.fluxcd.io that can be created here. */
export type SourceObjectKind = keyof typeof SCHEMAS;

/** The maximum length of a DNS subdomain, which applies to names of objects. */
const MAX_NAME = 253;

/** All errors in a source or a HelmChart; paths within the spec have no `spec` prefix. */
export function validateSource(kind: SourceObjectKind, metadata: unknown, spec: unknown): Diagnostic[] {
  return [
    ...checkObjectMeta(metadata, ['metadata'], MAX_NAME),
    ...validateSchema(SCHEMAS[kind], withoutAbsent(spec), []),
    ...checkSourceRules(kind, withoutAbsent(spec)),
  ];
}

/** Keys of labels and annotations that are set on a template's HelmChart. */
export const TEMPLATE_METADATA = {
  [MANAGED_BY]: 'it marks the HelmChart as a template',
  [HELM_TEMPLATE_NAME]: 'it names the template',
  [PRUNE]: 'a template outlives the application that saved it',
  [LOWERING_DIGEST]: 'it is the digest of the object',
};

/** All errors in a template that is not saved from an application; paths are relative to its props. */
export function validateTemplate(template: ApplicationHead, chart: ChartSpec, source: SourceRef): Diagnostic[] {
  const { spec } = lowerTemplate(template, chart, source);
  const { namespace } = source;
  return [
    ...validateSource('HelmChart', { name: template.name, namespace: template.namespace }, spec),
    ...checkChartVersion(withoutAbsent(chart) as ValueMap, source.kind, []),
    ...checkMetadata(chart.metadata, ['metadata'], TEMPLATE_METADATA),
    ...(namespace !== undefined && namespace !== template.namespace
      ? [
          error(
            'template-namespace-differs',
            ['source'],
            `is in namespace ${redacted(namespace)}, not ${redacted(template.namespace)}: ${SAME_NAMESPACE}`,
          ),
        ]
      : []),
  ];
}

const SAME_NAMESPACE =
  'a template must be in the namespace of its source; a chart that is not a template may come from another namespace';
