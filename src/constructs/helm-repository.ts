import type { Construct } from 'constructs';
import type { HelmRepositorySpec } from '../../imports/source.toolkit.fluxcd.io';
import { type ISource, SourceBase, type SourceProps, SourceReference, type SourceReferenceOptions } from './source';

/** What a chart repository takes: every field of Flux's HelmRepository. */
export interface HelmRepositoryProps extends SourceProps, Omit<HelmRepositorySpec, 'interval'> {}

/** A Helm chart repository: an HTTP folder with an index, or a registry (`type: oci`). */
export class HelmRepository extends SourceBase<'HelmRepository'> {
  /** A HelmRepository that exists already. */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options?: SourceReferenceOptions,
  ): ISource<'HelmRepository'> {
    return new SourceReference(scope, id, 'HelmRepository', name, options);
  }

  constructor(scope: Construct, id: string, props: HelmRepositoryProps) {
    super(scope, id, 'HelmRepository', props);
  }
}
