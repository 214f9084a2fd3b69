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
  return { bucket, pass, take, gone, now: () => now };
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

  test('lets nobody out before a pause ends, and no burst after it', async () => {
    const { bucket, pass, take, gone, now } = bucketOf(10, 5);
    bucket.pauseUntil(now() + 1000);
    bucket.pauseUntil(now() + 500);
    for (const name of 'ab') take(name);
    await pass(1500);
    expect(gone).toEqual([
      { name: 'a', at: 1000 },
      { name: 'b', at: 1100 },
    ]);
  });

  test('lets one out between pauses that follow each other, and no more than the rate', async () => {
    const { bucket, pass, take, gone, now } = bucketOf(10, 5);
    bucket.pauseUntil(now() + 1000);
    for (const name of 'abc') take(name);
    for (let round = 0; round < 3; round++) {
      await pass(1003); // somebody who does not take is turned away a moment after the pause has ended
      bucket.pauseUntil(now() + 1000);
    }
    expect(gone).toEqual([
      { name: 'a', at: 1000 },
      { name: 'b', at: 2003 },
      { name: 'c', at: 3006 },
    ]);
    for (const name of 'de') take(name);
    for (let round = 0; round < 100; round++) {
      bucket.pauseUntil(now() + 10);
      await pass(11);
    }
    expect(gone.slice(3).map(({ name }) => name)).toEqual(['d', 'e']);
  });

  test('pauses those who wait already', async () => {
    const { bucket, pass, take, gone, now } = bucketOf(10, 1);
    for (const name of 'ab') take(name);
    await pass(50);
    bucket.pauseUntil(now() + 1000);
    await pass(1100);
    expect(gone).toEqual([
      { name: 'a', at: 0 },
      { name: 'b', at: 1050 },
    ]);
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

  test.for([-1, undefined])('qps %s: no limit, but the pauses', async (qps) => {
    const { bucket, pass, take, gone, now } = bucketOf(qps, 1);
    for (let i = 0; i < 50; i++) take('before');
    await pass(1);
    expect(gone.filter(({ at }) => at === 0)).toHaveLength(50);
    bucket.pauseUntil(now() + 100);
    for (let i = 0; i < 50; i++) take('after');
    await pass(99);
    expect(gone).toHaveLength(50);
    await pass(1);
    expect(gone.slice(50)).toEqual(Array.from({ length: 50 }, () => ({ name: 'after', at: 101 })));
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
