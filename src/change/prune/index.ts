export {
  type ApplySet,
  applySetId,
  asMember,
  contentsOf,
  contentsOfObjects,
  GROUP_KINDS,
  joinedContents,
  PART_OF,
  parentOf,
  parentProblem,
  type SetContents,
  setIdOf,
} from './apply-set';
export { homesOf } from './home';
export { beyondLimits, beyondSet, DEFAULT_LIMITS, type PruneLimits } from './limits';
export { dueDeletions, type Unfinished, unfinishedDeletions } from './progress';
export {
  type Deletion,
  type Leaving,
  leavingOf,
  type Prune,
  type PruneInput,
  pruneOf,
  type Staying,
  toDelete,
} from './prune';
export { isUnchanged } from './unchanged';
