export { messageOf } from './answers';
export {
  type ClusterPlan,
  type ClusterPlanOptions,
  planAgainstCluster,
} from './plan-against-cluster';
export { type Refusal, refusalFindings } from './refusals';
export { inNamespace } from './resolve';
