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
 * An application: set exactly one of `helmRelease` and `kustomization`.
 *
 * @typeParam Values the values of the chart. Each layer contains a part of them, so their fields should be optional. A
 * `TypedChart` determines the type; otherwise values of any shape are accepted. The type is not inferred from `values`.
 */
export type FluxApplicationProps<Values extends ValuesMap = ValuesMap> =
  | HelmReleaseApplicationProps<Values>
  | KustomizationApplicationProps;

/** The props of every application. */
export interface ApplicationProps {
  /**
   * Metadata of the Application. Its name has at most 63 characters, because it is written to a label.
   *
   * @default - the name is the id of the construct, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
  /**
   * The name of the application in the console.
   *
   * @default - the name of the Application
   */
  readonly alias?: string;
  /**
   * A one-line description of the application, for the console.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Labels of the Application.
   *
   * @default - the labels in `metadata`
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Suppress the warning about values that look like secrets. A string in `values`, `set` or `substitute` ends up in
   * the repository and in objects that many people may read. Put a password into a Secret, and refer to it by
   * `valuesFrom` or `substituteFrom`.
   *
   * This sets the annotation `gitops.kubesphere.io/inline-secrets: allowed` on the Application, which also silences
   * `fluxapp lower`.
   *
   * @default false
   */
  readonly allowInlineSecrets?: boolean;
  /**
   * The format of the Application: `explicit` writes all fields in every target; `compact` writes shared fields once,
   * and needs this project's CRD; `none` writes only the Flux objects.
   *
   * @default - the format of the scope, see `ApplicationFormat`; `explicit` if none is set
   */
  readonly applicationFormat?: ApplicationFormatName;
  /**
   * The waves in which the targets receive a change. Flux enforces them, no matter which tool applies the objects and
   * in which order. Needs Flux 2.7 or newer. See docs/waves.md for their limits.
   *
   * @default - no waves: all targets receive a change as soon as Flux reconciles them
   */
  readonly rollout?: RolloutProps;
}

/** An application that delivers a Helm chart. */
export interface HelmReleaseApplicationProps<Values extends ValuesMap = ValuesMap> extends ApplicationProps {
  /** The chart, and its targets. */
  readonly helmRelease: HelmReleaseProps<Values>;
  readonly kustomization?: never;
}

/** An application that delivers manifests. */
export interface KustomizationApplicationProps extends ApplicationProps {
  /** The manifests, and their targets. */
  readonly kustomization: KustomizationProps;
  readonly helmRelease?: never;
}

/** A chart, and its targets. The chart is a template, a chart from a repository, or an artifact. */
export type HelmReleaseProps<Values extends ValuesMap = ValuesMap> =
  | TemplateReleaseProps<Values>
  | RepositoryReleaseProps<Values>
  | ArtifactReleaseProps<Values>;

/** The props of every application with a Helm chart. */
export interface HelmReleaseTargets<Values extends ValuesMap = ValuesMap> {
  /**
   * The fields that all targets share. They are merged into each target: maps merge, lists replace, and a null in
   * values is kept for Helm.
   *
   * @default - none
   */
  readonly defaults?: HelmReleaseDefaults<NoInfer<Values>>;
  /**
   * Fields for the targets in some clusters, selected by the labels of the clusters. All overrides that match the
   * cluster of a target are merged, in order, over the defaults and under the fields of the target.
   *
   * @default - none
   */
  readonly overrides?: readonly HelmReleaseOverride<NoInfer<Values>>[];
  /** The deployment targets. Each gets a HelmRelease. */
  readonly deploy: readonly HelmReleaseTarget<NoInfer<Values>>[];
}

/** The chart is a template. */
export interface TemplateReleaseProps<Values extends ValuesMap = ValuesMap> extends HelmReleaseTargets<Values> {
  /** The template. It must be in the namespace of the application. */
  readonly template: IHelmTemplate<Values>;
  readonly source?: never;
  readonly chart?: never;
  readonly saveTemplate?: never;
}

/** A chart in a source: the fields of the spec of Flux's HelmChart. */
export type { ChartSpec, TargetChart };

/** The chart is from a repository. */
export interface RepositoryReleaseProps<Values extends ValuesMap = ValuesMap> extends HelmReleaseTargets<Values> {
  /** The source of the chart. */
  readonly source: IChartRepository;
  /**
   * The chart in the source. A chart from a module written by `fluxapp import chart` also sets the type of its values.
   */
  readonly chart: ChartSpec & TypedValues<Values>;
  /**
   * Save the chart as a template with the name of the application: see `FluxApplication.template`. The source must be
   * in the namespace of the application.
   *
   * @default false
   */
  readonly saveTemplate?: boolean;
  readonly template?: never;
}

/**
 * The source is the chart itself. Needs this project's CRD of the Application, because KubeSphere's does not have this
 * field.
 */
export interface ArtifactReleaseProps<Values extends ValuesMap = ValuesMap> extends HelmReleaseTargets<Values> {
  /** The source that is the chart. An OCIRepository with `chart` provides the type of its values. */
  readonly source: IChartArtifact<Values>;
  readonly chart?: never;
  readonly template?: never;
  readonly saveTemplate?: never;
}

/** A deployment target of a Helm chart: every field of Flux's HelmRelease that the application does not set. */
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
  /** The cluster and namespace of the target. */
  readonly destination: NamespaceDestination;
  /**
   * The number of the target's wave, from 1, instead of `rollout`. Set it on all targets or on none.
   *
   * @default - no wave, unless `rollout` defines one: the target receives a change as soon as Flux reconciles it
   */
  readonly wave?: number;
  /**
   * The differences of the chart of this target, such as its version. They are merged into the chart of the application
   * and written to the HelmRelease. Needs this project's CRD of the Application, as do `source` and `template`, because
   * KubeSphere's does not have these fields.
   *
   * @default - the chart of the application
   */
  readonly chart?: TargetChart;
  /**
   * The source of the chart of this target: a repository, or a source that is the chart.
   *
   * @default - the source of the application
   */
  readonly source?: IChartRepository | IChartArtifact;
  /**
   * The template that this target uses instead of source and chart. It must be in the namespace of the application.
   *
   * @default - the template of the application
   */
  readonly template?: IHelmTemplate;
  /**
   * The interval at which Flux reconciles the HelmRelease: a duration such as `10m` or `1h30m`.
   *
   * @default '10m'
   */
  readonly interval?: HelmReleaseDeploy['interval'];
  /**
   * The name of the Helm release. `null` leaves it to Flux: `<namespace>-<HelmRelease>`, which differs in every
   * cluster.
   *
   * @default - the name of the application, followed by `-<name>` for a target with an explicit name
   */
  readonly releaseName?: HelmReleaseDeploy['releaseName'] | null;
  /**
   * The namespace in which Helm stores the release. `null` leaves it to Flux: the application's namespace, which must
   * exist on the member.
   *
   * @default - on a member the target namespace, on the host the application's namespace
   */
  readonly storageNamespace?: HelmReleaseDeploy['storageNamespace'] | null;
  /**
   * The values of the chart, or a part of them. A null deletes the chart's default.
   *
   * @default - the chart's values
   */
  readonly values?: NoInfer<Values>;
  /**
   * Values in the syntax of `helm --set`, such as `ports.traefik.expose=true`. They override `values`.
   *
   * @default - none
   */
  readonly set?: readonly string[];
  /**
   * Values in the syntax of `helm --set-string`: every value is a string. They override `set`.
   *
   * @default - none
   */
  readonly setString?: readonly string[];
  /**
   * ConfigMaps and Secrets with values, in the namespace of the application. `values` override them.
   *
   * @default - none
   */
  readonly valuesFrom?: readonly ValuesSource[];
  /**
   * Dependencies that must be ready first: another application, which means its targets in the same cluster, or
   * HelmReleases by name.
   *
   * @default - none
   */
  readonly dependsOn?: readonly (IFluxApplication | Dependency)[];
}

/** The fields that the targets of a Helm chart may share. */
export type HelmReleaseDefaults<Values extends ValuesMap = ValuesMap> = Omit<
  HelmReleaseTarget<Values>,
  'destination' | 'name' | 'wave' | 'chart' | 'source' | 'template'
>;

/**
 * Fields for the targets in clusters with certain labels: `matchLabels`, `matchExpressions` or both, and any field of a
 * target except those that identify a target.
 */
export interface HelmReleaseOverride<Values extends ValuesMap = ValuesMap>
  extends ClusterSelector,
    Omit<HelmReleaseTarget<Values>, 'destination' | 'name' | 'wave'> {}

/** A ConfigMap or Secret with values, by its name or its construct. */
export type ValuesSource = HelmReleaseSpecValuesReference | ValuesFromConstruct;

/** Values from a ConfigMap or Secret of this app. */
export interface ValuesFromConstruct extends Omit<HelmReleaseSpecValuesReference, 'kind' | 'name'> {
  /** An ApiObject of kind ConfigMap or Secret, or a construct whose default child is one. */
  readonly from: IConstruct;
}

/** Manifests, and their targets. */
export interface KustomizationProps {
  /** The source of the manifests. */
  readonly source: IManifestSource;
  /**
   * The fields that all targets share. They are merged into each target: maps merge, lists replace.
   *
   * @default - none
   */
  readonly defaults?: KustomizationDefaults;
  /**
   * Fields for the targets in some clusters, selected by the labels of the clusters. All overrides that match the
   * cluster of a target are merged, in order, over the defaults and under the fields of the target.
   *
   * @default - none
   */
  readonly overrides?: readonly KustomizationOverride[];
  /** The deployment targets. Each gets a Kustomization. */
  readonly deploy: readonly KustomizationTarget[];
}

/** A deployment target of manifests: every field of Flux's Kustomization that the application does not set. */
export interface KustomizationTarget
  extends Omit<KustomizationDeploy, 'destination' | 'interval' | 'prune' | 'dependsOn'> {
  /** The cluster and namespace of the target, or only the cluster. */
  readonly destination: Destination;
  /**
   * The number of the target's wave, from 1, instead of `rollout`. Set it on all targets or on none.
   *
   * @default - no wave, unless `rollout` defines one: the target receives a change as soon as Flux reconciles it
   */
  readonly wave?: number;
  /**
   * The interval at which Flux reconciles the Kustomization: a duration such as `10m` or `1h30m`.
   *
   * @default '10m'
   */
  readonly interval?: KustomizationDeploy['interval'];
  /** Whether Flux deletes objects that are no longer in the manifests. Required, here or in `defaults`. */
  readonly prune?: KustomizationDeploy['prune'];
  /**
   * Dependencies that must be ready first: another application, which means its targets in the same cluster, or
   * Kustomizations by name.
   *
   * @default - none
   */
  readonly dependsOn?: readonly (IFluxApplication | Dependency)[];
}

/** The fields that the targets of manifests may share. */
export type KustomizationDefaults = Omit<KustomizationTarget, 'destination' | 'name' | 'wave'>;

/**
 * Fields for the targets in clusters with certain labels: `matchLabels`, `matchExpressions` or both, and any field of a
 * target except those that identify a target.
 */
export interface KustomizationOverride extends ClusterSelector, KustomizationDefaults {}
