export {
  type AppliedBy,
  appliedBy,
  inventoryOf,
  type Kustomizations,
  kustomizationOf,
  withCommonMetadata,
} from './applied-by';
export { isMark, type ObjectChange } from './change';
export { exact as exactVersion } from './charts';
export type { Effect } from './consequence';
export type { FieldChange } from './field-change';
export type { ForeignField } from './foreign-fields';
export { doubtful, type ForetoldObject, foretoldObject, seen, withForetold } from './foretold';
export { type ChangeGroup, groupChanges } from './groups';
export { releaseOf } from './helm-release';
export { type LeftBehind, leftBehind } from './left-behind';
export { PlanObjects } from './objects';
export { type Evidence, isCounted, type Plan, type PlanSummary, placesOf, planOf } from './plan';
export { addressOf, belongingOf, groupOf, type PlanObject, planObjectOf } from './plan-object';
export { messageWithoutSecrets, sensitiveShape } from './sensitive';
export { deliveriesUsing } from './shared-effect';
export type { PlanWarning } from './warnings';
export type { WaveTarget } from './waves';
