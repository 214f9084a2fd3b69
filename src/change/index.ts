export {
  applicationPatch,
  type Operation,
  type PauseChange,
  type PauseGoal,
  pauseChangeOf,
  type TargetChange,
} from './pause/change';
