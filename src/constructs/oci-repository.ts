import type { Construct } from 'constructs';
import type { OCIRepositorySpec } from '../../imports/source.toolkit.fluxcd.io';
import { type ISource, SourceBase, type SourceProps, SourceReference, type SourceReferenceOptions } from './source';

/** What an OCI repository takes: every field of Flux's OCIRepository. */
export interface OCIRepositoryProps extends SourceProps, Omit<OCIRepositorySpec, 'interval'> {}

/** An artifact in an OCI registry: manifests, or one chart as a whole. */
export class OCIRepository extends SourceBase<'OCIRepository'> {
  /** An OCIRepository that exists already. */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options?: SourceReferenceOptions,
  ): ISource<'OCIRepository'> {
    return new SourceReference(scope, id, 'OCIRepository', name, options);
  }

  constructor(scope: Construct, id: string, props: OCIRepositoryProps) {
    super(scope, id, 'OCIRepository', props);
  }
}
