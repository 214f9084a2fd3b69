import { expect, test } from 'vitest';
import { mapInParallel } from '../../src/kube/map-in-parallel';

/** A call that ends on request. */
function stoppable() {
  const running = new Map<number, { readonly end: (result: string) => void; readonly fail: (error: Error) => void }>();
  const started: number[] = [];
  const call = (item: number) =>
    new Promise<string>((end, fail) => {
      started.push(item);
      running.set(item, { end, fail });
    });
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  return { running, started, call, tick };
}

test('calls for so many at a time, and gives the results in the order of the items', async () => {
  const { running, started, call, tick } = stoppable();
  const results = mapInParallel([1, 2, 3, 4], 2, call);
  expect(started).toEqual([1, 2]);
  running.get(2)?.end('two');
  await tick();
  expect(started).toEqual([1, 2, 3]);
  running.get(3)?.end('three');
  await tick();
  expect(started).toEqual([1, 2, 3, 4]);
  running.get(4)?.end('four');
  running.get(1)?.end('one');
  expect(await results).toEqual(['one', 'two', 'three', 'four']);
});

test('rejects with the first error, and starts no other call', async () => {
  const { running, started, call, tick } = stoppable();
  const results = mapInParallel([1, 2, 3, 4], 2, call);
  running.get(2)?.fail(new Error('no'));
  await expect(results).rejects.toThrow(/^no$/);
  running.get(1)?.end('one');
  await tick();
  expect(started).toEqual([1, 2]);
});

test('takes any number of items', async () => {
  const double = async (item: number) => item * 2;
  expect(await mapInParallel([], 3, double)).toEqual([]);
  expect(await mapInParallel(new Set([1, 2]), 3, double)).toEqual([2, 4]);
});
