import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digest, sha256 } from '../../src/json/digest';
import { anyValues } from '../values/arbitrary';

describe('canonical JSON', () => {
  test.each([
    [{ b: 1, a: [{ d: null, c: 'x' }] }, '{"a":[{"c":"x","d":null}],"b":1}'],
    [{ B: 1, a: 2, A: 3 }, '{"A":3,"B":1,"a":2}'],
    [{ '10': 1, '9': 2 }, '{"10":1,"9":2}'],
    [{ '\uffff': 1, '😀': 2 }, '{"😀":2,"\uffff":1}'],
    [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
    [[1e21, 1e-7, -0, 0.1], '[1e+21,1e-7,0,0.1]'],
    ['line\n', '"line\\n"'],
    [null, 'null'],
  ])('of %j is %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('is JSON of the same data', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        expect(JSON.parse(canonicalJson(values))).toEqual(values);
      }),
    );
  });

  test('does not depend on the order of keys', () => {
    const entries = fc.array(fc.tuple(fc.string(), fc.jsonValue()), { maxLength: 6 });
    const reversed = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(reversed);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, item]) => [key, reversed(item)]),
      );
    };
    fc.assert(
      fc.property(entries, (list) => {
        const map = Object.fromEntries(list);
        expect(canonicalJson(reversed(map))).toBe(canonicalJson(map));
      }),
    );
  });
});

// `printf '{"a":"ü"}' | sha256sum`
const OF_UMLAUT = 'fd621823002706e24604cb868a9f4f8850d6f01fb5040d49ba050482e1472437';

test('a digest is the SHA-256 of the canonical JSON, in UTF-8', () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(digest({ a: 'ü' })).toBe(OF_UMLAUT);
  expect(sha256('{"a":"ü"}')).toBe(OF_UMLAUT);
});
