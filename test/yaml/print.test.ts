import { expect, test } from 'vitest';
import { printYaml, printYamlDocuments } from '../../src/yaml/print';

test('prints as people write', () => {
  const value = {
    kind: 'ConfigMap',
    empty: { map: {}, list: [], text: '', nothing: null, absent: undefined, hollow: { absent: undefined } },
    numbers: [1, -0.5, 0, 1e21, 1e-7, 2 ** 60, true],
    lists: [['a', ['b']], [{ c: 1, d: { e: 2 } }], {}],
    text: 'one\n  two\n\nthree\n',
    'no line feed': { at: { the: 'end\nof it' } },
    'two line feeds': ['at the\nend\n\n'],
    n: 'key',
    'a: b': 1,
    'a.b/c': 1,
  };
  expect(printYaml(value)).toBe(`kind: ConfigMap
empty:
  map: {}
  list: []
  text: ""
  nothing: null
  hollow: {}
numbers:
  - 1
  - -0.5
  - 0
  - 1.0e+21
  - 1.0e-7
  - 1.152921504606847e+18
  - true
lists:
  - - a
    - - b
  - - c: 1
      d:
        e: 2
  - {}
text: |
  one
    two

  three
no line feed:
  at:
    the: |-
      end
      of it
two line feeds:
  - |+
    at the
    end

"n": key
"a: b": 1
a.b/c: 1
`);
});

test('leaves quotes away where nobody mistakes a text', () => {
  const texts = [
    '10m', '1h30m', 'v1.2.3', '0.1.0', './chart', '/path', '6.x', '>=1.0'.slice(1), '--flag=x', '-v', 'a#b', 'a:b', 'x,y',
    "it's", 'say "hi"', 'http://example.com/a?b=c', 'main@sha1:4b84', 'é 中 😀', '$HOME', '(a)', '1 2', '10.0.0.1', 'nope',
  ]; // biome-ignore format: a list of words
  expect(printYaml(texts)).toBe(texts.map((text) => `- ${text}\n`).join(''));
});

test('quotes what some reader mistakes', () => {
  const words = ['~', 'null', 'NULL', 'y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', '=', '<<', '...', '....'];
  const numbers = [
    '1',
    '0123',
    '0o17',
    '0b1',
    '0x1F',
    '0X1F',
    '1_000',
    '1e3',
    'e5',
    '.5',
    '1.',
    '+1',
    '-',
    '.',
    '.inf',
    '-.NaN',
  ];
  const times = ['1:30', '8080:80', '190:20:30.15', '2001-12-14', '2001-12-14T21:59:43Z', '2001-12-14 21:59:43'];
  const syntax = [
    '',
    ' a',
    'a ',
    'a: b',
    'a:',
    'a #b',
    '- a',
    '---',
    '--- a',
    '? a',
    '?a',
    ':a',
    '[a',
    '{a',
    '#a',
    '&a',
    '*a',
  ];
  const more = ['!a', '|', '>', '%a', '@a', '`a', ',a', "'a", ']', '}'];
  for (const text of [...words, ...numbers, ...times, ...syntax, ...more]) expect(printYaml(text)).toBe(`"${text}"\n`);
});

test('escapes what does not get through as it is', () => {
  const texts = [
    'a\tb',
    'a\r\nb',
    '\u0000\u001b\u007f\u0085\u009f',
    '\u2028\u2029\ufeff\uffff',
    ' a\nb',
    'a \nb',
    'a\n ',
  ];
  expect(printYaml(texts)).toBe(
    String.raw`- "a\tb"
- "a\r\nb"
- "\u0000\u001b\u007f\u0085\u009f"
- "\u2028\u2029\ufeff\uffff"
- " a\nb"
- "a \nb"
- "a\n "
`,
  );
});

test('announces long keys', () => {
  const key = 'k'.repeat(251);
  expect(printYaml({ [key]: 1, b: [{ [key]: { c: 2 } }] })).toBe(
    `? ${key}\n: 1\nb:\n  - ? ${key}\n    :\n      c: 2\n`,
  );
});

test('prints an object that stands twice twice', () => {
  const shared = { a: 1 };
  expect(printYaml([shared, shared])).toBe('- a: 1\n- a: 1\n');
});

test('prints documents with --- between', () => {
  expect(printYamlDocuments([])).toBe('');
  expect(printYamlDocuments([{ a: 1 }, [2], 'x\ny\n'])).toBe('a: 1\n---\n- 2\n---\n|\n  x\n  y\n');
});

test.each([
  [1n, 'a bigint is not JSON data, so that it cannot be printed'],
  [Number.NaN, 'NaN is not JSON data, so that it cannot be printed'],
  [new Date(0), 'an instance of Date is not JSON data, so that it cannot be printed'],
  ['\ud800', 'half of a surrogate pair is not text, so YAML cannot contain it'],
])('refuses %s', (value, message) => {
  expect(() => printYaml({ a: [value] })).toThrow(new TypeError(message));
});
