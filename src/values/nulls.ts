import { canonicalJson, entryOf, isPlainObject, mapParts, setEntry, type ValueMap } from '../json';

/** Values in two parts; see {@link splitNulls}. */
export interface SplitValues {
  /** The values without their nulls. The same object when there are none. */
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
  if (!holdsNull(values)) return { rest: values, nulls: undefined }; // the common case, found without a copy
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

/**
 * Brings back the nulls that an applier has dropped from values, and nothing else: an entry that stands there wins over a
 * null, and a list over another list unless it is what {@link withoutNulls} leaves of it.
 *
 * `withNulls(withoutNulls(values), splitNulls(values).nulls)` is the values again, the order of keys aside.
 *
 * @param nulls as {@link splitNulls} takes them out
 */
export function withNulls(values: ValueMap, nulls: ValueMap): ValueMap {
  const restored: Record<string, unknown> = { ...values };
  for (const [key, dropped] of Object.entries(nulls)) {
    const own = entryOf(values, key);
    if (own === undefined) {
      setEntry(restored, key, dropped);
    } else if (isPlainObject(dropped)) {
      if (isPlainObject(own)) setEntry(restored, key, withNulls(own, dropped));
    } else if (isWhatIsLeftOf(dropped, own)) {
      setEntry(restored, key, dropped);
    }
  }
  return restored;
}

/** Appliers differ in whether they drop the null elements of a list, so that both sides are compared without. */
function isWhatIsLeftOf(list: unknown, value: unknown): boolean {
  return Array.isArray(list) && canonicalJson(withoutNulls(list)) === canonicalJson(withoutNulls(value));
}

/** Whether a value is null or holds one at any depth. */
export function holdsNull(value: unknown): boolean {
  return holdsNullBeyond(value, undefined);
}

/** The same for data whose parts repeat, such as the targets of an application: each part is looked at once. */
export function partsHoldNull(value: unknown): boolean {
  return holdsNullBeyond(value, new Set());
}

/**
 * Asked for every target, so the loops are written by hand.
 *
 * @param known maps and lists that hold none; more are added
 */
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
  const kept = Array.isArray(value) && value.includes(null) ? value.filter((item) => item !== null) : value;
  return mapParts(kept, (part) => (part === null ? undefined : stripped(part)));
}
