import { canonicalJson, entryOf, isPlainObject, mapParts, setEntry, type ValueMap } from '../json';

/** Values in two parts; see {@link splitNulls}. */
export interface SplitValues {
  /** The values without their nulls. The same object if there are none. */
  readonly rest: ValueMap;
  /** Only the nulls; undefined if there are none. */
  readonly nulls: ValueMap | undefined;
}

/**
 * Separates the nulls from values, because some appliers (client-side `kubectl apply`) drop them.
 *
 * - an entry that is null goes to `nulls`
 * - a list that contains a null at any depth goes to `nulls` as a whole: lists replace, so a partial list would lose
 *   the rest
 * - a map with a nested null stays in `rest`, even if it becomes empty
 *
 * `mergeValues(nulls, rest)` equals the original values, except for the order of keys.
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
 * Restores only the nulls that an applier has dropped from values: an existing entry wins over a null, and an existing
 * list over another list unless it equals that list after {@link withoutNulls}.
 *
 * `withNulls(withoutNulls(values), splitNulls(values).nulls)` equals the original values, except for the order of keys.
 *
 * @param nulls as returned by {@link splitNulls}
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

/** Appliers differ in whether they drop null elements of a list, so both sides are compared without them. */
function isWhatIsLeftOf(list: unknown, value: unknown): boolean {
  return Array.isArray(list) && canonicalJson(withoutNulls(list)) === canonicalJson(withoutNulls(value));
}

/** Whether a value is null or contains one at any depth. */
export function holdsNull(value: unknown): boolean {
  return holdsNullBeyond(value, undefined);
}

/** The same for data with repeating parts, such as the targets of an application: each part is checked once. */
export function partsHoldNull(value: unknown): boolean {
  return holdsNullBeyond(value, new Set());
}

/**
 * Runs for every target, so the loops are written by hand.
 *
 * @param known maps and lists without nulls; more are added
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
 * The value after an applier dropped its nulls: without the null entries of maps and the null elements of lists, at
 * every depth. Maps and lists stay even if they become empty. Parts without nulls are shared, not copied.
 */
export function withoutNulls(value: unknown): unknown {
  return holdsNull(value) ? stripped(value) : value;
}

function stripped(value: unknown): unknown {
  const kept = Array.isArray(value) && value.includes(null) ? value.filter((item) => item !== null) : value;
  return mapParts(kept, (part) => (part === null ? undefined : stripped(part)));
}
