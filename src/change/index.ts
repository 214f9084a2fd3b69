export { type Applier, applierOf } from './foretell/applier';
export { type ApplyAs, type ForetoldApply, foretoldApply } from './foretell/foretold-apply';
export { asSent, isForetoldOnly, type SentApply } from './foretell/sent';
export { withoutServerFields, wouldMoveGeneration } from './foretell/server-fields';
export type { Conflict } from './foretell/server-side-apply';
export { type UnsetField, unsetFields } from './foretell/unset-fields';
export type { Unverified } from './foretell/unverified';
export {
  applicationPatch,
  type Operation,
  type PauseChange,
  type PauseGoal,
  pauseChangeOf,
  type TargetChange,
} from './pause/change';
export {
  type AppliedBy,
  addressOf,
  appliedBy,
  belongingOf,
  type ChangeGroup,
  clustersOf,
  deliveriesUsing,
  doubtful,
  type Effect,
  type Evidence,
  exactVersion,
  type FieldChange,
  type ForeignField,
  type ForetoldObject,
  foretoldObject,
  groupChanges,
  groupOf,
  inventoryOf,
  isCounted,
  type Kustomizations,
  kustomizationOf,
  type LeftBehind,
  leftBehind,
  type ObjectChange,
  type Plan,
  type PlanObject,
  PlanObjects,
  type PlanSummary,
  type PlanWarning,
  planObjectOf,
  planOf,
  releaseOf,
  seen,
  sensitiveShape,
  type WaveTarget,
  withCommonMetadata,
  withForetold,
} from './plan';
export {
  asDelivered,
  type Manifest,
  type ManifestPlace,
  manifestOf,
  type ReleaseWorkloads,
  type StoredChart,
  type StoredRelease,
  storedReleaseOf,
  textsOf,
  type WorkloadChange,
  withoutSecrets,
  withRevision,
  workloadChanges,
} from './workloads';
