import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest, type ValueMap } from '../../src/json';
import type { HelmValuesCase } from './helm-values-cases';

/** Helm's result for every case, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const HELM_VALUES_GOLDEN_FILE = join(__dirname, 'helm-values.golden.jsonl');

/** A line of the golden file, with an answer for each of the values. */
export interface HelmValuesGolden {
  readonly name: string;
  readonly helm: readonly string[];
}

/** The oracle's answer for values. */
interface HelmAnswer {
  readonly values?: ValueMap;
  readonly refused?: boolean;
  readonly failed?: boolean;
}

export function helmValuesGoldenText(): string {
  return readFileSync(HELM_VALUES_GOLDEN_FILE, 'utf8');
}

export function readHelmValuesGolden(): readonly HelmValuesGolden[] {
  const lines = helmValuesGoldenText().trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as HelmValuesGolden);
}

/** The golden file for cases and the oracle's answers. It contains digests instead of the values. */
export function formatHelmValuesGolden(cases: readonly HelmValuesCase[], answers: readonly string[]): string {
  const lines = cases.map(({ name }, index): HelmValuesGolden => {
    const helm = (JSON.parse(answers[index] as string) as HelmAnswer[]).map(answerText);
    return { name, helm };
  });
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** `failed`; or `refused` or `accepted`, and the digest of the values that the chart receives. */
export function answerText({ values = {}, refused = false, failed = false }: HelmAnswer): string {
  if (failed) return 'failed';
  return `${refused ? 'refused' : 'accepted'} ${digest(values).slice(0, 12)}`;
}
