import { Lazy } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySet } from '../../src/values/set';
import { MAX_INDEX } from '../../src/values/set-parse';
import { anyValues } from './arbitrary';
import { setError } from './set-errors';

test('sets keys, elements and lists onto a base', () => {
  const base = { image: { repository: 'podinfo', tag: '1' }, hosts: [{ name: 'a' }, { name: 'b' }] };
  const expressions = ['image.tag=2,replicas=3', 'hosts[1].port=80,hosts[2].name=c', 'args={x,y}'];
  expect(applySet(base, expressions, 'set')).toEqual({
    image: { repository: 'podinfo', tag: 2 },
    hosts: [{ name: 'a' }, { name: 'b', port: 80 }, { name: 'c' }],
    replicas: 3,
    args: ['x', 'y'],
  });
});

test('setString makes every value a string', () => {
  expect(applySet({}, ['a=1,b=true,c=null,d={1,x}'], 'setString')).toEqual({
    a: '1',
    b: 'true',
    c: 'null',
    d: ['1', 'x'],
  });
});

test('fills lists up with nulls', () => {
  expect(applySet({}, ['a[1].b=1,c[1][1]=1'], 'set')).toEqual({ a: [null, { b: 1 }], c: [null, [null, 1]] });
});

test('reaches the highest index', () => {
  const { a } = applySet({}, [`a[${MAX_INDEX}]=x`], 'set') as { a: unknown[] };
  expect(a).toHaveLength(65537);
  expect(a.slice(-2)).toEqual([null, 'x']);
});

test('a later expression wins, and null is a value', () => {
  expect(applySet({ a: { b: 1 } }, ['a.b=2', 'a.b=3', 'a.c=null', 'd=null'], 'set')).toEqual({
    a: { b: 3, c: null },
    d: null,
  });
});

test('an element gives way to a map, an entry does not', () => {
  expect(applySet({ a: ['x', null, [1]] }, ['a[0].b=1,a[1].b=2,a[2].b=3'], 'set')).toEqual({
    a: [{ b: 1 }, { b: 2 }, { b: 3 }],
  });
  expect(applySet({ a: [null] }, ['a[0][0]=1'], 'set')).toEqual({ a: [[1]] });
  expect(setError(['a.b=1'], { a: null }).message).toBe('set: "a.b=…": the key at 1 holds null, not a map');
  expect(setError(['x.a[0]=1'], { x: { a: { b: 1 } } }).message).toBe(
    'set: "x.a[0]=…": the key at 3 holds a map, not a list',
  );
  expect(setError(['a[0][0]=1'], { a: ['x'] }).message).toBe(
    'set: "a[0][0]=…": the index at 3 holds a string, not a list',
  );
});

test('an opaque object can be replaced but not entered', () => {
  const lazy = Lazy.any({ produce: () => ({}) });
  expect(applySet({ a: lazy, b: lazy }, ['a=1'], 'set')).toEqual({ a: 1, b: lazy });
  expect(setError(['a.b=1'], { a: lazy }).message).toBe(
    'set: "a.b=…": the key at 1 holds an instance of Lazy, not a map',
  );
});

test('undefined in the base is absent', () => {
  expect(applySet({ a: undefined, b: [undefined] }, ['a.b=1,b[0][0]=1'], 'set')).toEqual({ a: { b: 1 }, b: [[1]] });
});

test('keeps the order of keys and appends new ones', () => {
  expect(Object.keys(applySet({ z: 1, y: 1 }, ['x=1,z=2,a=1'], 'set'))).toEqual(['z', 'y', 'x', 'a']);
});

test('special keys are data', () => {
  const values = applySet({}, ['__proto__.polluted=1,constructor.prototype.polluted=1,a.__proto__=x'], 'set');
  expect(JSON.stringify(values)).toBe(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":"x"}}',
  );
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(Object.hasOwn(Object, 'prototype') && 'polluted' in Object.prototype).toBe(false);
});

test('nothing to set gives the base', () => {
  const base = { a: 1 };
  expect(applySet(base, [], 'set')).toBe(base);
  expect(applySet(base, [''], 'set')).toBe(base);
});

test('never changes the base, whether it succeeds or not', () => {
  const path = fc.array(fc.constantFrom('a', 'b', '__proto__', 'constructor', 'a[0]', 'b[2][1]'), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(anyValues, fc.array(path, { maxLength: 3 }), (base, paths) => {
      const before = JSON.stringify(base);
      try {
        applySet(
          base,
          paths.map((keys) => `${keys.join('.')}=x`),
          'set',
        );
      } catch (error) {
        expect(error).toMatchObject({ name: 'SetError' });
      }
      expect(JSON.stringify(base)).toBe(before);
    }),
  );
});

test('what is set is there, for every key and every text', () => {
  const text = fc.string({ unit: 'grapheme' });
  const key = text.filter((name) => name !== '');
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), text, (keys, value) => {
      const expression = `${keys.map((name) => name.replace(/[=[,.\\]/g, '\\$&')).join('.')}=${value.replace(/[,{\\]/g, '\\$&')}`;
      let found: unknown = applySet({}, [expression], 'setString');
      for (const name of keys) {
        expect(Object.keys(found as object)).toEqual([name]);
        found = Object.values(found as object)[0];
      }
      expect(found).toBe(value);
    }),
  );
});
