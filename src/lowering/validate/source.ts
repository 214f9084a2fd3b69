import bucket from '../../../imports/schemas/bucket.json';
import gitRepository from '../../../imports/schemas/git-repository.json';
import helmChart from '../../../imports/schemas/helm-chart.json';
import helmRepository from '../../../imports/schemas/helm-repository.json';
import ociRepository from '../../../imports/schemas/oci-repository.json';
import type { Diagnostic } from '../../model/diagnostic';
import { isPlainObject } from '../../model/values/json';
import { withoutAbsent } from '../absent';
import { checkMetadata, checkNamespace, checkObjectName } from './names';
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

/** All that is wrong with a source or a HelmChart; paths within the spec have no `spec` before them. */
export function validateSource(kind: SourceObjectKind, metadata: unknown, spec: unknown): Diagnostic[] {
  const { name, namespace } = isPlainObject(metadata) ? metadata : {};
  return [
    ...checkObjectName(name, ['metadata', 'name']),
    ...checkNamespace(namespace, ['metadata', 'namespace']),
    ...checkMetadata(metadata, ['metadata']),
    ...validateSchema(SCHEMAS[kind], withoutAbsent(spec), []),
  ];
}
