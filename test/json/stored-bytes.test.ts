import { expect, test } from 'vitest';
import { partBytes, storedBytes } from '../../src/json/stored-bytes';

test.for([
  [{ a: 1, b: [true, null] }, '{"a":1,"b":[true,null]}'.length],
  ['a', 3],
  ['"\\\n', 2 + 6],
  ['<&>', 2 + 3 * 6],
  ['\u2028\u2029', 2 + 2 * 6],
  ['é連😀', 2 + 2 + 3 + 4],
  [undefined, 0],
  [{}, 2],
  [{ a: undefined, '<': [undefined, '\x7f', -0, 1e21, 1e-7] }, '{"\\u003c":[null,"x",0,1e+21,1e-7]}'.length],
] as const)('%j takes %d bytes where it is stored', ([value, bytes]) => {
  expect(storedBytes(value)).toBe(bytes);
});

test('an integer that no number holds takes as many bytes as its digits', () => {
  expect(storedBytes({ id: 12345678901234567890n })).toBe('{"id":12345678901234567890}'.length);
});

test('parts of a sample are counted once', () => {
  const part = { text: 'é', list: [{ a: 1 }] };
  const known = partBytes([part]);
  expect(known.get(part)).toBe(Buffer.byteLength(JSON.stringify(part)));
  expect(known.size).toBe(4);
  expect(storedBytes([part, part, { other: part }], known)).toBe(storedBytes([part, part, { other: part }]));
});
