/**
 * Tests every public chart of ../shared/charts, if that folder exists: it can be imported, or the error names the
 * missing file, and its type accepts its own values.yaml and the values of its own tests. Each run tests a share of the
 * charts, .ci/nightly all of them. Their templates are missing, so maps accept any key: this tests the types of values.
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
/** The size of the values of a test, in bytes, from which on they are skipped, because shorter ones suffice. */
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

/** The chart with this name. Undefined if a file is missing, which the error must name. */
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
