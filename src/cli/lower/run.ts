import type { LoweringOptions } from '../../application';
import { applyStrictness, type Strictness } from '../../diagnostics';
import { inNumbers } from '../../json';
import { type InputOptions, nameOf, readInput } from '../input';
import { formatData, formatObjects } from '../output';
import type { Io } from '../shell';
import { ExitCode, type Finding, FindingReport, type OutputFormat } from '../shell';
import { filterLayers, formatTable, type LayerFilter, layersOf } from './explain';
import { findingsOf, lowerObjects } from './lower-objects';
import { formatPassedOver, type Selection, select } from './select';

export interface LowerOptions extends InputOptions, LayerFilter, LoweringOptions {
  /** Absent: YAML, or a table with `explain`. */
  readonly output?: OutputFormat;
  readonly explain?: boolean;
  /** A folder of charts, or a Chart.yaml. @default - values are not checked against charts */
  readonly charts?: string;
  readonly strict?: boolean;
  /** The warnings that are errors. Absent: none. */
  readonly strictness?: Strictness;
}

/**
 * `fluxapp lower`: prints the Flux objects of the Applications in the input, or explains the values of their targets.
 *
 * @returns the exit code: 0, or 1 if there are errors; then nothing is printed
 */
export async function runLower(options: LowerOptions, io: Io): Promise<number> {
  const report = new FindingReport();
  const { files, objects, lists } = await readInput(options, io, (error) => report.add(error));
  const selection = select(objects, lists);
  const passedOver = formatPassedOver(selection.passedOver);
  if (selection.applications.length === 0 && !report.hasErrors) {
    const message = `no fluxcd Application in ${options.filename.map(nameOf).join(', ')}`;
    report.add({ severity: 'error', message: passedOver ? `${message}; ${passedOver}` : message });
  }
  const lowered = lowerObjects(selection, options);
  const ofCharts =
    options.charts === undefined
      ? []
      : await findInCharts(options.charts, { ...selection, applications: lowered.valid });
  for (const finding of [...lowered.findings, ...ofCharts]) report.add(applyStrictness(finding, options.strictness));
  report.print(io.stderr, files);
  if (report.hasErrors) return ExitCode.Error;
  if (passedOver) io.stderr.write(`${passedOver}\n`);
  io.stdout.write(
    options.explain ? explain(selection, options) : formatObjects(lowered.objects, options.output ?? 'yaml'),
  );
  return ExitCode.Ok;
}

/** @param selection with Applications without errors */
async function findInCharts(path: string, selection: Selection): Promise<Finding[]> {
  const { ChartFolder, checkCharts } = await import('./chart-check/index.js'); // loaded on demand: reads archives
  const found = await checkCharts(selection, await ChartFolder.open(path));
  return [...found].flatMap(([object, diagnostics]) => findingsOf(object, diagnostics));
}

/** @param selection with Applications without errors */
function explain(selection: Selection, { output, ...filter }: LowerOptions): string {
  const layers = filterLayers(layersOf(selection), filter);
  return output ? formatData(inNumbers(layers), output) : formatTable(layers);
}
