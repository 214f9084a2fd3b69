import { entryOf, type FieldPath, type ValueMap } from './json';
import { isMap } from './read';

/** A path at which two values differ. A value that is absent on one side is `undefined` there; `null` is a value. */
export interface Difference {
  readonly path: FieldPath;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * The differences between two values, in all nested maps and lists, by key in the order of code units. A map or list
 * that is missing on one side is split into its leaves.
 *
 * Lists are compared item by item after removing their common beginning and end: after an insertion or removal, the
 * neighbours are equal. The index of an item refers to the new list, or to the old one if the item was removed.
 *
 * @param before parsed JSON or YAML, as is `after`
 * @example differencesOf({ replicas: 1 }, { replicas: 2, image: { tag: '1' } })
 * // [{ path: ['image', 'tag'], after: '1' }, { path: ['replicas'], before: 1, after: 2 }]
 */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  collect(before, after, [], found);
  return found;
}

function collect(before: unknown, after: unknown, path: FieldPath, found: Difference[]): void {
  if (before === after) return;
  const [old, now] = [before ?? emptyLike(before, after), after ?? emptyLike(after, before)];
  if (isMap(old) && isMap(now)) collectEntries(old, now, path, found);
  else if (Array.isArray(old) && Array.isArray(now)) collectItems(old, now, path, found);
  else found.push({ path, before, after });
}

/** The replacement for an absent value: an empty map or list if the other side is a non-empty one. */
function emptyLike(absent: unknown, other: unknown): unknown {
  if (absent === null) return null;
  if (Array.isArray(other)) return other.length > 0 ? [] : undefined;
  return isMap(other) && Object.keys(other).length > 0 ? {} : undefined;
}

function collectEntries(before: ValueMap, after: ValueMap, path: FieldPath, found: Difference[]): void {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of [...keys].sort()) collect(entryOf(before, key), entryOf(after, key), [...path, key], found);
}

function collectItems(
  before: readonly unknown[],
  after: readonly unknown[],
  path: FieldPath,
  found: Difference[],
): void {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isEqual(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isEqual(before[before.length - 1 - end], after[after.length - 1 - end])) end++;
  const [removed, added] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  for (let index = 0; index < Math.max(removed.length, added.length); index++) {
    collect(removed[index], added[index], [...path, start + index], found);
  }
}

function isEqual(one: unknown, other: unknown): boolean {
  return differencesOf(one, other).length === 0;
}
