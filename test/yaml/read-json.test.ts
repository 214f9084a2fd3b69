import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldPath } from '../../src/json/json';
import { parseYaml } from '../../src/yaml/parse';
import { readJson } from '../../src/yaml/read-json';
import { oddCharacter } from '../../src/yaml/syntax';
import { anyValues } from '../values/arbitrary';

test('reads objects one after the other, with nothing but space between', () => {
  expect(readJson(' {"a": [1, -0.5e1, true, false, null, "\\u0041\\n", {}, []]}{"b":2}\n')).toEqual([
    { start: 1, value: { a: [1, -5, true, false, null, 'A\n', {}, []] }, problems: [] },
    { start: 58, value: { b: 2 }, problems: [] },
  ]);
});

test('says which keys stand twice', () => {
  expect(readJson('{"a": 1, "b": {"a": 2, "a": 3}, "\\u0061": 4}')?.[0]?.problems).toEqual([
    { offset: 23, message: 'this key occurs twice in its map' },
    { offset: 32, message: 'this key occurs twice in its map' },
  ]);
});

test('keeps integers that a number cannot hold, and keys that mean something to JavaScript', () => {
  const [document] = readJson('{"a": 9007199254740993, "__proto__": 1}') ?? [];
  expect(Object.entries(document?.value as object)).toEqual([
    ['a', 9007199254740993n],
    ['__proto__', 1],
  ]);
});

test.each([
  '',
  '[]',
  '1',
  'a: 1',
  '{a: 1}',
  '{"a": 1,}',
  '{"a": 01}',
  '{"a": 1e400}',
  '{"a": "\t"}',
  '{"a": "\\x41"}',
  '{"a": 1} # comment',
  '{"a": 1}\n---\n',
  '{"a"',
  '{"a": '.repeat(2000),
])('leaves to YAML: %s', (text) => {
  expect(readJson(text)).toBeUndefined();
});

test('says where the JSON ends before the text does', () => {
  const message = 'the JSON is malformed here';
  expect(readJson('{"a": 1}\n{"b": 2,}')).toEqual([
    { start: 0, value: { a: 1 }, problems: [] },
    { start: 9, value: undefined, problems: [{ offset: 17, message }] },
  ]);
});

/** The paths of all fields, and of some that do not exist. */
function* pathsOf(value: unknown, path: FieldPath = []): Generator<FieldPath> {
  yield path;
  yield [...path, 'not there'];
  if (typeof value !== 'object' || value === null) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [step, entry] of entries) yield* pathsOf(entry, [...path, step]);
}

test('reads, and finds fields, as the reader of YAML does', () => {
  fc.assert(
    fc.property(anyValues, fc.constantFrom('', 2), (values, indent) => {
      const text = JSON.stringify(values, null, indent);
      fc.pre(oddCharacter(text) === undefined); // JSON may contain characters on which YAML readers disagree
      const [json, ...others] = parseYaml(`${text}${text}`);
      const [yaml] = parseYaml(`${text}\n---\n`);
      expect(others.length).toBe(1);
      expect(json?.value).toEqual(yaml?.value);
      const paths = [...pathsOf(values)];
      expect(paths.map((path) => json?.locate(path))).toEqual(paths.map((path) => yaml?.locate(path)));
    }),
  );
});
