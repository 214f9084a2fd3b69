export { type LoweringControllerOptions, lowerApplications } from './application-lowering/lower-applications';
export { loweredObjectsIn, pathOfObject } from './application-lowering/lowered-objects';
export { madeObjectOf } from './application-lowering/made-object';
export { type TenancyRules, wantedOf } from './application-lowering/wanted';
export type { StatusPart, StatusWrite } from './application-status/status-writer';
export {
  type LeaderElectionOptions,
  type WatchOptions,
  watchApplications,
} from './application-status/watch-applications';
