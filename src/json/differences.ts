import { entryOf, type FieldPath, type ValueMap } from './json';
import { isMap } from './read';

/** A place where two values differ. What is absent on one side is `undefined` there; `null` is a value. */
export interface Difference {
  readonly path: FieldPath;
  readonly before?: unknown;
  readonly after?: unknown;
}

/**
 * Where two values differ, as deep as both have maps or lists, by key in the order of code units. A map or list that one
 * side lacks is taken apart into its leaves.
 *
 * Items of lists are compared one by one between the items that both lists begin and end with: where one was put in or
 * taken out, its neighbours are equal. The index of an item is that of the new list, or of the old one where it is gone.
 *
 * @param before parsed JSON or YAML, as `after` is
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

/** In place of what is absent: an empty map or list where the other side has one that is filled. */
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
