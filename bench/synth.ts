/**
 * How long synthesis takes, beside stock cdk8s writing the same HelmReleases without an Application: the two in turn, so
 * that a machine whose speed drifts is fair to both. Prints min, median and max of the ratio.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROUNDS = 5;
const SIZES = [100, 1000, 5000];

interface Run {
  readonly ms: number;
  readonly mb: number;
}

function run(way: string, count: number): Run {
  const script = join(__dirname, 'synth-case.ts');
  return JSON.parse(execFileSync('npx', ['tsx', script, way, String(count)], { encoding: 'utf8' }));
}

function spread(numbers: readonly number[], digits: number): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return [min, median, max].map((number) => number?.toFixed(digits)).join(' / ');
}

console.log('HelmReleases | fluxapp ms (min / median / max) | stock ms | fluxapp : stock | fluxapp MB | stock MB');
for (const size of SIZES) {
  const pairs = Array.from({ length: ROUNDS }, () => ({ ours: run('fluxapp', size), stock: run('stock', size) }));
  const row = [
    size,
    spread(
      pairs.map(({ ours }) => ours.ms),
      0,
    ),
    spread(
      pairs.map(({ stock }) => stock.ms),
      0,
    ),
    spread(
      pairs.map(({ ours, stock }) => ours.ms / stock.ms),
      2,
    ),
    spread(
      pairs.map(({ ours }) => ours.mb),
      0,
    ),
    spread(
      pairs.map(({ stock }) => stock.mb),
      0,
    ),
  ];
  console.log(row.join(' | '));
}
