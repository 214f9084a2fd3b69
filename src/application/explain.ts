import type { Application, ApplicationFluxApp, HelmReleaseDeploy } from '../../imports/gitops.kubesphere.io';
import type { HelmReleaseSpecValuesReference } from '../../imports/helm.toolkit.fluxcd.io';
import { type FieldPath, type Leaf, leavesOf, withoutUndefined } from '../json';
import { parseTargetPath, splitNulls } from '../values';
import { explicitForm, layersOfFields } from './explicit-form';
import type { ApplicationHead } from './lower/object';
import { carryValues } from './lower/values-config-map';
import { withStoredNulls } from './stored-nulls';
import { type ChartOrigin, chartOfTarget } from './target-chart';
import { type DeploymentTarget, helmReleaseTargets } from './targets';
import { valuesOfText } from './values-text';

/** A layer of the values of a target from Flux's point of view, or one value in it. */
export interface ExplainedLayer {
  /** The namespace of the Application; absent if the Application has none. */
  readonly namespace?: string;
  /** The name of the Application. */
  readonly application: string;
  /** The KEY of the target. */
  readonly target: string;
  /**
   * `chart.valuesFiles[0]`, `valuesFrom[0]` or `values`; in compact form `defaults.values` and so on, or prefixed with
   * the name of the layer. The content of chart files is not known here.
   */
  readonly layer: string;
  /** The values file of the chart, if the layer is one. */
  readonly file?: string;
  /** The ConfigMap or Secret, if the layer is one, as the Application refers to it. */
  readonly reference?: HelmReleaseSpecValuesReference;
  /** The path of a leaf value. */
  readonly path?: FieldPath;
  /** The value. Present if `path` is. */
  readonly value?: unknown;
  /**
   * The ConfigMap that carries the value to Helm because appliers would drop it: a null, or a value in a list with a
   * null.
   */
  readonly carriedBy?: HelmReleaseSpecValuesReference;
}

/**
 * The text that an entry of `valuesFrom` refers to, if known.
 *
 * @param namespace of the Application
 */
export type TextOfReference = (
  reference: HelmReleaseSpecValuesReference,
  namespace: string | undefined,
) => string | undefined;

/**
 * Explains the values of every target of an Application without errors, in the order of the targets: the layers that
 * Flux adds, from the lowest to the highest, then `values`. Empty for an Application with a kustomization.
 *
 * @param textOf returns the text of a known ConfigMap
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
  const { deploy = [] } = helmRelease;
  const charts = chartsOfTargets(application);
  return helmReleaseTargets(head, deploy).flatMap((target, index) => {
    const entry = deploy[index] as HelmReleaseDeploy;
    const { valuesFiles = [] } = charts.get(target.key)?.chart ?? {};
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

/** Where the chart of every target of an Application without errors comes from, by the KEYs of the targets. */
export function chartsOfTargets(application: Application): ReadonlyMap<string, ChartOrigin> {
  const { metadata, spec } = explicitForm(application) as Application;
  const { config, source } = (spec.fluxApp as ApplicationFluxApp).spec;
  const { template, chart, deploy = [] } = config.helmRelease ?? {};
  const ofApplication = withoutUndefined({ template, chart, sourceRef: source?.sourceRef });
  const head = withoutUndefined({ name: metadata.name, namespace: metadata.namespace });
  const targets = helmReleaseTargets(head, deploy);
  return new Map(
    targets.map(({ key }, index) => [key, chartOfTarget(ofApplication, deploy[index] as HelmReleaseDeploy)] as const),
  );
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

/** The values from an entry of `valuesFrom`; undefined if they are not known, or are not a map. */
function leavesOfText({ targetPath }: HelmReleaseSpecValuesReference, text?: string): readonly Leaf[] | undefined {
  if (text === undefined) return undefined;
  if (targetPath !== undefined) {
    const path = parseTargetPath(targetPath);
    return path && [{ path, value: text }];
  }
  const values = valuesOfText(text);
  return values && leavesOf(values);
}
