import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatProblem } from '../../src/clusters/problem';
import { type ClusterRequirement, isSelected, keysOfSelector, selectorProblems } from '../../src/clusters/selector';
import { labelSelectorOf } from '../../src/kubernetes/label-selector';
import { runs } from '../random-runs';

const eu = { stage: 'prod', region: 'eu' };

test.each([
  [{}, true],
  [{ matchLabels: { stage: 'prod' } }, true],
  [{ matchLabels: { stage: 'prod', region: 'us' } }, false],
  [{ matchLabels: { tier: '' } }, false],
  [{ matchLabels: { toString: 'a' } }, false],
  [{ matchExpressions: [{ key: 'stage', operator: 'In', values: ['dev', 'prod'] } as const] }, true],
  [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] } as const] }, true],
  [{ matchExpressions: [{ key: 'tier', operator: 'Exists' } as const] }, false],
  [{ matchLabels: { stage: 'prod' }, matchExpressions: [{ key: 'region', operator: 'DoesNotExist' } as const] }, false],
])('%j selects a cluster of prod and eu: %s', (selector, expected) => {
  expect(isSelected(eu, selector)).toBe(expected);
});

const words = fc.constantFrom('a', 'b', 'c');
const requirements: fc.Arbitrary<ClusterRequirement> = fc.oneof(
  fc.record({
    key: words,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.array(words, { minLength: 1 }),
  }),
  fc.record({ key: words, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
);

function asText({ key, operator, values = [] }: ClusterRequirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
}

test('a selector selects what it selects as kubectl writes it', () => {
  fc.assert(
    fc.property(
      fc.array(requirements, { minLength: 1 }),
      fc.dictionary(words, words),
      fc.dictionary(words, words),
      (matchExpressions, matchLabels, labels) => {
        const texts = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
        const selects = labelSelectorOf([...texts, ...matchExpressions.map(asText)].join(','));
        expect(isSelected(labels, { matchLabels, matchExpressions })).toBe(selects?.(labels));
        expect(selectorProblems({ matchLabels, matchExpressions }, [])).toEqual([]);
      },
    ),
    { numRuns: runs(500) },
  );
});

test('the keys of a selector', () => {
  const matchExpressions = [
    { key: 'b', operator: 'Exists' },
    { key: 'a', operator: 'Exists' },
  ] as const;
  expect(keysOfSelector({ matchLabels: { a: '1' }, matchExpressions })).toEqual(['a', 'b']);
});

test.each<[object, string[]]>([
  [{ matchLabels: 'a' }, ['where.matchLabels: must be a map, got a string']],
  [{ matchLabels: { a: 1 } }, ['where.matchLabels.a: must be a string, got a number']],
  [{ matchExpressions: {} }, ['where.matchExpressions: must be a list, got a map']],
  [{ matchExpressions: [1] }, ['where.matchExpressions[0]: must be a map, got a number']],
  [
    { matchExpressions: [{ key: '-', operator: 'in', value: ['a'] }] },
    [
      'where.matchExpressions[0].value: unknown field; did you mean "values"?',
      `where.matchExpressions[0].key: "-" is not a qualified name: [DNS subdomain/]name, the name of letters, digits, '-', '_' and '.'`,
      'where.matchExpressions[0].operator: must be one of In, NotIn, Exists, DoesNotExist, got "in"; did you mean "In"?',
      'where.matchExpressions[0].values: must contain at least one value',
    ],
  ],
  [
    {
      matchExpressions: [
        { key: 'a', operator: 'Exists', values: [] },
        { operator: 'In', values: 'a' },
        { key: 'a', operator: 'NotIn', values: ['a', '-'] },
      ],
    },
    [
      'where.matchExpressions[0].values: must be absent if the operator is Exists',
      'where.matchExpressions[1].key: required, but missing',
      'where.matchExpressions[1].values: must be a list, got a string',
      `where.matchExpressions[2].values[1]: "-" is not a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends`,
    ],
  ],
])('%j is no selector', (selector, expected) => {
  expect(selectorProblems({ ...selector }, ['where']).map(formatProblem)).toEqual(expected);
});
