export { lacksEmptied } from './emptied';
export { type ApplyWish, type OwnApply, ownAppliedBy, ownApply } from './own-apply';
export { pacedStages } from './paced-stages';
export { isPinned, type Pin, pinOf } from './pin';
export { digestOfCode, type PlanFile, parsePlanFile, planFileOf, type Stale, staleObjects } from './plan-file';
export { type ApplyStage, type ApplyStep, applyStages, isDefinition, type PlannedObject } from './stages';
export { isStillNew } from './still-new';
