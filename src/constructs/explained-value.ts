import type { FieldPath } from '../json';
import type { ValuesLayer } from './authoring';

/** A value of a target, and where it comes from. */
export interface ExplainedValue {
  /** Its path in the values; never empty. */
  readonly path: FieldPath;
  /** A scalar, or an empty map or list. Of a Secret it is not shown: `undefined`. */
  readonly value: unknown;
  /** The highest layer that sets it; for a value of a ConfigMap or Secret its entry of `valuesFrom`. */
  readonly layer: ValuesLayer;
  /** The path in the construct tree: of the application, or of the ConfigMap or Secret. */
  readonly construct: string;
  /** For a value of a ConfigMap or Secret that Helm does not see: the layer over it that sets the same. */
  readonly coveredBy?: ValuesLayer;
}
