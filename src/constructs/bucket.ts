import type { Construct } from 'constructs';
import type { BucketSpec } from '../../imports/source.toolkit.fluxcd.io';
import { type ISource, SourceBase, type SourceProps, SourceReference, type SourceReferenceOptions } from './source';

/** What a bucket takes: every field of Flux's Bucket. */
export interface BucketProps extends SourceProps, Omit<BucketSpec, 'interval'> {}

/** A bucket of an object store, for charts and manifests. */
export class Bucket extends SourceBase<'Bucket'> {
  /** A Bucket that exists already. */
  static fromName(scope: Construct, id: string, name: string, options?: SourceReferenceOptions): ISource<'Bucket'> {
    return new SourceReference(scope, id, 'Bucket', name, options);
  }

  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id, 'Bucket', props);
  }
}
