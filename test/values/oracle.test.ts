import { expect, test } from 'vitest';
import type { ValueMap } from '../../src/json/json';
import { mergeValues } from '../../src/values/merge';
import { applySet } from '../../src/values/set';
import { SET_DIFFERENCES, type SetDifferenceCode, SetError } from '../../src/values/set-error';
import { randomValuesCases, valuesCases } from '../oracle/cases';
import { askOracle, hasGo } from '../oracle/go';
import { formatGolden, goldenText, parseGolden, readGolden } from '../oracle/golden';
import { canonical, type GoldenCase } from '../oracle/values-case';
import { runs, SEED } from '../random-runs';

const golden = readGolden();
const differing = golden.filter(({ difference }) => difference !== undefined);

/** The library's result: the values as text, or the code of the error. */
function answer({ kind, base, input }: GoldenCase): string {
  try {
    const values =
      kind === 'merge' ? mergeValues(base, ...(input as ValueMap[])) : applySet(base, input as string[], kind);
    return canonical(values);
  } catch (error) {
    if (error instanceof SetError) {
      return `error ${error.code}`;
    }
    throw error;
  }
}

test('the golden file holds the generated cases', () => {
  const cases = golden.map(({ kind, base, input }) => JSON.stringify({ kind, base, input }));
  expect(cases).toEqual(valuesCases().map((values) => JSON.stringify(values)));
});

test.each(['set', 'setString', 'merge'] as const)('agrees with Helm and Flux on every case of %s', (kind) => {
  const cases = golden.filter((line) => line.kind === kind && line.difference === undefined);
  expect(cases.length).toBeGreaterThan(500);
  for (const line of cases) agrees(line);
});

/** Fails if the library's result differs from that of Helm and Flux. */
function agrees(line: GoldenCase): void {
  const expected = line.helm.result === undefined ? 'error' : canonical(line.helm.result);
  const actual = answer(line);
  expect(line.helm.result === undefined ? actual.split(' ')[0] : actual, JSON.stringify(line)).toBe(expected);
}

test('is an error where it differs from Helm, for the reason that is listed', () => {
  for (const line of differing) {
    expect(answer(line), JSON.stringify(line)).toBe(`error ${line.difference}`);
    expect(line.helm.result).toBeDefined();
  }
  expect(new Set(differing.map(({ difference }) => difference))).toEqual(
    new Set(SET_DIFFERENCES.map(({ code }) => code)),
  );
});

/** A pattern that one of the expressions must match for each kind of difference, to check that it is a real one. */
const SIGNS: Readonly<Record<SetDifferenceCode, RegExp>> = {
  'unclosed-index': /\[([^\]]|\\\])*$/,
  'index-without-value': /\]$/,
  'trailing-dot': /\.$/,
  'empty-key': /(^|[,.])[=.[]/,
  'dangling-escape': /(^|[^\\])(\\\\)*\\$/,
  'text-after-list': /\{.*\}[^,]/s,
  'lost-empty-value': /\]\.(?!.*\[[^\]]*\]=$).*=$/s,
  'inexact-integer': /(\\?\d){16}/,
  'path-too-long': /(\[0\]){1000}/,
};

test('differs only where the expression shows the reason', () => {
  for (const line of differing) showsReason(line);
});

function showsReason({ difference, input }: GoldenCase): void {
  const sign = SIGNS[difference as SetDifferenceCode];
  const isShown = input.some((expression) => sign.test(expression as string));
  expect(isShown, `${difference}: ${input.join(' ')}`).toBe(true);
}

test('calls an empty value lost only where Helm loses it', () => {
  for (const { kind, base, input, helm } of differing.filter(({ difference }) => difference === 'lost-empty-value')) {
    const remedied = input.map((expression) => `${expression},`);
    expect(canonical(applySet(base, remedied, kind as 'set'))).not.toBe(canonical(helm.result));
  }
});

const go = hasGo();
// Without Go, the committed answers are used; in CI, the oracle must be asked again.
test.skipIf(!go && process.env.CI !== 'true')(
  `the oracle still gives the golden answers${go ? '' : ' (needs Go)'}`,
  () => {
    const cases = valuesCases();
    expect(formatGolden(cases, askOracle(cases))).toBe(goldenText());
  },
  600_000,
);

test.skipIf(!go && process.env.CI !== 'true')(
  `the oracle agrees on cases of the run's own seed${go ? '' : ' (needs Go)'}`,
  () => {
    const cases = randomValuesCases(SEED, runs(1));
    for (const line of parseGolden(formatGolden(cases, askOracle(cases)))) {
      if (line.difference === undefined) agrees(line);
      else showsReason(line);
    }
  },
  600_000,
);
