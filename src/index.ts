/**
 * Constructs for applications that Flux delivers to many clusters, and the function that lowers an Application.
 *
 * @module cdk8s-fluxapp
 */

export type { ClusterRef, DeploymentTarget, LoweredObject, TargetIdentity } from './application';
export { type LoweringOptions, type LoweringResult, lower } from './application';
export type { ClusterRequirement, ClusterSelector, Share } from './clusters';
export * from './constructs';
export {
  type Diagnostic,
  type DiagnosticCode,
  formatDiagnostic,
} from './diagnostics';
export type { FieldPath } from './json';
