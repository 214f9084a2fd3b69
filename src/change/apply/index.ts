export { lacksEmptied } from './emptied';
export { type OwnApply, ownAppliedBy, ownApply } from './own-apply';
export { isPinned, type Pin, pinOf } from './pin';
export { type ApplyStage, type ApplyStep, applyStages, isDefinition, type PlannedObject } from './stages';
