export { type FieldChange, isMark, type ObjectChange } from './change';
export type { Effect } from './consequence';
export { type ChangeGroup, groupChanges } from './groups';
export { type Evidence, isCounted, type Plan, type PlanSummary, planOf } from './plan';
export { addressOf, belongingOf, groupOf, type PlanObject, planObjectOf } from './plan-object';
export { sensitiveShape } from './sensitive';
export type { PlanWarning } from './warnings';
