export { type ClusterPlanOptions, planAgainstCluster } from './plan-against-cluster';
