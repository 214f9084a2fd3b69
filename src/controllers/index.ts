export { type LoweringControllerOptions, lowerApplications } from './application-lowering/lower-applications';
export { pathOfObject } from './application-lowering/lowering-client';
export { CONTROLLER_MANAGER, MADE_KINDS } from './application-lowering/made-object';
export { type TenancyRules, wantedOf } from './application-lowering/wanted';
export type { StatusPart, StatusWrite } from './application-status/status-writer';
export {
  type LeaderElectionOptions,
  type WatchOptions,
  watchApplications,
} from './application-status/watch-applications';
