import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factor, factorEqual } from '../../src/adopt/factor';
import { mergeValues } from '../../src/values';
import { runs } from '../random-runs';
import { anyValues } from '../values/arbitrary';

/** Similar maps: one, and others that differ from it in some keys. */
const alike = fc
  .tuple(anyValues, fc.array(anyValues, { minLength: 1, maxLength: 5 }))
  .map(([base, others]) => others.map((other) => ({ ...base, ...other })));

test.each([
  ['what most have', factor],
  ['what all have', factorEqual],
])('%s, merged under the rest, gives every map again', (_, split) => {
  fc.assert(
    fc.property(fc.oneof(alike, fc.array(anyValues, { maxLength: 4 })), (maps) => {
      const { shared, own } = split(maps);
      expect(own.map((each) => mergeValues(shared, each))).toEqual(maps);
    }),
    { numRuns: runs(500) },
  );
});

test.each([
  ['one map', [{ a: 1 }], {}, [{ a: 1 }]],
  ['equal maps', [{ a: 1 }, { a: 1 }], { a: 1 }, [{}, {}]],
  ['a value of most', [{ a: 1 }, { a: 1 }, { a: 2 }], { a: 1 }, [{}, {}, { a: 2 }]],
  ['no value of most', [{ a: 1 }, { a: 2 }], {}, [{ a: 1 }, { a: 2 }]],
  ['a key that one lacks', [{ a: 1, b: 1 }, { b: 1 }], { b: 1 }, [{ a: 1 }, {}]],
  ['maps within', [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }], { a: { b: 1 } }, [{ a: { c: 2 } }, { a: { c: 3 } }]],
  ['lists as a whole', [{ a: [1, 2] }, { a: [1, 3] }], {}, [{ a: [1, 2] }, { a: [1, 3] }]],
  ['a null of most', [{ a: null }, { a: null }, { a: {} }], { a: null }, [{}, {}, { a: {} }]],
  [
    'a map of most beside another',
    [{ a: { b: 1 } }, { a: { b: 1 } }, { a: {} }],
    {},
    [{ a: { b: 1 } }, { a: { b: 1 } }, { a: {} }],
  ],
  ['empty maps', [{ a: {} }, { a: {} }], { a: {} }, [{}, {}]],
])('shares %s', (_, maps, shared, own) => {
  expect(factor(maps)).toEqual({ shared, own });
});
