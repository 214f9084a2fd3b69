import { APPLICATION_NAME, clusterOf, defaultReleaseName, LOWERING_DIGEST } from '../application';
import { canonicalJson, isMap, listOf, mapOf, omit, stringOf, type ValueMap, withoutUndefined } from '../json';
import { namespacedName } from '../kubernetes';
import { mergeValues } from '../values';
import { parseYaml } from '../yaml';
import { authored } from './delivery';

/** The name by which a HelmRelease or Kustomization is compared: the compared objects may have different names. */
export type NameOf = (id: { readonly namespace: string; readonly name: string }) => string;

/**
 * The canonical form of a HelmRelease or Kustomization: equal for two objects that Flux treats alike. It excludes the
 * object's own name, except where Flux derives a default from it.
 *
 * @param nameOf the name that stands for each dependency
 * @param textOf the text of a `valuesFrom` entry that carries the nulls of the values; undefined for any other entry
 */
export function essenceOf(
  { kind, metadata, spec }: ValueMap,
  nameOf: NameOf,
  textOf: (reference: ValueMap) => string | undefined = () => undefined,
): ValueMap {
  const { name, namespace: own, labels, annotations } = mapOf(metadata);
  const namespace = stringOf(own) ?? '';
  const { chart, chartRef, sourceRef, kubeConfig, targetNamespace, dependsOn, values, valuesFrom, ...fields } =
    mapOf(spec);
  const isRelease = kind === 'HelmRelease';
  const references = listOf(valuesFrom).map(mapOf);
  const nulls = references.map(textOf).filter((text) => text !== undefined);
  const others = references.filter((reference) => textOf(reference) === undefined);
  const marks = [LOWERING_DIGEST, APPLICATION_NAME];
  return withoutUndefined({
    ...fields,
    kind,
    namespace,
    metadata: authored({ labels, annotations: omit(mapOf(annotations), marks) }),
    cluster: clusterOf(withoutUndefined({ kubeConfig }) as Parameters<typeof clusterOf>[0]),
    targetNamespace: targetNamespace ?? (isRelease ? namespace : undefined),
    releaseName: isRelease
      ? (fields.releaseName ?? defaultReleaseName(String(name), stringOf(targetNamespace)))
      : undefined,
    storageNamespace: isRelease ? (fields.storageNamespace ?? namespace) : undefined,
    chart: isMap(chart) ? chartOf(chart, fields.interval, namespace) : undefined,
    chartRef: isMap(chartRef) ? sourceOf(chartRef, namespace) : undefined,
    sourceRef: isMap(sourceRef) ? sourceOf(sourceRef, namespace) : undefined,
    dependsOn:
      dependsOn === undefined
        ? undefined
        : listOf(dependsOn).map((each) => dependencyOf(mapOf(each), namespace, nameOf)),
    valuesFrom: valuesFrom !== undefined && (others.length > 0 || nulls.length === 0) ? others : undefined,
    values: nulls.length === 0 ? values : mergeValues(...nulls.map(valuesIn), mapOf(values)),
  });
}

/** The fields in which two essences differ. */
export function differenceOf(before: ValueMap, after: ValueMap): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => canonicalJson(before[key]) !== canonicalJson(after[key]));
}

function chartOf({ metadata, spec }: ValueMap, interval: unknown, namespace: string): ValueMap {
  const { sourceRef, ...own } = mapOf(spec);
  return { metadata, ...{ version: '*', interval, ...own }, sourceRef: sourceOf(mapOf(sourceRef), namespace) };
}

function sourceOf({ kind, name, namespace }: ValueMap, own: string): ValueMap {
  return { kind, name, namespace: namespace ?? own };
}

function dependencyOf({ name, namespace, ...rest }: ValueMap, own: string, nameOf: NameOf): ValueMap {
  const id = { namespace: stringOf(namespace) ?? own, name: String(name) };
  return { ...rest, on: namespacedName({ namespace: id.namespace, name: nameOf(id) }) };
}

function valuesIn(text: string): ValueMap {
  return mapOf(parseYaml(text)[0]?.value);
}
