import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { DeploymentTarget } from '../application';

/** Marks an application in a way that two copies of the package share. */
export const FLUX_APPLICATION = Symbol.for('cdk8s-fluxapp.FluxApplication');

/** An application, as others refer to it. */
export interface IFluxApplication extends IConstruct {
  /** The name of the Application. */
  readonly name: string;
  /** The namespace of the Application and of all that is made from it. Absent: the namespace that they are applied to. */
  readonly namespace?: string;
  /** The kind of the objects that its targets get. */
  readonly releaseKind: 'HelmRelease' | 'Kustomization';
  /** The Application object. With `applicationFormat: 'none'` it is in no tree, and not written. */
  readonly application: ApiObject;
  /** The deployment targets with their names, in the order of `deploy`. */
  readonly targets: readonly DeploymentTarget[];
}

/** Whether something is an application, of this copy of the package or of another. */
export function isFluxApplication(value: unknown): value is IFluxApplication {
  return typeof value === 'object' && value !== null && FLUX_APPLICATION in value;
}
