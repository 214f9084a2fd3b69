import type { Construct } from 'constructs';
import type {
  BucketSpec,
  GitRepositorySpec,
  HelmRepositorySpec,
  OCIRepositorySpec,
} from '../../imports/source.toolkit.fluxcd.io';
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

/** What an OCI repository takes: every field of Flux's OCIRepository. */
export interface OCIRepositoryProps extends SourceProps, Omit<OCIRepositorySpec, 'interval'> {}

/** What an artifact takes that is chosen by its digest. */
export interface OCIArtifactProps extends Omit<OCIRepositoryProps, 'ref'> {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

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

  /**
   * An artifact that stays what it is: it is chosen by its digest and named by it, `<name>-<12 digits>`. Another digest makes
   * another object. So {@link RolloutProps waves} hold it, while another digest in one OCIRepository would reach all of them at once.
   *
   * @throws if the digest is none
   *
   * @example
   *
   *   OCIRepository.byDigest(chart, 'web', {
   *     url: 'oci://registry.example.com/charts/web',
   *     digest: 'sha256:4c1f0e9a77b24c1f0e9a77b24c1f0e9a77b24c1f0e9a77b24c1f0e9a77b24c1f',
   *   });
   */
  static byDigest(scope: Construct, id: string, { digest, metadata, ...props }: OCIArtifactProps): OCIRepository {
    const [, digits] = /^sha256:([0-9a-f]{12})[0-9a-f]{52}$/.exec(digest) ?? [];
    if (digits === undefined) {
      throw new Error(`digest: must be sha256: and 64 hexadecimal digits, got ${JSON.stringify(digest)}`);
    }
    const name = `${metadata?.name ?? id}-${digits}`;
    return new OCIRepository(scope, id, { ...props, ref: { digest }, metadata: { ...metadata, name } });
  }

  constructor(scope: Construct, id: string, props: OCIRepositoryProps) {
    super(scope, id, 'OCIRepository', props);
  }
}

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

/** An artifact that another controller makes. Flux uses it where the feature gate `ExternalArtifact` is on. */
export const ExternalArtifact = {
  /** An ExternalArtifact that exists. */
  fromName(scope: Construct, id: string, name: string, options?: SourceReferenceOptions): ISource<'ExternalArtifact'> {
    return new SourceReference(scope, id, 'ExternalArtifact', name, options);
  },
};
