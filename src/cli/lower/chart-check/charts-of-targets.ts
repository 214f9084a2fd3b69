import type { Application } from '../../../../imports/gitops.kubesphere.io';
import {
  type ChartBuild,
  type ChartOrigin,
  chartBuildOf,
  chartOfTarget,
  hasOwnChart,
  nameOfChart,
} from '../../../application';
import { type FieldPath, listOf, mapOf, stringOf, type ValueMap, valueAt } from '../../../json';
import { namespacedName } from '../../../kubernetes';

/** The chart of a target, as the input describes it. */
export interface ChartOfTarget extends ChartBuild {
  readonly entry: ValueMap;
  /** The path of the entry in the explicit form of the Application. */
  readonly path: FieldPath;
  /** The path of its chart. */
  readonly chartPath: FieldPath;
  readonly name: string;
}

const HELM_RELEASE = ['spec', 'fluxApp', 'spec', 'config', 'helmRelease'];

/**
 * The charts of the targets of an Application. A target is skipped if the source itself or its root is the chart,
 * because then the name is not known.
 *
 * @param application without errors, in explicit form
 * @param templates HelmCharts, by namespace and name
 */
export function chartsOfTargets(application: Application, templates: ReadonlyMap<string, ValueMap>): ChartOfTarget[] {
  const helmRelease = mapOf(valueAt(application, HELM_RELEASE));
  const sourceRef = valueAt(application, ['spec', 'fluxApp', 'spec', 'source', 'sourceRef']);
  const shared = { ...helmRelease, sourceRef } as ChartOrigin;
  const { namespace } = application.metadata;
  return listOf(helmRelease.deploy).flatMap((item, index) => {
    const entry = mapOf(item);
    const path = [...HELM_RELEASE, 'deploy', index];
    const isOwn = hasOwnChart(entry);
    const origin = isOwn ? chartOfTarget(shared, entry) : shared;
    const field = isOwn ? ['template', 'chart', 'source'].find((each) => entry[each] !== undefined) : undefined;
    const template = templates.get(namespacedName({ namespace, name: origin.template ?? '' }));
    const spec = mapOf(origin.template === undefined ? origin.chart : template?.spec);
    const kind = stringOf(mapOf(origin.template === undefined ? origin.sourceRef : spec.sourceRef).kind);
    const name = nameOfChart(stringOf(spec.chart) ?? '');
    if (name === undefined) return [];
    const found: ChartOfTarget = {
      ...{ entry, path },
      chartPath:
        field === undefined
          ? [...HELM_RELEASE, origin.template === undefined ? 'chart' : 'template']
          : [...path, field],
      name,
      ...chartBuildOf(spec, kind),
    };
    return [found];
  });
}
