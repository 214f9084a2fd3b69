/**
 * How long it takes to write a fleet, beside stock cdk8s writing the same documents, Applications included: the ways take
 * turns, each time in a process of its own, so that a machine whose speed drifts is fair to all. Ratios are of runs that
 * follow each other.
 *
 * Arguments: how many rounds (5), and which rows (all): `npm run bench -- 3 10000`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ValuesStyle } from './fleet.mts';

const ROWS: readonly (readonly [releases: number, charts: number, values: ValuesStyle])[] = [
  [1000, 1, 'defaults'],
  [1000, 1, 'own'],
  [10_000, 1, 'defaults'],
  [10_000, 10, 'defaults'],
  [10_000, 100, 'defaults'],
  [10_000, 1, 'own'],
  [50_000, 1, 'defaults'],
];

interface Run {
  readonly ms: number;
  readonly mb: number;
}

/** Plain Node and plain JavaScript, which takes the package as it is built: what somebody has who installs it. */
const node = join(__dirname, '../node_modules/.bin/node');
const folder = mkdtempSync(join(__dirname, 'run-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
for (const name of ['fleet', 'synth-case']) {
  const code = stripTypeScriptTypes(readFileSync(join(__dirname, `${name}.mts`), 'utf8'));
  writeFileSync(join(folder, `${name}.mjs`), code.replaceAll('.mts', '.mjs'));
}
const script = join(folder, 'synth-case.mjs');
const [rounds = 5, only] = process.argv.slice(2).map(Number);

function run(way: string, [releases, charts, values]: (typeof ROWS)[number], documents: string): Run {
  const args = [script, way, releases, charts, values, documents].map(String);
  return JSON.parse(execFileSync(node, args, { encoding: 'utf8' }));
}

function spread(numbers: readonly number[], digits: number): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [min, median, max] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return [min, median, max].map((number) => number?.toFixed(digits)).join(' / ');
}

function bench(row: (typeof ROWS)[number]): void {
  const documents = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    run('documents', row, documents);
    const runs = Array.from({ length: rounds }, () => {
      const [stock, fleet, app, floor] = ['stock', 'fleet', 'app', 'floor'].map((way) => run(way, row, documents));
      return { stock, fleet, app, floor } as Record<'stock' | 'fleet' | 'app' | 'floor', Run>;
    });
    const cells = [
      ...row,
      spread(
        runs.map(({ stock, fleet }) => stock.ms / fleet.ms),
        1,
      ),
      spread(
        runs.map(({ stock, app }) => stock.ms / app.ms),
        1,
      ),
      spread(
        runs.map(({ floor, fleet }) => fleet.ms / floor.ms),
        1,
      ),
      spread(
        runs.map(({ fleet }) => (fleet.ms / row[0]) * 1000),
        0,
      ),
      ...(['fleet', 'app', 'stock'] as const).map((way) =>
        spread(
          runs.map((each) => each[way].ms),
          0,
        ),
      ),
      ...(['fleet', 'app', 'stock'] as const).map((way) =>
        spread(
          runs.map((each) => each[way].mb),
          0,
        ),
      ),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  } finally {
    rmSync(documents, { recursive: true });
  }
}

const columns = [
  'releases',
  'charts',
  'values in',
  'stock : FleetApp',
  'stock : App',
  'FleetApp : floor',
  'FleetApp µs each',
  ...['ms', 'MB'].flatMap((unit) => ['FleetApp', 'App', 'stock'].map((way) => `${way} ${unit}`)),
];
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, ${rounds} rounds; min / median / max\n`);
console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}`);
for (const row of ROWS) if (only === undefined || row[0] === only) bench(row);
console.log(
  '\nFor scale, 10,000 HelmReleases without Applications on two such cores: helm template 2.4 s, jsonnet 2.8 s, stock cdk8s 3.2 s, CUE 5.8 s.',
);
