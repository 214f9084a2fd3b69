import type { Application } from '../../../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecValuesReference } from '../../../../imports/helm.toolkit.fluxcd.io';
import {
  checkChartValues,
  contributionOfText,
  explicitForm,
  inWrittenForm,
  type TextOfReference,
  withoutAbsent,
  withStoredNulls,
} from '../../../application';
import { type Diagnostic, warning } from '../../../diagnostics';
import { listOf } from '../../../json';
import { namespacedName } from '../../../kubernetes';
import type { InputObject } from '../../input';
import { textsOf } from '../config-map-texts';
import type { Selection } from '../select';
import { identityOf } from '../templates';
import type { ChartFolder } from './chart-folder';
import { type ChartOfTarget, chartsOfTargets } from './charts-of-targets';

/**
 * Validates the values of every target whose chart is in a folder, like Helm.
 *
 * @param selection with Applications that have no errors
 * @throws ChartError if a chart cannot be read
 */
export async function checkCharts(
  { applications, charts, configMaps }: Selection,
  folder: ChartFolder,
): Promise<ReadonlyMap<InputObject, readonly Diagnostic[]>> {
  const templates = new Map(charts.map(({ value }) => [namespacedName(identityOf(value)), value]));
  const textOf = textsOf(configMaps);
  const found = new Map<InputObject, readonly Diagnostic[]>();
  for (const object of applications) {
    const written = withoutAbsent(object.value);
    const application = withStoredNulls(explicitForm(written) as Application);
    const diagnostics: Diagnostic[] = [];
    for (const chart of chartsOfTargets(application, templates)) {
      diagnostics.push(...(await checkTarget(chart, application, folder, textOf)));
    }
    found.set(object, inWrittenForm(written, diagnostics));
  }
  return found;
}

async function checkTarget(
  target: ChartOfTarget,
  { metadata }: Application,
  folder: ChartFolder,
  textOf: TextOfReference,
): Promise<readonly Diagnostic[]> {
  const { name, version, entry, chartPath } = target;
  const contents = await folder.find(name, version);
  if (contents === undefined) {
    const wanted = version === undefined ? name : `${name} ${version}`;
    return [
      warning(
        'chart-not-found',
        chartPath,
        `the folder of --charts has no chart ${wanted}: its values are not checked`,
      ),
    ];
  }
  const references = listOf(entry.valuesFrom) as readonly HelmReleaseSpecValuesReference[];
  const sources = references.map((reference) => {
    const text = textOf(reference, metadata.namespace);
    return text === undefined ? undefined : contributionOfText(reference, text);
  });
  return checkChartValues({ ...target, contents, sources });
}
