import { isPlainObject } from './json';

/**
 * The bytes that a value takes where an API server stores it: JSON in UTF-8, as Go writes it, with `<`, `>`, `&` and the
 * separators U+2028 and U+2029 escaped.
 *
 * @param known the bytes of maps and lists that may come again, such as those that the targets of an application share;
 * more are added
 */
export function storedBytes(value: unknown, known?: Map<object, number>): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)?.length ?? 0;
  const before = known?.get(value);
  if (before !== undefined) return before;
  const bytes = Array.isArray(value)
    ? listBytes(value, known)
    : isPlainObject(value)
      ? mapBytes(value, known)
      : jsonBytes(JSON.stringify(value) ?? '');
  known?.set(value, bytes);
  return bytes;
}

function listBytes(list: readonly unknown[], known?: Map<object, number>): number {
  let bytes = '[]'.length + Math.max(0, list.length - 1);
  for (const item of list) bytes += storedBytes(item ?? null, known);
  return bytes;
}

function mapBytes(map: Readonly<Record<string, unknown>>, known?: Map<object, number>): number {
  let bytes = '{'.length;
  for (const key of Object.keys(map)) {
    if (map[key] !== undefined) bytes += textBytes(key) + ':,'.length + storedBytes(map[key], known);
  }
  return Math.max(bytes, '{}'.length);
}

/** Texts of which every character is a byte, which are most: the test is faster than counting. */
const PLAIN = /^[ !#-%'-;=?-[\]-~]*$/;

function textBytes(text: string): number {
  if (PLAIN.test(text)) return text.length + '""'.length;
  return jsonBytes(JSON.stringify(text));
}

function jsonBytes(json: string): number {
  let bytes = 0;
  for (let index = 0; index < json.length; index++) bytes += bytesOf(json.charCodeAt(index));
  return bytes;
}

/** Of a code unit: a pair of surrogates is a character of four bytes. */
function bytesOf(unit: number): number {
  if (unit < 0x80) return unit === 0x3c || unit === 0x3e || unit === 0x26 ? ESCAPED : 1;
  if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) return 2;
  return unit === 0x2028 || unit === 0x2029 ? ESCAPED : 3;
}

const ESCAPED = '\\u0000'.length;
