import { runInNewContext } from 'node:vm';
import { Lazy } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkValues, MAX_VALUES_DEPTH } from '../../src/values/check';
import { anyValues } from './arbitrary';

test('finds nothing in JSON', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      expect(checkValues(values)).toEqual([]);
    }),
  );
});

test('finds nothing in what people write', () => {
  const shared = { cpu: '100m' };
  const values = {
    limits: shared,
    requests: shared,
    absent: undefined,
    text: 'tab\t, lines\n, emoji 😀, \u0000, \u2028',
    'a.b/c': [0, -1, 1.5, 1e-7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Number.MIN_VALUE],
  };
  expect(checkValues(values)).toEqual([]);
  expect(checkValues(Object.assign(Object.create(null), { a: 1 }))).toEqual([]);
  expect(checkValues(runInNewContext('({ a: [{}] })'))).toEqual([]);
});

const INTEGER =
  'is an integer beyond 2^53, which may have lost digits: write a string, or provide it through valuesFrom';
const SURROGATE = 'contains half of a surrogate pair, which is not text: cut strings between characters';
const unreadable = (code: string) =>
  `contains the control character U+${code}, which server-side apply and Flux cannot carry: remove it`;

test.each([
  ['NaN', Number.NaN, 'is not a number (NaN): write a string'],
  ['Infinity', Number.POSITIVE_INFINITY, 'is an infinite number: write a string'],
  ['-Infinity', Number.NEGATIVE_INFINITY, 'is an infinite number: write a string'],
  ['2^53', 2 ** 53, INTEGER],
  ['-2^53', -(2 ** 53), INTEGER],
  ['1e21', 1e21, INTEGER],
  ['-0', -0, 'is negative zero, which arrives as 0: write 0'],
  ['a bigint', 1n, 'is an integer beyond 2^53, or a bigint: write a string, or provide it through valuesFrom'],
  ['a Date', new Date(0), 'is a Date: write a string, such as toISOString() gives'],
  ['a foreign Date', runInNewContext('new Date(0)'), 'is a Date: write a string, such as toISOString() gives'],
  ['a Map', new Map(), 'is a Map: write a plain object, such as Object.fromEntries(map) gives'],
  ['a Set', new Set(), 'is a Set: write a list, such as [...set]'],
  ['a Lazy', Lazy.any({ produce: () => 1 }), 'is an instance of Lazy: write a plain object'],
  ['a RegExp', /a/, 'is an instance of RegExp: write a plain object'],
  ['a boxed string', Object('a'), 'is an instance of String: write a plain object'],
  ['a function', () => 1, 'is a function: values are data'],
  ['a symbol', Symbol('a'), 'is a symbol: values are data'],
  ['a high surrogate', 'a\ud83d', SURROGATE],
  ['a low surrogate', '\ude00a', SURROGATE],
  ['swapped surrogates', '\ude00\ud83d', SURROGATE],
  ['a delete', 'a\u007f', unreadable('007F')],
  ['a next line', 'a\u0085b', unreadable('0085')],
  ['a C1 control', '\u009f', unreadable('009F')],
  ['a noncharacter', '\ufffe', unreadable('FFFE')],
  ['another noncharacter', '\uffff\u007f', unreadable('FFFF')],
])('finds %s in maps and lists', (_, value, message) => {
  expect(checkValues({ a: { b: value }, c: [0, [value]] })).toEqual([
    { path: ['a', 'b'], message },
    { path: ['c', 1, 0], message },
  ]);
});

test('finds undefined and holes in lists', () => {
  const message = 'is undefined in a list: write null or remove it';
  expect(checkValues({ a: [undefined, 1, undefined], b: new Array(1) })).toEqual([
    { path: ['a', 0], message },
    { path: ['a', 2], message },
    { path: ['b', 0], message },
  ]);
});

test('finds bad keys, and quotes keys that a path could not show', () => {
  expect(checkValues({ 'a.b/c': { '': { '\ud83d': Number.NaN } }, [Symbol('s')]: 1 })).toEqual([
    { path: [], message: 'has a symbol as a key: keys are strings' },
    { path: ['a.b/c', '', '\ud83d'], message: `has a key that ${SURROGATE}` },
    { path: ['a.b/c', '', '\ud83d'], message: 'is not a number (NaN): write a string' },
  ]);
});

test('finds keys that are not carried everywhere', () => {
  const long = 'has a key of more than 1000 characters: write a shorter one';
  expect(checkValues({ a: { ['x'.repeat(1000)]: 1, ['<'.repeat(166)]: 1, '\u0085': 1 } })).toEqual([
    { path: ['a', '\u0085'], message: `has a key that ${unreadable('0085')}` },
  ]);
  expect(checkValues({ a: [{ '<<': '<<' }] })).toEqual([
    {
      path: ['a', 0, '<<'],
      message: 'has a key that is "<<", which Flux drops when it applies from Git: write another',
    },
  ]);
  expect(checkValues({ a: { ['x'.repeat(1001)]: 1, ['<'.repeat(167)]: 1 } })).toEqual([
    { path: ['a'], message: long },
    { path: ['a'], message: long },
  ]);
});

test('finds objects that hold themselves', () => {
  const message = 'is an object that contains itself: write a copy without the reference back';
  const map: Record<string, unknown> = { a: {} };
  map.self = map;
  const list: unknown[] = [];
  list.push({ list });
  expect(checkValues({ map, list })).toEqual([
    { path: ['map', 'self'], message },
    { path: ['list', 0, 'list'], message },
  ]);
});

test('finds nesting that is too deep', () => {
  const nested = (levels: number): unknown => {
    let value: unknown = {};
    for (let level = 1; level < levels; level++) {
      value = { a: value };
    }
    return value;
  };
  expect(checkValues(nested(MAX_VALUES_DEPTH))).toEqual([]);
  expect(checkValues(nested(MAX_VALUES_DEPTH + 1))).toEqual([
    { path: Array(MAX_VALUES_DEPTH).fill('a'), message: 'is nested deeper than 1000 levels' },
  ]);
  expect(checkValues(nested(100_000))).toHaveLength(1);
});

test.each([
  ['null', null],
  ['a list', []],
  ['a string', 'secret'],
  ['undefined', undefined],
])('values must be a map, not %s', (kind, value) => {
  expect(checkValues(value)).toEqual([{ path: [], message: `is ${kind}: values are a map` }]);
});

test('the caller says which objects are fine', () => {
  const isOpaque = (value: object) => value instanceof Lazy;
  expect(checkValues({ a: [Lazy.any({ produce: () => 1 })], b: new Date(0) }, { isOpaque })).toEqual([
    { path: ['b'], message: 'is a Date: write a string, such as toISOString() gives' },
  ]);
});

test('__proto__ as a key is checked like any other', () => {
  expect(checkValues(Object.defineProperty({}, '__proto__', { value: 1n, enumerable: true }))).toEqual([
    {
      path: ['__proto__'],
      message: 'is an integer beyond 2^53, or a bigint: write a string, or provide it through valuesFrom',
    },
  ]);
});
