/** Clusters, independent of applications: their labels, selectors, and their list in a file. */
export {
  type ClusterEntry,
  type ConfigMapEntry,
  clusterListOf,
  type HostEntry,
  nameOfEntry,
  readClusterList,
  refOfEntry,
  type SecretEntry,
} from './cluster-list';
export { CLUSTER_SOURCES, type ClusterSource, type FoundClusters, inventoryOf, type KnownCluster } from './inventory';
export { type KubeconfigRef, kubeconfigRefs, lackOf } from './kubeconfig-refs';
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
