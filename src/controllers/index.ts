export type { StatusPart, StatusWrite } from './application-status/status-writer';
export {
  type LeaderElectionOptions,
  type WatchOptions,
  watchApplications,
} from './application-status/watch-applications';
