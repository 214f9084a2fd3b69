/** JSON data. Helm values have the same types. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A map of values by key. Read-only, because functions here share parts of their inputs instead of copying them. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A map created by an author's program. In addition to JSON it may contain `undefined`, which counts as absent, and
 * opaque objects that become JSON later, such as a Lazy of cdk8s.
 */
export type ValueMap = Readonly<Record<string, unknown>>;

/** The path of a field: property names and list indices, outermost first. */
export type FieldPath = readonly (string | number)[];

/**
 * Whether a value is a map: an object literal, an object without prototype, or one from another realm (jest runs tests
 * in a separate realm). Lists, class instances, Map, Set, Date and functions are not maps.
 *
 * For values created by a program. For parsed JSON, {@link isMap} gives the same result, faster.
 */
export function isPlainObject(value: unknown): value is ValueMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // the common case, without searching for symbols
  if (prototype === Object.prototype) return Object.prototype.toString.call(value) === '[object Object]';
  if (Symbol.toStringTag in value || Symbol.iterator in value) return false;
  return prototype === null || isObjectPrototype(prototype);
}

function isObjectPrototype(prototype: unknown): boolean {
  return (
    prototype === Object.prototype ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf'))
  );
}

/** An own entry of a map. Inherited properties, such as `constructor` and `toString`, are not entries. */
export function entryOf(map: ValueMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/**
 * Sets an entry of a map that is being built. The key `__proto__` is set with `defineProperty`, because assigning to it
 * would replace the prototype.
 */
export function setEntry(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    map[key] = value;
  }
}

/** The map without entries that are `undefined`; the same map if there are none. Nested maps are not changed. */
export function withoutUndefined<T extends object>(map: T): T {
  const all = map as Record<string, unknown>;
  const keys = Object.keys(all);
  if (keys.every((key) => all[key] !== undefined)) return map;
  const kept: Record<string, unknown> = {};
  for (const key of keys) if (all[key] !== undefined) setEntry(kept, key, all[key]);
  return kept as T;
}

/** The entries of a map with one of these keys that are not `undefined`, in the order of the keys. */
export function pick(map: ValueMap, keys: readonly string[]): ValueMap {
  return Object.fromEntries(keys.flatMap((key) => (map[key] === undefined ? [] : [[key, map[key]] as const])));
}

/** The entries of a map with none of these keys. */
export function omit<T>(map: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** Compares strings by code units, independent of the locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The kind of a value in words for messages, such as `a list` or `an instance of Lazy`; never the value itself. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return isPlainObject(value) ? 'a map' : `an instance of ${className(value)}`;
}

function className(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' ? name : 'a class';
}

/**
 * Formats a path like Kubernetes: `spec.deploy[0].interval`. Keys that are not identifiers are quoted:
 * `metadata.labels["a.b/c"]`.
 */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
