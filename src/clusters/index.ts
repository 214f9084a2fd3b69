/** Clusters by themselves: their labels, which are selected, their list in a file. */
export { labelsProblems } from './labels';
export { formatProblem, type Problem } from './problem';
export {
  type ClusterRequirement,
  type ClusterSelector,
  isSelected,
  keysOfSelector,
  selectorProblems,
} from './selector';
export { firstOf, inShare, type Share, shareOf } from './share';
