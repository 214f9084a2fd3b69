export { asDelivered, type Manifest, type ManifestPlace, manifestOf } from './manifest';
export type { ReleaseWorkloads, WorkloadChange } from './release-workloads';
export { type StoredChart, type StoredRelease, storedReleaseOf, withRevision } from './stored-release';
export { formsOfSecret, type Renderings, textsOf, withoutSecrets, workloadChanges } from './workload-changes';
