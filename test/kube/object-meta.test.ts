import { expect, test } from 'vitest';
import { isNewer } from '../../src/kube/object-meta';

test.for([
  ['10', '9', true],
  ['9', '10', false],
  ['10', '10', false],
  ['18446744073709551615', '18446744073709551614', true],
  ['010', '9', true],
  ['x', '9', false],
  ['9', '', false],
] as const)('whether %s is newer than %s: %s', ([one, other, expected]) => {
  expect(isNewer(one, other)).toBe(expected);
});
