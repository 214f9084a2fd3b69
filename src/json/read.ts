/**
 * Readers of parsed JSON, such as the response of an API server. They do not rely on a field having the type that its
 * schema declares.
 */

import { entryOf, type FieldPath } from './json';

/**
 * Whether a value is a map. Only for parsed JSON, which contains no class instances: a Date or a Lazy would pass. See
 * {@link isPlainObject} for values created by a program.
 */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map, or an empty one. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

/** The list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value at a path; `undefined` if there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = listOf(found)[step];
    else found = isMap(found) ? entryOf(found, step) : undefined;
  }
  return found;
}

/** Converts a JSON pointer into `value` to a path. Steps into lists become numbers. */
export function pointerPath(pointer: string, value: unknown): FieldPath {
  let holder = value;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const key = step.replace(/~1/g, '/').replace(/~0/g, '~');
      const isIndex = Array.isArray(holder);
      holder = (holder as Readonly<Record<string, unknown>> | undefined)?.[key];
      return isIndex ? Number(key) : key;
    });
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Date and time in RFC 3339 format. */
export function dateTimeOf(value: unknown): string | undefined {
  return typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export function integerOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** The content of a JSON text, such as an annotation; undefined if it is not a string, or not JSON. */
export function parsedJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
