import { expect, test } from 'vitest';
import type { FieldPath } from '../../src/json/json';
import { parseYaml } from '../../src/yaml/parse';

const text = `# comment
a: &shared
  b: 1
  yes: 2
c:
  - x
  - d:
      e:
  - *shared
f:
  <<: [*shared, {g: 3}]
  h: {i: [j, k]}
---
a: 5
`;
const [first, second] = parseYaml(text);
const at = (...path: FieldPath) => {
  const { line, column } = first?.locate(path) ?? { line: 0, column: 0 };
  return `${line}:${column}`;
};

test('finds fields by their keys, and items of lists', () => {
  expect([at(), at('a'), at('a', 'b'), at('a', 'true')]).toEqual(['2:1', '2:1', '3:3', '4:3']);
  expect([at('c'), at('c', 0), at('c', 1), at('c', 1, 'd', 'e')]).toEqual(['5:1', '6:5', '7:5', '8:7']);
  expect([at('f', 'h', 'i', 1)]).toEqual(['12:14']);
});

test('finds what is behind aliases and merge keys where it is written', () => {
  expect([at('c', 2), at('c', 2, 'b'), at('f', 'b'), at('f', 'g')]).toEqual(['9:5', '3:3', '3:3', '11:18']);
});

test('finds the nearest thing around what is not there', () => {
  expect([at('z'), at('a', 'z'), at('c', 7), at('c', 'b'), at('a', 'b', 'z'), at('c', 1, 'd', 'e', 'z')]).toEqual([
    '2:1',
    '2:1',
    '5:1',
    '5:1',
    '3:3',
    '8:7',
  ]);
});

test('finds fields of every document', () => {
  expect(second?.locate(['a'])).toEqual({ line: 14, column: 1 });
  expect(at('c')).toBe('5:1');
});
