import { expect, test } from 'vitest';
import { storedBytes } from '../../src/json/stored-bytes';

test.for([
  [{ a: 1, b: [true, null] }, '{"a":1,"b":[true,null]}'.length],
  ['a', 3],
  ['"\\\n', 2 + 6],
  ['<&>', 2 + 3 * 6],
  ['\u2028\u2029', 2 + 2 * 6],
  ['é連😀', 2 + 2 + 3 + 4],
  [undefined, 0],
] as const)('%j takes %d bytes where it is stored', ([value, bytes]) => {
  expect(storedBytes(value)).toBe(bytes);
});
