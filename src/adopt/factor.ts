import { canonicalJson, isPlainObject, setEntry, type ValueMap } from '../json';

/**
 * The shared part of several maps, and the rest of each. Merging a rest over the shared part with `mergeValues`
 * restores the map.
 */
export interface Factored {
  readonly shared: ValueMap;
  readonly own: readonly ValueMap[];
}

/** Stands for a part that cannot be shared. */
const NOTHING = Symbol('nothing');

/**
 * Factors out what maps share. If all maps have a key, but with different values, the value of more than half of them
 * is shared and the others override it. Nothing is factored out of a single map.
 */
export function factor(maps: readonly ValueMap[]): Factored {
  if (maps.length < 2) return { shared: {}, own: maps };
  const shared = sharedOf(maps, mostFrequent);
  return withShared(maps, shared);
}

/** Like {@link factor}, but shares only values that are equal in all maps. */
export function factorEqual(maps: readonly ValueMap[]): Factored {
  return withShared(maps, sharedOf(maps, equal));
}

function withShared(maps: readonly ValueMap[], shared: unknown): Factored {
  if (!isPlainObject(shared)) return { shared: {}, own: maps };
  return { shared, own: maps.map((map) => without(map, shared)) };
}

type Choose = (values: readonly unknown[]) => unknown;

function sharedOf(values: readonly unknown[], choose: Choose): unknown {
  if (!values.every(isPlainObject)) return choose(values);
  const [first = {}, ...others] = values as readonly ValueMap[];
  const shared: Record<string, unknown> = {};
  for (const key of Object.keys(first)) {
    if (!others.every((other) => Object.hasOwn(other, key))) continue;
    const part = sharedOf(
      [first, ...others].map((map) => map[key]),
      choose,
    );
    if (part !== NOTHING) setEntry(shared, key, part);
  }
  // an empty map is not worth sharing, unless all of them are empty
  const isEmpty = Object.keys(shared).length === 0;
  return isEmpty && values.some((map) => Object.keys(map as object).length > 0) ? NOTHING : shared;
}

function equal(values: readonly unknown[]): unknown {
  const [first] = values;
  const text = canonicalJson(first);
  return values.every((value) => canonicalJson(value) === text) ? first : NOTHING;
}

/** The value of more than half of them, unless it is a map and another map would be merged over it. */
function mostFrequent(values: readonly unknown[]): unknown {
  const byText = new Map<string, unknown[]>();
  for (const value of values) {
    const text = canonicalJson(value);
    byText.set(text, [...(byText.get(text) ?? []), value]);
  }
  for (const [text, alike] of byText) {
    if (alike.length * 2 <= values.length) continue;
    const [value] = alike;
    const isMerged =
      isPlainObject(value) && values.some((other) => isPlainObject(other) && canonicalJson(other) !== text);
    return isMerged ? NOTHING : value;
  }
  return NOTHING;
}

/** The part of a map that differs from the shared map. */
function without(map: ValueMap, shared: ValueMap): ValueMap {
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(map)) {
    const below = Object.hasOwn(shared, key) ? shared[key] : NOTHING;
    if (below !== NOTHING && canonicalJson(below) === canonicalJson(value)) continue;
    setEntry(own, key, isPlainObject(value) && isPlainObject(below) ? without(value, below) : value);
  }
  return own;
}
