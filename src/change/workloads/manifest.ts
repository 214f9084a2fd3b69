import { listOf, mapOf, stringOf, type ValueMap } from '../../json';
import { parseYaml } from '../../yaml';
import { withMetadata } from '../plan/live/common-metadata';
import { groupOf, type PlanObject, planObjectOf } from '../plan/plan-object';

/** The objects that a chart was rendered to, by what tells them apart. */
export type Manifest = ReadonlyMap<string, PlanObject>;

/** Where a chart is installed. */
export interface ManifestPlace {
  /** Of objects whose text names none. */
  readonly namespace: string;
  /** Whether the objects of a kind are in namespaces; undefined where the cluster does not know it. */
  readonly isNamespaced: (apiVersion: string, kind: string) => boolean | undefined;
}

/**
 * Reads what Helm has rendered. Items of lists count by themselves, as kustomize takes them.
 *
 * @returns undefined where it cannot be read
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

/** Equal for two versions of one object. */
function keyOf(object: PlanObject): string {
  return JSON.stringify([groupOf(object), object.kind, object.namespace, object.name]);
}

/** What helm-controller adds to each object after Helm: `spec.commonMetadata`, and who made it (its `postrender`). */
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
