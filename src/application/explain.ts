import type { Application, ApplicationFluxApp, HelmReleaseDeploy } from '../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import { type FieldPath, type Leaf, leavesOf, withoutUndefined } from '../json';
import { parseTargetPath, splitNulls } from '../values';
import { explicitForm, layersOfFields } from './explicit-form';
import type { ApplicationHead } from './lower/object';
import { carryValues } from './lower/values-config-map';
import { withStoredNulls } from './stored-nulls';
import { chartOfTarget } from './target-chart';
import { type DeploymentTarget, helmReleaseTargets } from './targets';
import { valuesOfText } from './values-text';

/** A layer of the values of a target as Flux sees it, or one value of it. */
export interface ExplainedLayer {
  /** The namespace of the Application; absent where it is written without one. */
  readonly namespace?: string;
  /** The name of the Application. */
  readonly application: string;
  /** The KEY of the target. */
  readonly target: string;
  /**
   * `chart.valuesFiles[0]`, `valuesFrom[0]` or `values`; in compact form `defaults.values` and so on, or with the name of the
   * layer before it. What is in the files of a chart is not known here.
   */
  readonly layer: string;
  /** The file of the chart that the layer is. */
  readonly file?: string;
  /** The ConfigMap or Secret that the layer is, as the Application refers to it. */
  readonly reference?: HelmReleaseSpecValuesReference;
  /** Where a value is that holds no other. */
  readonly path?: FieldPath;
  /** It. Present where `path` is. */
  readonly value?: unknown;
  /** The ConfigMap that brings the value to Helm, as appliers drop nulls: it is one, or in a list that holds one. */
  readonly carriedBy?: HelmReleaseSpecValuesReference;
}

/**
 * The text that an entry of `valuesFrom` refers to, where it is known.
 *
 * @param namespace of the Application
 */
export type TextOfReference = (
  reference: HelmReleaseSpecValuesReference,
  namespace: string | undefined,
) => string | undefined;

/**
 * Explains the values of every target of an Application without errors, in the order of the targets: the layers that Flux
 * adds, from below to above, then `values`. Nothing for an Application with a kustomization.
 *
 * @param textOf gives what a ConfigMap holds that is known
 */
export function explainLayers(
  application: Application,
  textOf: TextOfReference = () => undefined,
): readonly ExplainedLayer[] {
  const { metadata, spec } = withStoredNulls(explicitForm(application) as Application);
  const layerOf = layersOfFields(application);
  const head: ApplicationHead = withoutUndefined({ name: metadata.name, namespace: metadata.namespace });
  const { helmRelease } = (spec.fluxApp as ApplicationFluxApp).spec.config;
  if (helmRelease === undefined) return [];
  const { chart, deploy = [] } = helmRelease;
  const { sourceRef } = (spec.fluxApp as ApplicationFluxApp).spec.source ?? {};
  return helmReleaseTargets(head, deploy).flatMap((target, index) => {
    const entry = deploy[index] as HelmReleaseDeploy;
    const { valuesFiles = [] } = chartOfTarget({ chart, sourceRef }, entry).chart ?? {};
    const files = valuesFiles.map((file, index) => ({ layer: `chart.valuesFiles[${index}]`, file }));
    const prefixOf = (field: FieldPath) => {
      const layer = layerOf(index, field);
      return layer === undefined ? '' : `${layer}.`;
    };
    const layers = [...files, ...layersOf(head, target, entry, prefixOf, textOf)];
    const { name, namespace } = head;
    return layers.map((layer) => withoutUndefined({ namespace, application: name, target: target.key, ...layer }));
  });
}

function layersOf(
  head: ApplicationHead,
  target: DeploymentTarget,
  { valuesFrom = [], values = {} }: HelmReleaseDeploy,
  prefixOf: (field: FieldPath) => string,
  textOf: TextOfReference,
) {
  const carrier = carryValues(values, head, target).nulls?.reference;
  const carried = new Set(leavesOf(splitNulls(values).nulls ?? {}).map(({ path }) => JSON.stringify(path)));
  return [
    ...valuesFrom.flatMap((reference, index) => {
      const layer = `${prefixOf(['valuesFrom'])}valuesFrom[${index}]`;
      const leaves = leavesOfText(reference, textOf(reference, head.namespace));
      return leaves === undefined ? [{ layer, reference }] : leaves.map((leaf) => ({ layer, reference, ...leaf }));
    }),
    ...leavesOf(values).map((leaf) => {
      const layer = `${prefixOf(['values', ...leaf.path])}values`;
      return { layer, ...leaf, carriedBy: carried.has(JSON.stringify(leaf.path)) ? carrier : undefined };
    }),
  ];
}

/** What an entry of `valuesFrom` brings; undefined where that is not known, or is no map. */
function leavesOfText({ targetPath }: HelmReleaseSpecValuesReference, text?: string): readonly Leaf[] | undefined {
  if (text === undefined) return undefined;
  if (targetPath !== undefined) {
    const path = parseTargetPath(targetPath);
    return path && [{ path, value: text }];
  }
  const values = valuesOfText(text);
  return values && leavesOf(values);
}
