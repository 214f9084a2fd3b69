/**
 * The watcher, to run it in a process of your own.
 *
 * @module cdk8s-fluxapp/watch
 */

export type { StatusPart, StatusWrite } from './controllers';
export { type LeaderElectionOptions, type WatchOptions, watchApplications } from './controllers';
export { ExpectedError } from './diagnostics';
export { KubeconfigError } from './kube';
export { LeaseLostError, type LeaseTiming, type Logger } from './runtime';
