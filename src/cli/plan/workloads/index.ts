export { type PlannedObjects, withWorkloads } from './workloads';
