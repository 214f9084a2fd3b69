import { expect, test } from 'vitest';
import { Backoff } from '../../src/kube/backoff';

test('waits double up to the maximum, spread over a factor of two, and begin anew after a success', () => {
  const bounds = { minMs: 800, maxMs: 30_000 };
  const [lowest, highest] = [new Backoff(bounds, () => 0), new Backoff(bounds, () => 1)];
  const waits = (backoff: Backoff) => Array.from({ length: 8 }, () => backoff.next());
  expect(waits(lowest)).toEqual([800, 1600, 3200, 6400, 12_800, 15_000, 15_000, 15_000]);
  expect(waits(highest)).toEqual([1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000]);
  lowest.reset();
  expect(lowest.next()).toBe(800);
});

test('waits stay bounded after very many failures', () => {
  const backoff = new Backoff({ minMs: 1, maxMs: 1000 }, () => 0);
  for (let i = 0; i < 5000; i++) backoff.next();
  expect(backoff.next()).toBe(500);
});
