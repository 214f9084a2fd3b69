import { type ApiObject, type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import type { ChartSpec } from '../../imports/gitops.kubesphere.io';
import type { HelmChart } from '../../imports/source.toolkit.fluxcd.io';
import { chartBuildOf, lowerTemplate, templateFootprint, validateTemplate } from '../application';
import { error } from '../diagnostics';
import { isPlainObject, withoutUndefined } from '../json';
import { SOURCE_API } from '../kubernetes';
import { checkNesting } from '../values';
import { attachDiagnostics } from './attach-diagnostics';
import { shareContents, withoutContents } from './chart-contents';
import { ConflictRegistry } from './conflict-registry';
import { type IChartRepository, sourceRefOf } from './source';
import { ManifestObject, resolveTokens } from './synth';
import type { TypedValues, ValuesMap } from './values-map';

/**
 * A chart that applications share: a HelmChart object that their releases refer to.
 *
 * @typeParam Values the values of the chart
 */
export interface IHelmTemplate<Values extends ValuesMap = ValuesMap> extends IConstruct, TypedValues<Values> {
  /** The name of the HelmChart object, a DNS subdomain. */
  readonly name: string;
  /** The namespace of the HelmChart, which must be that of the applications that use it. If absent, their namespace. */
  readonly namespace?: string;
}

/**
 * The props of a template: every field of Flux's HelmChart.
 *
 * @typeParam Values the values of the chart: those of a `TypedChart` whose fields are among the props
 */
export interface HelmTemplateProps<Values extends ValuesMap = ValuesMap>
  extends Omit<ChartSpec, 'metadata'>,
    TypedValues<Values> {
  /**
   * Metadata of the HelmChart.
   *
   * @default - the name is the id of the construct, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;
  /** The source of the Helm chart. It must be in the namespace of the template. */
  readonly source: IChartRepository;
}

/**
 * The props of a template of a chart from the module that `fluxapp import chart` writes.
 *
 * @typeParam Values the values of the chart: those of `chart`
 */
export interface TypedTemplateProps<Values extends ValuesMap = ValuesMap>
  extends Partial<Omit<HelmTemplateProps<Values>, 'chart' | 'source'>> {
  /** The chart. Other fields among the props override its fields. */
  readonly chart: ChartSpec & TypedValues<Values>;
  /** The source of the Helm chart. It must be in the namespace of the template. */
  readonly source: IChartRepository;
}

/** Options of a reference to an existing template. */
export interface HelmTemplateReferenceOptions {
  /**
   * The namespace of the HelmChart.
   *
   * @default - the namespace of the applications that use it
   */
  readonly namespace?: string;
}

/**
 * A chart that applications share. Flux fetches it once for all releases that use it, and a change of its version
 * changes all of them.
 *
 * @typeParam Values the values of the chart
 *
 * @example
 *
 *   const template = new HelmTemplate(chart, 'podinfo', { source, chart: 'podinfo', version: '6.9.0' });
 *   new FluxApplication(chart, 'web', {
 *     helmRelease: { template, deploy: [{ destination: Cluster.member('eu-1').namespace('web') }] },
 *   });
 */
export class HelmTemplate<Values extends ValuesMap = ValuesMap> extends Construct implements IHelmTemplate<Values> {
  /** Refers to an existing template, such as one saved by an application in another app. */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    options: HelmTemplateReferenceOptions = {},
  ): IHelmTemplate {
    return new TemplateReference(scope, id, name, options?.namespace);
  }

  /** The name of the HelmChart object, a DNS subdomain. */
  readonly name: string;
  /** The namespace of the HelmChart, which must be that of the applications that use it. If absent, their namespace. */
  readonly namespace?: string;
  /** The HelmChart object, for example for `addJsonPatch()`. */
  readonly object: ApiObject;
  /** Always absent: it only carries the type. */
  declare readonly valuesType?: Values;

  constructor(scope: Construct, id: string, props: HelmTemplateProps<Values> | TypedTemplateProps<Values>) {
    super(scope, id);
    const { metadata: given, source, ...fields } = props ?? {};
    const spec = chartFields(fields);
    const chart = withoutContents(spec);
    const metadata = given ?? {};
    this.name = metadata.name ?? id;
    this.namespace = metadata.namespace ?? Chart.of(this).namespace;
    const head = { name: this.name, namespace: this.namespace };
    const resolved = () => resolveTokens(chart, this.object) as ChartSpec;
    const template = (): [typeof head, ChartSpec, ReturnType<typeof sourceRefOf>] => [
      head,
      { ...resolved(), metadata: { labels: metadata.labels, annotations: metadata.annotations } },
      sourceRefOf(source),
    ];
    this.object = new ManifestObject(this, 'Resource', {
      apiVersion: SOURCE_API.apiVersion,
      kind: 'HelmChart',
      metadata: { ...metadata, name: this.name },
      manifest: () => lowerTemplate(...template()),
    });
    shareContents(this, spec, () => chartBuildOf({ ...resolved() }, source?.kind));
    const conflicts = ConflictRegistry.of(this).add(() => templateFootprint(head, ['metadata', 'name']));
    const endless = checkNesting(chart).map((problem) => error('data-invalid', problem.path, problem.message));
    attachDiagnostics(this, () => {
      if (endless.length > 0) return endless;
      return source
        ? [...validateTemplate(...template()), ...conflicts()]
        : [error('field-missing', ['source'], 'required, but missing')];
    });
  }
}

/** The fields of the chart: those of an imported chart, and over them those among the props. */
function chartFields({ chart, ...fields }: Partial<Pick<HelmTemplateProps | TypedTemplateProps, 'chart'>>): object {
  return typeof chart === 'object' && isPlainObject(chart)
    ? { ...(chart as ChartSpec), ...withoutUndefined(fields) }
    : { ...fields, chart };
}

/** The chart of an application, saved as a template with the name of the application. */
export class SavedTemplate extends Construct implements IHelmTemplate {
  /** The name of the HelmChart object: the name of the application. */
  readonly name: string;
  /** The namespace of the HelmChart: the namespace of the application. */
  readonly namespace?: string;
  /** The HelmChart object, for example for `addJsonPatch()`. */
  readonly object: ApiObject;

  constructor(
    scope: Construct,
    id: string,
    application: { readonly name: string; readonly namespace?: string },
    manifest: () => HelmChart,
  ) {
    super(scope, id);
    this.name = application.name;
    this.namespace = application.namespace;
    this.object = new ManifestObject(this, 'Resource', {
      apiVersion: SOURCE_API.apiVersion,
      kind: 'HelmChart',
      metadata: { name: this.name, namespace: this.namespace },
      manifest,
    });
  }
}

class TemplateReference extends Construct implements IHelmTemplate {
  constructor(
    scope: Construct,
    id: string,
    readonly name: string,
    readonly namespace?: string,
  ) {
    super(scope, id);
  }
}
