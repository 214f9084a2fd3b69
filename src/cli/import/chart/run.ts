import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { moduleFile, printChart, WRITTEN_BY } from '../../../charts';
import { ExpectedError } from '../../../diagnostics';
import { systemMessage } from '../../input';
import { ExitCode, type Io, printError, untilSignal } from '../../shell';
import { listedCharts } from './chart-list';
import { readChartAt } from './read-chart';
import { type ChartReference, parseReference } from './reference';

export interface ImportChartOptions {
  /** The folder of the modules. */
  readonly out: string;
  readonly check?: boolean;
}

/** A module, and the chart that it is made of. */
interface Module {
  readonly path: string;
  readonly text: string;
  readonly reference: ChartReference;
}

/** `fluxapp import chart`. @param references none: those that cdk8s.yaml lists. @returns the exit code */
export async function runImportChart(
  references: readonly string[],
  options: ImportChartOptions,
  io: Io,
): Promise<number> {
  const parsed = (references.length > 0 ? references : await listedCharts()).map(parseReference);
  const modules = await untilSignal(async (signal) => {
    const made: Module[] = [];
    for (const reference of parsed) made.push(await makeModule(reference, options, signal));
    return made;
  });
  refuseClashes(modules);
  return options.check ? check(modules, io) : write(modules, options, io);
}

async function makeModule(
  reference: ChartReference,
  { out }: ImportChartOptions,
  signal: AbortSignal,
): Promise<Module> {
  const { chart, origin } = await readChartAt(reference.location, signal);
  const { name = chart.name } = reference;
  const text = printChart(chart, { ...origin, reference: reference.text, name });
  return { path: join(out, moduleFile(name)), text, reference };
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

async function write(modules: readonly Module[], { out }: ImportChartOptions, io: Io): Promise<number> {
  const changed: Module[] = [];
  for (const module of modules) if ((await written(module)) !== module.text) changed.push(module);
  try {
    await mkdir(out, { recursive: true });
    for (const { path, text } of changed) await writeFile(path, text);
  } catch (cause) {
    throw new ExpectedError(`${out}: cannot be written (${(cause as NodeJS.ErrnoException).code})`);
  }
  for (const { path } of modules) io.stdout.write(`${path}\n`);
  return ExitCode.Ok;
}

async function check(modules: readonly Module[], io: Io): Promise<number> {
  let code: number = ExitCode.Ok;
  for (const module of modules) {
    const text = await written(module);
    if (text === module.text) continue;
    const problem = text === undefined ? 'is missing' : 'is not what its chart gives';
    printError(io, `${module.path}: ${problem}: run fluxapp import chart ${module.reference.text}`);
    code = ExitCode.Error;
  }
  return code;
}

/**
 * What the file of a module holds. Undefined: it is not there.
 *
 * @throws ExpectedError where something else has written it
 */
async function written({ path }: Module): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw new ExpectedError(`${path}: ${systemMessage(cause)}`);
  });
  if (text === undefined || text.startsWith(WRITTEN_BY)) return text;
  throw new ExpectedError(`${path}: was not written by this command: remove it, or name another folder with --out`);
}
