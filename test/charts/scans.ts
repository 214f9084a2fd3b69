/**
 * The keys that the templates of public charts read, without the text of the templates: scans.golden.jsonl has a line
 * for each chart. `npx tsx test/charts/scans.ts FOLDER` updates it; FOLDER contains a clone of each repository,
 * `OWNER+NAME`, outside of this repository.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chart, readChart } from '../../src/charts';
import { scanTemplates, type TemplateKeys } from '../../src/charts/template-keys';
import { readKeys } from '../../src/charts/values-type';
import { sha256 } from '../../src/json';
import { filesIn } from './fixtures';

/** The folder of public charts without their templates. */
export const CORPUS = join(__dirname, '../../../shared/charts');

/**
 * Keys by name: 1 if a value is used as a whole, 0 if only its presence is tested. In a map with both, "" contains the
 * former.
 */
export type Keys = 0 | 1 | { readonly [key: string]: Keys };

/** A line of the golden file. */
export interface Scan {
  /** The folder of the chart in the corpus. */
  readonly name: string;
  readonly repo: string;
  readonly commit: string;
  /** The SHA-256 of the templates. */
  readonly digest: string;
  /** Whether all reads of the templates were found. */
  readonly isComplete: boolean;
  readonly keys: Keys;
}

const FILE = join(__dirname, 'scans.golden.jsonl');

/** The available scans, by the names of the charts. */
export function scans(): ReadonlyMap<string, Scan> {
  const lines = readFileSync(FILE, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Scan).map((scan) => [scan.name, scan]));
}

/** A chart of the corpus with templates that read the same keys as its own templates. */
export function scannedChart(scan: Scan): Chart {
  return readChart(scannedFiles(scan), scan.name);
}

/** The files of such a chart. */
export function scannedFiles({ name, isComplete, keys }: Scan): Map<string, Uint8Array> {
  const files = filesIn(join(CORPUS, name));
  // the named templates of missing library charts that values.yaml includes
  const included = scanTemplates([String(files.get('values.yaml') ?? '')]).missing;
  const defined = [...included].map((each) => `{{ define ${JSON.stringify(each)} }}{{ end }}`);
  const whole = isComplete ? [] : ['{{ toYaml .Values }}'];
  const template = [...actionsOf(keys, []), ...defined, ...whole].join('\n');
  return new Map([...files, ['templates/scan.yaml', Buffer.from(template)]]);
}

/** Template actions that read these keys. */
function actionsOf(keys: Keys, path: readonly string[]): string[] {
  const value = path.length === 0 ? '.Values' : `(index .Values ${path.map((step) => JSON.stringify(step)).join(' ')})`;
  const whole = `{{ toYaml ${value} }}`;
  if (keys === 1) return [whole];
  const below = keys === 0 ? [] : Object.entries(keys).filter(([key]) => key !== '');
  const own = keys !== 0 && '' in keys ? [whole] : path.length === 0 ? [] : [`{{ if ${value} }}{{ end }}`];
  return [...own, ...below.flatMap(([key, inner]) => actionsOf(inner, [...path, key]))];
}

function compact({ entries, isWhole }: TemplateKeys): Keys {
  if (entries.size === 0) return isWhole ? 1 : 0;
  const below = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, compact(inner)] as const);
  return Object.fromEntries([...(isWhole ? [['', 1] as const] : []), ...below]);
}

interface Source {
  readonly name: string;
  readonly repo: string;
  readonly dir: string;
  readonly commit: string;
}

function scanAll(folder: string): void {
  const sources = JSON.parse(readFileSync(join(CORPUS, 'SOURCES.json'), 'utf8')) as readonly Source[];
  const found = sources.flatMap((source) => {
    try {
      return scanOf(source, join(folder, source.repo.replace('/', '+')));
    } catch (cause) {
      process.stderr.write(`${source.name}: ${(cause as Error).message}\n`);
      return [];
    }
  });
  writeFileSync(FILE, found.map((scan) => `${JSON.stringify(scan)}\n`).join(''));
}

function scanOf({ name, repo, dir, commit }: Source, clone: string): Scan {
  const files = filesAt(clone, commit, dir);
  const libraries = librariesOf(readChart(files, name), clone, commit);
  const chart = readChart(new Map([...files, ...libraries]), name);
  const { keys, isComplete } = readKeys(chart);
  return { name, repo, commit, digest: sha256(chart.templates.join('\0')), isComplete, keys: compact(keys) };
}

/** The library charts in the same repository that a chart is missing. */
function librariesOf(chart: Chart, clone: string, commit: string): [string, Uint8Array][] {
  const listed = git(clone, 'ls-tree', '-r', '--name-only', commit).toString().split('\n');
  const lacking = chart.dependencies.filter((dependency) => dependency.chart === undefined);
  return lacking.flatMap(({ key }) => {
    const manifest = listed.find((path) => path.endsWith(`/${key}/Chart.yaml`));
    const dir = manifest?.slice(0, -'/Chart.yaml'.length);
    const files = dir === undefined ? new Map<string, Uint8Array>() : filesAt(clone, commit, dir);
    const isLibrary = dir !== undefined && readChart(files, key).isLibrary;
    return isLibrary
      ? [...files].map(([path, content]): [string, Uint8Array] => [`charts/${key}/${path}`, content])
      : [];
  });
}

function filesAt(clone: string, commit: string, dir: string): Map<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'fluxapp-scan-'));
  try {
    execFileSync('tar', ['-x', '-C', folder], { input: git(clone, 'archive', `${commit}:${dir}`) });
    return filesIn(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function git(clone: string, ...args: readonly string[]): Buffer {
  return execFileSync('git', ['-C', clone, ...args], { maxBuffer: 1024 ** 3, stdio: ['ignore', 'pipe', 'ignore'] });
}

const [, main, folder] = process.argv;
if (main === __filename && folder !== undefined) scanAll(folder);
