import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Wakeups } from '../../src/runtime/wakeups';

const START = Date.UTC(2026, 10, 2, 10);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

/** Wakeups, and a record of the woken keys with the time in seconds. */
function wakeups() {
  const woken: string[] = [];
  const made = new Wakeups((key) => woken.push(`${key} at ${(Date.now() - START) / 1000}`));
  return { made, woken };
}

test('wakes each key at its time, once', async () => {
  const { made, woken } = wakeups();
  made.set('a', at(60));
  made.set('b', at(30));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(woken).toEqual(['b at 30', 'a at 60']);
});

test('the last time that was set is the one', async () => {
  const { made, woken } = wakeups();
  made.set('a', at(60));
  made.set('a', at(90));
  made.set('b', at(60));
  made.set('b', undefined);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(woken).toEqual(['a at 90']);
});

test('what is over is looked at at once', async () => {
  const { made, woken } = wakeups();
  made.set('a', at(-5));
  await vi.advanceTimersByTimeAsync(0);
  expect(woken).toEqual(['a at 0']);
});

test('a time that no timer takes is looked at early, not at once', async () => {
  const { made, woken } = wakeups();
  made.set('a', '2036-01-01T00:00:00Z');
  await vi.advanceTimersByTimeAsync(20 * 24 * 3_600_000);
  expect(woken).toEqual([]);
  await vi.advanceTimersByTimeAsync(10 * 24 * 3_600_000);
  expect(woken).toHaveLength(1);
});

test('stopped, it wakes nobody', async () => {
  const { made, woken } = wakeups();
  made.set('a', at(60));
  made.stop();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(woken).toEqual([]);
});
