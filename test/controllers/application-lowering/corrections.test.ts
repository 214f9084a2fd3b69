import { expect, test } from 'vitest';
import { Corrections } from '../../../src/controllers/application-lowering/corrections';

test('the same is applied at most three times more within an hour', () => {
  let now = 0;
  const corrections = new Corrections(() => now);
  for (let times = 0; times < 4; times++) {
    expect(corrections.mayApply('a', 'x')).toBe(true);
    corrections.applied('a', 'x');
    now += 60_000;
  }
  expect(corrections.mayApply('a', 'x')).toBe(false);
  expect(corrections.mayApply('b', 'x')).toBe(true);
  // applying other content is not a correction
  expect(corrections.mayApply('a', 'y')).toBe(true);
  now += 60 * 60_000;
  expect(corrections.mayApply('a', 'x')).toBe(true);
});

test('an object that was meant to go is known no more', () => {
  const corrections = new Corrections(() => 0);
  for (let times = 0; times < 4; times++) corrections.applied('a', 'x');
  expect(corrections.mayApply('a', 'x')).toBe(false);
  corrections.forget('a');
  expect(corrections.mayApply('a', 'x')).toBe(true);
});
