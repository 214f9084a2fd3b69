export { checkWatcherProps } from './check-props';
export { checkUiProps } from './check-ui-props';
export type { ContainerResources, FluxAppDeploymentProps, PodToleration, ResourceQuantities } from './deployment-props';
export { type Installed, type InstallManifest, objectOf } from './manifest';
export type {
  FluxApplicationWatcherProps,
  LoweringProps,
  WatcherLogLevel,
} from './props';
export { settingsOf, type WatcherSettings } from './settings';
export { type UiSettings, uiManifests, uiSettingsOf } from './ui-manifests';
export type { FluxApplicationUiProps } from './ui-props';
export { type WatcherManifests, watcherManifests } from './watcher-manifests';
