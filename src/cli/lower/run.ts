import { InputError } from '../input/input-error';
import { type InputObject, readObjects } from '../input/objects';
import { readText } from '../input/read-text';
import { findSources, nameOf, type Source } from '../input/sources';
import type { Io } from '../io';
import { formatObjects, type OutputFormat } from '../output';
import { Report } from '../report';
import { lowerObjects } from './lower-objects';
import { formatPassedOver, select } from './select';

export interface LowerOptions {
  /** Files, directories, `-`; not empty. */
  readonly filename: readonly string[];
  readonly recursive?: boolean;
  readonly output: OutputFormat;
  readonly strict?: boolean;
}

/**
 * `fluxapp lower`: prints the Flux objects of the Applications of the input.
 *
 * @returns the exit code: 0, or 1 where there are errors; then nothing is printed
 */
export async function runLower(options: LowerOptions, io: Io): Promise<number> {
  const report = new Report();
  const addError = ({ file, message }: InputError) => report.add({ severity: 'error', place: { file }, message });
  const sources = await findSources(options.filename, options, addError);
  const contents: (readonly InputObject[])[] = [];
  for (const source of sources) contents.push(await readSource(source, io, report));

  const selection = select(contents.flat());
  const passedOver = formatPassedOver(selection.passedOver);
  if (selection.applications.length === 0 && !report.hasErrors) {
    const message = `no fluxcd Application in ${options.filename.map(nameOf).join(', ')}`;
    report.add({ severity: 'error', message: passedOver ? `${message}; ${passedOver}` : message });
  }
  const lowered = lowerObjects(selection, options);
  for (const finding of lowered.findings) report.add(finding);
  report.print(
    io.stderr,
    sources.map(({ name }) => name),
  );
  if (report.hasErrors) return 1;
  if (passedOver) io.stderr.write(`${passedOver}\n`);
  io.stdout.write(formatObjects(lowered.objects, options.output));
  return 0;
}

/** The objects of a file. One that is named must hold something; in a directory an empty one is passed over. */
async function readSource(source: Source, io: Io, report: Report): Promise<readonly InputObject[]> {
  const { name: file, found } = source;
  try {
    const { objects, errors, documents } = readObjects(file, await readText(source, io));
    for (const error of errors) report.add(error);
    if (documents === 0 && !found) throw new InputError(file, 'is empty');
    return objects;
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    report.add({ severity: 'error', place: { file }, message: cause.message });
    return [];
  }
}
