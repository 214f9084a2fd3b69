import type { HelmReleaseSpecValuesReference } from '../../../imports/helm.toolkit.fluxcd.io';
import type { ValueMap } from '../../json';
import { sha256, sortedKeys } from '../../json';
import { splitNulls } from '../../values';
import { printYaml } from '../../yaml';
import type { DeploymentTarget } from '../targets';
import type { ValuesConfigMap } from './object';
import { type ApplicationHead, targetMetadata, withMarks } from './object';

/** The values of a target, with the objects that carry their nulls to Helm. */
export interface CarriedValues {
  /** The remaining values, for `spec.values`. */
  readonly values: ValueMap;
  /** The ConfigMap that carries the nulls, and the reference to it, which is the last entry of `valuesFrom`. */
  readonly nulls?: { readonly configMap: ValuesConfigMap; readonly reference: HelmReleaseSpecValuesReference };
}

/**
 * Removes the nulls from values. In Helm a null deletes the chart's default, but `kubectl apply` drops nulls from
 * objects, whereas the text of a ConfigMap stays unchanged. The key in the ConfigMap contains a digest of its content,
 * and the reference contains the key, so a change that only affects nulls changes the generation of the HelmRelease.
 */
export function carryValues(values: ValueMap, application: ApplicationHead, target: DeploymentTarget): CarriedValues {
  const { rest, nulls } = splitNulls(values);
  if (nulls === undefined) return { values };
  const text = printYaml(sortedKeys(nulls));
  const valuesKey = `values-${sha256(text).slice(0, 12)}.yaml`;
  const name = valuesConfigMapName(target.objectName);
  const configMap: ValuesConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: targetMetadata(application, name, target.key),
    data: { [valuesKey]: text },
  };
  const marked = withMarks(configMap, { application: application.name });
  return { values: rest, nulls: { configMap: marked, reference: { kind: 'ConfigMap', name, valuesKey } } };
}

/** The name of the ConfigMap with the nulls of a HelmRelease. */
export function valuesConfigMapName(release: string): string {
  return `${release}-values`;
}
