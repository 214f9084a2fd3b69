import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseYaml } from '../../src/yaml/parse';
import { printYaml } from '../../src/yaml/print';

/** Parts of texts that mean something in YAML, to some reader. */
const PARTS =
  ': |- |? |#| #|"|\'|{|}|[|]|,|&|*|!|%|@|`|\\|~|<<|=|...|---|yes|on|n|null|true|.inf|.nan|0|1|7|.|_|e|x|o|b|+|-|:30|2001-01-01'
    .split('|')
    .concat([
      '|',
      '>',
      ' ',
      '  ',
      '\n',
      '\n\n',
      '\t',
      '\r',
      '\0',
      '\x7f',
      '\x85',
      '\xa0',
      '\u2028',
      '\ufeff',
      '\uffff',
      '😀',
      'a',
      'B',
    ]);

const text = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((string) => !/\p{Surrogate}/u.test(string)),
);
/** Integers that a number holds exactly, and what has an exponent or a fraction. */
const number = fc
  .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 1e21)
  .map((value) => value || 0);

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.constantFrom(null, true, false),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(text, tie('json'), { maxKeys: 4 }).map((map) => ({ ...map })),
  ),
}));

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  Kubernetes: (text) => {
    const [document] = parseYaml(text);
    return document ? (document.value ?? document.problems) : null;
  },
  'YAML 1.1': (text) => parse(text, { version: '1.1' }),
  'YAML 1.2': (text) => parse(text, { version: '1.2' }),
};

test.each(Object.entries(readers))('what is printed is read again as it was: %s', (_, read) => {
  fc.assert(
    fc.property(json, (value) => {
      expect(read(printYaml(value))).toEqual(value);
    }),
    { numRuns: 1000 },
  );
});

test('JSON is read as it is by JSON.parse', () => {
  fc.assert(
    fc.property(fc.dictionary(text, json), fc.constantFrom('', 2, '\t'), (value, indent) => {
      const written = JSON.stringify({ ...value }, null, indent);
      expect(readers.Kubernetes?.(written)).toEqual(JSON.parse(written));
    }),
    { numRuns: 500 },
  );
});
