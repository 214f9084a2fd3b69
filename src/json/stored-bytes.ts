import { isPlainObject } from './json';
import { memoize } from './memoize';

/**
 * The size in bytes of a value that an API server stores: JSON in UTF-8, as written by Go, with `<`, `>`, `&` and the
 * separators U+2028 and U+2029 escaped.
 *
 * @param known the sizes of maps and lists that repeat, see {@link partBytes}
 */
export function storedBytes(value: unknown, known?: PartBytes): number {
  if (typeof value === 'string') return textBytes(value);
  // YAML has integers that no number can hold
  if (typeof value === 'boolean' || typeof value === 'bigint' || Number.isFinite(value)) return String(value).length;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)?.length ?? 0;
  const before = known?.get(value);
  if (before !== undefined) return before;
  if (Array.isArray(value)) return listBytes(value, known);
  return isPlainObject(value) ? mapBytes(value, known) : jsonBytes(JSON.stringify(value) ?? '');
}

/** The sizes of maps and lists. */
export type PartBytes = ReadonlyMap<object, number>;

/**
 * The sizes of every map and list in a sample, for data that repeats them: the targets of an application share most of
 * their values, as the very same maps.
 */
export function partBytes(sample: unknown): PartBytes {
  const known = new Map<object, number>();
  const add = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const inner of Object.values(part)) add(inner);
    known.set(part, storedBytes(part, known));
  };
  add(sample);
  return known;
}

function listBytes(list: readonly unknown[], known?: PartBytes): number {
  let bytes = '[]'.length + Math.max(0, list.length - 1);
  for (const item of list) bytes += storedBytes(item ?? null, known);
  return bytes;
}

function mapBytes(map: Readonly<Record<string, unknown>>, known?: PartBytes): number {
  let bytes = '{'.length;
  for (const key of Object.keys(map)) {
    if (map[key] !== undefined) bytes += keyBytes(key) + ':,'.length + storedBytes(map[key], known);
  }
  return Math.max(bytes, '{}'.length);
}

/** Matches strings with one byte per character. Most strings do, and the test is faster than counting. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

function textBytes(text: string): number {
  if (PLAIN.test(text)) return text.length + '""'.length;
  return jsonBytes(JSON.stringify(text));
}

/** Memoized, because object keys repeat. */
const keyBytes = memoize(textBytes);

function jsonBytes(json: string): number {
  let bytes = 0;
  for (let index = 0; index < json.length; index++) bytes += bytesOf(json.charCodeAt(index));
  return bytes;
}

/** The bytes of a code unit. A surrogate pair is one character of four bytes, so each half counts as two. */
function bytesOf(unit: number): number {
  if (unit < 0x80) return unit === 0x3c || unit === 0x3e || unit === 0x26 ? ESCAPED : 1;
  if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) return 2;
  return unit === 0x2028 || unit === 0x2029 ? ESCAPED : 3;
}

const ESCAPED = '\\u0000'.length;
