export { isMark, type ObjectChange } from './change';
export { exact as exactVersion } from './effects/chart-change';
export type { Effect } from './effects/consequence';
export { releaseOf } from './effects/helm-release';
export { deliveriesUsing } from './effects/shared-effect';
export type { FieldChange } from './field-change';
export { type ChangeGroup, groupChanges } from './groups';
export {
  type AppliedBy,
  appliedBy,
  inventoryOf,
  type Kustomizations,
  kustomizationOf,
  withCommonMetadata,
} from './live/applied-by';
export type { ForeignField } from './live/foreign-fields';
export { doubtful, type ForetoldObject, foretoldObject, seen, withForetold } from './live/foretold';
export { type LeftBehind, leftBehind, type PrunedSet } from './live/left-behind';
export { type Moves, moveReason, movesOf, type Rival, rivalsOf } from './live/moves';
export { PlanObjects } from './objects';
export { type Evidence, type Plan, type PlanSummary, placesOf, planOf, shownChanges } from './plan';
export { addressOf, belongingOf, deliveryKindOf, groupOf, type PlanObject, planObjectOf } from './plan-object';
export { messageWithoutSecrets, sensitiveShape } from './sensitive';
export type { PlanWarning } from './warnings';
export type { WaveTarget } from './waves';
