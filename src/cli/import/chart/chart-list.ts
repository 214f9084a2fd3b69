import { readFile } from 'node:fs/promises';
import { ExpectedError } from '../../../diagnostics';
import { isMap } from '../../../json';
import { parseYaml } from '../../../yaml';
import { systemMessage } from '../../input';

/** The file of a cdk8s app, in the folder in which its commands run. */
const FILE = 'cdk8s.yaml';

/**
 * The charts that cdk8s.yaml lists, in `fluxapp.charts`.
 *
 * @throws ExpectedError where there is no such list
 */
export async function listedCharts(): Promise<readonly string[]> {
  const text = await readFile(FILE, 'utf8').catch((cause: unknown) => {
    throw new ExpectedError(`${FILE}: ${systemMessage(cause)}; name a chart, or list charts there`);
  });
  const [document] = parseYaml(text);
  const [problem] = document?.problems ?? [];
  if (problem) throw new ExpectedError(`${FILE}:${problem.line}:${problem.column}: ${problem.message}`);
  const fluxapp = isMap(document?.value) ? document.value.fluxapp : undefined;
  const charts = isMap(fluxapp) ? fluxapp.charts : undefined;
  if (charts === undefined)
    throw new ExpectedError(`${FILE}: fluxapp.charts is missing: name a chart, or list charts there`);
  if (!Array.isArray(charts) || charts.length === 0 || !charts.every((chart) => typeof chart === 'string')) {
    throw new ExpectedError(`${FILE}: fluxapp.charts must be a list of charts, as they are named on the command line`);
  }
  return charts;
}
