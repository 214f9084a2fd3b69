import type {
  Application,
  ApplicationFluxApp,
  ChartSpec,
  HelmReleaseConfig,
  HelmReleaseDeploy,
  KustomizationDeploy,
  SourceRef,
} from '../../imports/gitops.kubesphere.io';
import { type Diagnostic, hasErrors } from '../model/diagnostic';
import { SAVE_HELM_TEMPLATE } from '../model/gitops';
import { withoutAbsent } from './absent';
import { lowerInlineChart, lowerTemplate } from './helm-chart';
import { lowerHelmRelease, type ReleaseChart } from './helm-release';
import { lowerKustomization } from './kustomization';
import type { ApplicationHead } from './metadata';
import { type LoweredObject, present } from './objects';
import { lowerSourceRef } from './source-ref';
import { helmReleaseTargets, kustomizationTargets } from './target';
import { validateApplication } from './validate/application';

/** What an Application comes to. */
export interface Lowered {
  /**
   * In this order: the HelmChart of a saved template, then target by target the ConfigMap with the nulls of its values,
   * where it has any, and its HelmRelease or Kustomization. Empty where there are errors.
   */
  readonly objects: readonly LoweredObject[];
  /** All that is wrong with the Application, and what is worth saying about it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Lowers an Application to the Flux objects that deliver it: pure and total. It takes any data, depends on nothing
 * else, and gives either the objects of every target or all the errors.
 *
 * @param application an Application of gitops.kubesphere.io/v1alpha1 whose `spec.kind` is `fluxcd`, as it is written or
 * as an API server returns it. Explicit nulls outside free-form data count as absent.
 */
export function lower(application: unknown): Lowered {
  const written = withoutAbsent(application);
  const diagnostics = validateApplication(written);
  return { objects: hasErrors(diagnostics) ? [] : lowerValid(written as Application), diagnostics };
}

function lowerValid({ metadata, spec }: Application): LoweredObject[] {
  const head: ApplicationHead = present({ name: metadata.name, namespace: metadata.namespace });
  const { source, config } = (spec.fluxApp as ApplicationFluxApp).spec;
  const sourceRef = source?.sourceRef as SourceRef; // there wherever it is needed: the Application is valid
  if (config.helmRelease === undefined) {
    const entries = config.kustomization ?? [];
    return kustomizationTargets(head, entries).map((target, index) =>
      lowerKustomization(head, sourceRef, target, entries[index] as KustomizationDeploy),
    );
  }
  const { deploy } = config.helmRelease;
  const saved = savedChart(metadata.labels, config.helmRelease);
  const chart = releaseChart(head, config.helmRelease, sourceRef, saved !== undefined);
  const releases = helmReleaseTargets(head, deploy).flatMap((target, index) => {
    const { release, valuesConfigMap } = lowerHelmRelease(head, chart, target, deploy[index] as HelmReleaseDeploy);
    return valuesConfigMap ? [valuesConfigMap, release] : [release];
  });
  return saved ? [lowerTemplate(head, saved, sourceRef), ...releases] : releases;
}

/** The chart that an application saves as a template, if it does: its label says `"true"`, and the chart is its own. */
export function savedChart(
  labels: Readonly<Record<string, string>> | undefined,
  { template, chart }: Pick<HelmReleaseConfig, 'template' | 'chart'>,
): ChartSpec | undefined {
  return labels?.[SAVE_HELM_TEMPLATE] === 'true' && template === undefined ? chart : undefined;
}

/**
 * Where the releases of a valid application get their chart from: a template, used or saved, and an OCIRepository or
 * ExternalArtifact exist once and are referred to; any other chart is written into every release.
 */
export function releaseChart(
  application: ApplicationHead,
  { template, chart }: Pick<HelmReleaseConfig, 'template' | 'chart'>,
  source: SourceRef,
  saved: boolean,
): ReleaseChart {
  const name = saved ? application.name : template;
  if (name !== undefined) return { chartRef: { kind: 'HelmChart', name } };
  if (chart !== undefined) return { chart: lowerInlineChart(chart, source) };
  return { chartRef: lowerSourceRef(source) as ReleaseChart['chartRef'] };
}
