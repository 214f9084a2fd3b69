export {
  type AppliedBy,
  appliedBy,
  inventoryOf,
  type Kustomizations,
  kustomizationOf,
  withCommonMetadata,
} from './applied-by';
export { type FieldChange, isMark, type ObjectChange } from './change';
export type { Effect } from './consequence';
export type { ForeignField } from './foreign-fields';
export { doubtful, type ForetoldObject, foretoldObject, seen, withForetold } from './foretold';
export { type ChangeGroup, groupChanges } from './groups';
export { type LeftBehind, leftBehind } from './left-behind';
export { type Evidence, isCounted, type Plan, type PlanSummary, planOf } from './plan';
export { addressOf, belongingOf, groupOf, type PlanObject, planObjectOf } from './plan-object';
export { sensitiveShape } from './sensitive';
export type { PlanWarning } from './warnings';
