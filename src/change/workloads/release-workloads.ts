import type { FieldPath } from '../../json';
import type { FieldChange } from '../plan/field-change';

/** What becomes of the objects that a Helm release has made, when it is upgraded or installed. */
export interface ReleaseWorkloads {
  /** The address of the HelmRelease, and what its cluster is called. Absent where they are those of the change. */
  readonly release?: string;
  readonly cluster?: string;
  /** Those that change, by their names. Absent where that is not known. */
  readonly objects?: readonly WorkloadChange[];
  /** Why it is not known, where it is not. Or, of a Kustomization, what is not shown. */
  readonly notKnown?: string;
  /** Why what is foretold may be wrong, where it may. */
  readonly doubt?: string;
}

/** An object of a Helm release that changes. */
export interface WorkloadChange {
  /** `apps/v1 Deployment web/web`. */
  readonly object: string;
  readonly action: 'create' | 'update' | 'delete';
  /** The fields that change, of an object that is there before and after. */
  readonly fields: readonly FieldChange[];
  /** Fields that differ from rendering to rendering, so that what they become cannot be foretold. */
  readonly unforetold: readonly FieldPath[];
  /** Whether the object itself is there in some renderings alone. */
  readonly unverified?: true;
}
