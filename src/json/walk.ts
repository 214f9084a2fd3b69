/**
 * Functions that walk nested maps and lists. Code that runs for every target of a large fleet (canonicalJson,
 * printYaml, the fast checks of values) has its own loops, because a function call for every part would be too slow.
 */

import { type FieldPath, isPlainObject, setEntry, type ValueMap } from './json';

/** Whether a value is a non-empty map or list. Entries that are `undefined` do not count. */
export function isFilled(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (!isPlainObject(value)) return false;
  for (const key of Object.keys(value)) if (value[key] !== undefined) return true;
  return false;
}

/**
 * Called for a part of the data.
 *
 * @param path the path of the part, empty for the whole data; it changes later, so copy it to keep it
 * @param holders the maps and lists around the part, one for each step of the path; they change along with the path
 * @returns whether to visit the parts within this part
 */
export type Visit = (part: unknown, path: FieldPath, holders: readonly object[]) => boolean;

/**
 * Visits the data and all its parts, depth first and in order, including entries that are `undefined` and holes in
 * lists. A map or list that contains itself is visited again, but its parts are not.
 */
export function walk(data: unknown, visit: Visit): void {
  const path: (string | number)[] = [];
  const holders: object[] = [];
  const enter = (part: unknown): void => {
    if (!visit(part, path, holders)) return;
    const isList = Array.isArray(part);
    if ((!isList && !isPlainObject(part)) || holders.includes(part)) return;
    holders.push(part);
    for (const step of isList ? part.keys() : Object.keys(part)) {
      path.push(step);
      enter((part as Record<string | number, unknown>)[step]);
      path.pop();
    }
    holders.pop();
  };
  enter(data);
}

/** A value without parts: neither a map nor a list, or an empty one. */
export interface Leaf {
  /** The path of the value; never empty. */
  readonly path: FieldPath;
  readonly value: unknown;
}

/** The leaves of values, in order. Empty values have none; entries that are `undefined` do not count. */
export function leavesOf(values: ValueMap): readonly Leaf[] {
  const leaves: Leaf[] = [];
  walk(values, (value, path) => {
    if (isFilled(value)) return true;
    const step = path.at(-1);
    const isAbsent = step === undefined || (value === undefined && typeof step === 'string');
    if (!isAbsent) leaves.push({ path: [...path], value: isPlainObject(value) ? {} : value });
    return false;
  });
  return leaves;
}

/**
 * A map or list with its parts replaced, one level deep; recursion is up to `replace`. An entry of a map that is or
 * becomes `undefined` is removed, an item of a list never is. If nothing changes, or the value is neither a map nor a
 * list, the same value is returned, so results share parts with the input.
 */
export function mapParts(value: unknown, replace: (part: unknown, step: string | number) => unknown): unknown {
  if (Array.isArray(value)) return mapItems(value, replace);
  return isPlainObject(value) ? mapEntries(value, replace) : value;
}

function mapItems(list: readonly unknown[], replace: (item: unknown, index: number) => unknown): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const replaced = replace(list[index], index);
    if (replaced === list[index]) continue;
    changed ??= [...list];
    changed[index] = replaced;
  }
  return changed ?? list;
}

function mapEntries(map: ValueMap, replace: (entry: unknown, key: string) => unknown): ValueMap {
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    const replaced = replace(map[key], key);
    if (replaced === map[key] && replaced !== undefined) continue;
    changed ??= new Map(Object.entries(map));
    if (replaced === undefined) changed.delete(key);
    else changed.set(key, replaced);
  }
  return changed ? Object.fromEntries(changed) : map;
}

/** The same data with large integers as numbers, as Helm reads them; without entries that are `undefined`. */
export function inNumbers(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : mapParts(value, inNumbers);
}

/** A deep copy with new maps and lists, without entries that are `undefined`. Other objects are shared. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isPlainObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) setEntry(copy, key, copyOf(entry));
  return copy as T;
}

/** The same data with the keys of every map in code-unit order, as an API server returns it. */
export function sortedKeys(value: unknown): unknown {
  if (!isPlainObject(value)) return mapParts(value, sortedKeys);
  return mapParts(
    Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, value[key]]),
    ),
    sortedKeys,
  );
}
