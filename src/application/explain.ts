import type { Application, ApplicationFluxApp, HelmReleaseDeploy } from '../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import { type FieldPath, leavesOf, withoutUndefined } from '../json';
import { splitNulls } from '../values';
import type { ApplicationHead } from './lower/object';
import { carryValues } from './lower/values-config-map';
import { withStoredNulls } from './stored-nulls';
import { chartOfTarget } from './target-chart';
import { type DeploymentTarget, helmReleaseTargets } from './targets';

/** A layer of the values of a target as Flux sees it, or one value of it. */
export interface ExplainedLayer {
  /** The namespace of the Application; absent where it is written without one. */
  readonly namespace?: string;
  /** The name of the Application. */
  readonly application: string;
  /** The KEY of the target. */
  readonly target: string;
  /** `chart.valuesFiles[0]`, `valuesFrom[0]` or `values`. What is in the first two is not known here. */
  readonly layer: string;
  /** The file of the chart that the layer is. */
  readonly file?: string;
  /** The ConfigMap or Secret that the layer is, as the Application refers to it. */
  readonly reference?: HelmReleaseSpecValuesReference;
  /** Where in `values` a value is that holds no other. */
  readonly path?: FieldPath;
  /** It. Present where `path` is. */
  readonly value?: unknown;
  /** The ConfigMap that brings the value to Helm, as appliers drop nulls: it is one, or in a list that holds one. */
  readonly carriedBy?: HelmReleaseSpecValuesReference;
}

/**
 * Explains the values of every target of an Application without errors, in explicit form, in the order of the targets: the layers that
 * Flux adds, from below to above, then `values`. Nothing for an Application with a kustomization.
 */
export function explainLayers(application: Application): readonly ExplainedLayer[] {
  const { metadata, spec } = withStoredNulls(application);
  const head: ApplicationHead = withoutUndefined({ name: metadata.name, namespace: metadata.namespace });
  const { helmRelease } = (spec.fluxApp as ApplicationFluxApp).spec.config;
  if (helmRelease === undefined) return [];
  const { chart, deploy = [] } = helmRelease;
  const { sourceRef } = (spec.fluxApp as ApplicationFluxApp).spec.source ?? {};
  return helmReleaseTargets(head, deploy).flatMap((target, index) => {
    const entry = deploy[index] as HelmReleaseDeploy;
    const { valuesFiles = [] } = chartOfTarget({ chart, sourceRef }, entry).chart ?? {};
    const files = valuesFiles.map((file, index) => ({ layer: `chart.valuesFiles[${index}]`, file }));
    const layers = [...files, ...layersOf(head, target, entry)];
    const { name, namespace } = head;
    return layers.map((layer) => withoutUndefined({ namespace, application: name, target: target.key, ...layer }));
  });
}

function layersOf(
  head: ApplicationHead,
  target: DeploymentTarget,
  { valuesFrom = [], values = {} }: HelmReleaseDeploy,
) {
  const carrier = carryValues(values, head, target).nulls?.reference;
  const carried = new Set(leavesOf(splitNulls(values).nulls ?? {}).map(({ path }) => JSON.stringify(path)));
  return [
    ...valuesFrom.map((reference, index) => ({ layer: `valuesFrom[${index}]`, reference })),
    ...leavesOf(values).map((leaf) => {
      return { layer: 'values', ...leaf, carriedBy: carried.has(JSON.stringify(leaf.path)) ? carrier : undefined };
    }),
  ];
}
