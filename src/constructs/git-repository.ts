import type { Construct } from 'constructs';
import type { GitRepositorySpec } from '../../imports/source.toolkit.fluxcd.io';
import { type ISource, SourceBase, type SourceProps, SourceReference, type SourceReferenceOptions } from './source';

/** What a Git repository takes: every field of Flux's GitRepository. */
export interface GitRepositoryProps extends SourceProps, Omit<GitRepositorySpec, 'interval'> {}

/** A Git repository, for charts and manifests. */
export class GitRepository extends SourceBase<'GitRepository'> {
  /** A GitRepository that exists already. */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options?: SourceReferenceOptions,
  ): ISource<'GitRepository'> {
    return new SourceReference(scope, id, 'GitRepository', name, options);
  }

  constructor(scope: Construct, id: string, props: GitRepositoryProps) {
    super(scope, id, 'GitRepository', props);
  }
}
