/** The watcher, to run it within a process of one's own. */
export { KubeconfigError } from './kube';
export type { LeaseTiming } from './watcher/lease';
export type { Logger } from './watcher/logger';
export type { Part, Write } from './watcher/status-writer';
export {
  type LeaderElectionOptions,
  LeaseLostError,
  type WatchOptions,
  watchApplications,
} from './watcher/watch-applications';
