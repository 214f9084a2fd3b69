import type { FieldPath } from '../json';
import type { ValuesLayer } from './authoring';

/** A value of a target, with its origin. */
export interface ExplainedValue {
  /** The path of the value: keys and list indices, never empty. */
  readonly path: FieldPath;
  /** A scalar, or an empty map or list. `undefined` for a value of a Secret, which is not shown. */
  readonly value: unknown;
  /**
   * The highest layer that sets the value, such as `defaults.values` or `set[0]`; for a value of a ConfigMap or Secret,
   * its entry of `valuesFrom`.
   */
  readonly layer: ValuesLayer;
  /** The construct path of the application, or of the ConfigMap or Secret. */
  readonly construct: string;
  /** For a value of a ConfigMap or Secret that Helm does not see: the higher layer that sets the same path. */
  readonly coveredBy?: ValuesLayer;
}
