/** What the types accept: values.yaml of every chart, and values that its tests give it, but for mistakes. */
import { expect, test } from 'vitest';
import { compile, valuesIn, withValues } from './compile';
import { FIXTURES, fixtureChart, fixtureFiles } from './fixtures';

/** The values of a chart in fixtures/: its own, and those in ci/. */
function valuesOf(name: string): Map<string, unknown> {
  const ci = [...fixtureFiles(name)].filter(([path]) => path.startsWith('ci/'));
  return new Map([
    ['own', fixtureChart(name).values],
    ...ci.map(([path, text]) => [path.replace('.yaml', ''), valuesIn(String(text))] as const),
  ]);
}

test.each(['typescript-5.9', 'typescript'])(
  '%s accepts what is right, and refuses what is misspelt',
  async (compiler) => {
    const files = FIXTURES.flatMap((name) => [...withValues(fixtureChart(name), name, valuesOf(name))]);
    const messages = await compile(new Map(files), compiler);
    expect(messages.map(({ file, text }) => ({ file, text }))).toEqual([
      {
        file: 'jobs/ci-misspelt-values.ts',
        text: "TS2561: Object literal may only specify known properties, but 'titel' does not exist in type 'JobsValuesMenu'. Did you mean to write 'title'?",
      },
      {
        file: 'web/ci-misspelt-values.ts',
        text: "TS2561: Object literal may only specify known properties, but 'replicaCuont' does not exist in type 'WebValues'. Did you mean to write 'replicaCount'?",
      },
    ]);
  },
  300_000,
);
