import type { Construct } from 'constructs';
import type { ChartSpec } from '../../imports/gitops.kubesphere.io';
import type {
  BucketSpec,
  GitRepositorySpec,
  HelmRepositorySpec,
  OCIRepositorySpec,
} from '../../imports/source.toolkit.fluxcd.io';
import { stringOf } from '../json';
import { shareContents } from './chart-contents';
import { type ISource, SourceBase, type SourceProps, SourceReference, type SourceReferenceOptions } from './source';
import type { TypedValues, ValuesMap } from './values-map';

/** The props of a Git repository: every field of Flux's GitRepository. */
export interface GitRepositoryProps extends SourceProps, Omit<GitRepositorySpec, 'interval'> {}

/**
 * A Git repository that contains charts or manifests.
 *
 * @example
 *
 *   new GitRepository(chart, 'manifests', {
 *     url: 'https://github.com/stefanprodan/podinfo',
 *     ref: { branch: 'master' },
 *   });
 */
export class GitRepository extends SourceBase<'GitRepository'> {
  /** Refers to an existing GitRepository. */
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

/** The props of a chart repository: every field of Flux's HelmRepository. */
export interface HelmRepositoryProps extends SourceProps, Omit<HelmRepositorySpec, 'interval'> {}

/**
 * A Helm chart repository: an HTTP folder with an index, or an OCI registry (`type: oci`).
 *
 * @example
 *
 *   new HelmRepository(chart, 'charts', { url: 'https://stefanprodan.github.io/podinfo' });
 */
export class HelmRepository extends SourceBase<'HelmRepository'> {
  /** Refers to an existing HelmRepository. */
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

/**
 * The props of an OCI repository: every field of Flux's OCIRepository.
 *
 * @typeParam Values the values of the chart that it contains: those of `chart`
 */
export interface OCIRepositoryProps<Values extends ValuesMap = ValuesMap>
  extends SourceProps,
    Omit<OCIRepositorySpec, 'interval'> {
  /**
   * The chart that it contains, from the module that `fluxapp import chart` writes. Applications with this source have the
   * type of its values.
   * If `ref` is absent, the tag is the version of the chart, with `_` instead of `+`, as Helm pushes it.
   *
   * @default - manifests, or a chart with values of any shape
   */
  readonly chart?: Pick<ChartSpec, 'chart' | 'version'> & TypedValues<Values>;
}

/**
 * The props of an artifact that is selected by its digest.
 *
 * @typeParam Values the values of the chart that it contains: those of `chart`
 */
export interface OCIArtifactProps<Values extends ValuesMap = ValuesMap>
  extends Omit<OCIRepositoryProps<Values>, 'ref'> {
  /** The digest: `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/**
 * An artifact in an OCI registry: manifests, or a single chart.
 *
 * @typeParam Values the values of the chart that it contains
 *
 * @example
 *
 *   new OCIRepository(chart, 'podinfo', {
 *     url: 'oci://ghcr.io/stefanprodan/charts/podinfo',
 *     ref: { tag: '6.9.0' },
 *   });
 */
export class OCIRepository<Values extends ValuesMap = ValuesMap>
  extends SourceBase<'OCIRepository'>
  implements TypedValues<Values>
{
  /** Refers to an existing OCIRepository. */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options?: SourceReferenceOptions,
  ): ISource<'OCIRepository'> {
    return new SourceReference(scope, id, 'OCIRepository', name, options);
  }

  /**
   * An immutable artifact: it is selected by its digest, and its name contains the digest, `<name>-<12 digits>`.
   * Another digest creates another object. Therefore {@link RolloutProps waves} can hold it back, whereas a new digest
   * in the same OCIRepository would reach all waves at once.
   *
   * @throws if the digest is invalid
   *
   * @example
   *
   *   OCIRepository.byDigest(chart, 'web', {
   *     url: 'oci://registry.example.com/charts/web',
   *     digest: 'sha256:4c1f0e9a77b24c1f0e9a77b24c1f0e9a77b24c1f0e9a77b24c1f0e9a77b24c1f',
   *   });
   */
  static byDigest<Values extends ValuesMap = ValuesMap>(
    scope: Construct,
    id: string,
    { digest, metadata, ...props }: OCIArtifactProps<Values>,
  ): OCIRepository<Values> {
    const [, digits] = /^sha256:([0-9a-f]{12})[0-9a-f]{52}$/.exec(digest) ?? [];
    if (digits === undefined) {
      throw new Error(`digest: must be sha256: and 64 hexadecimal digits, got ${JSON.stringify(digest)}`);
    }
    const name = `${metadata?.name ?? id}-${digits}`;
    return new OCIRepository(scope, id, { ...props, ref: { digest }, metadata: { ...metadata, name } });
  }

  /** Always absent: it only carries the type. */
  declare readonly valuesType?: Values;

  constructor(scope: Construct, id: string, props: OCIRepositoryProps<Values>) {
    const { chart, ...own } = props ?? {};
    const tag = chart?.version?.replaceAll('+', '_');
    super(scope, id, 'OCIRepository', tag === undefined || own.ref ? own : { ...own, ref: { tag } });
    if (chart) {
      const build = { version: versionOf(own.ref, chart), valuesFiles: { paths: [], skipsMissing: false } };
      shareContents(this, chart, () => build);
    }
  }
}

/**
 * The version of a chart in a registry: that of the tag. In Flux, a digest or a range of versions takes precedence over
 * the tag.
 */
function versionOf(ref: OCIRepositorySpec['ref'], chart: Pick<ChartSpec, 'version'>): string | undefined {
  if (!ref) return chart.version;
  return ref.digest || ref.semver ? undefined : stringOf(ref.tag)?.replaceAll('_', '+');
}

/** The props of a bucket: every field of Flux's Bucket. */
export interface BucketProps extends SourceProps, Omit<BucketSpec, 'interval'> {}

/**
 * A bucket in an object store that contains charts or manifests.
 *
 * @example
 *
 *   new Bucket(chart, 'manifests', {
 *     endpoint: 's3.amazonaws.com',
 *     bucketName: 'manifests',
 *     provider: 'aws',
 *     region: 'eu-central-1',
 *   });
 */
export class Bucket extends SourceBase<'Bucket'> {
  /** Refers to an existing Bucket. */
  static fromName(scope: Construct, id: string, name: string, options?: SourceReferenceOptions): ISource<'Bucket'> {
    return new SourceReference(scope, id, 'Bucket', name, options);
  }

  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id, 'Bucket', props);
  }
}

/**
 * An artifact that another controller creates. Flux uses it only if the feature gate `ExternalArtifact` is on.
 *
 * @example
 *
 *   const source = ExternalArtifact.fromName(chart, 'artifact', 'web');
 */
export const ExternalArtifact = {
  /** Refers to an existing ExternalArtifact. */
  fromName(scope: Construct, id: string, name: string, options?: SourceReferenceOptions): ISource<'ExternalArtifact'> {
    return new SourceReference(scope, id, 'ExternalArtifact', name, options);
  },
};
