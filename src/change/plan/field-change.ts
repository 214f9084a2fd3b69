import { type Difference, type FieldPath, withoutUndefined } from '../../json';
import { isWithin } from './effects/spec-changes';
import { isSensitive, SENSITIVE } from './sensitive';

/** A field that changes. Values that may be secret are masked on both sides. */
export interface FieldChange extends Difference {
  /** Whether the values are masked. */
  readonly sensitive?: true;
  /** Whether it forces a replacement. */
  readonly forces?: true;
  /** Whether its result is uncertain. */
  readonly unverified?: true;
}

/** Data about the fields of an object. */
export interface FieldContext {
  /** The parts that are masked, before and after. */
  readonly sensitive: { readonly before: readonly FieldPath[]; readonly after: readonly FieldPath[] };
  readonly replacePaths?: readonly FieldPath[];
  readonly unverified?: readonly FieldPath[];
}

export function fieldChange({ path, before, after }: Difference, context: FieldContext): FieldChange {
  const { sensitive, replacePaths = [], unverified = [] } = context;
  const isSecret = isSensitive(path, sensitive.before) || isSensitive(path, sensitive.after);
  const hide = (value: unknown) => (isSecret && value !== undefined ? SENSITIVE : value);
  return withoutUndefined({
    path,
    before: hide(before),
    after: hide(after),
    sensitive: isSecret || undefined,
    forces: replacePaths.some((each) => isWithin(path, each)) || undefined,
    unverified: unverified.some((each) => isWithin(path, each)) || undefined,
  } as FieldChange);
}
