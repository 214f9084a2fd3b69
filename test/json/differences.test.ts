import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../src/json';
import { runs } from '../random-runs';

describe('differencesOf', () => {
  it('names leaves, by key in the order of code units', () => {
    expect(differencesOf({ replicas: 1, b: [] }, { replicas: 2, image: { tag: '1', pull: null } })).toEqual([
      { path: ['b'], before: [] },
      { path: ['image', 'pull'], after: null },
      { path: ['image', 'tag'], after: '1' },
      { path: ['replicas'], before: 1, after: 2 },
    ]);
  });

  it('keeps an empty map apart from none, and null from both', () => {
    expect(differencesOf({}, { a: {} })).toEqual([{ path: ['a'], after: {} }]);
    expect(differencesOf({ a: null }, { a: {} })).toEqual([{ path: ['a'], before: null, after: {} }]);
    expect(differencesOf({ a: null }, {})).toEqual([{ path: ['a'], before: null }]);
    expect(differencesOf({ a: { b: 1 } }, { a: {} })).toEqual([{ path: ['a', 'b'], before: 1 }]);
    expect(differencesOf({ a: { b: 1 } }, { a: null })).toEqual([{ path: ['a'], before: { b: 1 }, after: null }]);
  });

  it('says of a value that has another type what it was and is', () => {
    expect(differencesOf({ a: { b: 1 } }, { a: [1] })).toEqual([{ path: ['a'], before: { b: 1 }, after: [1] }]);
    expect(differencesOf({ a: '1' }, { a: 1 })).toEqual([{ path: ['a'], before: '1', after: 1 }]);
  });

  it('finds the item that was put into a list, or taken out of it', () => {
    const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
    expect(differencesOf([a, c], [a, b, c])).toEqual([{ path: [1, 'name'], after: 'b' }]);
    expect(differencesOf([a, b, c], [b, c])).toEqual([{ path: [0, 'name'], before: 'a' }]);
    expect(differencesOf([a, b], [a, { name: 'b', value: 1 }])).toEqual([{ path: [1, 'value'], after: 1 }]);
    expect(differencesOf([1, 1], [1])).toEqual([{ path: [1], before: 1 }]);
  });

  it('finds nothing between equal values, and something between others', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(differencesOf(one, structuredClone(one))).toEqual([]);
        const differ = JSON.stringify(sorted(one)) !== JSON.stringify(sorted(other));
        expect(differencesOf(one, other).length > 0).toBe(differ);
      }),
      { numRuns: runs(300) },
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, entry]) => [key, sorted(entry)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
