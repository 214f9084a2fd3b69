export { messageOf } from './answers';
export {
  type ClusterPlan,
  type ClusterPlanOptions,
  planAgainstCluster,
} from './plan-against-cluster';
export type { PlannedSet, SetName } from './planned-set';
export { type Refusal, refusalFindings } from './refusals';
export { inNamespace } from './resolve';
export type { SetReading } from './set-reader';
