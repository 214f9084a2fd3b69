export type { Alteration, ApplicationOrigin, DeliveryComparison, Editor } from './agreement';
export { type ApplicationReport, reportOn } from './application-report';
export { metadataOf, STATUS_FIELDS, type StatusContext, statusOfApplication } from './application-status';
export { type Cause, causesOf, countAndName, groupAlike, namerOf } from './causes';
export { compareDeliveries, deliveriesToCompare } from './comparison';
export { DEPENDENCY_NOT_READY, dependencyIn } from './dependency-message';
export { type Desired, type DesiredTarget, desiredOf, onClusters } from './desired';
export { ETCD_LIMIT, type FittedStatus, fittedStatus, OBJECT_LIMIT } from './fitted-status';
export { type FluxObject, fluxObjectOf, type KeptParts, type ObjectRef, RECONCILE_REQUESTED_AT } from './flux-object';
export { byWave } from './held';
export { isLowered } from './lowered-object';
export {
  generatedChart,
  isUnread,
  type Observed,
  type ObservedDeliveries,
  objectsOfTargets,
  sourceOf,
  sourceRefsOf,
  type Unread,
} from './observed';
export { fieldsNotStored, KEY_MAPS, type Patches, patchesOf } from './patches';
export { describePause, isExpired, type Pause, pauseOf } from './pause';
export { type ApplicationState, rollUp, worstFirst } from './ranking';
export { type Flags, readinessOf, type State } from './readiness';
export { isRenamed, mayBeRenamed } from './renamed';
export { hasField, type Schema, schemaOfKind } from './schema';
export { commonRevision } from './summary';
export type { TargetReport } from './target-report';
export { desiredOfDeliveries, UNDECLARED, undeclaredIn } from './undeclared';
