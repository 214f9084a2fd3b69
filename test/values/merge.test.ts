import { Lazy } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeValues } from '../../src/values/merge';
import { canonical } from '../oracle/values-case';
import { anyValues, sameShapeValues } from './arbitrary';

test('merges maps and replaces everything else', () => {
  expect(
    mergeValues(
      { image: { repository: 'podinfo', tag: '1' }, args: ['a', 'b'], replicas: 1 },
      { image: { tag: '2' }, args: ['c'] },
      { replicas: 0, image: { pullPolicy: '' } },
    ),
  ).toEqual({ image: { repository: 'podinfo', tag: '2', pullPolicy: '' }, args: ['c'], replicas: 0 });
});

test('a null replaces and stays, and a map replaces a null', () => {
  expect(mergeValues({ a: { b: 1 } }, { a: null })).toEqual({ a: null });
  expect(mergeValues({ a: { b: 1, c: 2 } }, { a: { b: null } })).toEqual({ a: { b: null, c: 2 } });
  expect(mergeValues({ a: { b: 1 } }, { a: null }, { a: { c: 2 } })).toEqual({ a: { c: 2 } });
});

test('a map and a value that is none replace each other', () => {
  expect(mergeValues({ a: { b: 1 } }, { a: [] })).toEqual({ a: [] });
  expect(mergeValues({ a: 'x' }, { a: {} })).toEqual({ a: {} });
});

test('undefined is absent, as an entry and as a layer', () => {
  expect(mergeValues({ a: 1, b: undefined }, undefined, { a: undefined, c: { d: undefined } })).toStrictEqual({
    a: 1,
    c: { d: undefined },
  });
  expect(mergeValues({ a: { b: 1 } }, { a: { b: undefined } })).toStrictEqual({ a: { b: 1 } });
  expect(mergeValues()).toEqual({});
});

test('keeps the order of the first layer and appends new keys', () => {
  const merged = mergeValues({ z: 1, m: { y: 1, x: 1 } }, { b: 2, m: { x: 2, a: 2 }, z: 2 });
  expect(Object.keys(merged)).toEqual(['z', 'm', 'b']);
  expect(Object.keys(merged.m as object)).toEqual(['y', 'x', 'a']);
});

test('an opaque object is a value like any other', () => {
  const lazy = Lazy.any({ produce: () => ({ b: 1 }) });
  expect(mergeValues({ a: { b: 1 } }, { a: lazy }).a).toBe(lazy);
  expect(mergeValues({ a: lazy }, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
});

test('special keys are data', () => {
  const merged = mergeValues(
    JSON.parse('{"__proto__": {"a": 1}, "constructor": {"prototype": {"a": 1}}}'),
    JSON.parse('{"__proto__": {"b": 2}, "constructor": {"prototype": {"b": 2}}}'),
  );
  expect(JSON.stringify(merged)).toBe('{"__proto__":{"a":1,"b":2},"constructor":{"prototype":{"a":1,"b":2}}}');
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
});

test('an inherited name is no entry to merge with', () => {
  expect(Object.keys(mergeValues({}, { toString: { a: 1 } }).toString as object)).toEqual(['a']);
});

test('is associative where no entry is a map in one layer and something else in another', () => {
  fc.assert(
    fc.property(sameShapeValues, sameShapeValues, sameShapeValues, (a, b, c) => {
      expect(canonical(mergeValues(a, mergeValues(b, c)))).toBe(canonical(mergeValues(a, b, c)));
    }),
  );
});

test('else the order of merging counts, as it does in Helm', () => {
  const [a, b, c] = [{ x: { y: 1 } }, { x: null }, { x: {} }];
  expect(mergeValues(mergeValues(a, b), c)).toEqual({ x: {} });
  expect(mergeValues(a, mergeValues(b, c))).toEqual({ x: { y: 1 } });
});

test('merges layers from the first to the last', () => {
  fc.assert(
    fc.property(anyValues, anyValues, anyValues, (a, b, c) => {
      expect(JSON.stringify(mergeValues(mergeValues(a, b), c))).toBe(JSON.stringify(mergeValues(a, b, c)));
    }),
  );
});

test('an empty layer changes nothing, and neither does the same layer again', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const text = JSON.stringify(values);
      expect(JSON.stringify(mergeValues(values))).toBe(text);
      expect(JSON.stringify(mergeValues({}, values))).toBe(text);
      expect(JSON.stringify(mergeValues(values, {}))).toBe(text);
      expect(JSON.stringify(mergeValues(values, values))).toBe(text);
    }),
  );
});

test('never changes its inputs or a prototype', () => {
  const prototypeKeys = Reflect.ownKeys(Object.prototype);
  fc.assert(
    fc.property(anyValues, anyValues, (a, b) => {
      const before = JSON.stringify([a, b]);
      const merged = mergeValues(a, b);
      expect(JSON.stringify([a, b])).toBe(before);
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    }),
  );
  expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeKeys);
});
