import { listOf, mapOf, stringOf, type ValueMap } from '../../json';
import { parseYaml } from '../../yaml';
import { withMetadata } from '../plan/live/common-metadata';
import { groupOf, type PlanObject, planObjectOf } from '../plan/plan-object';

/** The rendered objects of a chart, by their identity. */
export type Manifest = ReadonlyMap<string, PlanObject>;

/** The cluster and namespace of an installation. */
export interface ManifestPlace {
  /** The namespace of objects that have none in their text. */
  readonly namespace: string;
  /** Whether a kind is namespaced; undefined if the cluster does not know it. */
  readonly isNamespaced: (apiVersion: string, kind: string) => boolean | undefined;
}

/**
 * Reads the output of Helm. Items of lists count separately, as in kustomize.
 *
 * @returns undefined if it is invalid
 */
export function manifestOf(text: string, place: ManifestPlace): Manifest | undefined {
  const documents = parseYaml(text);
  if (documents.some(({ problems }) => problems.length > 0)) return undefined;
  const objects = documents.flatMap(({ value }) => itemsOf(mapOf(value))).map((value) => placed(value, place));
  return new Map(objects.flatMap((object) => (object === undefined ? [] : [[keyOf(object), object]])));
}

function itemsOf(value: ValueMap): ValueMap[] {
  const isList = stringOf(value.kind)?.endsWith('List') === true && Array.isArray(value.items);
  return isList ? listOf(value.items).flatMap((item) => itemsOf(mapOf(item))) : [value];
}

function placed(value: ValueMap, { namespace, isNamespaced }: ManifestPlace): PlanObject | undefined {
  const object = planObjectOf(value);
  if (object === undefined || object.namespace !== undefined) return object;
  return isNamespaced(object.apiVersion, object.kind) === true ? { ...object, namespace } : object;
}

/** Equal for two versions of the same object. */
function keyOf(object: PlanObject): string {
  return JSON.stringify([groupOf(object), object.kind, object.namespace, object.name]);
}

/**
 * The labels and annotations that helm-controller adds to each object after Helm: `spec.commonMetadata`, and its origin
 * (its `postrender`).
 */
export function asDelivered(manifest: Manifest, release: PlanObject): Manifest {
  const { commonMetadata } = mapOf(release.value.spec);
  const labels = {
    'helm.toolkit.fluxcd.io/name': release.name,
    'helm.toolkit.fluxcd.io/namespace': release.namespace,
  };
  const delivered = ({ value, ...object }: PlanObject): PlanObject => {
    return { ...object, value: withMetadata(withMetadata(value, mapOf(commonMetadata)), { labels }) };
  };
  return new Map([...manifest].map(([key, object]) => [key, delivered(object)]));
}
