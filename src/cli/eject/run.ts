import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { type Ejected, eject, overlaysOf } from '../../adopt';
import { ExpectedError, several } from '../../diagnostics';
import type { ValueMap } from '../../json';
import { type InputOptions, nameOf, readInput } from '../input';
import { formatObjects } from '../output';
import { ExitCode, FindingReport, type Io, type OutputFormat } from '../shell';

export interface EjectOptions extends InputOptions {
  readonly output: OutputFormat;
  /** A folder to write one file per cluster to. */
  readonly out?: string;
  /** The layout of that folder. */
  readonly layout: 'files' | 'overlays';
}

/** Objects by file path. */
type Files = ReadonlyMap<string, readonly ValueMap[]>;

/**
 * `fluxapp eject`: prints the objects of an input without the marks of this project, or writes them.
 *
 * @returns the exit code: 0, or 1 if the input cannot be read
 */
export async function runEject(options: EjectOptions, io: Io): Promise<number> {
  const report = new FindingReport();
  const { files, objects } = await readInput(options, io, (error) => report.add(error));
  const manifests = objects.map(({ value }) => value).filter(({ apiVersion, kind }) => apiVersion && kind);
  const ejected = eject(manifests);
  if (ejected.clusters.size === 0 && !report.hasErrors) {
    const where = options.filename.map(nameOf).join(', ');
    const message = `${where} holds nothing that an Application was lowered to; "fluxapp lower" lowers Applications`;
    report.add({ severity: 'error', message });
  }
  report.print(io.stderr, files);
  if (report.hasErrors) return ExitCode.Error;
  const { out, output, layout } = options;
  if (out === undefined)
    io.stdout.write(formatObjects([...ejected.shared, ...[...ejected.clusters.values()].flat()], output));
  else await writeFiles(out, layout === 'overlays' ? overlaysOf(ejected) : filesOf(ejected, output), output);
  const [clusters, dropped] = [several(ejected.clusters.size, 'cluster'), several(ejected.dropped.length, 'object')];
  io.stderr.write(`${clusters}; ${dropped} of this project left out\n`);
  return ExitCode.Ok;
}

/** One file per cluster, and one for the objects that they share. */
function filesOf({ clusters, shared }: Ejected, output: OutputFormat): Files {
  const files = new Map<string, readonly ValueMap[]>();
  for (const [name, objects] of clusters) files.set(`clusters/${name}.${output}`, objects);
  if (shared.length > 0) files.set(`shared.${output}`, shared);
  return files;
}

/** @throws ExpectedError if a file would be outside of the folder or replace another one, before anything is written */
async function writeFiles(out: string, files: Files, output: OutputFormat): Promise<void> {
  const texts = [...files].map(([path, objects]) => [join(out, path), formatObjects(objects, output)] as const);
  for (const path of files.keys()) {
    // names are not validated here: one with ../ leads to another folder, or to another file of this one
    if (posix.normalize(path) === path) continue;
    throw new ExpectedError(`${JSON.stringify(path)} is not a path of a file in ${out}; nothing was written`);
  }
  for (const [file, text] of texts) {
    if ([undefined, text].includes(await existing(file))) continue;
    throw new ExpectedError(`${file} exists and differs; nothing was written: give another folder with --out`);
  }
  for (const [file, text] of texts) {
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (cause) {
      throw unwritable(file, cause);
    }
  }
}

/** The text of a file; undefined if it does not exist. */
async function existing(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unwritable(file, cause);
  }
}

function unwritable(file: string, cause: unknown): ExpectedError {
  return new ExpectedError(`${file} cannot be written (${(cause as NodeJS.ErrnoException).code})`);
}
