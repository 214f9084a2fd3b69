export { ENTRIES } from './pause/entries';
export { applicationPatch, type Operation, type PausePlan, planPause, type TargetPlan, type Wish } from './pause/plan';
