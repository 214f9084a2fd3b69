/** The watcher, to run it within a process of one's own. */

export type { Part, Write } from './controllers';
export {
  type LeaderElectionOptions,
  LeaseLostError,
  type WatchOptions,
  watchApplications,
} from './controllers';
export { KubeconfigError } from './kube';
export type { LeaseTiming, Logger } from './runtime';
