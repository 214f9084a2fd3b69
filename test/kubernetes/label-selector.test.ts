import { expect, test } from 'vitest';
import { labelSelectorOf } from '../../src/kubernetes/label-selector';

const LABELS: readonly Readonly<Record<string, string>>[] = [
  {},
  { team: 'web' },
  { team: 'shop', 'example.com/tier': 'a' },
  { team: '' },
];

test.each<[string, readonly number[]]>([
  ['team', [1, 2, 3]],
  ['!team', [0]],
  ['team=web', [1]],
  ['team==web', [1]],
  ['team = web', [1]],
  ['team=', [3]],
  ['team!=web', [0, 2, 3]],
  ['team in (web,shop)', [1, 2]],
  ['team in ( web , shop ),!example.com/tier', [1]],
  ['team notin (web, shop)', [0, 3]],
  ['example.com/tier=a,team=shop', [2]],
  ['toString', []],
])('%s', (text, selected) => {
  const selector = labelSelectorOf(text);
  expect(LABELS.flatMap((labels, index) => (selector?.(labels) ? [index] : []))).toEqual(selected);
});

test.each(['', ',', 'team=web,', 'team=a b', 'team in web', 'team in (', '=web', 'a/b/c', 'team=ü', 'team>1'])(
  '%j is no label selector',
  (text) => {
    expect(labelSelectorOf(text)).toBeUndefined();
  },
);
