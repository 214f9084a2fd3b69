/**
 * Every public chart of ../shared/charts, where it is there: imports or names the file that it lacks, and its type accepts its own values.yaml and the values
 * of its own tests. A share of them in each run, all of them in .ci/nightly. Their templates are not there, so that maps take any
 * key: it is about the kinds of values.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Chart, printChart, readChart } from '../../src/charts';
import { limit, runs, SEED } from '../random-runs';
import { compile, valuesIn, withValues } from './compile';
import { filesIn } from './fixtures';

const corpus = join(__dirname, '../../../shared/charts');
const isThere = existsSync(corpus);
const names = isThere ? readdirSync(corpus).filter((name) => existsSync(join(corpus, name, 'Chart.yaml'))) : [];
const shuffled = fc.sample(fc.shuffledSubarray(names, { minLength: names.length }), { numRuns: 1, seed: SEED }).flat();
/** Bytes of the values of a test from which on it tells nothing that shorter ones do not. */
const LONG = 200_000;

describe.skipIf(!isThere)('public charts', () => {
  const charts = new Map<string, Chart>();
  beforeAll(() => {
    for (const name of shuffled.slice(0, runs(15))) {
      const chart = chartIn(name);
      if (chart) charts.set(name, chart);
    }
  }, limit(60_000));

  test(
    'give the same module to the byte',
    () => {
      for (const [name, chart] of charts) {
        const print = (each: Chart) => printChart(each, { reference: name, name });
        expect(print(readChart(filesIn(join(corpus, name)), name)), name).toBe(print(chart));
      }
    },
    limit(60_000),
  );

  test(
    'accept their own values, and those of their tests',
    async () => {
      const files = new Map(
        [...charts].flatMap(([name, chart]) => [...withValues(chart, name, valuesOf(name, chart))]),
      );
      expect(await compile(files)).toEqual([]);
    },
    limit(120_000),
  );
});

/** The chart of a name. Undefined: it lacks a file, and says which. */
function chartIn(name: string): Chart | undefined {
  try {
    return readChart(filesIn(join(corpus, name)), name);
  } catch (cause) {
    expect((cause as Error).message).toMatch(LACKS);
    return undefined;
  }
}

const LACKS =
  /: values\.schema\.json: (?:the chart lacks \S+, to which a "\$ref" leads|a "\$ref" leads to \S+, out of the chart)$/;

function valuesOf(name: string, chart: Chart): Map<string, unknown> {
  const folder = join(corpus, name, 'ci');
  const ci = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.yaml')) : [];
  const texts = ci.map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const);
  return new Map([
    ['own', chart.values],
    ...texts
      .filter(([, text]) => text.length < LONG)
      .map(([file, text]) => [`ci-${file.replace(/\.yaml$/, '')}`, valuesIn(text)] as const),
  ]);
}
