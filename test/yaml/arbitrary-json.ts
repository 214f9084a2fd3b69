import fc from 'fast-check';

/** Parts of texts with a meaning in YAML for some reader. */
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

/** Texts that are hard to represent in YAML, except halves of surrogate pairs. */
export const text = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((string) => !/\p{Surrogate}/u.test(string)),
);
/** Integers that a number represents exactly, and numbers with an exponent or a fraction. */
const number = fc
  .oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) >= 1e21)
  .map((value) => value || 0);

/** Any JSON data, with such texts as keys and values. */
export const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    number,
    fc.constantFrom(null, true, false),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(text, tie('json'), { maxKeys: 4 }).map((map) => ({ ...map })),
  ),
}));
