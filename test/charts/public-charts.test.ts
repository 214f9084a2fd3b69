/**
 * The number of mistakes that the types of public charts find, and the values of the charts' own tests that they
 * reject: public-charts.txt has a row for each chart. Each run tests a share of the charts, .ci/nightly all of them;
 * `CHARTS=all npx vitest run --project unit test/charts/public-charts.test.ts -u` updates the table. It needs
 * ../shared/charts, and the keys that templates read from scans.golden.jsonl.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Chart, contentsOf, printChart } from '../../src/charts';
import type { MapType, ValueType } from '../../src/charts/value-type';
import { valuesType } from '../../src/charts/values-type';
import { sha256, type ValueMap } from '../../src/json';
import { judgeOf } from '../../src/verdict';
import { Random } from '../oracle/random';
import { limit, runs, SEED } from '../random-runs';
import { compile, type Message, typeNameIn, valuesIn } from './compile';
import { changes, describedPaths, type Mutation, typos, wrongShapes } from './mutations';
import { CORPUS, type Scan, scannedChart, scans } from './scans';

const TABLE = join(__dirname, 'public-charts.txt');
/** The number of mistakes of each kind for each chart. */
const MISTAKES = 50;
/** The number of changes for each chart with a schema, of which Helm rejects about two fifths. */
const CHANGES = 150;

/** Values of charts' own tests that the types reject, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  'argoproj--argo-events/test-values.yaml': 'no template reads singleNamespace',
  'argoproj--argocd-image-updater/enable-ingress-values.yaml': 'no template reads ingress.hosts',
  'aws--appmesh-gateway/values.yaml': 'no template reads region',
  'prometheus-community--prometheus-blackbox-exporter/service-monitor-tpl-values.yaml':
    'a key of its own, which a text of its values reads: wrongly refused',
};

/** The results for the types of a chart. */
interface Row {
  readonly name: string;
  /** The number of leaves in the type. */
  readonly leaves: number;
  /** The number of leaves with an unknown type. */
  readonly unknown: number;
  /** The number of values of tests. */
  readonly ci: number;
  readonly refused: readonly string[];
  readonly typos: Score;
  readonly topLevel: Score;
  readonly shapes: Score;
  /** The changes of one value that Helm rejects because of the schema of the chart. */
  readonly refusals: Score;
}

interface Score {
  readonly found: number;
  readonly of: number;
}

/** A chart, and the tests of its type. */
class Trial {
  private readonly chart: Chart;
  private readonly module: string;
  private readonly typos: readonly Mutation[];
  private readonly shapes: readonly Mutation[];
  private readonly refusals: readonly Mutation[];
  private readonly ci: ReadonlyMap<string, unknown>;

  constructor(private readonly scan: Scan) {
    const { name } = scan;
    const random = new Random(Number.parseInt(sha256(name).slice(0, 8), 16));
    this.chart = scannedChart(scan);
    this.module = printChart(this.chart, { reference: name, name });
    this.typos = typos(this.chart.values, MISTAKES, random);
    this.shapes = wrongShapes(this.chart.values, MISTAKES, random);
    this.refusals = this.refusedChanges(random);
    this.ci = ciOf(name);
  }

  /** The changes of one value that Helm rejects. */
  private refusedChanges(random: Random): readonly Mutation[] {
    const { schema, values } = this.chart;
    if (schema === undefined) return [];
    const judge = judgeOf(contentsOf(this.chart));
    const { problems, faults } = judge.of({});
    expect(problems, `${this.scan.name}: its own values`).toEqual([]);
    // it refers to documents that only an import can read
    if (faults.some(({ isRefused }) => !isRefused)) return [];
    expect(faults, this.scan.name).toEqual([]);
    const tried = changes(values, describedPaths(schema), CHANGES, random);
    return tried.filter((each) => judge.of(each.values as ValueMap).problems.length > 0);
  }

  /** The files to compile, with a line for each value. */
  get files(): [string, string][] {
    const { name } = this.scan;
    const type = typeNameIn(this.module);
    const lines = (values: readonly unknown[]) =>
      [
        `import type { ${type} } from './index';`,
        ...values.map((value, index) => `export const v${index}: ${type} = ${literal(value)};`),
      ].join('\n');
    return [
      [`${name}/index.ts`, this.module],
      [`${name}/ci.ts`, lines([this.chart.values, ...this.ci.values()])],
      [`${name}/typos.ts`, lines(this.typos.map(({ values }) => values))],
      [`${name}/shapes.ts`, lines(this.shapes.map(({ values }) => values))],
      [`${name}/refusals.ts`, lines(this.refusals.map(({ values }) => values))],
    ];
  }

  rowOf(messages: readonly Message[]): Row {
    const { name } = this.scan;
    const failed = (file: string) =>
      new Set(messages.filter((each) => each.file === `${name}/${file}.ts`).map(({ line }) => line - 2));
    expect([...failed('index')], name).toEqual([]);
    const ci = failed('ci');
    expect(ci.has(0), `${name}: its own values`).toBe(false);
    const found = (
      mutations: readonly Mutation[],
      lines: ReadonlySet<number>,
      isMeant = (_: Mutation) => true,
    ): Score => ({
      found: mutations.filter((mutation, index) => isMeant(mutation) && lines.has(index)).length,
      of: mutations.filter(isMeant).length,
    });
    return {
      name,
      ...leavesOf(valuesType(this.chart)),
      ci: this.ci.size,
      refused: [...this.ci.keys()].filter((_, index) => ci.has(index + 1)),
      typos: found(this.typos, failed('typos')),
      topLevel: found(this.typos, failed('typos'), ({ depth }) => depth === 1),
      shapes: found(this.shapes, failed('shapes')),
      refusals: found(this.refusals, failed('refusals')),
    };
  }
}

function literal(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part));
}

function ciOf(name: string): Map<string, unknown> {
  const folder = join(CORPUS, name, 'ci');
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => /\.ya?ml$/.test(file)) : [];
  return new Map(files.sort().map((file) => [file, valuesIn(readFileSync(join(folder, file), 'utf8'))] as const));
}

function leavesOf(map: MapType): Pick<Row, 'leaves' | 'unknown'> {
  const seen = new Set<ValueType>();
  const count = (type: ValueType): { leaves: number; unknown: number } => {
    if (type === 'unknown') return { leaves: 1, unknown: 1 };
    if (seen.has(type)) return { leaves: 0, unknown: 0 };
    seen.add(type);
    const inner = [...(type.map ? [...type.map.entries.values()].map((entry) => entry.type) : [])].map(count);
    const item = type.list === undefined ? [] : [count(type.list)];
    const own = inner.length + item.length === 0 ? [{ leaves: 1, unknown: 0 }] : [];
    return [...inner, ...item, ...own].reduce((sum, each) => ({
      leaves: sum.leaves + each.leaves,
      unknown: sum.unknown + each.unknown,
    }));
  };
  return count({ scalars: [], literals: [], map });
}

const HEADER = 'CHART LEAVES UNKNOWN CI REFUSED TYPOS AT-THE-TOP SHAPES HELM-REFUSES';

function lineOf({ name, leaves, unknown, ci, refused, typos: all, topLevel, shapes, refusals }: Row): string {
  const share = `${Math.round((100 * unknown) / leaves)}%`;
  const score = ({ found, of }: Score) => `${found}/${of}`;
  const tests = refused.length === 0 ? '-' : refused.join(',');
  const scores = [all, topLevel, shapes, refusals].map(score);
  return [name, leaves, share, ci, tests, ...scores].join(' ');
}

const isThere = existsSync(CORPUS);
const all = isThere ? [...scans().values()] : [];
const shuffled = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { numRuns: 1, seed: SEED }).flat();
const chosen = process.env.CHARTS === 'all' ? all : shuffled.slice(0, runs(12));

describe.skipIf(!isThere)('public charts', () => {
  test(
    `${chosen.length} of them find what the table says`,
    async () => {
      const trials = chosen.map((scan) => new Trial(scan));
      const messages = await compile(new Map(trials.flatMap(({ files }) => files)));
      const lines = new Map(
        trials.map((trial) => trial.rowOf(messages)).map((row) => [row.name, lineOf(row)] as const),
      );
      if (process.env.CHARTS === 'all') {
        const text = [HEADER, ...lines.values(), ''].join('\n');
        await expect(text).toMatchFileSnapshot(TABLE);
      } else {
        for (const [name, line] of lines) expect(table().get(name)).toBe(line);
      }
    },
    limit(180_000),
  );
});

function table(): ReadonlyMap<string, string> {
  const [, ...lines] = readFileSync(TABLE, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => [line.split(' ', 1)[0] as string, line]));
}

describe('the table', () => {
  const rows = [...table().values()].map((line) => {
    const [name = '', , , ci, refused = '', typo = '', topLevel = '', shapes = '', refusals = ''] = line.split(' ');
    const files = refused === '-' ? [] : refused.split(',');
    return { name, ci: Number(ci), refused: files, typo, topLevel, shapes, refusals };
  });
  const shareOf = (scores: readonly string[]) => {
    const pairs = scores.map((score) => score.split('/').map(Number));
    const sum = (index: number) => pairs.reduce((total, pair) => total + (pair[index] as number), 0);
    return sum(0) / sum(1);
  };

  test('has a reason for each refusal, and these are few', () => {
    const refused = rows.flatMap(({ name, refused: files }) => files.map((file) => `${name}/${file}`));
    expect(refused).toEqual(Object.keys(REFUSED));
    const tests = rows.reduce((sum, { ci }) => sum + ci, 0);
    expect(refused.length / tests).toBeLessThanOrEqual(0.03);
  });

  test('has most mistakes found', () => {
    expect(shareOf(rows.map(({ topLevel }) => topLevel))).toBeGreaterThanOrEqual(0.88);
    expect(shareOf(rows.map(({ typo }) => typo))).toBeGreaterThanOrEqual(0.6);
    expect(shareOf(rows.map(({ shapes }) => shapes))).toBeGreaterThanOrEqual(0.85);
  });

  test('has nearly all found that Helm refuses', () => {
    expect(shareOf(rows.map(({ refusals }) => refusals))).toBeGreaterThanOrEqual(0.95);
  });
});
