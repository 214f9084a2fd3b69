export { FluxApplicationWatcher } from './flux-application-watcher';
export type {
  FluxApplicationWatcherProps,
  WatcherLogLevel,
  WatcherQuantities,
  WatcherResources,
  WatcherToleration,
} from './props';
