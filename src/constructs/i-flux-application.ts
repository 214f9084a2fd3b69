import type { FluxApplication } from './flux-application';

/** Marks an application in a way that two copies of the package share. */
export const FLUX_APPLICATION = Symbol.for('cdk8s-fluxapp.FluxApplication');

/** Whether something is a FluxApplication, of this copy of the package or of another. */
export function isFluxApplication(value: unknown): value is FluxApplication {
  return typeof value === 'object' && value !== null && FLUX_APPLICATION in value;
}
