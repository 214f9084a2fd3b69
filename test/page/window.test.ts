import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanOf } from '../../src/page';
import { runs, SEED } from '../random-runs';

test('a window draws what it shows, and some around it', () => {
  const ends = Array.from({ length: 100 }, (_, index) => (index + 1) * 10);
  expect(spanOf(ends, 0, 100)).toEqual({ first: 0, last: 24 });
  expect(spanOf(ends, 500, 600)).toEqual({ first: 40, last: 72 });
  expect(spanOf(ends, 995, 1200)).toEqual({ first: 88, last: 100 });
  expect(spanOf([], 0, 100)).toEqual({ first: 0, last: 0 });
});

test('whatever is seen is drawn, and never much more', () => {
  const heights = fc.array(fc.constantFrom(37, 40), { maxLength: 200 });
  fc.assert(
    fc.property(heights, fc.integer({ min: -2000, max: 9000 }), fc.nat(1000), (own, from, size) => {
      let end = 0;
      const ends = own.map((height) => {
        end += height;
        return end;
      });
      const { first, last } = spanOf(ends, from, from + size);
      expect([first >= 0, first <= last || last === ends.length, last <= ends.length]).toEqual([true, true, true]);
      ends.forEach((at, index) => {
        const isSeen = at > from && at - (own[index] as number) < from + size;
        if (isSeen) expect(index >= first && index < last).toBe(true);
      });
      expect(last - first).toBeLessThan(size / 37 + 40);
    }),
    { seed: SEED, numRuns: runs(300) },
  );
});
