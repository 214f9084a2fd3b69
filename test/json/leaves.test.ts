import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leavesOf } from '../../src/json/leaves';
import { anyValues } from '../values/arbitrary';
import { fromLeaves } from '../values/from-leaves';

test('gives what holds nothing else, in its order', () => {
  const lazy = new (class Lazy {})();
  const values = { z: 1, a: { c: null, b: undefined }, l: ['x', { y: [] }], e: {}, u: { v: undefined }, lazy };
  expect(leavesOf(values)).toStrictEqual([
    { path: ['z'], value: 1 },
    { path: ['a', 'c'], value: null },
    { path: ['l', 0], value: 'x' },
    { path: ['l', 1, 'y'], value: [] },
    { path: ['e'], value: {} },
    { path: ['u'], value: {} },
    { path: ['lazy'], value: lazy },
  ]);
  expect(leavesOf({})).toEqual([]);
});

test('the leaves are all there is', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      expect(JSON.stringify(fromLeaves(leavesOf(values)))).toBe(JSON.stringify(values));
    }),
  );
});
