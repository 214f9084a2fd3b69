import type { ApiObjectMetadata } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Dependency } from '../../imports/common';
import type {
  ChartSpec,
  HelmReleaseDeploy,
  KustomizationDeploy,
  TargetChart,
} from '../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import type { ClusterSelector } from '../clusters';
import type { ApplicationFormatName } from './application-format';
import type { Destination, NamespaceDestination } from './cluster';
import type { IHelmTemplate } from './helm-template';
import type { IFluxApplication } from './i-flux-application';
import type { RolloutProps } from './rollout';
import type { IChartArtifact, IChartRepository, IManifestSource } from './source';
import type { TypedValues, ValuesMap } from './values-map';

/**
 * An application: exactly one of `helmRelease` and `kustomization`.
 *
 * @typeParam Values the values of the chart. Each layer gives a part of them, so their fields should be optional. It is
 * that of a `TypedChart`, and values of any shape are accepted otherwise: the type is not inferred from `values`.
 */
export type FluxApplicationProps<Values extends ValuesMap = ValuesMap> =
  | HelmReleaseApplicationProps<Values>
  | KustomizationApplicationProps;

/** The props of every application. */
export interface ApplicationProps {
  /**
   * Metadata of the Application. Its name is at most 63 characters long, as it becomes the value of a label.
   *
   * @default - the id of the construct is the name, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * The name of the application in the console.
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
   * Suppress the warning about values that look like secrets. A text in `values`, `set` or `substitute` ends up in the repository
   * and in objects that many may read: a password belongs in a Secret, and `valuesFrom` or `substituteFrom` refers to it.
   *
   * It becomes the annotation `gitops.kubesphere.io/inline-secrets: allowed` of the Application, which silences
   * `fluxapp lower` as well.
   *
   * @default false
   */
  readonly allowInlineSecrets?: boolean;
  /**
   * How the Application is written: `explicit`, complete in every target; `compact`, which says once what targets share, and
   * needs this project's CRD; or `none`: only the objects of Flux are written.
   *
   * @default - that of the scope, see `ApplicationFormat`; `explicit` where none is set
   */
  readonly applicationFormat?: ApplicationFormatName;
  /**
   * The waves in which the targets get what is new. Flux holds them, whatever applies the objects and in whichever order; it
   * takes Flux 2.7 or newer. See docs/waves.md for what waves hold and what they cannot.
   *
   * @default - all targets get it as soon as Flux sees it
   */
  readonly rollout?: RolloutProps;
}

/** An application that is a Helm chart. */
export interface HelmReleaseApplicationProps<Values extends ValuesMap = ValuesMap> extends ApplicationProps {
  /** The chart, and where it is deployed to. */
  readonly helmRelease: HelmReleaseProps<Values>;
  readonly kustomization?: never;
}

/** An application that is a set of manifests. */
export interface KustomizationApplicationProps extends ApplicationProps {
  /** The manifests, and where they are deployed to. */
  readonly kustomization: KustomizationProps;
  readonly helmRelease?: never;
}

/** A chart, and where it is deployed to. The chart is one of: a template, a chart of a repository, an artifact. */
export type HelmReleaseProps<Values extends ValuesMap = ValuesMap> =
  | TemplateReleaseProps<Values>
  | RepositoryReleaseProps<Values>
  | ArtifactReleaseProps<Values>;

/** The props of every application with a Helm chart. */
export interface HelmReleaseTargets<Values extends ValuesMap = ValuesMap> {
  /**
   * The fields that all targets share. They are merged under each target: maps merge, lists replace, and in values a
   * null stays null down to Helm.
   *
   * @default - nothing
   */
  readonly defaults?: HelmReleaseDefaults<NoInfer<Values>>;
  /**
   * What is different for the targets in some clusters, by the labels of the clusters. All overrides that select the cluster
   * of a target are merged over the defaults, in the order in which they are written, and under the fields of the target.
   *
   * @default - nothing
   */
  readonly overrides?: readonly HelmReleaseOverride<NoInfer<Values>>[];
  /** The deployment targets. Each gets a HelmRelease. */
  readonly deploy: readonly HelmReleaseTarget<NoInfer<Values>>[];
}

/** The chart is a template's. */
export interface TemplateReleaseProps<Values extends ValuesMap = ValuesMap> extends HelmReleaseTargets<Values> {
  /** The template. It must be in the namespace of the application. */
  readonly template: IHelmTemplate<Values>;
  readonly source?: never;
  readonly chart?: never;
  readonly saveTemplate?: never;
}

/** Which chart of a source it is: the fields of the spec of Flux's HelmChart. */
export type { ChartSpec, TargetChart };

/** The chart is one of a repository. */
export interface RepositoryReleaseProps<Values extends ValuesMap = ValuesMap> extends HelmReleaseTargets<Values> {
  /** Where the chart comes from. */
  readonly source: IChartRepository;
  /** Which chart of the source it is. A chart that `fluxapp import chart` wrote brings the type of its values. */
  readonly chart: ChartSpec & TypedValues<Values>;
  /**
   * Save the chart as a template of the application's name: see `FluxApplication.template`. The source must be in the
   * namespace of the application.
   *
   * @default false
   */
  readonly saveTemplate?: boolean;
  readonly template?: never;
}

/** The chart is an artifact by itself. It needs this project's CRD of the Application: KubeSphere's has no such field. */
export interface ArtifactReleaseProps<Values extends ValuesMap = ValuesMap> extends HelmReleaseTargets<Values> {
  /** The chart. */
  readonly source: IChartArtifact;
  readonly chart?: never;
  readonly template?: never;
  readonly saveTemplate?: never;
}

/** A deployment target of a Helm chart: every field of Flux's HelmRelease that is not the application's. */
export interface HelmReleaseTarget<Values extends ValuesMap = ValuesMap>
  extends Omit<
    HelmReleaseDeploy,
    | 'destination'
    | 'interval'
    | 'releaseName'
    | 'storageNamespace'
    | 'values'
    | 'valuesFrom'
    | 'dependsOn'
    | 'template'
    | 'chart'
    | 'source'
  > {
  /** A namespace of a cluster. */
  readonly destination: NamespaceDestination;
  /**
   * The number of the wave in which the target gets what is new, from 1, in place of `rollout`. Either all targets have one or
   * none.
   *
   * @default - none: it gets what is new as soon as Flux sees it, unless `rollout` says otherwise
   */
  readonly wave?: number;
  /**
   * What is different about the chart of this target, such as its version: it is merged over the chart of the application
   * and written into the HelmRelease. It needs this project's CRD of the Application, as `source` and `template` do:
   * KubeSphere's has no such field.
   *
   * @default - the application's
   */
  readonly chart?: TargetChart;
  /**
   * Where the chart of this target comes from: a repository, or a source that is the chart.
   *
   * @default - the application's
   */
  readonly source?: IChartRepository | IChartArtifact;
  /**
   * The template that this target takes, in place of source and chart. It must be in the namespace of the application.
   *
   * @default - the application's
   */
  readonly template?: IHelmTemplate;
  /**
   * How often Flux compares the release with its HelmRelease: a duration such as `10m` or `1h30m`.
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
   * The values of the chart, or a part of them. A null deletes the chart's default.
   *
   * @default - the chart's
   */
  readonly values?: NoInfer<Values>;
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
   * What must be ready first: another application, that is, its targets in the same cluster, or HelmReleases by name.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly (IFluxApplication | Dependency)[];
}

/** The fields that the targets of a Helm chart may share. */
export type HelmReleaseDefaults<Values extends ValuesMap = ValuesMap> = Omit<
  HelmReleaseTarget<Values>,
  'destination' | 'name' | 'wave' | 'chart' | 'source' | 'template'
>;

/**
 * What is different for the targets in clusters that have certain labels: `matchLabels`, `matchExpressions` or both, and
 * any field of a target but those that tell targets apart.
 */
export interface HelmReleaseOverride<Values extends ValuesMap = ValuesMap>
  extends ClusterSelector,
    Omit<HelmReleaseTarget<Values>, 'destination' | 'name' | 'wave'> {}

/** A ConfigMap or Secret with values: by name, or by its construct. */
export type ValuesSource = HelmReleaseSpecValuesReference | ValuesFromConstruct;

/** Values from a ConfigMap or Secret of this app. */
export interface ValuesFromConstruct extends Omit<HelmReleaseSpecValuesReference, 'kind' | 'name'> {
  /** An ApiObject of kind ConfigMap or Secret, or a construct whose default child is one. */
  readonly from: IConstruct;
}

/** Manifests, and where they are deployed to. */
export interface KustomizationProps {
  /** Where the manifests come from. */
  readonly source: IManifestSource;
  /**
   * The fields that all targets share. They are merged under each target: maps merge, lists replace.
   *
   * @default - nothing
   */
  readonly defaults?: KustomizationDefaults;
  /**
   * What is different for the targets in some clusters, by the labels of the clusters. All overrides that select the cluster
   * of a target are merged over the defaults, in the order in which they are written, and under the fields of the target.
   *
   * @default - nothing
   */
  readonly overrides?: readonly KustomizationOverride[];
  /** The deployment targets. Each gets a Kustomization. */
  readonly deploy: readonly KustomizationTarget[];
}

/** A deployment target of manifests: every field of Flux's Kustomization that is not the application's. */
export interface KustomizationTarget
  extends Omit<KustomizationDeploy, 'destination' | 'interval' | 'prune' | 'dependsOn'> {
  /** A namespace of a cluster, or a cluster as a whole. */
  readonly destination: Destination;
  /**
   * The number of the wave in which the target gets what is new, from 1, in place of `rollout`. Either all targets have one or
   * none.
   *
   * @default - none: it gets what is new as soon as Flux sees it, unless `rollout` says otherwise
   */
  readonly wave?: number;
  /**
   * How often Flux compares the applied objects with the manifests: a duration such as `10m` or `1h30m`.
   *
   * @default '10m'
   */
  readonly interval?: KustomizationDeploy['interval'];
  /** Whether Flux deletes objects that are no longer in the manifests. Required, here or in `defaults`. */
  readonly prune?: KustomizationDeploy['prune'];
  /**
   * What must be ready first: another application, that is, its targets in the same cluster, or Kustomizations by name.
   *
   * @default - nothing
   */
  readonly dependsOn?: readonly (IFluxApplication | Dependency)[];
}

/** The fields that the targets of manifests may share. */
export type KustomizationDefaults = Omit<KustomizationTarget, 'destination' | 'name' | 'wave'>;

/**
 * What is different for the targets in clusters that have certain labels: `matchLabels`, `matchExpressions` or both, and
 * any field of a target but those that tell targets apart.
 */
export interface KustomizationOverride extends ClusterSelector, KustomizationDefaults {}
