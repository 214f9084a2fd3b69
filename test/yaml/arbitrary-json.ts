import fc from 'fast-check';

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

/** Texts that are hard to bring through YAML, any but halves of surrogate pairs. */
export const text = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).filter((string) => !/\p{Surrogate}/u.test(string)),
);
/** Integers that a number holds exactly, and what has an exponent or a fraction. */
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
