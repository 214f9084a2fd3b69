import { expect, test } from 'vitest';
import { isInRange } from '../../src/verdict';

test('runs of spaces in a range end, and count as one', () => {
  expect(isInRange(`${'1     '.repeat(80)}!`, '1.0.0')).toBe(false);
  expect(isInRange(`>=1${' '.repeat(400)}<2`, '1.5.0')).toBe(true);
  expect(isInRange('1.0 \t\n -   2.0', '1.5.0')).toBe(true);
});
