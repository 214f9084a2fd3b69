/**
 * The bytes that a value takes where an API server stores it: JSON in UTF-8, as Go writes it, with `<`, `>`, `&` and the
 * separators U+2028 and U+2029 escaped.
 */
export function storedBytes(value: unknown): number {
  const text = JSON.stringify(value) ?? '';
  let bytes = 0;
  for (let index = 0; index < text.length; index++) bytes += bytesOf(text.charCodeAt(index));
  return bytes;
}

/** Of a code unit: a pair of surrogates is a character of four bytes. */
function bytesOf(unit: number): number {
  if (unit < 0x80) return unit === 0x3c || unit === 0x3e || unit === 0x26 ? ESCAPED : 1;
  if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) return 2;
  return unit === 0x2028 || unit === 0x2029 ? ESCAPED : 3;
}

const ESCAPED = '\\u0000'.length;
