import { expect, test } from 'vitest';
import { commonRevision } from '../../src/status/common-revision';

test.each<[readonly (string | undefined)[], string | undefined]>([
  [[], undefined],
  [[undefined, undefined], undefined],
  [['1.0.0', '1.0.0'], '1.0.0'],
  [['1.0.0', undefined], '1.0.0 on 1, none on 1'],
  [['1.0.0', '1.1.0', '1.1.0'], '1.1.0 on 2, 1.0.0 on 1'],
  [['b', 'a'], 'a on 1, b on 1'],
  [['a', 'b', 'c', 'd', 'e', 'e', undefined], 'e on 2, a on 1, b on 1, 2 others on 2, none on 1'],
])('%j: %s', (revisions, expected) => {
  expect(commonRevision(revisions)).toBe(expected);
  expect(commonRevision([...revisions].reverse())).toBe(expected);
});
