import type { Application } from '../../../../imports/gitops.kubesphere.io';
import {
  type ChartOrigin,
  chartsOfTargets,
  type ExplainedLayer,
  explainLayers,
  withoutAbsent,
} from '../../../application';
import { type InputOptions, readInput } from '../../input';
import { type Finding, FindingReport, type Io } from '../../shell';
import { textsOf } from '../config-map-texts';
import { lowerObjects } from '../lower-objects';
import { type Selection, select } from '../select';

/**
 * The layers of the values of every target of Applications without errors.
 *
 * @param isOf selects targets by the origin of their chart. @default - all
 */
export function layersOf(
  { applications, configMaps }: Pick<Selection, 'applications' | 'configMaps'>,
  isOf: (chart: ChartOrigin) => boolean = () => true,
): readonly ExplainedLayer[] {
  const textOf = textsOf(configMaps);
  return applications.flatMap(({ value }) => {
    const application = withoutAbsent(value) as Application;
    const charts = chartsOfTargets(application);
    return explainLayers(application, textOf).filter(({ target }) => isOf(charts.get(target) ?? {}));
  });
}

/** An input, and the names of its files in messages. */
export interface ExplainedInput extends InputOptions {
  nameOf(file: string): string;
}

/** The layers of an input. Undefined if it has errors, which have been printed. */
export async function explainInput(
  { nameOf, ...options }: ExplainedInput,
  isOf: (chart: ChartOrigin) => boolean,
  io: Io,
): Promise<readonly ExplainedLayer[] | undefined> {
  const report = new FindingReport();
  const add = ({ place, ...finding }: Finding) =>
    report.add({ ...finding, place: place && { ...place, file: nameOf(place.file) } });
  const { files, objects, lists } = await readInput(options, io, add);
  const selection = select(objects, lists);
  for (const finding of lowerObjects(selection, {}).findings) if (finding.severity === 'error') add(finding);
  report.print(io.stderr, files.map(nameOf));
  return report.hasErrors ? undefined : layersOf(selection, isOf);
}
