import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Diagnostic, error, warning } from '../../src/diagnostics/diagnostic';
import { formatGroup, groupDiagnostics } from '../../src/diagnostics/group';
import { runs } from '../random-runs';

const lines = (diagnostics: readonly Diagnostic[], names: readonly string[] = []) =>
  groupDiagnostics(diagnostics, () => names).map((group) => formatGroup(group));

const missing = (index: number, field = 'prune') => error('field-missing', ['deploy', index, field], 'is missing');
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('diagnostics that differ in the index of their list alone are one line', () => {
  test.each([
    [[0], 'deploy[0].prune: is missing'],
    [[0, 1], 'deploy[0].prune (and deploy[1]): is missing'],
    [[3, 1, 2], 'deploy[3].prune (and 2 more: deploy[1, 2]): is missing'],
    [[0, 1, 2, 3, 7], 'deploy[0].prune (and 4 more: deploy[1..3, 7]): is missing'],
    [upTo(60), 'deploy[0].prune (and 59 more: deploy[1..59]): is missing'],
    [upTo(10).map((i) => 2 * i), 'deploy[0].prune (and 9 more: deploy[2, 4, 6, 8, 10, 12, … 18]): is missing'],
    [[0, 0, 1], 'deploy[0].prune (and deploy[1]): is missing'],
  ])('%j', (indices, line) => {
    expect(lines(indices.map((index) => missing(index)))).toEqual([line]);
  });

  test('in the order of the first of each', () => {
    expect(lines([missing(0, 'b'), missing(0, 'a'), missing(1, 'b'), missing(1, 'a')])).toEqual([
      'deploy[0].b (and deploy[1]): is missing',
      'deploy[0].a (and deploy[1]): is missing',
    ]);
  });

  test('in a list that is the object itself, and below a path', () => {
    const [group] = groupDiagnostics([
      error('type-wrong', [0], 'must be a map'),
      error('type-wrong', [2], 'must be a map'),
    ]);
    expect(group && formatGroup(group)).toBe('[0] (and [2]): must be a map');
    const [entry] = groupDiagnostics([missing(0), missing(1)]);
    expect(entry && formatGroup(entry, ['items', 7])).toBe('items[7].deploy[0].prune (and deploy[1]): is missing');
  });
});

test.each<[string, Diagnostic, Diagnostic]>([
  ['field', missing(0, 'a'), missing(1, 'b')],
  ['inner index', error('type-wrong', ['a', 0, 'b', 0], 'x'), error('type-wrong', ['a', 0, 'b', 1], 'x')],
  ['severity', missing(0), { ...missing(1), severity: 'warning' }],
  ['code', missing(0), { ...missing(1), code: 'source-missing' }],
  ['message', missing(0), { ...missing(1), message: 'is gone' }],
  ['key that looks like an index', error('type-wrong', ['a', 0], 'x'), error('type-wrong', ['a', '0'], 'x')],
])('another %s is another line', (_, one, other) => {
  expect(lines([one, other])).toHaveLength(2);
});

describe('names of targets do not tell diagnostics apart', () => {
  const names = ['eu-1', 'eu-2', 'eu-3', 'web', 'Bad_1', 'Bad_2'];
  const says = (message: string, path: Diagnostic['path']) => warning('object-clash', path, message);

  test('nor does it matter how a message holds them', () => {
    expect(
      lines(
        [says('makes HelmRelease apps/eu-1', ['deploy', 0]), says('makes HelmRelease apps/eu-2', ['deploy', 1])],
        names,
      ),
    ).toEqual(['deploy[0] (and deploy[1]): makes HelmRelease apps/eu-1']);
    expect(lines([says('"Bad_1" is bad', ['deploy', 0]), says('"Bad_2" is bad', ['deploy', 1])], names)).toEqual([
      'deploy[0] (and deploy[1]): "Bad_1" is bad',
    ]);
    expect(lines([says('"a/eu-1" is bad', ['deploy', 0]), says('"a/eu-2" is bad', ['deploy', 1])], names)).toEqual([
      'deploy[0] (and deploy[1]): "a/eu-1" is bad',
    ]);
  });

  test('nor another item of the list that a message names', () => {
    const clash = (index: number) => says(`has the KEY of [${index}]`, ['deploy', index + 2, 'destination']);
    expect(lines([clash(0), clash(1)])).toEqual(['deploy[2].destination (and deploy[3]): has the KEY of [0]']);
    const path = (index: number) => says(`leads through a[${index}]`, ['deploy', index]);
    expect(lines([path(0), path(1)])).toHaveLength(2);
  });

  test('a part of a longer word is no name', () => {
    expect(lines([says('eu-1-a', ['deploy', 0]), says('eu-2-a', ['deploy', 1])], names)).toHaveLength(2);
  });

  test('where the place is the same, the names are what tells them apart', () => {
    const at = (cluster: string) => says(`"db" is not in cluster "${cluster}" but in "web"`, ['defaults', 'dependsOn']);
    expect(lines(['eu-1', 'eu-2', 'eu-3', 'eu-2'].map(at), names)).toEqual([
      'defaults.dependsOn (and 2 more: "eu-2", "eu-3"): "db" is not in cluster "eu-1" but in "web"',
    ]);
    expect(
      lines(
        ['eu-1', 'eu-2'].map((name) => says(`clashes with ${name}`, [])),
        names,
      ),
    ).toEqual(['clashes with eu-1 (and eu-2)']);
  });
});

test('nothing is lost: every place of every diagnostic is in one group', () => {
  const diagnostic = fc.record({
    field: fc.constantFrom('a', 'b'),
    index: fc.nat(5),
    name: fc.constantFrom('eu-1', 'eu-2'),
  });
  fc.assert(
    fc.property(fc.array(diagnostic), (all) => {
      const diagnostics = all.map(({ field, index, name }) =>
        error('type-wrong', ['deploy', index, field], `of ${name}`),
      );
      const places = groupDiagnostics(diagnostics, () => ['eu-1', 'eu-2']).flatMap(
        ({ diagnostic: { path }, indices }) => [path[1], ...indices].map((index) => `${index} ${path[2]}`),
      );
      expect([...places].sort()).toEqual([...new Set(all.map(({ field, index }) => `${index} ${field}`))].sort());
    }),
    { numRuns: runs(200) },
  );
});
