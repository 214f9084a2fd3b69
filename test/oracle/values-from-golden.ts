import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValuesFromCase, ValuesFromGolden } from './values-from-case';

/** The cases of valuesFrom with the oracle's answers, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const VALUES_FROM_GOLDEN_FILE = join(__dirname, 'values-from.golden.jsonl');

export function valuesFromGoldenText(): string {
  return readFileSync(VALUES_FROM_GOLDEN_FILE, 'utf8');
}

export function readValuesFromGolden(): readonly ValuesFromGolden[] {
  return valuesFromGoldenText()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ValuesFromGolden);
}

/** The golden file for cases and the oracle's answers. The text of the answers is kept, including every digit. */
export function formatValuesFromGolden(cases: readonly ValuesFromCase[], answers: readonly string[]): string {
  return cases.map((asked, index) => `${JSON.stringify(asked).slice(0, -1)},"flux":${answers[index]}}\n`).join('');
}
