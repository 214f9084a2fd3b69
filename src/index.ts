export { type Lowered, lower } from './application/lower/lower';
export type { LoweredObject } from './application/lower/objects';
export type { ClusterRef, TargetIdentity } from './application/target-identity';
export type { Target } from './application/targets';
export { ApplicationCrd } from './constructs/application-crd';
export { Bucket, type BucketProps } from './constructs/bucket';
export { Cluster, type Destination, type MemberOptions, type NamespaceDestination } from './constructs/cluster';
export type { ExplainedValue, ValuesLayer } from './constructs/explain';
export { ExternalArtifact } from './constructs/external-artifact';
export { FleetApp } from './constructs/fleet-app';
export { FluxApplication } from './constructs/flux-application';
export * from './constructs/flux-application-props';
export { GitRepository, type GitRepositoryProps } from './constructs/git-repository';
export { HelmRepository, type HelmRepositoryProps } from './constructs/helm-repository';
export {
  HelmTemplate,
  type HelmTemplateProps,
  type HelmTemplateReferenceOptions,
  type IHelmTemplate,
} from './constructs/helm-template';
export type { IFluxApplication } from './constructs/i-flux-application';
export { OCIRepository, type OCIRepositoryProps } from './constructs/oci-repository';
export type {
  IChartArtifact,
  IChartRepository,
  IManifestSource,
  ISource,
  SourceKind,
  SourceProps,
  SourceReferenceOptions,
} from './constructs/source';
export { FluxApplicationWatcher } from './constructs/watcher/flux-application-watcher';
export type {
  FluxApplicationWatcherProps,
  WatcherLogLevel,
  WatcherQuantities,
  WatcherResources,
  WatcherToleration,
} from './constructs/watcher/props';
export { type Diagnostic, formatDiagnostic, type Path } from './diagnostics/diagnostic';
