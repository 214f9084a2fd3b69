import type { Application, HelmReleaseDeploy } from '../../../imports/gitops.kubesphere.io';
import {
  chartBuildOf,
  chartOfTarget,
  checkChartValues,
  contributionOfText,
  hasOwnChart,
  type TargetOfChart,
} from '../../application';
import { type Diagnostic, withoutRepetitions } from '../../diagnostics';
import { type FieldPath, formatPath } from '../../json';
import type { ValuesContribution } from '../../values';
import {
  type AuthoredApplication,
  knownTextOf,
  originsOfTarget,
  sourcesOfTarget,
  type ValuesLayer,
} from '../authoring';
import { contentsOfChart, contentsOfConstruct, type SharedContents } from '../chart-contents';
import type { HelmReleaseProps, HelmReleaseTarget, ValuesSource } from '../flux-application-props';
import type { IHelmTemplate } from '../helm-template';

/**
 * Validates the values of the targets with imported charts, like Helm. A diagnostic has the path of the layer that
 * contains the value, and is reported once for all targets with that layer.
 *
 * @param application without errors
 */
export function checkImportedCharts(authored: AuthoredApplication, application: Application): Diagnostic[] {
  const { helmRelease } = authored.props;
  if (helmRelease === undefined || !isAnyImported(helmRelease)) return [];
  const charts = new ImportedCharts(authored, helmRelease, application);
  const deploy = application.spec.fluxApp?.spec.config.helmRelease?.deploy ?? [];
  const found = deploy.flatMap((entry, index) => {
    const target = charts.of(entry, index);
    return inLayers(authored, index, target ? checkChartValues(target) : []);
  });
  return withoutRepetitions(found);
}

/** The fields of a target, an override or the application that select a chart. */
type ChartFields = Pick<HelmReleaseTarget, 'chart' | 'template' | 'source'>;

function isAnyImported({ chart, template, source, overrides = [], deploy }: HelmReleaseProps): boolean {
  const layers = [{ chart, template, source }, ...overrides, ...deploy];
  return layers.some(
    (fields) =>
      contentsOfChart(fields.chart) ?? contentsOfConstruct(fields.template) ?? contentsOfConstruct(fields.source),
  );
}

class ImportedCharts {
  private readonly contributions = new Map<ValuesSource, ValuesContribution | undefined>();

  constructor(
    private readonly authored: AuthoredApplication,
    private readonly helmRelease: HelmReleaseProps,
    private readonly application: Application,
  ) {}

  /** The target with an index, if its chart was imported. */
  of(entry: HelmReleaseDeploy, index: number): TargetOfChart | undefined {
    const path = ['helmRelease', 'deploy', index];
    const field = ['template', 'source', 'chart'].find((each) => entry[each as keyof ChartFields] !== undefined);
    const chart = this.chartOf(entry, index);
    return (
      chart && {
        ...chart,
        ...{ entry: { ...entry }, path },
        chartPath: field === undefined ? ['helmRelease', this.chartField] : [...path, field],
        sources: sourcesOfTarget(this.authored, index).sources.map((source) => this.contributionOf(source)),
      }
    );
  }

  private get template(): IHelmTemplate | undefined {
    return this.helmRelease.template;
  }

  /** The field that selects the chart. */
  private get chartField(): keyof ChartFields {
    if (this.template) return 'template';
    return this.helmRelease.chart ? 'chart' : 'source';
  }

  private chartOf(entry: HelmReleaseDeploy, index: number): SharedContents | undefined {
    const { overrides = [], deploy } = this.helmRelease;
    const applied = this.authored.layers.below(index).overrides.map((each) => overrides[each]);
    const layers = [...applied, deploy[index]].reverse() as readonly ChartFields[];
    if (!hasOwnChart(entry) && this.template) return contentsOfConstruct(this.template);
    if (entry.template !== undefined) return contentsOfConstruct(layers.find(({ template }) => template)?.template);
    const { config, source } = this.application.spec.fluxApp?.spec ?? {};
    const origin = chartOfTarget({ chart: config?.helmRelease?.chart, sourceRef: source?.sourceRef }, entry);
    if (origin.chart === undefined) {
      return contentsOfConstruct([...layers, this.helmRelease].find((fields) => fields.source)?.source);
    }
    // the highest layer that names a chart: a chart without contents replaces an imported one
    const module = contentsOfChart(
      [...layers, this.helmRelease].find(({ chart }) => chart?.chart !== undefined)?.chart,
    );
    if (module === undefined) return undefined;
    return { ...chartBuildOf({ ...origin.chart }, origin.sourceRef?.kind), contents: module.contents };
  }

  /** Targets share most of their sources. */
  private contributionOf(source: ValuesSource): ValuesContribution | undefined {
    if (!this.contributions.has(source)) {
      const known = knownTextOf(source);
      this.contributions.set(source, known && contributionOfText(source, known.text));
    }
    return this.contributions.get(source);
  }
}

/** Moves diagnostics of the values of a target to the layers that contain them. */
function inLayers(authored: AuthoredApplication, index: number, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const isOfValues = ({ path }: Diagnostic) => path[1] === 'deploy' && path[3] === 'values';
  if (!diagnostics.some(isOfValues)) return [...diagnostics];
  const { origins } = originsOfTarget(authored, index, () => undefined);
  return diagnostics.map((diagnostic) => {
    if (!isOfValues(diagnostic)) return diagnostic;
    const inValues = diagnostic.path.slice(4);
    const layer = origins.layerAt(inValues);
    return layer === undefined ? diagnostic : { ...diagnostic, ...written(layer, inValues, index, diagnostic.message) };
  });
}

/** An expression of `set` has no path in values: the message names the key. */
function written(layer: ValuesLayer, path: FieldPath, index: number, message: string) {
  const [, prefix = '', override, field, position] =
    /^(defaults\.|overrides\[(\d+)\]\.)?([A-Za-z]+)(?:\[(\d+)\])?$/.exec(layer) ?? [];
  const below =
    prefix === '' ? ['deploy', index] : override === undefined ? ['defaults'] : ['overrides', Number(override)];
  const place = ['helmRelease', ...below, String(field)];
  if (position === undefined) return { path: [...place, ...path], message };
  return { path: [...place, Number(position)], message: `${formatPath(['values', ...path])} ${message}` };
}
