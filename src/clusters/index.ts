/** Clusters by themselves: their labels, which are selected, their list in a file. */
export {
  type ClusterEntry,
  type ConfigMapEntry,
  type HostEntry,
  nameOfEntry,
  printClusterList,
  readClusterList,
  refOfEntry,
  type SecretEntry,
} from './cluster-list';
export { labelsProblems } from './labels';
export { formatProblem, type Problem } from './problem';
export {
  type ClusterRequirement,
  type ClusterSelector,
  isSelected,
  keysOfSelector,
  selectorProblems,
  unknownFields,
} from './selector';
export { firstOf, inShare, type Share, shareOf } from './share';
