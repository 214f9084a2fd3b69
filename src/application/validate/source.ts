import bucket from '../../../imports/schemas/bucket.json';
import gitRepository from '../../../imports/schemas/git-repository.json';
import helmChart from '../../../imports/schemas/helm-chart.json';
import helmRepository from '../../../imports/schemas/helm-repository.json';
import ociRepository from '../../../imports/schemas/oci-repository.json';
import type { Diagnostic } from '../../diagnostics';
import { withoutAbsent } from '../absent-fields';
import { checkObjectMeta } from './object-meta';
import { validateSchema } from './schema';

const SCHEMAS = {
  Bucket: bucket,
  GitRepository: gitRepository,
  HelmChart: helmChart,
  HelmRepository: helmRepository,
  OCIRepository: ociRepository,
};

/** The kinds of source.toolkit.fluxcd.io that can be made here. */
export type SourceObjectKind = keyof typeof SCHEMAS;

/** Of a DNS subdomain: what objects are called. */
const MAX_NAME = 253;

/** All that is wrong with a source or a HelmChart; paths within the spec have no `spec` before them. */
export function validateSource(kind: SourceObjectKind, metadata: unknown, spec: unknown): Diagnostic[] {
  return [
    ...checkObjectMeta(metadata, ['metadata'], MAX_NAME),
    ...validateSchema(SCHEMAS[kind], withoutAbsent(spec), []),
  ];
}
