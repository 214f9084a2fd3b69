import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/json/digest';
import { formatPath } from '../../src/json/json';
import { copyOf, leavesOf, mapParts, sortedKeys, walk } from '../../src/json/walk';
import { anyValues } from '../values/arbitrary';
import { fromLeaves } from '../values/from-leaves';

test('gives what holds nothing else, in its order', () => {
  const lazy = new (class Lazy {})();
  const values = { z: 1, a: { c: null, b: undefined }, l: ['x', { y: [] }], e: {}, u: { v: undefined }, lazy };
  expect(leavesOf(values)).toStrictEqual([
    { path: ['z'], value: 1 },
    { path: ['a', 'c'], value: null },
    { path: ['l', 0], value: 'x' },
    { path: ['l', 1, 'y'], value: [] },
    { path: ['e'], value: {} },
    { path: ['u'], value: {} },
    { path: ['lazy'], value: lazy },
  ]);
  expect(leavesOf({})).toEqual([]);
});

test('the leaves are all there is', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      expect(JSON.stringify(fromLeaves(leavesOf(values)))).toBe(JSON.stringify(values));
    }),
  );
});

test('a walk visits every part, and enters what it is told to', () => {
  const data = { a: [1, { b: null }], skipped: { c: 2 }, u: undefined };
  const visited: string[] = [];
  walk(data, (_, path, holders) => {
    expect(holders).toHaveLength(path.length);
    visited.push(formatPath(path));
    return path[0] !== 'skipped';
  });
  expect(visited).toEqual(['', 'a', 'a[0]', 'a[1]', 'a[1].b', 'skipped', 'u']);
});

test('a walk does not enter what holds itself again', () => {
  const circle: Record<string, unknown> = {};
  circle.self = [circle];
  const visited: string[] = [];
  walk(circle, (_, path) => visited.push(formatPath(path)) > 0);
  expect(visited).toEqual(['', 'self', 'self[0]']);
});

test('parts are replaced, and all else is shared', () => {
  const kept = { x: 1 };
  const data = { kept, dropped: 0, list: [kept, 0] };
  const drop = (part: unknown): unknown => (part === 0 ? undefined : mapParts(part, drop));
  const result = mapParts(data, drop) as typeof data;
  expect(result).toStrictEqual({ kept, list: [kept, undefined] });
  expect(result.kept).toBe(kept);
  expect(mapParts(kept, drop)).toBe(kept);
  expect(mapParts('text', drop)).toBe('text');
});

test('replacing all parts by copies, by sorting, or by nothing else keeps the data', () => {
  fc.assert(
    fc.property(anyValues, (values) => {
      const again = (part: unknown): unknown => mapParts(part, again);
      expect(again(values)).toBe(values);
      expect(JSON.stringify(copyOf(values))).toBe(JSON.stringify(values));
      expect(canonicalJson(sortedKeys(values))).toBe(canonicalJson(values));
    }),
  );
});

test('a copy is all its own, save for objects that are neither maps nor lists', () => {
  const date = new Date(0);
  const data = { list: [{ a: 1 }], absent: undefined, date };
  const copy = copyOf(data);
  expect(copy).toStrictEqual({ list: [{ a: 1 }], date });
  expect([copy.list === data.list, copy.list[0] === data.list[0], copy.date === date]).toEqual([false, false, true]);
});

test('keys that objects inherit are data like any other', () => {
  const data = JSON.parse('{"__proto__":{"b":1,"a":null},"constructor":2}');
  const text = '{"__proto__":{"a":null,"b":1},"constructor":2}';
  expect([sortedKeys(data), sortedKeys(copyOf(data))].map((value) => JSON.stringify(value))).toEqual([text, text]);
  const withoutNull = (part: unknown): unknown => (part === null ? undefined : mapParts(part, withoutNull));
  expect(JSON.stringify(withoutNull(data))).toBe('{"__proto__":{"b":1},"constructor":2}');
});
