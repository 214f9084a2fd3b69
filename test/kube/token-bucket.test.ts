import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TokenBucket } from '../../src/kube';
import { runs } from '../random-runs';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** A clock that moves with the fake timers, in steps of a millisecond. */
function bucketOf(qps: number | undefined, burst: number) {
  let now = 1000;
  const bucket = new TokenBucket({ qps, burst, now: () => now });
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 0; i < ms; i++) {
      now++;
      await vi.advanceTimersByTimeAsync(1);
    }
  };
  const gone: { name: string; at: number }[] = [];
  const take = (name: string, signal?: AbortSignal) =>
    bucket.take(signal).then(
      () => gone.push({ name, at: now - 1000 }),
      (reason) => gone.push({ name: `${name}: ${reason}`, at: now - 1000 }),
    );
  return { pass, take, gone };
}

describe('a token bucket', () => {
  test('lets a burst out at once, then a steady rate, in order', async () => {
    const { pass, take, gone } = bucketOf(10, 2);
    for (const name of 'abcd') take(name);
    await pass(250);
    expect(gone).toEqual([
      { name: 'a', at: 0 },
      { name: 'b', at: 0 },
      { name: 'c', at: 100 },
      { name: 'd', at: 200 },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('fills up to its burst and no further', async () => {
    const { pass, take, gone } = bucketOf(10, 2);
    await pass(10_000);
    for (const name of 'abc') take(name);
    await pass(100);
    expect(gone.map(({ at }) => at)).toEqual([10_000, 10_000, 10_100]);
  });

  test('gives the place of one who leaves to the next', async () => {
    const { pass, take, gone } = bucketOf(10, 1);
    const leaving = new AbortController();
    take('a');
    take('b', leaving.signal);
    take('c');
    await pass(50);
    leaving.abort('left');
    await pass(100);
    take('late', leaving.signal);
    await pass(1);
    expect(gone).toEqual([
      { name: 'a', at: 0 },
      { name: 'b: left', at: 50 },
      { name: 'c', at: 100 },
      { name: 'late: left', at: 150 },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.for([
    [0, 1, 'qps: 0 is not a number above 0, nor -1 for no limit'],
    [Number.NaN, 1, 'qps: NaN is not a number above 0, nor -1 for no limit'],
    [1, 0.5, 'burst: 0.5 is not a number from 1 on'],
  ] as const)('refuses qps %d and burst %d', ([qps, burst, message]) => {
    expect(() => new TokenBucket({ qps, burst })).toThrow(message);
  });

  test.for([-1, undefined])('qps %s: no limit', async (qps) => {
    const { pass, take, gone } = bucketOf(qps, 1);
    for (let i = 0; i < 50; i++) take('x');
    await pass(1);
    expect(gone).toEqual(Array.from({ length: 50 }, () => ({ name: 'x', at: 0 })));
    expect(vi.getTimerCount()).toBe(0);
  });

  test('never lets out more than its burst and its rate allow', async () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 20 });
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 5 }),
      arrivals,
      async (qps, burst, gaps) => {
        const { pass, take, gone } = bucketOf(qps, burst);
        for (const gap of gaps) {
          take('x');
          await pass(gap);
        }
        await pass(Math.ceil((gaps.length / qps) * 1000) + gaps.length);
        expect(gone).toHaveLength(gaps.length);
        for (const { at: from } of gone) {
          const within = gone.filter(({ at }) => at >= from && at - from <= 200);
          expect(within.length).toBeLessThanOrEqual(burst + qps * 0.2 + 1);
        }
      },
    );
    await fc.assert(property, { numRuns: runs(30) });
  });
});
