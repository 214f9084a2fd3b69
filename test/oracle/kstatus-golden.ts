import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KstatusCase } from './kstatus-cases';

/** The result of kstatus for every case, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const KSTATUS_GOLDEN_FILE = join(__dirname, 'kstatus.golden.jsonl');

/** A line of the golden file. */
export interface KstatusGolden {
  readonly name: string;
  readonly kstatus: { readonly result: { readonly status: string } };
}

export function kstatusGoldenText(): string {
  return readFileSync(KSTATUS_GOLDEN_FILE, 'utf8');
}

export function readKstatusGolden(): readonly KstatusGolden[] {
  return kstatusGoldenText()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as KstatusGolden);
}

/** The golden file for cases and the oracle's answers. The objects are omitted, because their names identify them. */
export function formatKstatusGolden(cases: readonly KstatusCase[], answers: readonly string[]): string {
  return cases.map(({ name }, index) => `{"name":${JSON.stringify(name)},"kstatus":${answers[index]}}\n`).join('');
}
