import { expect, test } from 'vitest';
import { resolveKey, resolveScalar } from '../../src/yaml/scalars';

// Expected results were obtained with kubectl (sigs.k8s.io/yaml).
test.each([
  [null, ['', '~', 'null', 'Null', 'NULL']],
  [true, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']],
  [false, ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']],
  [0, ['0', '00', '-0', '0_', '0.', '0.0', '-0.0', '0e0', '1e-400']],
  [1, ['1', '+1', '+_1', '1_', '1.', '1.0', '0b1', '0B1', '0.1e1']],
  [8, ['8', '08', '+08', '010', '0o10', '0O10', '0_8', '8.0']],
  [-15, ['-15', '-017', '-0o17', '-0xF', '-0b1111']],
  [31, ['31', '0x1F', '0X1f', '+0x1F', '0x_1F', '3_1']],
  [83, ['0123']],
  [128, ['0128', '0x80', '1_2_8']],
  [1000, ['1000', '1_000', '1e3', '1E3', '1e+3', '1.e3', '1e_3', '10e02']],
  [0.5, ['.5', '+.5', '0.5', '00.5', '.5_0', '5e-1']],
  [1.2, ['1.20', '1_.2']],
  [5e-324, ['4.9e-324']],
  [Number.POSITIVE_INFINITY, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']],
  [Number.NEGATIVE_INFINITY, ['-.inf', '-.Inf', '-.INF']],
  [Number.NaN, ['.nan', '.NaN', '.NAN']],
  [9007199254740991, ['9007199254740991']],
  [9007199254740993n, ['9007199254740993']],
  [-9223372036854775808n, ['-9223372036854775808', '-0x8000000000000000']],
  [18446744073709551615n, ['18446744073709551615', '0xffffffffffffffff']],
] as const)('%s', (value, texts) => {
  for (const text of texts) expect(resolveScalar(text), text).toStrictEqual(value);
});

test('everything else is text', () => {
  const words = [
    'yEs',
    'nULL',
    'tRue',
    'T',
    't',
    '.Nan',
    '+.nan',
    '-.nan',
    '.INf',
    'inf',
    'nan',
    'Infinity',
    '=',
    '<<',
  ];
  const times = ['2001-12-14', '2001-12-14T21:59:43Z', '2001-12-14 21:59:43.10 -5', '1:30', '190:20:30.15'];
  const numbers = [
    '0b2',
    '0b',
    '0x',
    '0xG',
    '0o8',
    '-0x',
    '_1',
    '_',
    '-_',
    '+',
    '-',
    '.',
    '..',
    '-.',
    '1e',
    'e3',
    '.e3',
  ];
  const more = [
    '1.5e+',
    '1..2',
    '.1.2',
    '0.1.0',
    '1.2.3',
    '10m',
    '1,000',
    '1e400',
    '0x1p-2',
    '1L',
    '--1',
    '-+1',
    '1 2',
    '１',
  ];
  const large = ['0x10000000000000000', '-0x8000000000000001'];
  for (const text of [...words, ...times, ...numbers, ...more, ...large]) expect(resolveScalar(text)).toBe(text);
});

test('keys are text, as which booleans and integers count', () => {
  const keys = { yes: 'true', n: 'false', '1': '1', '0x10': '16', '1_000': '1000', '-0': '0', '1:30': '1:30', a: 'a' };
  for (const [text, key] of Object.entries(keys)) expect(resolveKey(text), text).toBe(key);
  expect(resolveKey('9223372036854775807')).toBe('9223372036854775807');
});

test.each(['', '~', 'null', '1.20', '1e3', '.5', '.inf', '.nan', '9223372036854775808'])('no key: %s', (text) => {
  expect(resolveKey(text)).toBeUndefined();
});
