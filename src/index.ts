export type { ClusterRef, LoweredObject, Target, TargetIdentity } from './application';
export { type Lowered, lower } from './application';
export * from './constructs';
export { type Diagnostic, formatDiagnostic } from './diagnostics';
export type { Path } from './json';
