import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The metrics of controller-runtime, one per line; written by `npx tsx test/oracle/generate.ts`. */
export const CONTROLLER_METRICS_GOLDEN_FILE = join(__dirname, 'controller-metrics.golden.jsonl');

/** A line of the golden file. */
export interface ControllerMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** The values of the label `result`. */
  readonly results?: readonly string[];
  /** The upper bounds of the buckets. */
  readonly buckets?: readonly number[];
}

export function readControllerMetrics(): readonly ControllerMetric[] {
  return readFileSync(CONTROLLER_METRICS_GOLDEN_FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ControllerMetric);
}
