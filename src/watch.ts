/** The watcher, to run it within a process of one's own. */

export type { Part, Write } from './controllers/status/status-writer';
export {
  type LeaderElectionOptions,
  LeaseLostError,
  type WatchOptions,
  watchApplications,
} from './controllers/status/watch-applications';
export { KubeconfigError } from './kube';
export type { LeaseTiming } from './runtime/lease';
export type { Logger } from './runtime/logger';
