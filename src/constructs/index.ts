/** The constructs: the API for chart authors. */
export type { ClusterRequirement, ClusterSelector, Share } from '../clusters';
export type {
  ContainerResources,
  FluxAppDeploymentProps,
  FluxApplicationUiProps,
  FluxApplicationWatcherProps,
  LoweringProps,
  PodToleration,
  ResourceQuantities,
  WatcherLogLevel,
} from '../install';
export { ApplicationCrd } from './application-crd';
export { ApplicationFormat, type ApplicationFormatName } from './application-format';
export type { ValuesLayer } from './authoring';
export {
  Cluster,
  type ConfigMapMemberOptions,
  type Destination,
  type LabelOptions,
  type MemberOptions,
  type NamespaceDestination,
} from './cluster';
export { ClusterSet, type FirstOptions } from './cluster-set';
export { Diagnostics, type StrictOption } from './diagnostics';
export type { ExplainedValue } from './explained-value';
export { FluxApplication } from './flux-application';
export * from './flux-application-props';
export { FluxApplicationUi } from './flux-application-ui';
export { FluxApplicationWatcher } from './flux-application-watcher';
export {
  HelmTemplate,
  type HelmTemplateProps,
  type HelmTemplateReferenceOptions,
  type IHelmTemplate,
  type SavedTemplate,
  type TypedTemplateProps,
} from './helm-template';
export type { IFluxApplication } from './i-flux-application';
export type { RolloutProps, Wave, WaveSelector } from './rollout';
export type {
  IChartArtifact,
  IChartRepository,
  IManifestSource,
  ISource,
  SourceBase,
  SourceKind,
  SourceProps,
  SourceReferenceOptions,
} from './source';
export {
  Bucket,
  type BucketProps,
  ExternalArtifact,
  GitRepository,
  type GitRepositoryProps,
  HelmRepository,
  type HelmRepositoryProps,
  type OCIArtifactProps,
  OCIRepository,
  type OCIRepositoryProps,
} from './sources';
export { FleetApp, type FleetAppProps } from './synth';
export { target } from './target';
export { type TypedChart, typedChart } from './typed-chart';
export type { OpenValues, TypedValues, ValuesMap } from './values-map';
