/**
 * Ways through nested maps and lists. Code that runs for every target of a large fleet (canonicalJson, printYaml, the
 * sound checks of values) has loops of its own instead: a call for every part is what it cannot afford.
 */

import { type FieldPath, isPlainObject, setEntry, type ValueMap } from './json';

/** Whether it is a map or list that is not empty. An entry that is `undefined` is no entry. */
export function isFilled(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (!isPlainObject(value)) return false;
  for (const key of Object.keys(value)) if (value[key] !== undefined) return true;
  return false;
}

/**
 * Called with a part of the data.
 *
 * @param path where the part is, empty for the data as a whole; it changes afterwards, so copy it to keep it
 * @param holders the maps and lists around the part, one for each step of the path; they change as the path does
 * @returns whether to go on with what the part holds
 */
export type Visit = (part: unknown, path: FieldPath, holders: readonly object[]) => boolean;

/**
 * Visits the data and all its parts, depth first and in their order, entries that are `undefined` and holes of lists
 * included. A map or list that holds itself is visited again, but not entered again.
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

/** A value that holds no other: neither a map nor a list, or one of them that is empty. */
export interface Leaf {
  /** Where it is; never empty. */
  readonly path: FieldPath;
  readonly value: unknown;
}

/** The leaves of values, in their order. Values that are empty have none; an entry that is `undefined` is no entry. */
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
 * becomes `undefined` is left out, an item of a list never is. Where nothing changes, and where the value is no map or
 * list, it is the value itself: results share what they can.
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

/** A deep copy: maps and lists of its own, without the entries that are `undefined`. Other objects are shared. */
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
