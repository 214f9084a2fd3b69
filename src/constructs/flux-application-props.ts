import type { ApiObjectMetadata } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Dependency } from '../../imports/common';
import type { ChartSpec, HelmReleaseDeploy, KustomizationDeploy } from '../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import type { Destination, NamespaceDestination } from './cluster';
import type { IHelmTemplate } from './helm-template';
import type { IFluxApplication } from './i-flux-application';
import type { IChartArtifact, IChartRepository, IManifestSource } from './source';

/** An application: exactly one of `helmRelease` and `kustomization`, and what it is called. */
export type FluxApplicationProps = HelmReleaseApplicationProps | KustomizationApplicationProps;

/** What every application takes. */
export interface ApplicationProps {
  /**
   * Metadata of the Application. Its name is at most 63 characters long, as it becomes the value of a label.
   *
   * @default - the id of the construct is the name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * What the console calls the application.
   *
   * @default - its name
   */
  readonly alias?: string;
  /**
   * A line about the application, for the console.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Labels of the Application.
   *
   * @default - those of `metadata`
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Say nothing about values that look like secrets. A text in `values`, `set` or `substitute` ends up in the repository
   * and in objects that many may read: a password belongs in a Secret, and `valuesFrom` or `substituteFrom` refers to it.
   *
   * It becomes the annotation `gitops.kubesphere.io/inline-secrets: allowed` of the Application, which silences
   * `fluxapp lower` as well.
   *
   * @default false
   */
  readonly allowInlineSecrets?: boolean;
}

/** An application that is a Helm chart. */
export interface HelmReleaseApplicationProps extends ApplicationProps {
  /** The chart, and where it is deployed to. */
  readonly helmRelease: HelmReleaseProps;
  readonly kustomization?: never;
}

/** An application that is a set of manifests. */
export interface KustomizationApplicationProps extends ApplicationProps {
  /** The manifests, and where they are deployed to. */
  readonly kustomization: KustomizationProps;
  readonly helmRelease?: never;
}

/** A chart, and where it is deployed to. The chart is one of: a template, a chart of a repository, an artifact. */
export type HelmReleaseProps = TemplateReleaseProps | RepositoryReleaseProps | ArtifactReleaseProps;

/** What all applications with a Helm chart take. */
export interface HelmReleaseTargets {
  /**
   * What all targets have in common. It is merged under each of them: maps merge, lists replace, and in values a null
   * stays null down to Helm.
   *
   * @default - nothing
   */
  readonly defaults?: HelmReleaseDefaults;
  /** The deployment targets. Each gets a HelmRelease. */
  readonly deploy: readonly HelmReleaseTarget[];
}

/** The chart is a template's. */
export interface TemplateReleaseProps extends HelmReleaseTargets {
  /** The template. It must be in the namespace of the application. */
  readonly template: IHelmTemplate;
  readonly source?: never;
  readonly chart?: never;
  readonly saveTemplate?: never;
}

/** The chart is one of a repository. */
export interface RepositoryReleaseProps extends HelmReleaseTargets {
  /** Where the chart comes from. */
  readonly source: IChartRepository;
  /** Which chart of the source it is. */
  readonly chart: ChartSpec;
  /**
   * Save the chart as a template of the application's name: see `FluxApplication.template`. The source must be in the
   * namespace of the application.
   *
   * @default false
   */
  readonly saveTemplate?: boolean;
  readonly template?: never;
}

/** The chart is an artifact by itself. It needs this project's CRD of the Application: KubeSphere's cannot say it. */
export interface ArtifactReleaseProps extends HelmReleaseTargets {
  /** The chart. */
  readonly source: IChartArtifact;
  readonly chart?: never;
  readonly template?: never;
  readonly saveTemplate?: never;
}

/** A deployment target of a Helm chart: every field of Flux's HelmRelease that is not the application's. */
export interface HelmReleaseTarget
  extends Omit<
    HelmReleaseDeploy,
    'destination' | 'interval' | 'releaseName' | 'storageNamespace' | 'values' | 'valuesFrom' | 'dependsOn'
  > {
  /** A namespace of a cluster. */
  readonly destination: NamespaceDestination;
  /**
   * How often Flux compares what is released with what should be.
   *
   * @default '10m'
   */
  readonly interval?: HelmReleaseDeploy['interval'];
  /**
   * The name of the Helm release. `null` leaves it to Flux: `<namespace>-<HelmRelease>`, another one in every cluster.
   *
   * @default - the application's name, and `-<name>` behind it for a target with an explicit name
   */
  readonly releaseName?: HelmReleaseDeploy['releaseName'] | null;
  /**
   * The namespace in which Helm keeps the release. `null` leaves it to Flux: the application's own, which must exist on
   * the member.
   *
   * @default - the namespace that is deployed to on a member, the application's own on the host
   */
  readonly storageNamespace?: HelmReleaseDeploy['storageNamespace'] | null;
  /**
   * The values of the chart. A null deletes the chart's default.
   *
   * @default - the chart's
   */
  readonly values?: Readonly<Record<string, unknown>>;
  /**
   * Values as `helm --set` takes them, such as `ports.traefik.expose=true`. They go over `values`.
   *
   * @default - none
   */
  readonly set?: readonly string[];
  /**
   * Values as `helm --set-string` takes them: every one is a string. They go over `set`.
   *
   * @default - none
   */
  readonly setString?: readonly string[];
  /**
   * ConfigMaps and Secrets that hold values, in the namespace of the application. They go under `values`.
   *
   * @default - none
   */
  readonly valuesFrom?: readonly ValuesSource[];
  /**
   * What must be ready first: another application, of which it is the targets in the same cluster, or HelmReleases by
   * name.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly (IFluxApplication | Dependency)[];
}

/** What the targets of a Helm chart may have in common. */
export type HelmReleaseDefaults = Omit<HelmReleaseTarget, 'destination' | 'name'>;

/** A ConfigMap or Secret that holds values: by name, or by the construct that makes it. */
export type ValuesSource = HelmReleaseSpecValuesReference | ValuesFromConstruct;

/** Values out of a ConfigMap or Secret of this app. */
export interface ValuesFromConstruct extends Omit<HelmReleaseSpecValuesReference, 'kind' | 'name'> {
  /** An ApiObject of kind ConfigMap or Secret, or a construct whose default child is one. */
  readonly from: IConstruct;
}

/** Manifests, and where they are deployed to. */
export interface KustomizationProps {
  /** Where the manifests come from. */
  readonly source: IManifestSource;
  /**
   * What all targets have in common. It is merged under each of them: maps merge, lists replace.
   *
   * @default - nothing
   */
  readonly defaults?: KustomizationDefaults;
  /** The deployment targets. Each gets a Kustomization. */
  readonly deploy: readonly KustomizationTarget[];
}

/** A deployment target of manifests: every field of Flux's Kustomization that is not the application's. */
export interface KustomizationTarget
  extends Omit<KustomizationDeploy, 'destination' | 'interval' | 'prune' | 'dependsOn'> {
  /** A namespace of a cluster, or a cluster as a whole. */
  readonly destination: Destination;
  /**
   * How often Flux compares what is applied with what should be.
   *
   * @default '10m'
   */
  readonly interval?: KustomizationDeploy['interval'];
  /** Whether Flux deletes what is no longer among the manifests. Required, here or in `defaults`. */
  readonly prune?: KustomizationDeploy['prune'];
  /**
   * What must be ready first: another application, of which it is the targets in the same cluster, or Kustomizations
   * by name.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly (IFluxApplication | Dependency)[];
}

/** What the targets of manifests may have in common. */
export type KustomizationDefaults = Omit<KustomizationTarget, 'destination' | 'name'>;
