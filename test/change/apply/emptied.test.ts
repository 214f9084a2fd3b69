import { expect, test } from 'vitest';
import { lacksEmptied } from '../../../src/change';

const filled = { spec: { values: { a: { b: 1 }, list: [1] } } };

test.each([
  ['a map is left out', { spec: { values: { a: {}, list: [1] } } }, { spec: { values: { list: [1] } } }, true],
  ['a map is null', { spec: { values: { a: {} } } }, { spec: { values: { a: null } } }, true],
  ['a list is left out', { spec: { values: { list: [] } } }, { spec: { values: {} } }, true],
  ['the map around it is left out', { spec: { values: { a: {} } } }, { spec: {} }, true],
  [
    'all is as it is to be',
    { spec: { values: { a: {}, list: [] } } },
    { spec: { values: { a: {}, list: [] } } },
    false,
  ],
  ['nothing becomes empty', { spec: { values: { a: { b: 2 } } } }, { spec: { values: { a: { b: 2 } } } }, false],
  ['it was not there before', { spec: { values: { other: {} } } }, { spec: { values: {} } }, false],
])('where %s', (_, text, stored, lacks) => {
  expect(lacksEmptied(filled, text, stored)).toBe(lacks);
});
