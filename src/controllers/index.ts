export type { StatusPart, StatusWrite } from './application-status/status-writer';
export {
  type LeaderElectionOptions,
  LeaseLostError,
  type WatchOptions,
  watchApplications,
} from './application-status/watch-applications';
