import { expect, test } from 'vitest';
import { type WriteProblem, WriteProblems } from '../../../src/controllers/application-status/write-problems';
import type { ApplicationRecord } from '../../../src/observe/application-record';

const key = 'apps/web';
const record = (generation = 1, uid = 'one') => ({ uid, generation }) as ApplicationRecord;
const refused: WriteProblem = { cause: 'refused', message: 'no (422 Invalid)' };

/** Problems with a clock that the test sets, and without jitter. */
function problemsAt() {
  const clock = { ms: 0 };
  return {
    clock,
    problems: new WriteProblems(
      () => new Date(clock.ms),
      () => 1,
    ),
  };
}

test('the wait after each failure is twice the one before, up to five minutes', () => {
  const { clock, problems } = problemsAt();
  const waits = Array.from({ length: 11 }, () => {
    problems.noticed(key, record(), refused);
    const until = problems.postpone(key).getTime();
    const wait = until - clock.ms;
    expect(problems.waiting(key, record())).toEqual({ ...refused, until: new Date(until) });
    clock.ms = until;
    expect(problems.waiting(key, record())).toBeUndefined();
    return wait / 1000;
  });
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
});

test('an edit, or another Application of the name, is written at once, and waits begin anew', () => {
  const { problems } = problemsAt();
  for (let attempt = 0; attempt < 5; attempt++) {
    problems.noticed(key, record(), refused);
    problems.postpone(key);
  }
  expect(problems.waiting(key, record(2))).toBeUndefined();
  expect(problems.waiting(key, record(1, 'two'))).toBeUndefined();
  problems.noticed(key, record(2), refused);
  expect(problems.postpone(key)).toEqual(new Date(1000));
});

test('a problem is told once, and again when it is another one, or was gone', () => {
  const { problems } = problemsAt();
  const told = (problem: WriteProblem, of = record()) => problems.noticed(key, of, problem);
  expect(told(refused)).toBe(true);
  expect(told(refused)).toBe(false);
  expect(told({ ...refused, message: 'no (403 Invalid)' })).toBe(false); // only numbers differ
  expect(told(refused, record(2))).toBe(false);
  expect(told({ ...refused, message: 'never' })).toBe(true);
  expect(told({ ...refused, cause: 'pruned' })).toBe(true);
  expect(problems.counts()).toEqual({ too_large: 0, refused: 0, pruned: 1 });
  problems.forget(key);
  expect(problems.counts()).toEqual({ too_large: 0, refused: 0, pruned: 0 });
  expect(told({ ...refused, cause: 'pruned' })).toBe(true);
  expect(told({ ...refused, cause: 'pruned' }, record(1, 'two'))).toBe(true);
});
