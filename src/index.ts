export type { ClusterRef, LoweredObject, Target, TargetIdentity } from './application';
export { type Lowered, lower } from './application';
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
export type {
  FluxApplicationWatcherProps,
  WatcherLogLevel,
  WatcherQuantities,
  WatcherResources,
  WatcherToleration,
} from './constructs/watcher';
export { FluxApplicationWatcher } from './constructs/watcher';
export { type Diagnostic, formatDiagnostic } from './diagnostics';
export type { Path } from './json';
