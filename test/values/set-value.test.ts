import { expect, test } from 'vitest';
import { typedValue } from '../../src/values/set-value';

test.each([
  ['true', true],
  ['TRUE', true],
  ['False', false],
  ['falſe', false],
  ['null', null],
  ['NULL', null],
  ['0', 0],
  ['-0', 0],
  ['+0', 0],
  ['+5', 5],
  ['-007', -7],
  ['1234567890', 1234567890],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['-9007199254740991', Number.MIN_SAFE_INTEGER],
])('%s has a type', (text, value) => {
  // toBe() tells 0 and -0 apart.
  expect(typedValue(text)).toBe(value);
});

test.each([
  ...['', ' ', 'text', 'yes', 'on', '~', 'nil', 'true ', ' 5', '[]', '{}', '"5"'],
  ...['00', '0123', '1.5', '.5', '1.', '1e3', '0x1f', '0o17', '1_000', '+', '-', '--5', '+-5', '٣', 'NaN', 'Infinity'],
  ...['9223372036854775808', '-9223372036854775809', '99999999999999999999'],
])('%j stays a string', (text) => {
  expect(typedValue(text)).toBe(text);
});

test.each([
  '9007199254740992',
  '-9007199254740992',
  '9223372036854775807',
  '-9223372036854775808',
  '+9007199254740993',
])('%s has no exact number', (text) => {
  expect(typedValue(text)).toBeUndefined();
});
