import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applySet } from '../../src/values/set';
import { SetError } from '../../src/values/set-error';
import type { GoldenCase, ValuesCase } from './values-case';

/** The cases with the oracle's answers, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const GOLDEN_FILE = join(__dirname, 'values.golden.jsonl');

export function readGolden(): readonly GoldenCase[] {
  return parseGolden(goldenText());
}

export function parseGolden(text: string): readonly GoldenCase[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as GoldenCase);
}

export function goldenText(): string {
  return readFileSync(GOLDEN_FILE, 'utf8');
}

/** The golden file for cases and the oracle's answers. The text of the answers is kept, including every digit. */
export function formatGolden(cases: readonly ValuesCase[], answers: readonly string[]): string {
  return cases
    .map((values, index) => {
      const answer = answers[index] as string;
      const difference = 'result' in JSON.parse(answer) ? differenceOf(values) : undefined;
      const head = JSON.stringify({ ...values, difference }).slice(0, -1);
      return `${head},"helm":${answer}}\n`;
    })
    .join('');
}

/** The code of the error in the library; the tests check whether it is correct. */
function differenceOf({ kind, base, input }: ValuesCase): string | undefined {
  if (kind === 'merge') {
    return undefined;
  }
  try {
    applySet(base, input as readonly string[], kind);
    return undefined;
  } catch (error) {
    return error instanceof SetError ? error.code : String(error);
  }
}
