import { isPlainObject, setEntry, type ValueMap } from '../json';

/** Values in two parts; see {@link splitNulls}. */
export interface SplitValues {
  /** The values without their nulls. The very object that was given when there are none. */
  readonly rest: ValueMap;
  /** The nulls alone; undefined when there are none. */
  readonly nulls: ValueMap | undefined;
}

/**
 * Takes the nulls out of values, because some appliers (client-side `kubectl apply`) drop them on the way.
 *
 * - an entry that is null goes to `nulls`
 * - a list that holds a null at any depth goes to `nulls` as a whole: lists replace, so half of one would be lost
 * - a map with a null somewhere inside keeps its shape in `rest`, down to an empty map
 *
 * `mergeValues(nulls, rest)` is the values again, the order of keys aside.
 */
export function splitNulls(values: ValueMap): SplitValues {
  if (!holdsNull(values)) return { rest: values, nulls: undefined }; // mostly so, and found without a copy
  const rest: Record<string, unknown> = {};
  const nulls: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (isPlainObject(value)) {
      const inner = splitNulls(value);
      setEntry(rest, key, inner.rest);
      if (inner.nulls !== undefined) {
        setEntry(nulls, key, inner.nulls);
      }
    } else {
      setEntry(holdsNull(value) ? nulls : rest, key, value);
    }
  }
  return { rest, nulls };
}

/** Tells whether a value is null or holds one at any depth. */
export function holdsNull(value: unknown): boolean {
  return holdsNullBeyond(value, undefined);
}

/** The same of data that has many parts in common, such as the targets of an application: each part is looked at once. */
export function partsHoldNull(value: unknown): boolean {
  return holdsNullBeyond(value, new Set());
}

/** @param known maps and lists that hold none; it learns of more */
function holdsNullBeyond(value: unknown, known: Set<object> | undefined): boolean {
  if (typeof value !== 'object' || value === null) return value === null;
  if (known?.has(value)) return false;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object' && holdsNullBeyond(item, known)) return true;
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) {
      const entry = value[key];
      if (typeof entry === 'object' && holdsNullBeyond(entry, known)) return true;
    }
  }
  known?.add(value);
  return false;
}

/**
 * A value as it comes back from an applier that drops nulls: without the null entries of maps and the null elements of
 * lists, at every depth. Maps and lists stay even when that empties them. What holds no null is shared, not copied.
 */
export function withoutNulls(value: unknown): unknown {
  return holdsNull(value) ? stripped(value) : value;
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.filter((element) => element !== null).map(stripped);
    return kept.length === value.length && kept.every((element, index) => element === value[index]) ? value : kept;
  }
  return isPlainObject(value) ? mapWithoutNulls(value) : value;
}

function mapWithoutNulls(map: ValueMap): ValueMap {
  const result: Record<string, unknown> = {};
  let changed = false;
  for (const [key, entry] of Object.entries(map)) {
    const kept = stripped(entry);
    if (kept === null) {
      changed = true;
      continue;
    }
    changed ||= kept !== entry;
    setEntry(result, key, kept);
  }
  return changed ? result : map;
}
