import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Queue } from '../../src/runtime/queue';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A queue whose work ends when the test tells it to. */
function queueOf(
  options: {
    readonly concurrency?: number;
    readonly fails?: (key: string) => boolean;
    readonly isAgain?: (key: string) => boolean;
  } = {},
) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const queue = new Queue({
    work: async (key) => {
      started.push(`${key} at ${Math.round(performance.now() - zero)}`);
      await new Promise<void>((resolve) => void ends.set(key, resolve));
      if (options.fails?.(key)) throw new Error('failed');
      return options.isAgain?.(key) ?? false;
    },
    concurrency: options.concurrency ?? 10,
    gatherMs: 1000,
    backoff: { minMs: 1000, maxMs: 8000 },
    random: () => 1,
  });
  const zero = performance.now();
  const end = async (key: string) => {
    ends.get(key)?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { queue, started, end };
}

test('gathers what happens to a key, from the first event on', async () => {
  const { queue, started } = queueOf();
  queue.add('a');
  await vi.advanceTimersByTimeAsync(600);
  queue.add('a');
  queue.add('b');
  await vi.advanceTimersByTimeAsync(600);
  queue.add('b');
  await vi.advanceTimersByTimeAsync(5000);
  expect(started).toEqual(['a at 1000', 'b at 1600']);
});

test('never works on a key twice at a time, and loses nothing that happens meanwhile', async () => {
  const { queue, started, end } = queueOf();
  queue.add('a');
  await vi.advanceTimersByTimeAsync(1500);
  queue.add('a');
  queue.add('a');
  await vi.advanceTimersByTimeAsync(5000);
  expect(started).toEqual(['a at 1000']);
  await end('a');
  await vi.advanceTimersByTimeAsync(5000);
  expect(started).toEqual(['a at 1000', 'a at 7500']);
});

test('a key that fails waits longer each time, and holds up no other', async () => {
  const { queue, started, end } = queueOf({ fails: (key) => key === 'a' });
  queue.add('a');
  for (let turn = 0; turn < 5; turn++) {
    await vi.advanceTimersToNextTimerAsync();
    await end('a');
  }
  expect(started).toEqual(['a at 1000', 'a at 2000', 'a at 4000', 'a at 8000', 'a at 16000']);
  queue.add('b');
  await vi.advanceTimersByTimeAsync(1000);
  expect(started.at(-1)).toBe('b at 17000');
});

test('an event makes a key that waits after a failure go at once', async () => {
  const { queue, started, end } = queueOf({ fails: () => true });
  queue.add('a');
  for (let turn = 0; turn < 4; turn++) {
    await vi.advanceTimersToNextTimerAsync();
    await end('a');
  }
  queue.add('a'); // it would be due in 8 s
  await vi.advanceTimersByTimeAsync(1000);
  expect(started.at(-1)).toBe('a at 9000');
});

test('works on no more keys at a time than it may, in the order they came due', async () => {
  const { queue, started, end } = queueOf({ concurrency: 2 });
  for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
  await vi.advanceTimersByTimeAsync(1000);
  expect(started).toEqual(['a at 1000', 'b at 1000']);
  expect(queue.runningMs).toEqual([0, 0]);
  await vi.advanceTimersByTimeAsync(500);
  expect(queue.runningMs).toEqual([500, 500]);
  await end('b');
  expect(started).toEqual(['a at 1000', 'b at 1000', 'c at 1500']);
});

test('drained, it works at once on what it has gathered and takes no more', async () => {
  const { queue, started, end } = queueOf();
  queue.add('a');
  queue.add('b');
  await vi.advanceTimersByTimeAsync(1000);
  queue.add('a'); // during the processing of a
  queue.add('c');
  const drained = queue.drain();
  await vi.advanceTimersByTimeAsync(0);
  queue.add('d');
  for (const key of ['a', 'b', 'c']) await end(key);
  await end('a');
  await drained;
  expect(started).toEqual(['a at 1000', 'b at 1000', 'c at 1000', 'a at 1000']);
});

test('drained, it leaves keys that failed, and works once more on those that asked for it', async () => {
  const { queue, started, end } = queueOf({ fails: (key) => key === 'failed', isAgain: (key) => key === 'again' });
  queue.add('failed');
  queue.add('again');
  await vi.advanceTimersByTimeAsync(1000);
  await end('failed');
  await end('again');
  const drained = queue.drain();
  await end('again');
  await drained;
  expect(started).toEqual(['failed at 1000', 'again at 1000', 'again at 1000']);
});

test('stopped, it takes no key and begins no work', async () => {
  const { queue, started, end } = queueOf({ concurrency: 1 });
  for (const key of ['a', 'b']) queue.add(key);
  await vi.advanceTimersByTimeAsync(1000);
  queue.add('c');
  queue.stop();
  queue.add('d');
  await end('a');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(started).toEqual(['a at 1000']);
});
