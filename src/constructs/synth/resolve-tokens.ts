import {
  type ApiObject,
  App,
  ImplicitTokenResolver,
  type IResolver,
  LazyResolver,
  NumberStringUnionResolver,
  resolve,
} from 'cdk8s';
import { isPlainObject, mapParts } from '../../json';

/** The resolvers that every App has. They do not change plain data. */
const BUILT_IN = [LazyResolver, ImplicitTokenResolver, NumberStringUnionResolver];

/**
 * Replaces every Lazy and token with its value, and applies the App's own resolvers. Entries that are `undefined` are
 * removed. Parts that are already plain data are shared, whereas `resolve()` of cdk8s copies everything.
 */
export function resolveTokens(value: unknown, object: ApiObject): unknown {
  const replaced = hasOwnResolvers(object) ? resolve([], value, object) : value;
  const known = new Set<object>();
  return isPlain(replaced, known) ? replaced : plain(replaced, { object, path: [], known });
}

/** Whether the App of an object has resolvers of its own, which may change plain data. */
export function hasOwnResolvers(object: ApiObject): boolean {
  const resolvers: IResolver[] = App.of(object).resolvers;
  return resolvers.some((resolver) => !BUILT_IN.some((builtIn) => resolver instanceof builtIn));
}

/**
 * Whether it is already plain data, as in most cases. This takes a fraction of the time of a replacement. It runs for
 * every target, so it uses plain loops.
 *
 * @param known maps and lists known to be plain data; more are added
 */
function isPlain(value: unknown, known: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || known.has(value)) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlain(item, known)) return false;
  } else if (isPlainObject(value) && typeof value.resolve !== 'function') {
    for (const key of Object.keys(value)) {
      if (value[key] === undefined || !isPlain(value[key], known)) return false;
    }
  } else return false;
  known.add(value);
  return true;
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
  if (Array.isArray(value) || (isPlainObject(value) && typeof value.resolve !== 'function')) {
    return mapParts(value, (part, step) => plainPart(part, step, walk));
  }
  const resolved = resolve([...walk.path], value, walk.object);
  return resolved === value ? value : plain(resolved, walk);
}

function plainPart(part: unknown, step: string | number, walk: Walk): unknown {
  if (typeof part !== 'object' || part === null) return part;
  walk.path.push(String(step));
  const kept = plain(part, walk);
  walk.path.pop();
  return kept;
}
