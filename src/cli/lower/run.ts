import type { Application } from '../../../imports/gitops.kubesphere.io';
import { explainLayers, type LoweringOptions, withoutAbsent } from '../../application';
import { applyStrictness, type Strictness } from '../../diagnostics';
import { type FileContent, findSources, InputError, nameOf, readObjects, readText, type Source } from '../input';
import { formatData, formatObjects } from '../output';
import type { Io } from '../shell';
import { ExitCode, FindingReport, type OutputFormat } from '../shell';
import { textsOf } from './config-map-texts';
import { filterLayers, type LayerFilter } from './layer-filter';
import { lowerObjects } from './lower-objects';
import { formatPassedOver, type Selection, select } from './select';

export interface LowerOptions extends LayerFilter, LoweringOptions {
  /** Files, directories, `-`; not empty. */
  readonly filename: readonly string[];
  readonly recursive?: boolean;
  /** Absent: YAML, or a table with `explain`. */
  readonly output?: OutputFormat;
  readonly explain?: boolean;
  readonly strict?: boolean;
  /** Which warnings are errors. Absent: none. */
  readonly strictness?: Strictness;
}

/**
 * `fluxapp lower`: prints the Flux objects of the Applications of the input, or explains the values of their targets.
 *
 * @returns the exit code: 0, or 1 where there are errors; then nothing is printed
 */
export async function runLower(options: LowerOptions, io: Io): Promise<number> {
  const report = new FindingReport();
  const addError = ({ file, problem }: InputError) =>
    report.add({ severity: 'error', place: { file }, message: problem });
  const sources = await findSources(options.filename, options, addError);
  const contents: FileContent[] = [];
  for (const source of sources) contents.push(await readSource(source, io, report));

  const selection = select(
    contents.flatMap(({ objects }) => objects),
    contents.reduce((count, { lists }) => count + lists, 0),
  );
  const passedOver = formatPassedOver(selection.passedOver);
  if (selection.applications.length === 0 && !report.hasErrors) {
    const message = `no fluxcd Application in ${options.filename.map(nameOf).join(', ')}`;
    report.add({ severity: 'error', message: passedOver ? `${message}; ${passedOver}` : message });
  }
  const lowered = lowerObjects(selection, options);
  for (const finding of lowered.findings) report.add(applyStrictness(finding, options.strictness));
  report.print(
    io.stderr,
    sources.map(({ name }) => name),
  );
  if (report.hasErrors) return ExitCode.Error;
  if (passedOver) io.stderr.write(`${passedOver}\n`);
  io.stdout.write(
    options.explain ? await explain(selection, options) : formatObjects(lowered.objects, options.output ?? 'yaml'),
  );
  return ExitCode.Ok;
}

/** @param selection with Applications that have no errors */
async function explain({ applications, configMaps }: Selection, { output, ...filter }: LowerOptions): Promise<string> {
  const textOf = textsOf(configMaps);
  const all = applications.flatMap(({ value }) => explainLayers(withoutAbsent(value) as Application, textOf));
  const layers = filterLayers(all, filter);
  if (output) return formatData(layers, output);
  // needs an optional package, which is only loaded for a table
  const { formatTable } = await import('./explanation.js');
  return formatTable(layers);
}

/** The content of a file. One that is named must hold something; in a directory an empty one is passed over. */
async function readSource(source: Source, io: Io, report: FindingReport): Promise<FileContent> {
  const { name: file, found } = source;
  try {
    const content = readObjects(source, await readText(source, io));
    for (const error of content.errors) report.add(error);
    if (content.documents === 0 && !found) throw new InputError(file, 'is empty');
    return content;
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    report.add({ severity: 'error', place: { file }, message: cause.problem });
    return { objects: [], errors: [], lists: 0, documents: 0 };
  }
}
