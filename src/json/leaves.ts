import { isPlainObject, type ValueMap } from './json';
import type { Path } from './path';

/** A value that holds no other: neither a map nor a list, or one of them that is empty. */
export interface Leaf {
  /** Where it is; never empty. */
  readonly path: Path;
  readonly value: unknown;
}

/** The leaves of values, in their order. Values that are empty have none; an entry that is `undefined` is no entry. */
export function leavesOf(values: ValueMap): readonly Leaf[] {
  return partsOf(values).flatMap(([key, value]) => leavesAt(value, [key]));
}

function leavesAt(value: unknown, path: Path): readonly Leaf[] {
  const parts = partsOf(value);
  if (parts.length === 0) {
    return [{ path, value: isPlainObject(value) ? {} : value }];
  }
  return parts.flatMap(([step, part]) => leavesAt(part, [...path, step]));
}

function partsOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) {
    return [...value.entries()];
  }
  return isPlainObject(value) ? Object.entries(value).filter(([, entry]) => entry !== undefined) : [];
}
