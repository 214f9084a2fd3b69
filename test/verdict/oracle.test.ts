/** Compares verdicts with those of Helm's own packages: in the golden file, and run live if Go is installed. */
import { expect, test } from 'vitest';
import { type ValueMap, walk } from '../../src/json';
import type { ChartContents, SchemaFault } from '../../src/verdict';
import { judgeOf } from '../../src/verdict';
import { coalesceValues, NoMapOfValues } from '../../src/verdict/coalesce';
import { Dependencies } from '../../src/verdict/dependencies';
import { isInRange } from '../../src/verdict/version-range';
import { askHelmValues, hasGo } from '../oracle/go';
import { type HelmValuesCase, helmValuesCases, randomHelmValuesCases } from '../oracle/helm-values-cases';
import {
  answerText,
  formatHelmValuesGolden,
  helmValuesGoldenText,
  readHelmValuesGolden,
} from '../oracle/helm-values-golden';
import { limit, runs, SEED } from '../random-runs';

/** The library's answer, in the form of the golden file. */
function answer(chart: ChartContents, values: ValueMap): string {
  const { problems, faults } = judgeOf(chart).of(values);
  const refused = problems.length > 0 || faults.some(({ isRefused }) => isRefused);
  try {
    return answerText({ values: coalesceValues(new Dependencies(chart).of(values), values), refused });
  } catch (error) {
    if (error instanceof NoMapOfValues && refused) return 'failed';
    throw error;
  }
}

/** The same for frozen data, because targets share it. */
function answers({ chart, values }: HelmValuesCase): string[] {
  return values.map((each) => answer(frozen(chart), frozen(each)));
}

function frozen<T>(data: T): T {
  walk(data, (part) => {
    if (typeof part === 'object' && part !== null) Object.freeze(part);
    return true;
  });
  return data;
}

const cases = helmValuesCases();
const golden = readHelmValuesGolden();

test('the golden file holds the generated cases, and enough of every answer', () => {
  expect(golden.map(({ name, helm }) => [name, helm.length])).toEqual(
    cases.map(({ name, values }) => [name, values.length]),
  );
  const all = golden.flatMap(({ helm }) => helm.map((text) => text.split(' ')[0]));
  const count = (verdict: string) => all.filter((each) => each === verdict).length;
  expect(all.length).toBeGreaterThan(1500);
  expect(count('refused')).toBeGreaterThan(500);
  expect(count('accepted')).toBeGreaterThan(500);
  expect(count('failed')).toBeGreaterThan(20);
});

test(
  'agrees with Helm on every verdict and on all values that a chart gets',
  () => {
    cases.forEach((asked, index) => {
      expect({ name: asked.name, helm: answers(asked) }).toEqual({ name: asked.name, helm: golden[index]?.helm });
    });
  },
  limit(120_000),
);

test('says of no schema of the cases that it is not known', () => {
  for (const { name, chart, values } of cases) {
    const faults = values.flatMap((each) => judgeOf(chart).of(each).faults);
    expect([name, faults.filter(({ isRefused }) => !isRefused)]).toEqual([name, []]);
  }
});

test('finds the same schemas invalid without a look at values', () => {
  const messagesOf = (faults: readonly SchemaFault[]) => faults.map(({ chart, message }) => [chart.name, message]);
  const invalid = cases.map(({ name, chart }) => [name, messagesOf(judgeOf(chart).invalidSchemas())] as const);
  expect(invalid).toEqual(cases.map(({ name, chart }) => [name, messagesOf(judgeOf(chart).of({}).faults)]));
  expect(invalid.filter(([, messages]) => messages.length > 0).length).toBeGreaterThan(10);
});

test.skipIf(!hasGo())('Helm says what the golden file says', () => {
  expect(formatHelmValuesGolden(cases, askHelmValues(cases))).toBe(helmValuesGoldenText());
});

test.skipIf(!hasGo())('agrees with Helm on charts at random', () => {
  const random = randomHelmValuesCases(SEED, runs(40));
  const lines = formatHelmValuesGolden(random, askHelmValues(random)).trimEnd().split('\n');
  random.forEach((asked, index) => {
    const { helm } = JSON.parse(lines[index] as string);
    expect({ ...asked, helm: answers(asked) }).toEqual({ ...asked, helm });
  });
});

const VERSIONS = [
  ...['1.2.3', 'v1.2.3', '1.2', '1', '0.0.0', '0.0.3', '0.2.3', '0.3.0', '1.0.0-rc.1', '1.2.3-0', '1.2.3-alpha.2'],
  ...['1.2.3-alpha.10', '2.0.0', '2.1.0-rc.1+build.5', '10.0.1', '01.2.3', '1.2.3-01', 'text', ''],
];
const BOUNDS = [
  '1.2.3',
  '1.2',
  '1',
  '0',
  '0.0',
  '0.0.3',
  '0.2.3',
  '0.2',
  'x',
  '*',
  '1.x',
  '1.2.X',
  '1.2.3-alpha.2',
  '01.2',
];
const OPERATORS = ['', '=', '!=', '>', '<', '>=', '=>', '<=', '=<', '~', '~>', '^'];
const RANGES = [
  ...OPERATORS.flatMap((operator) => BOUNDS.map((bound) => `${operator}${bound}`)),
  ...[
    '>=1, <2',
    '>=1 <2',
    '>= 1.2.0-0 <2 || ^10',
    '1.0 - 2.0',
    '1.2.3-alpha.1 - 2',
    '',
    ' ',
    '||',
    '1 ||',
    '>1 | 2',
    '> = 1',
  ],
  ...['>=1,<2,!=1.2.x', 'latest', '^^1', '1.2.3.4', ' ~1.2 ', '1||2||x'],
];

test.skipIf(!hasGo())('finds the same versions in ranges as Helm', () => {
  const asked = RANGES.map((range) => ({ range, versions: VERSIONS }));
  const helm = askHelmValues(asked).map((line) => JSON.parse(line) as boolean[]);
  const own = RANGES.map((range) => VERSIONS.map((version) => isInRange(range, version)));
  const inWords = (found: readonly boolean[], index: number) =>
    `${JSON.stringify(RANGES[index])}: ${VERSIONS.filter((_, at) => found[at]).join(' ')}`;
  expect(own.map(inWords)).toEqual(helm.map(inWords));
});
