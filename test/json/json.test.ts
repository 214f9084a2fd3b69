import { runInNewContext } from 'node:vm';
import { Lazy } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { entryOf, isPlainObject, kindOf, omit, pick, setEntry } from '../../src/json/json';

describe('isPlainObject', () => {
  test.each([
    ['an object literal', { a: 1 }],
    ['an empty object', {}],
    ['an object without prototype', Object.create(null)],
    ['an object of another realm', runInNewContext('({ a: 1 })')],
    ['an object with __proto__ as a key', JSON.parse('{"__proto__": {"a": 1}}')],
    ['an object with constructor as a key', { constructor: 1 }],
  ])('takes %s for a map', (_, value) => {
    expect(isPlainObject(value)).toBe(true);
  });

  test.each([
    ['null', null],
    ['undefined', undefined],
    ['a list', []],
    ['a string', 'a'],
    ['a function', () => 1],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a Date of another realm', runInNewContext('new Date(0)')],
    ['a Lazy', Lazy.any({ produce: () => 1 })],
    ['an object that inherits', Object.create({ a: 1 })],
    ['a namespace object', Math],
  ])('does not take %s for a map', (_, value) => {
    expect(isPlainObject(value)).toBe(false);
  });
});

test('entries are own properties only', () => {
  expect(entryOf({ a: 1 }, 'a')).toBe(1);
  expect(entryOf({}, 'toString')).toBeUndefined();
  expect(entryOf({}, '__proto__')).toBeUndefined();
  expect(entryOf(JSON.parse('{"__proto__": 1}'), '__proto__')).toBe(1);
});

test('sets special keys as data', () => {
  const map: Record<string, unknown> = {};
  for (const key of ['__proto__', 'constructor', 'prototype', 'a']) {
    setEntry(map, key, { polluted: true });
  }
  expect(Object.keys(map)).toEqual(['__proto__', 'constructor', 'prototype', 'a']);
  expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
  expect(JSON.stringify(map)).toContain('"__proto__":{"polluted":true}');
  setEntry(map, '__proto__', 1);
  expect(entryOf(map, '__proto__')).toBe(1);
});

test.each([
  ['null', null],
  ['undefined', undefined],
  ['a list', [1]],
  ['a map', { a: 1 }],
  ['a string', 'secret'],
  ['a number', 1],
  ['a function', () => 1],
  ['an instance of Date', new Date(0)],
  ['an instance of Lazy', Lazy.any({ produce: () => 1 })],
  ['an instance of a class', new (class {})()],
])('names the kind: %s', (kind, value) => {
  expect(kindOf(value)).toBe(kind);
});

test('a part of a map keeps every key as it is', () => {
  const map = JSON.parse('{"b": 1, "a": null, "__proto__": 2}');
  expect(Object.entries(pick({ ...map, none: undefined }, ['a', 'b', 'none', 'c']))).toEqual([
    ['a', null],
    ['b', 1],
  ]);
  expect(Object.entries(omit(map, ['a', 'c']))).toEqual([
    ['b', 1],
    ['__proto__', 2],
  ]);
});
