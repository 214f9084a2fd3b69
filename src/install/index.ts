export { checkWatcherProps } from './check-props';
export type { WatcherManifest } from './manifest';
export type {
  FluxApplicationWatcherProps,
  WatcherLogLevel,
  WatcherQuantities,
  WatcherResources,
  WatcherToleration,
} from './props';
export { settingsOf, type WatcherSettings } from './settings';
export { objectOf, type WatcherManifests, watcherManifests } from './watcher-manifests';
