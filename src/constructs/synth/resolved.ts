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

/** The resolvers that every App has: they change nothing in plain data. */
const BUILT_IN = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * The data with every Lazy and token in it replaced by what it stands for, and with the App's own resolvers applied.
 * Entries that are `undefined` are left out. What is plain data already is shared, not copied.
 */
export function resolved(value: unknown, object: ApiObject): unknown {
  const told = hasOwnResolvers(object) ? resolve([], value, object) : value;
  return plain(told, { object, path: [], known: new Set() });
}

/** Whether the App of an object has resolvers that may change plain data. */
export function hasOwnResolvers(object: ApiObject): boolean {
  const resolvers: IResolver[] = App.of(object).resolvers;
  return resolvers.some((resolver) => !BUILT_IN.some((builtIn) => resolver instanceof builtIn));
}

interface Walk {
  readonly object: ApiObject;
  /** Where the value is that is looked at. */
  readonly path: string[];
  /** Maps and lists that are plain data already: targets share most of theirs. */
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
  const stands = resolve([...walk.path], value, walk.object);
  return stands === value ? value : plain(stands, walk);
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
