import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CoalesceOptions, coalesceValues } from '../../src/verdict/coalesce';
import { runs, SEED } from '../random-runs';

const entry = fc.constantFrom(null, 1, 'x', {}, { z: 1 }, { z: null });
const map = fc.dictionary(fc.constantFrom('x', 'y'), entry, { noNullPrototype: true });
const options: fc.Arbitrary<CoalesceOptions> = fc.record({
  nulls: fc.constantFrom('helm-4.2', 'helm-3'),
  keepsNulls: fc.boolean(),
});

test('merges that are remembered give what new ones give', () => {
  const calls = fc
    .record({
      above: fc.array(map, { minLength: 1, maxLength: 3 }),
      below: fc.array(map, { minLength: 1, maxLength: 3 }),
    })
    .chain(({ above, below }) =>
      fc.array(fc.record({ above: fc.constantFrom(...above), below: fc.constantFrom(...below), options }), {
        maxLength: 8,
      }),
    );
  fc.assert(
    fc.property(calls, (all) => {
      const coalesced = all.map((call) => {
        const chart = { name: 'web', values: { a: call.below }, charts: [] };
        return coalesceValues(chart, { a: call.above }, call.options);
      });
      const fresh = all.map((call) => {
        const { above, below } = structuredClone({ above: call.above, below: call.below });
        return coalesceValues({ name: 'web', values: { a: below }, charts: [] }, { a: above }, call.options);
      });
      expect(coalesced).toEqual(fresh);
    }),
    { seed: SEED, numRuns: runs(1000) },
  );
});
