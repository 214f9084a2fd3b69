/** The values of charts that Flux builds with `valuesFiles`, compared with source-controller. */
import { expect, test } from 'vitest';
import { contentsOf, readChart, valuesFilesOf } from '../../src/charts';
import { builtWith } from '../../src/verdict';
import { askChartBuilder, hasGo } from '../oracle/go';
import { type ValuesFilesCase, valuesFilesCases } from '../oracle/values-files-cases';
import {
  builtText,
  formatValuesFilesGolden,
  readValuesFilesGolden,
  valuesFilesGoldenText,
} from '../oracle/values-files-golden';

/** The library's answer, in the form of the golden file; `unknown` if it does not know the content of a file. */
function answer({ files, chart, valuesFiles, ignoreMissing = false }: ValuesFilesCase): string {
  const folder = chart === undefined || chart === '.' ? '' : 'charts/web/';
  const own = Object.entries(files).filter(([path]) => path.startsWith(folder));
  const encoder = new TextEncoder();
  const read = readChart(new Map(own.map(([path, text]) => [path.slice(folder.length), encoder.encode(text)])), 'web');
  const { contents, missing, unknown } = builtWith(
    { ...contentsOf(read), files: valuesFilesOf(read) },
    { paths: valuesFiles, skipsMissing: ignoreMissing, ...(chart !== undefined && { chartPath: chart }) },
  );
  if (missing.length > 0) return 'failed';
  return unknown.length > 0 ? 'unknown' : builtText(contents.values ?? {});
}

const cases = valuesFilesCases();
const golden = readValuesFilesGolden();

test('the golden file holds the cases', () => {
  expect(golden.map(({ name }) => name)).toEqual(cases.map(({ name }) => name));
  expect(golden.filter(({ flux }) => flux === 'failed').length).toBeGreaterThan(30);
});

test('builds charts like source-controller, or says that it cannot', () => {
  const answers = cases.map((each) => ({ name: each.name, flux: answer(each) }));
  const unknown = new Set(answers.filter(({ flux }) => flux === 'unknown').map(({ name }) => name));
  expect(answers.filter(({ name }) => !unknown.has(name))).toEqual(golden.filter(({ name }) => !unknown.has(name)));
  expect([...unknown].sort()).toMatchSnapshot();
});

test.skipIf(!hasGo())(
  'source-controller says what the golden file says',
  () => {
    expect(formatValuesFilesGolden(cases, askChartBuilder(cases))).toBe(valuesFilesGoldenText());
  },
  600_000, // Go compiles its packages the first time
);
