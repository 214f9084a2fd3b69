import { type ChartOrigin, type ExplainedLayer, nameOfChart } from '../../application';
import { type Chart, type ExplainedKey, explainKey } from '../../charts';
import { didYouMean, ExpectedError } from '../../diagnostics';
import { inNumbers } from '../../json';
import { bundleSchemas, parseReference, readChartAt } from '../charts';
import { canSet, explainInput } from '../lower/explain';
import { formatData } from '../output';
import { type CodeOptions, withCode } from '../plan/code';
import { ExitCode, type Io, untilSignal } from '../shell';
import type { ExplainedValue } from './text';

export interface ExplainOptions extends CodeOptions {
  /** The chart as given on the command line. */
  readonly chart: string;
  readonly output: 'text' | 'json' | 'yaml';
}

/** `fluxapp explain`. @param key empty for the values as a whole @returns the exit code */
export async function runExplain(key: string, options: ExplainOptions, io: Io): Promise<number> {
  return untilSignal(async (signal) => {
    const { chart: found } = await readChartAt(parseReference(options.chart).location, signal);
    const { chart } = await bundleSchemas(found, signal);
    const explained = keyOf(chart, key);
    const isAsked = options.filename.length > 0 || options.app !== undefined;
    const layers = isAsked ? await layersOf(chart, options, signal, io) : undefined;
    if (isAsked && layers === undefined) return ExitCode.Error;
    const ofKey = layers?.filter((layer) => explained.key === '' || canSet(layer, explained.key));
    const value: ExplainedValue = {
      chart: chart.name,
      version: chart.version,
      ...explained,
      ...(ofKey && { layers: ofKey }),
    };
    io.stdout.write(await textOf(value, options.output));
    return ExitCode.Ok;
  });
}

function keyOf(chart: Chart, key: string): ExplainedKey {
  const { found, known } = explainKey(chart, key);
  if (found) return found;
  throw new ExpectedError(`${chart.name} ${chart.version} has no key ${key}${didYouMean(key, known)}`);
}

/** Undefined: the code has errors, which have been printed. */
async function layersOf(
  chart: Chart,
  options: CodeOptions,
  signal: AbortSignal,
  io: Io,
): Promise<readonly ExplainedLayer[] | undefined> {
  return withCode(options, { signal, output: io.stderr }, (code) =>
    explainInput(code, (origin) => isOf(chart, origin), io),
  );
}

/**
 * Whether a target may use the chart: a template does not name its chart, nor does a source that is the chart itself,
 * or whose root is.
 */
function isOf({ name }: Chart, { chart }: ChartOrigin): boolean {
  const own = chart && nameOfChart(chart.chart);
  return own === undefined || own === name;
}

async function textOf(value: ExplainedValue, output: ExplainOptions['output']): Promise<string> {
  if (output !== 'text') return formatData(inNumbers(value), output);
  const { formatExplained } = await import('./text.js');
  return formatExplained(value);
}
