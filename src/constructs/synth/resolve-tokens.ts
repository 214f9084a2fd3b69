import {
  type ApiObject,
  App,
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
  resolve,
} from 'cdk8s';
import { isPlainObject, setEntry, type ValueMap } from '../../json';

/** The resolvers that every App has. They do not change plain data. */
const BUILT_IN = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Replaces every Lazy and token by its value, and applies the resolvers that the App has of its own. Entries that are
 * `undefined` are removed. Parts that are plain data already are shared, not copied; `resolve()` of cdk8s copies all.
 */
export function resolveTokens(value: unknown, object: ApiObject): unknown {
  const replaced = hasOwnResolvers(object) ? resolve([], value, object) : value;
  return plain(replaced, { object, path: [], known: new Set() });
}

/** Whether the App of an object has resolvers of its own, which may change plain data. */
export function hasOwnResolvers(object: ApiObject): boolean {
  const resolvers: IResolver[] = App.of(object).resolvers;
  return resolvers.some((resolver) => !BUILT_IN.some((builtIn) => resolver instanceof builtIn));
}

interface Walk {
  readonly object: ApiObject;
  /** The path of the current value. */
  readonly path: string[];
  /** Maps and lists that are plain data: targets share most of theirs. */
  readonly known: Set<object>;
}

function plain(value: unknown, walk: Walk): unknown {
  if (typeof value !== 'object' || value === null || walk.known.has(value)) return value;
  const kept = plainHolder(value, walk);
  if (kept === value) walk.known.add(value);
  return kept;
}

function plainHolder(value: object, walk: Walk): unknown {
  if (Array.isArray(value)) return plainList(value, walk);
  if (isPlainObject(value) && typeof value.resolve !== 'function') return plainMap(value, walk);
  const resolved = resolve([...walk.path], value, walk.object);
  return resolved === value ? value : plain(resolved, walk);
}

function plainList(list: readonly unknown[], walk: Walk): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item !== 'object' || item === null) continue;
    walk.path.push(String(index));
    const kept = plain(item, walk);
    walk.path.pop();
    if (kept === item) continue;
    changed ??= [...list];
    changed[index] = kept;
  }
  return changed ?? list;
}

function plainMap(map: ValueMap, walk: Walk): ValueMap {
  let changed: Map<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    const item = map[key];
    if (item !== undefined && (typeof item !== 'object' || item === null)) continue;
    walk.path.push(key);
    const kept = plain(item, walk);
    walk.path.pop();
    if (kept === item && kept !== undefined) continue;
    changed ??= new Map();
    changed.set(key, kept);
  }
  return changed ? withChanges(map, changed) : map;
}

function withChanges(map: ValueMap, changes: ReadonlyMap<string, unknown>): ValueMap {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(map)) {
    const item = changes.has(key) ? changes.get(key) : map[key];
    if (item !== undefined) setEntry(result, key, item);
  }
  return result;
}
