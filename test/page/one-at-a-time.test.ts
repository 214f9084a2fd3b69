import { expect, test, vi } from 'vitest';
import { OneAtATime } from '../../src/page';

/** Questions that the test answers. */
function questions() {
  const open: { resolve(answer: number): void; reject(error: Error): void }[] = [];
  const answers: number[] = [];
  const asking = new OneAtATime<number>(
    () => new Promise((resolve, reject) => open.push({ resolve, reject })),
    (answer) => answers.push(answer),
  );
  return { asking, open, answers };
}

test('a question waits for the running one, and several are one', async () => {
  const { asking, open, answers } = questions();
  for (let times = 0; times < 4; times++) asking.again();
  expect(open.length).toBe(1);
  open[0]?.resolve(1);
  await vi.waitUntil(() => open.length === 2);
  expect(answers).toEqual([1]);
  open[1]?.resolve(2);
  await vi.waitUntil(() => answers.length === 2);
  expect(open.length).toBe(2);
  asking.again();
  expect(open.length).toBe(3);
});

test('after a failure the next question is asked', async () => {
  const { asking, open, answers } = questions();
  asking.again();
  asking.again();
  open[0]?.reject(new Error('no answer'));
  await vi.waitUntil(() => open.length === 2);
  open[1]?.resolve(2);
  await vi.waitUntil(() => answers.length === 1);
});

test('after its end no answer arrives, and nothing is asked', async () => {
  const { asking, open, answers } = questions();
  asking.again();
  asking.again();
  asking.end();
  open[0]?.resolve(1);
  await new Promise(setImmediate);
  expect([open.length, answers]).toEqual([1, []]);
});
