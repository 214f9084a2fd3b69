import { expect, test } from 'vitest';
import { meetingOf, parseTargetPath, winnerOf } from '../../src/values/target-path';
import { composeValues, type ValuePath, type ValuesContribution } from '../../src/values/values-from';
import { documentedRows } from '../oracle/documented-values-from';
import { askOracle, hasGo } from '../oracle/go';
import { MARK } from '../oracle/random-values-from';
import { canonical } from '../oracle/values-case';
import type { OracleEntry, ValuesFromCase, ValuesFromGolden } from '../oracle/values-from-case';
import { hasNulls, lowered, valuesFromCases } from '../oracle/values-from-cases';
import { formatValuesFromGolden, readValuesFromGolden, valuesFromGoldenText } from '../oracle/values-from-golden';
import { sourceOf } from '../oracle/values-source';

const golden = readValuesFromGolden();
const idOf = ({ kind, entries, values }: ValuesFromCase) => JSON.stringify({ kind, entries, values });
const answers = new Map(golden.map((line) => [idOf(line), line.flux]));

/** Flux's result for a golden case. */
function fluxOf(asked: ValuesFromCase): string {
  const result = answers.get(idOf(asked))?.result;
  return result === undefined ? 'error' : canonical(result);
}

/** The library's result. */
function compose({ entries, values }: ValuesFromCase): string {
  const sources = entries.map(sourceOf);
  const composed = sources.includes('error') ? undefined : composeValues(sources as ValuesContribution[], values);
  return composed === undefined ? 'error' : canonical(composed);
}

const isNonsense = ({ entries }: ValuesFromCase) => entries.map(sourceOf).includes('nonsense');

/** An entry without the content that it refers to. */
const referenceOf = ({ targetPath }: OracleEntry) => (targetPath === undefined ? {} : { path: pathOf(targetPath) });
const pathOf = (targetPath: string) => parseTargetPath(targetPath) as ValuePath;

/** The cases whose last entry sets a mark, unless Flux fails before that. */
const marked = golden.flatMap((line) => {
  const last = line.entries.at(-1);
  if (last?.data !== MARK || last.targetPath === undefined) return [];
  const before = { ...line, entries: line.entries.slice(0, -1) };
  return compose(lowered(before)) === 'error' ? [] : [{ line, before, path: pathOf(last.targetPath) }];
});

test('the golden file holds the generated cases', () => {
  expect(golden.map(idOf)).toEqual(valuesFromCases().map((asked) => JSON.stringify(asked)));
  expect(golden.length).toBeGreaterThan(700);
});

test('composes what Flux composes', () => {
  const cases = golden.filter((line) => !isNonsense(line));
  expect(golden.length - cases.length).toBeLessThan(20);
  for (const line of cases) {
    expect(compose(line), JSON.stringify(line)).toBe(fluxOf(line));
  }
});

test('changes nothing that it is given', () => {
  const values = { m: { l: [1, 2] } };
  const below = { n: { l: [1, 2] } };
  const assignments = [
    { path: ['m', 'l', 0], value: 'x' },
    { path: ['n', 'l', 0], value: 'x' },
  ];
  expect(composeValues([{ values: below }, { assignments }], values)).toEqual({
    m: { l: ['x', 2] },
    n: { l: ['x', 2] },
  });
  expect([values, below]).toEqual([{ m: { l: [1, 2] } }, { n: { l: [1, 2] } }]);
});

/** Whether two paths set the same value, or elements of one list. */
function meet(a: ValuePath, b: ValuePath): boolean {
  const parting = a.findIndex((step, index) => step !== b[index]);
  return parting === -1 || parting === b.length || (typeof a[parting] === 'number' && typeof b[parting] === 'number');
}

test('what a path sets and values are both there where they do not meet', () => {
  const apart = marked.filter(
    ({ line, before, path }) =>
      fluxOf(line) !== 'error' &&
      meetingOf(line.values, path) === undefined &&
      !before.entries.some(({ targetPath }) => targetPath !== undefined && meet(pathOf(targetPath), path)),
  );
  expect(apart.length).toBeGreaterThan(50);
  for (const { line, before, path } of apart) {
    const last = { assignments: [{ path, value: MARK }] };
    const after = composeValues([{ values: JSON.parse(compose(before)) }, last], {});
    expect(canonical(after), JSON.stringify(line)).toBe(fluxOf(line));
  }
});

test('tells who wins where a path and values meet', () => {
  const meeting = marked.filter(({ line, path }) => meetingOf(line.values, path) !== undefined);
  const told = meeting.map(({ line, path }) => {
    const result = answers.get(idOf(lowered(line)))?.result;
    const held = result && meetingOf(result, path)?.held;
    const fact = result === undefined ? 'none' : held === MARK ? 'targetPath' : 'values';
    return `${winnerOf(line.entries.map(referenceOf), line.values)}: ${fact}`;
  });
  expect(meeting.length).toBeGreaterThan(200);
  expect([...new Set(told)].sort()).toEqual([
    'either: targetPath',
    'either: values',
    'none: none',
    'targetPath: targetPath',
    'values: values',
  ]);
});

test('nulls that are lowered mean what they mean in values, but for the two exceptions', () => {
  const differing = golden.filter((line) => hasNulls(line) && fluxOf(line) !== fluxOf(lowered(line)));
  expect(golden.filter(hasNulls).length).toBeGreaterThan(150);
  expect(differing.length).toBeGreaterThan(20);
  for (const { entries, values } of differing) {
    const meetings = entries.map(referenceOf).flatMap(({ path }) => (path && meetingOf(values, path)) ?? []);
    const isExcepted = meetings.some(({ held, listWithNull }) => held === null || listWithNull !== undefined);
    expect(isExcepted, JSON.stringify({ entries, values })).toBe(true);
  }
});

test.each(['a.', 'a..b', '.a', 'a\\', '[0]', 'a[0]b', 'a[0', 'a[99999]'])('%s leads nowhere', (targetPath) => {
  expect(parseTargetPath(targetPath)).toBeUndefined();
  const line = golden.find(({ entries }) => entries[0]?.targetPath === targetPath) as ValuesFromGolden;
  expect(['error', '{}']).toContain(fluxOf(line));
});

test.each([
  ['a', ['a']],
  ['a.b[0].c', ['a', 'b', 0, 'c']],
  ['a\\.b/c.d[1][2]', ['a.b/c', 'd', 1, 2]],
])('reads the path %s', (targetPath, path) => {
  expect(parseTargetPath(targetPath)).toEqual(path);
});

test('what an optional entry refers to may be missing', () => {
  const values = { m: { a: 1 } };
  expect(winnerOf([{ path: ['b'] }, { path: ['m', 'a'] }], values)).toBe('values');
  expect(winnerOf([{ path: ['b'], optional: true }, { path: ['m', 'a'] }], values)).toBe('either');
});

const rows = documentedRows();

test('the page has its tables', () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)('the page says what Flux does: $row', ({ asked, result }) => {
  expect(fluxOf(lowered(asked))).toBe(result === undefined ? 'error' : canonical(result));
});

const go = hasGo();
// Without Go, the committed answers are used; in CI, the oracle must be asked again.
test.skipIf(!go && process.env.CI !== 'true')(
  `the oracle still gives the golden answers of valuesFrom${go ? '' : ' (needs Go)'}`,
  () => {
    const cases = valuesFromCases();
    expect(formatValuesFromGolden(cases, askOracle(cases))).toBe(valuesFromGoldenText());
  },
  600_000,
);
