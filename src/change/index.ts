export { type Applier, applierOf } from './foretell/applier';
export { type ApplyAs, type ForetoldApply, foretoldApply } from './foretell/foretold-apply';
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
  addressOf,
  belongingOf,
  type ChangeGroup,
  type Effect,
  type Evidence,
  type FieldChange,
  groupChanges,
  isCounted,
  type ObjectChange,
  type Plan,
  type PlanObject,
  type PlanSummary,
  type PlanWarning,
  planObjectOf,
  planOf,
  sensitiveShape,
} from './plan';
