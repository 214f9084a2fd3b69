import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Chart,
  contentsOf,
  headerOf,
  type ModuleHeader,
  moduleFile,
  printChart,
  repeatedKeyWarnings,
  schemaWarnings,
  WRITTEN_BY,
} from '../../../charts';
import { ExpectedError } from '../../../diagnostics';
import { judgeOf } from '../../../verdict';
import { bundleSchemas, type ChartReference, nameOfRemote, parseReference, readChartAt } from '../../charts';
import { systemMessage } from '../../input';
import { ExitCode, type Io, printError, printWarning, untilSignal } from '../../shell';
import { chartsOfManifest, listedCharts } from './chart-list';

export interface ImportChartOptions {
  /** A Chart.yaml that lists charts. */
  readonly filename?: string;
  /** The folder of the modules. */
  readonly out: string;
  readonly check?: boolean;
}

/** A module, and its chart. */
interface Module {
  readonly path: string;
  readonly reference: ChartReference;
}

/** A generated module. */
interface MadeModule extends Module {
  readonly text: string;
  readonly warnings: readonly string[];
}

/**
 * `fluxapp import chart`.
 *
 * @param references empty: the charts in the Chart.yaml of `-f`, or those listed in cdk8s.yaml
 * @returns the exit code
 */
export async function runImportChart(
  references: readonly string[],
  options: ImportChartOptions,
  io: Io,
): Promise<number> {
  const { filename } = options;
  if (references.length > 0 && filename !== undefined) {
    throw new ExpectedError('name charts, or with -f a Chart.yaml that lists them: choose one');
  }
  const listed = filename === undefined ? listedCharts : () => chartsOfManifest(filename);
  const parsed = (references.length > 0 ? references : await listed()).map(parseReference);
  return options.check ? check(parsed, options, io) : write(parsed, options, io);
}

async function makeModule(
  reference: ChartReference,
  { out }: ImportChartOptions,
  signal: AbortSignal,
): Promise<MadeModule> {
  const { chart: found, origin } = await readChartAt(reference.location, signal);
  const { chart, schemas } = await bundleSchemas(found, signal);
  const { name = chart.name } = reference;
  const text = printChart(chart, { ...origin, reference: reference.text, name, schemas });
  const urls = schemas.map(({ url }) => url);
  const warnings = [...repeatedKeyWarnings(found), ...schemaWarnings(found, urls), ...invalidSchemas(chart)];
  return { path: join(out, moduleFile(name)), text, reference, warnings };
}

/** Warnings about invalid schemas, because of which Helm refuses all values. */
function invalidSchemas(chart: Chart): string[] {
  const invalid = judgeOf(contentsOf(chart)).invalidSchemas();
  return invalid.map(
    ({ chart: { name }, message }) => `Helm refuses all values, because the schema of ${name} is invalid: ${message}`,
  );
}

function refuseClashes(modules: readonly Module[]): void {
  const byPath = new Map<string, Module>();
  for (const module of modules) {
    const other = byPath.get(module.path.toLowerCase());
    if (other) {
      const both = `${other.reference.text} and ${module.reference.text}`;
      throw new ExpectedError(`${module.path}: it would be written from ${both}: name one of them, as in NAME:=CHART`);
    }
    byPath.set(module.path.toLowerCase(), module);
  }
}

async function write(references: readonly ChartReference[], options: ImportChartOptions, io: Io): Promise<number> {
  const { out } = options;
  const modules = await untilSignal(async (signal) => {
    const made: MadeModule[] = [];
    for (const reference of references) made.push(await makeModule(reference, options, signal));
    return made;
  });
  refuseClashes(modules);
  const changed: MadeModule[] = [];
  for (const module of modules) if ((await written(module)) !== module.text) changed.push(module);
  try {
    await mkdir(out, { recursive: true });
    for (const { path, text } of changed) await writeFile(path, text);
  } catch (cause) {
    throw new ExpectedError(`${out}: cannot be written (${(cause as NodeJS.ErrnoException).code})`);
  }
  for (const { path, reference, warnings } of modules) {
    for (const warning of warnings) printWarning(io, `${reference.text}: ${warning}`);
    io.stdout.write(`${path}\n`);
  }
  return ExitCode.Ok;
}

/** A module, and its problem. */
interface CheckedModule extends Module {
  /** @default - it is up to date */
  readonly problem?: string;
}

async function check(references: readonly ChartReference[], options: ImportChartOptions, io: Io): Promise<number> {
  const modules = await untilSignal(async (signal) => {
    const checked: CheckedModule[] = [];
    const headers = await headersIn(options.out);
    for (const reference of references) checked.push(await checkModule(reference, headers, options, signal));
    return checked;
  });
  refuseClashes(modules);
  const stale = modules.filter(({ problem }) => problem !== undefined);
  for (const { path, problem, reference } of stale) {
    printError(io, `${path}: ${problem}: run fluxapp import chart ${reference.text}`);
  }
  return stale.length === 0 ? ExitCode.Ok : ExitCode.Error;
}

/** Compares the module with a local chart, otherwise with the header of the module. */
async function checkModule(
  reference: ChartReference,
  headers: ModuleHeaders,
  options: ImportChartOptions,
  signal: AbortSignal,
): Promise<CheckedModule> {
  const { location } = reference;
  if (location.kind === 'local') {
    const module = await makeModule(reference, options, signal);
    const text = await written(module);
    const problem = text === undefined ? MISSING : text === module.text ? undefined : 'is not what its chart gives';
    return { ...module, problem };
  }
  const file = reference.name === undefined ? fileOf(reference, headers) : undefined;
  const own = file ?? moduleFile(reference.name ?? nameOfRemote(location));
  const module = { path: join(options.out, own), reference };
  return { ...module, problem: problemOf(await written(module), reference) };
}

/** The headers of modules by their file names. */
type ModuleHeaders = ReadonlyMap<string, ModuleHeader>;

async function headersIn(folder: string): Promise<ModuleHeaders> {
  const files = await readdir(folder).catch(() => []); // then all modules are missing
  const headers = new Map<string, ModuleHeader>();
  for (const file of files.filter((each) => each.endsWith('.ts'))) {
    const header = headerOf(await readFile(join(folder, file), 'utf8').catch(() => ''));
    if (header) headers.set(file, header);
  }
  return headers;
}

/**
 * The file name of the module of a chart, or of another version of it. It is that of the chart, which may differ from
 * the end of its address.
 */
function fileOf({ text }: ChartReference, headers: ModuleHeaders): string | undefined {
  const named = [...headers].filter(([file, { chart }]) => chart !== undefined && file === moduleFile(chart));
  const found =
    named.find(([, { reference }]) => reference === text) ??
    named.find(([, { reference }]) => withoutVersion(reference) === withoutVersion(text));
  return found?.[0];
}

function withoutVersion(reference: string): string {
  return reference.replace(/@[^@/]*$/, '');
}

const MISSING = 'is missing';

function problemOf(text: string | undefined, reference: ChartReference): string | undefined {
  if (text === undefined) return MISSING;
  const header = headerOf(text);
  if (header?.reference !== reference.text) return `is of ${header?.reference ?? 'no chart'}, not of ${reference.text}`;
  return header.isIntact ? undefined : 'is not as it was written';
}

/**
 * The content of the file of a module. Undefined: it does not exist.
 *
 * @throws ExpectedError if the file was not written by this command
 */
async function written({ path }: Module): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw new ExpectedError(`${path}: ${systemMessage(cause)}`);
  });
  if (text === undefined || text.startsWith(WRITTEN_BY)) return text;
  throw new ExpectedError(`${path}: was not written by this command: remove it, or name another folder with --out`);
}
