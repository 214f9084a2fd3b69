import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePatch } from '../../src/json/merge-patch';
import { runs } from '../random-runs';
import { applyMergePatch } from './apply-merge-patch';

test.each<[unknown, unknown, unknown]>([
  [{ a: 1 }, { a: 1 }, undefined],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, undefined],
  [{ a: 1 }, { a: 2 }, { a: 2 }],
  [{ a: 1, b: 2 }, { b: 2 }, { a: null }],
  [{ a: { b: 1, c: 1 } }, { a: { b: 2, c: 1 } }, { a: { b: 2 } }],
  [{ a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
  [{ a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
  [{ a: { b: 1 } }, { a: {} }, { a: { b: null } }],
  [{}, { a: undefined }, undefined],
  [{ a: 1 }, { a: undefined }, { a: null }],
])('from %j to %j: %j', (from, to, patch) => {
  expect(mergePatch(from, to)).toEqual(patch);
});

/** Maps without nulls, which no merge patch can set. */
const { map } = fc.letrec<{ map: Record<string, unknown>; any: unknown }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('x', 0, true),
    fc.array(fc.nat(3), { maxLength: 2 }),
    tie('map'),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString'), tie('any')),
}));

test('a patch, applied as RFC 7396 has it, gives what is wanted, and nothing is left to patch', () => {
  fc.assert(
    fc.property(map, map, (from, to) => {
      const patch = mergePatch(from, to);
      const patched = patch === undefined ? from : applyMergePatch(from, patch);
      expect(JSON.stringify(sorted(patched))).toBe(JSON.stringify(sorted(to)));
      expect(mergePatch(patched, to)).toBeUndefined();
    }),
    { numRuns: runs(300) },
  );
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, item]) => [key, sorted(item)]);
}
