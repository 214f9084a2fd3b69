import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { DeploymentTarget } from '../application';

/** Marks an application in a way that two copies of the package share. */
export const FLUX_APPLICATION = Symbol.for('cdk8s-fluxapp.FluxApplication');

/** A reference to an application. */
export interface IFluxApplication extends IConstruct {
  /** The name of the Application: a DNS subdomain of at most 63 characters. */
  readonly name: string;
  /** The namespace of the Application and its Flux objects, a DNS label. If absent, the applier decides. */
  readonly namespace?: string;
  /** The kind of the Flux objects of its targets. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The Application object. With `applicationFormat: 'none'` it is not part of the construct tree, and not written. */
  readonly application: ApiObject;
  /** The deployment targets with their names, in the order of `deploy`. */
  readonly targets: readonly DeploymentTarget[];
}

/** Whether a value is an application, from this copy of the package or another one. */
export function isFluxApplication(value: unknown): value is IFluxApplication {
  return typeof value === 'object' && value !== null && FLUX_APPLICATION in value;
}
