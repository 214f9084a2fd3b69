/** Texts that some YAML readers interpret differently, or that some writers damage. */
const TEXTS: readonly string[] = [
  // null, booleans, and words that YAML 1.1 reads as booleans
  ...['', '~', 'null', 'Null', 'NULL', 'true', 'True', 'false', 'FALSE'],
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'n', 'N', 'no', 'No', 'on', 'On', 'ON', 'off', 'Off', 'OFF'],
  // numbers
  ...['0', '-1', '+1', '0123', '0o17', '0x1F', '0b11', '1_000', '1e3', '1E3', '1.0e+21', '.5', '5.', '.', '-.', '1.20'],
  ...['9007199254740993', '18446744073709551616', '1e1000', '.inf', '-.Inf', '.nan', '12:30:45', '190:20:30.15'],
  // times
  ...['2026-11-24', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10 -5', '2001-12-14T21:59:43Z'],
  // indicators of YAML, and template syntax
  ...['=', '-', '- a', '--flag', '---', '--- a', '...', '?', '? a', ':', 'a: b', 'a:', 'a #b', '#a', '&a', '*a', '!a'],
  ...['|', '>', '%a', '@a', '`a`', '{a}', '[a]', '{', ',a', '"a"', "'a'", '"', "'", '\\', 'a\\nb', '\\u0041'],
  ...['{{ .Values.a }}', '$HOME', '$' + '{HOME}', '$(HOME)'],
  // spaces and line endings
  ...[' ', ' a', 'a ', '\t', '\ta', 'a\t', 'a\tb', '\n', '\n\n', 'a\n', 'a\n\n', '\na', 'a\nb', 'a\nb\n', 'a\n\n\nb'],
  ...[' a\nb', 'a\n b', 'a \nb', 'a\n\tb', 'a\n \nb', 'a: 1\nb:\n  - 2\n', '# a\n#b\n', '\r', 'a\rb', 'a\r\nb\r\n'],
  ...['\u2028', 'a\u2028b\n', 'a\u2029b', '\u00a0a\u00a0', '\ufeffa', '\u3000'],
  // other characters
  ...['\0', 'a\u0001b', '\u001b[1m', '\ud7ff', '\ue000', '\ufffd', '\u{10ffff}'],
  ...['ü', 'u\u0308', '日本語', '🚀', '👩‍👩‍👧', '\u202eabc', '<a href="b">&amp;</a>'],
  // keys with a special meaning elsewhere
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'contents',
    'a.b',
    'a/b',
    'a.b/c~1',
    'a[0]',
    'a=b',
  ],
  ...['word '.repeat(150).trim(), 'x'.repeat(500), 'a line of text\n'.repeat(50)],
];

/** A map with keys as plain data, including `__proto__`. */
const mapOf = <T>(keys: readonly string[], value: (key: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(keys.map((key) => [key, value(key)]));

/** Values that are hard to deliver to Helm exactly, without nulls. */
export const awkwardValues = {
  texts: [...TEXTS, '<<', 'word '.repeat(500).trim(), 'x'.repeat(5000), 'a line of text\n'.repeat(300)],
  keys: mapOf(TEXTS, (key) => key),
  numbers: [0, 1, -1, 0.5, -0.5, 0.1, 1e-7, 5e-324, 1e3, 123456.789, 2 ** 53 - 1, 1 - 2 ** 53],
  others: { yes: true, no: false, text: '', list: [], map: {}, lists: [[], [[]], [{}]], maps: { a: { b: {} } } },
  deep: [[{ a: [{ 'b.c': ['0o17', { n: 'y' }] }] }]],
};

/** Nulls under every key that is hard to deliver to Helm, and within lists. */
export const awkwardNulls = {
  deleted: mapOf(TEXTS, () => null),
  lists: [null, [null, 0], { a: null, b: [null] }],
};

/** The leaves of values, one line each, in an order that is independent of the order of keys. */
export function leavesOf(value: unknown, path: readonly (string | number)[] = []): string[] {
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isEmpty) return [JSON.stringify([path, value])];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, entry]) => leavesOf(entry, [...path, key])).sort();
}
