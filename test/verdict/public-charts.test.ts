/**
 * Helm's verdict on the values of every public chart of ../shared/charts, if that folder exists: its own values, and
 * those of its tests.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChartError, contentsOf, readChart } from '../../src/charts';
import { judgeOf } from '../../src/verdict';
import { valuesIn } from '../charts/compile';
import { filesIn } from '../charts/fixtures';
import { limit } from '../random-runs';

const corpus = join(__dirname, '../../../shared/charts');
const names = existsSync(corpus)
  ? readdirSync(corpus).filter((name) => existsSync(join(corpus, name, 'Chart.yaml')))
  : [];

test.skipIf(names.length === 0)(
  'public charts accept their own values, and those of their tests',
  () => {
    for (const name of names) expect({ name, ...refusalsOf(name) }).toEqual({ name, refused: [], unusable: [] });
  },
  limit(120_000),
);

/** The values that are rejected, and the schemas that cannot be used: only those that refer to other files. */
function refusalsOf(name: string) {
  const files = filesIn(join(corpus, name));
  const contents = contentsIn(files, name);
  if (contents === undefined) return { refused: [], unusable: [] };
  const judge = judgeOf(contents);
  const values = [...files].filter(([path]) => /^ci\/.*\.yaml$/.test(path));
  const all = [
    ['no values', {}] as const,
    ...values.map(([path, text]) => [path, valuesIn(String(text)) as object] as const),
  ];
  const verdicts = all.map(([path, each]) => [path, judge.of(each as never)] as const);
  return {
    refused: verdicts.flatMap(([path, { problems }]) =>
      problems.map((problem) => [path, problem.path, problem.message]),
    ),
    unusable: verdicts
      .flatMap(([, { faults }]) => faults)
      .filter(({ message }) => !message.includes('resolve reference')),
  };
}

/** Undefined if its schema refers to missing files. */
function contentsIn(files: ReadonlyMap<string, Uint8Array>, name: string) {
  try {
    return contentsOf(readChart(files, name));
  } catch (cause) {
    if (cause instanceof ChartError && cause.message.includes('$ref')) return undefined;
    throw cause;
  }
}
