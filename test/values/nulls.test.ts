import { Lazy } from 'cdk8s';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeValues } from '../../src/values/merge';
import { splitNulls, withNulls, withoutNulls } from '../../src/values/nulls';
import { canonical } from '../oracle/values-case';
import { anyValues } from './arbitrary';

test('values without nulls stay as they are', () => {
  const values = { a: 0, b: false, c: '', d: [], e: {}, f: { g: [{}] } };
  expect(splitNulls(values)).toEqual({ rest: values, nulls: undefined });
  expect(splitNulls(values).rest).toBe(values);
});

test('takes nulls out of maps and keeps the shape of the maps', () => {
  expect(splitNulls({ a: null, b: { c: null }, d: { e: { f: null }, g: 1 } })).toEqual({
    rest: { b: {}, d: { e: {}, g: 1 } },
    nulls: { a: null, b: { c: null }, d: { e: { f: null } } },
  });
});

test('takes a list that holds a null at any depth out as a whole', () => {
  expect(splitNulls({ a: [1, null], b: [[2, [null]]], c: [{ d: { e: null }, f: 3 }], g: [4, { h: [] }] })).toEqual({
    rest: { g: [4, { h: [] }] },
    nulls: { a: [1, null], b: [[2, [null]]], c: [{ d: { e: null }, f: 3 }] },
  });
});

test('leaves opaque objects in the rest', () => {
  const lazy = Lazy.any({ produce: () => null });
  expect(splitNulls({ a: lazy, b: null }).rest.a).toBe(lazy);
});

test('special keys are data in both parts', () => {
  const { rest, nulls } = splitNulls(JSON.parse('{"__proto__": {"a": null, "b": 1}, "constructor": null}'));
  expect(JSON.stringify(rest)).toBe('{"__proto__":{"b":1}}');
  expect(JSON.stringify(nulls)).toBe('{"__proto__":{"a":null},"constructor":null}');
});

test('the parts merge to the values, and only nulls hold null', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const { rest, nulls } = splitNulls(values);
      expect(canonical(mergeValues(nulls, rest))).toBe(canonical(values));
      expect(withoutNulls(rest)).toBe(rest);
      expect(nulls === undefined).toBe(withoutNulls(values) === values);
    }),
  );
});

test('the parts mean the same as the values over whatever is below them', () => {
  fc.assert(
    fc.property(anyValues, anyValues, (below, values) => {
      const { rest, nulls } = splitNulls(values);
      expect(canonical(mergeValues(below, nulls, rest))).toBe(canonical(mergeValues(below, values)));
    }),
  );
});

test('drops nulls from maps and lists at every depth', () => {
  expect(withoutNulls({ a: null, b: [null, 1, [null], { c: null }], d: { e: { f: null } }, g: 0 })).toEqual({
    b: [1, [], {}],
    d: { e: {} },
    g: 0,
  });
  expect(withoutNulls([null])).toEqual([]);
  expect(withoutNulls('null')).toBe('null');
});

test('drops what JSON.parse drops with a reviver that knows no null', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const expected = JSON.parse(JSON.stringify(values), (_, value) => {
        // Elements that the reviver removes leave holes, which filter() skips.
        return value === null ? undefined : Array.isArray(value) ? value.filter(() => true) : value;
      });
      expect(canonical(withoutNulls(values))).toBe(canonical(expected));
    }),
  );
});

test('brings back what an applier has dropped', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const { nulls = {} } = splitNulls(values);
      expect(canonical(withNulls(withoutNulls(values) as typeof values, nulls))).toBe(canonical(values));
      expect(canonical(withNulls(values, nulls))).toBe(canonical(values));
    }),
  );
});
