/**
 * The time to write a fleet: with this library in a FleetApp and in an App, with stock cdk8s for the same documents,
 * and with `helm template` for the same HelmReleases. Each run is a process of its own, and the ways take turns. Helm
 * is built from its Go module; without Go its column is empty.
 *
 * Arguments: the number of rounds (5), and the rows (all): `npm run bench -- 3 10000`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { prepareBinaries } from '../harness';
import type { ValuesStyle } from './fleet.mts';
import { type Release, writeChart } from './helm-chart';
import { interleaved, machine, ratios, spread, timeProcess } from './timing';

type Row = readonly [releases: number, charts: number, values: ValuesStyle];

const ROWS: readonly Row[] = [
  [1000, 1, 'defaults'],
  [1000, 1, 'own'],
  [10_000, 1, 'defaults'],
  [10_000, 10, 'defaults'],
  [10_000, 100, 'defaults'],
  [10_000, 1, 'own'],
  [50_000, 1, 'defaults'],
];

/** Helm takes minutes for more releases. */
const MOST_WITH_HELM = 10_000;

interface Run {
  readonly ms: number;
  readonly mb: number;
  /** The number of written bytes. */
  readonly bytes: number;
}

/** Plain Node and JavaScript import the built package, like the users who install it. */
const node = join(__dirname, '../node_modules/.bin/node');
const folder = mkdtempSync(join(__dirname, 'run-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
for (const name of ['fleet', 'synth-case']) {
  const code = stripTypeScriptTypes(readFileSync(join(__dirname, `${name}.mts`), 'utf8'));
  writeFileSync(join(folder, `${name}.mjs`), code.replaceAll('.mts', '.mjs'));
}
const script = join(folder, 'synth-case.mjs');
const [rounds = 5, only] = process.argv.slice(2).map(Number);

function run(way: string, [releases, charts, values]: Row, documents: string): Run {
  const args = [script, way, releases, charts, values, documents].map(String);
  // the applications are large on purpose: their warnings would be printed between the tables
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  return JSON.parse(execFileSync(node, args, { encoding: 'utf8', env }));
}

/** The HelmReleases of a folder of documents. */
function releasesIn(documents: string): Release[] {
  return readdirSync(documents)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => JSON.parse(readFileSync(join(documents, file), 'utf8')) as Release[])
    .filter(({ kind }) => kind === 'HelmRelease');
}

/** @returns the functions that render a row with Helm, and check the result; undefined if the row is omitted */
function helmOf(helm: string, [releases, charts, style]: Row, documents: string) {
  if (releases > MOST_WITH_HELM || charts > 1) return undefined;
  const chart = mkdtempSync(join(documents, 'chart-'));
  const output = join(chart, 'output.yaml');
  const made = releasesIn(documents);
  if (!writeChart(chart, made, style)) return undefined;
  return {
    time: () => timeProcess([helm, 'template', 'fleet', chart], { stdout: output }),
    /** @throws if Helm did not render the specs that the library makes */
    check: () => {
      const rendered = parseAllDocuments(readFileSync(output, 'utf8')).map((each) => each.toJS() as Release);
      const specs = new Map(rendered.map(({ metadata, spec }) => [metadata.name, spec]));
      const isSame = made.every(({ metadata, spec }) => isDeepStrictEqual(specs.get(metadata.name), spec));
      if (!isSame || specs.size !== made.length) throw new Error('helm template rendered other HelmReleases');
    },
  };
}

/** A cell: the spread of a figure over the rounds; empty without any rounds. */
function cell<Run>(runs: readonly Run[], figure: (run: Run) => number): string {
  return runs.length > 0 ? spread(runs.map(figure), 0) : '';
}

async function bench(row: Row, helm: string | undefined): Promise<void> {
  const documents = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    run('documents', row, documents);
    const rendering = helm === undefined ? undefined : helmOf(helm, row, documents);
    const way = (name: string) => () => run(name, row, documents);
    const runs = await interleaved(rounds, {
      stock: way('stock'),
      fleet: way('fleet'),
      app: way('app'),
      floor: way('floor'),
      helm: () => rendering?.time(),
    });
    if (row[0] === 1000) rendering?.check();
    const ms = (name: 'stock' | 'fleet' | 'app' | 'floor') => runs[name].map((each) => each.ms);
    const helmRuns = runs.helm.filter((each) => each !== undefined);
    const helmMs = helmRuns.map((each) => each.ms);
    const ours = ['fleet', 'app', 'stock'] as const;
    const cells = [
      ...row,
      spread(ratios(ms('app'), ms('fleet'))),
      helmRuns.length > 0 ? spread(ratios(helmMs, ms('fleet'))) : '',
      spread(ratios(ms('stock'), ms('fleet'))),
      spread(ratios(ms('stock'), ms('app'))),
      spread(ratios(ms('fleet'), ms('floor'))),
      cell(runs.fleet, (each) => (each.ms / row[0]) * 1000),
      ...ours.map((name) => cell(runs[name], (each) => each.ms)),
      cell(helmRuns, (each) => each.ms),
      ...ours.map((name) => cell(runs[name], (each) => each.mb)),
      cell(helmRuns, (each) => each.mib),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  } finally {
    rmSync(documents, { recursive: true });
  }
}

/**
 * Compares the formats of Applications in the case with the largest difference: 100 targets with 9 kB of shared values.
 */
async function benchFormats(releases: number): Promise<void> {
  const way = (name: string) => () => run(name, [releases, 1, 'long'], tmpdir());
  const runs = await interleaved(rounds, { explicit: way('fleet'), compact: way('compact'), none: way('none') });
  const formats = ['explicit', 'compact', 'none'] as const;
  const per = (format: (typeof formats)[number], figure: 'ms' | 'bytes') => runs[format].map((each) => each[figure]);
  const cells = [
    releases,
    spread(ratios(per('compact', 'ms'), per('explicit', 'ms'))),
    spread(ratios(per('compact', 'bytes'), per('explicit', 'bytes'))),
    ...formats.map((format) => cell(runs[format], (each) => each.ms)),
    ...formats.map((format) => cell(runs[format], (each) => each.bytes / 1e6)),
    ...formats.map((format) => cell(runs[format], (each) => each.mb)),
  ];
  console.log(`\n| ${FORMAT_COLUMNS.join(' | ')} |\n|${FORMAT_COLUMNS.map(() => '---|').join('')}`);
  console.log(`| ${cells.join(' | ')} |`);
}

const FORMAT_COLUMNS = [
  ...['releases', 'compact : explicit', 'bytes of compact : explicit', 'explicit ms', 'compact ms', 'none ms'],
  ...['explicit MB', 'compact MB', 'none MB', 'explicit MiB', 'compact MiB', 'none MiB'],
];

/** The cost of checking the values of every target by a schema of 180 kB, with shared and with different values. */
async function benchChecks(releases: number): Promise<void> {
  const styles = ['shared', 'own'] as const;
  const way = (name: string, style: string) => () => run(name, [releases, 1, style as ValuesStyle], tmpdir());
  for (const style of styles) {
    const runs = await interleaved(rounds, { unchecked: way('unchecked', style), checked: way('checked', style) });
    const more = runs.checked.map(({ ms }, index) => ms - (runs.unchecked[index]?.ms ?? 0));
    const figures = (['unchecked', 'checked'] as const).flatMap((name) => [
      cell(runs[name], (each) => each.ms),
      cell(runs[name], (each) => each.mb),
    ]);
    if (style === 'shared')
      console.log(`\n| ${CHECK_COLUMNS.join(' | ')} |\n|${CHECK_COLUMNS.map(() => '---|').join('')}`);
    console.log(`| ${[releases, style, ...figures, spread(more, 0)].join(' | ')} |`);
  }
}

const CHECK_COLUMNS = ['releases', 'values', 'unchecked ms', 'unchecked MiB', 'checked ms', 'checked MiB', 'more ms'];

const COLUMNS = [
  ...['releases', 'charts', 'values in'],
  ...['App : FleetApp', 'helm template : FleetApp', 'stock : FleetApp', 'stock : App', 'FleetApp : floor'],
  ...['FleetApp µs each', 'FleetApp ms', 'App ms', 'stock ms', 'helm template ms'],
  ...['FleetApp MiB', 'App MiB', 'stock MiB', 'helm template MiB'],
];

async function main(): Promise<void> {
  const helm = await prepareBinaries(['helm']);
  if (!helm.available) process.stderr.write(`helm template is left out: ${helm.reason}\n`);
  console.log(`${machine()}; ${rounds} rounds, median (least-most)\n`);
  console.log(`| ${COLUMNS.join(' | ')} |\n|${COLUMNS.map(() => '---|').join('')}`);
  for (const row of ROWS) {
    if (only === undefined || row[0] === only) await bench(row, helm.available ? helm.paths.helm : undefined);
  }
  if (only === undefined || only === 10_000) await benchFormats(10_000);
  if (only === undefined || only === 10_000) await benchChecks(10_000);
}

main().catch((error: Error) => {
  console.error(error);
  process.exitCode = 1;
});
