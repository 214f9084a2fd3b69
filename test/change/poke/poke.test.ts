import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Asked, pokeOf } from '../../../src/change/poke/poke';
import { runs } from '../../random-runs';

interface Target {
  readonly name: string;
  readonly due?: true;
}

const [idle, due, other]: readonly Target[] = [{ name: 'a' }, { name: 'b', due: true }, { name: 'c', due: true }];
const none: ReadonlyMap<string, Asked> = new Map();
const poke = (targets: readonly (Target | undefined)[], before = none, nowMs = 0) =>
  pokeOf(targets as Target[], ({ name }) => name, before, nowMs);

test('those that are due are asked for, and again only after a while', () => {
  const first = poke([idle, due, other]);
  expect(first).toEqual({
    targets: [due, other],
    asked: new Map(['b', 'c'].map((name) => [name, { times: 1, atMs: 0 }])),
    nextMs: 2_000,
  });
  const second = poke([due, other], first.asked, 1_999);
  expect(second).toEqual({ ...first, targets: [] });
  expect(poke([due, other], second.asked, 2_000)).toEqual({
    targets: [due, other],
    asked: new Map(['b', 'c'].map((name) => [name, { times: 2, atMs: 2_000 }])),
    nextMs: 6_000,
  });
});

test('one that has begun is forgotten', () => {
  const { asked } = poke([due]);
  const begun = poke([{ name: 'b' }], asked, 10);
  expect(begun).toEqual({ targets: [], asked: new Map() });
  expect(poke([due], begun.asked, 20).targets).toEqual([due]);
});

test('however often it decides, a target is asked for at once, and later at times that are further and further apart', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 200 });
  const property = fc.property(steps, (pauses) => {
    let [before, nowMs] = [none, 0];
    const times: number[] = [];
    for (const pause of pauses) {
      const { targets, asked, nextMs } = poke([due], before, nowMs);
      if (targets.length > 0) times.push(nowMs);
      expect(nextMs).toBeGreaterThan(nowMs);
      [before, nowMs] = [asked, nowMs + pause];
    }
    expect(times[0]).toBe(0);
    const gaps = times.slice(1).map((time, index) => time - (times[index] as number));
    for (const [index, gap] of gaps.entries()) {
      const least = Math.min(2_000 * 2 ** index, 30_000);
      expect(gap).toBeGreaterThanOrEqual(least);
      expect(gap).toBeLessThan(least + 5_000); // the interval of its decisions
    }
  });
  fc.assert(property, { numRuns: runs(200) });
});
