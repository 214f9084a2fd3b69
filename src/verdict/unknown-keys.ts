import { type FieldPath, isMap, type ValueMap } from '../json';
import type { KeysOfMap, KnownKeys } from './contents';

/** A key that the chart does not read. */
export interface UnknownKey {
  readonly path: FieldPath;
  /** The known keys of the same map. */
  readonly known: readonly string[];
}

/** Finds the keys of values that a chart does not know. */
export function unknownKeys(values: ValueMap, keys: KnownKeys): UnknownKey[] {
  const found: UnknownKey[] = [];
  collect(values, keys, [], found);
  return found;
}

function collect(value: unknown, keys: KnownKeys, path: FieldPath, found: UnknownKey[]): void {
  if (keys === 0 || !isMap(value)) return;
  const isOpen = Array.isArray(keys);
  const known = (isOpen ? keys[0] : keys) as KeysOfMap;
  for (const key of Object.keys(value)) {
    if (Object.hasOwn(known, key)) collect(value[key], known[key] as KnownKeys, [...path, key], found);
    // a null deletes a missing key
    else if (!isOpen && value[key] !== null) found.push({ path: [...path, key], known: Object.keys(known) });
  }
}
