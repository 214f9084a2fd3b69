import {
  type ApiObject,
  App,
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
  resolve,
} from 'cdk8s';
import { isPlainObject } from '../model/values/json';

/** The resolvers that every App has: they change nothing in plain data. */
const BUILT_IN = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * The data with every Lazy and token in it replaced by what it stands for, and with the App's own resolvers applied.
 * Plain data of an App without own resolvers is given back as it is. Entries that are `undefined` are left out.
 */
export function resolved(value: unknown, object: ApiObject): unknown {
  const resolvers: IResolver[] = App.of(object).resolvers;
  const hasOwnResolvers = resolvers.some((resolver) => !BUILT_IN.some((builtIn) => resolver instanceof builtIn));
  return withoutUndefined(hasOwnResolvers ? resolve([], value, object) : replaceTokens(value, [], object));
}

function replaceTokens(value: unknown, path: string[], object: ApiObject): unknown {
  if (Array.isArray(value)) return value.map((item, index) => replaceTokens(item, [...path, String(index)], object));
  if (isPlainObject(value) && typeof value.resolve !== 'function') {
    return mapEntries(value, (item, key) => replaceTokens(item, [...path, key], object));
  }
  return typeof value === 'object' && value !== null ? resolve(path, value, object) : value;
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  return isPlainObject(value) ? mapEntries(value, withoutUndefined) : value;
}

function mapEntries(map: Readonly<Record<string, unknown>>, change: (item: unknown, key: string) => unknown): unknown {
  const entries = Object.entries(map).map(([key, item]) => [key, change(item, key)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}
