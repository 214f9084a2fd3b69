import type { FieldPath } from '../../json';
import type { FieldChange } from '../plan/field-change';

/** The changes of the objects of a Helm release when it is upgraded or installed. */
export interface ReleaseWorkloads {
  /** The address of the HelmRelease, and the name of its cluster. Absent if they are those of the change. */
  readonly release?: string;
  readonly cluster?: string;
  /** The objects that change, by their names. Absent if unknown. */
  readonly objects?: readonly WorkloadChange[];
  /** Why they are unknown, if they are. For a Kustomization, what is not shown. */
  readonly notKnown?: string;
  /** Why the prediction may be wrong, if it may. */
  readonly doubt?: string;
}

/** An object of a Helm release that changes. */
export interface WorkloadChange {
  /** `apps/v1 Deployment web/web`. */
  readonly object: string;
  readonly action: 'create' | 'update' | 'delete';
  /** The fields that change, for an object that exists before and after. */
  readonly fields: readonly FieldChange[];
  /** Fields that differ between renderings, so that they cannot be predicted. */
  readonly unforetold: readonly FieldPath[];
  /** Whether only some renderings contain the object. */
  readonly unverified?: true;
}
