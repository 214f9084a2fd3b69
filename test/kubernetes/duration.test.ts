import { expect, test } from 'vitest';
import { isWithinGo } from '../../src/kubernetes/duration';

test.each([
  ['10m', true],
  ['1h30m0.5s', true],
  ['2562047h', true],
  ['2562048h', false],
  ['99999999999999999999h', false],
  ['2562047h48m', false],
])('Go can hold %s: %s', (duration, fits) => {
  expect(isWithinGo(duration)).toBe(fits);
});
