import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, type ValueMap } from '../../src/json';
import type { ValuesFilesCase } from './values-files-cases';

/** The result of source-controller for every case, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const VALUES_FILES_GOLDEN_FILE = join(__dirname, 'values-files.golden.jsonl');

/** A line of the golden file. */
export interface ValuesFilesGolden {
  readonly name: string;
  readonly flux: string;
}

export function valuesFilesGoldenText(): string {
  return readFileSync(VALUES_FILES_GOLDEN_FILE, 'utf8');
}

export function readValuesFilesGolden(): readonly ValuesFilesGolden[] {
  const lines = valuesFilesGoldenText().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as ValuesFilesGolden);
}

/** The golden file for cases and the oracle's answers. */
export function formatValuesFilesGolden(cases: readonly ValuesFilesCase[], answers: readonly string[]): string {
  const lines = cases.map(({ name }, index): ValuesFilesGolden => {
    const { values = {}, failed } = JSON.parse(answers[index] as string) as { values?: ValueMap; failed?: boolean };
    return { name, flux: failed ? 'failed' : builtText(values) };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The digest of the values of a chart. */
export function builtText(values: ValueMap): string {
  return `built ${digest(values).slice(0, 12)}`;
}
