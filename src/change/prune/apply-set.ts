import { compareText, mapOf, sha256, stringOf, type ValueMap } from '../../json';
import { namespacedName } from '../../kubernetes';

/**
 * The objects of one input (https://kubernetes.io/docs/reference/labels-annotations-taints/#applyset-kubernetes-io-id):
 * they have its id in a label, and a ConfigMap, their parent, lists their kinds and namespaces. The set is named after
 * that ConfigMap.
 */
export interface ApplySet {
  readonly namespace: string;
  readonly name: string;
}

/** The kinds and namespaces of the members of a set. */
export interface SetContents {
  /** `HelmRelease.helm.toolkit.fluxcd.io`; for the core group `ConfigMap`. Sorted, without duplicates. */
  readonly kinds: readonly string[];
  /** In addition to that of the parent. Sorted, without duplicates. */
  readonly namespaces: readonly string[];
}

/** Label on a member: the id of its set. */
export const PART_OF = 'applyset.kubernetes.io/part-of';
/** Label on the parent: the id of the set. */
const ID = 'applyset.kubernetes.io/id';
/** Annotation on the parent: the kinds of the members. */
export const GROUP_KINDS = 'applyset.kubernetes.io/contains-group-kinds';
/** Other annotations on the parent. */
const TOOLING = 'applyset.kubernetes.io/tooling';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';

/** The tool in the annotation of a parent. Other tools that support ApplySets then do not touch the set. */
const TOOL = 'fluxapp';

/** The id of a set: it depends only on the name of the parent, so that the members can be found without the parent. */
export function applySetId({ namespace, name }: ApplySet): string {
  const hash = Buffer.from(sha256([name, namespace, 'ConfigMap', ''].join('.')), 'hex').toString('base64url');
  return `applyset-${hash}-v1`;
}

/** The id of the set that an object is a member of; undefined if it is in none. */
export function setIdOf(object: unknown): string | undefined {
  return stringOf(mapOf(mapOf(mapOf(object).metadata).labels)[PART_OF]);
}

/** The object as a member of a set. @param id of the set */
export function asMember(object: ValueMap, id: string): ValueMap {
  const metadata = mapOf(object.metadata);
  const labels = { ...mapOf(metadata.labels), [PART_OF]: id };
  return { ...object, metadata: { ...metadata, labels } };
}

/** The parent of a set. @param version of this package */
export function parentOf(set: ApplySet, { kinds, namespaces }: SetContents, version: string): ValueMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...set,
      labels: { [ID]: applySetId(set) },
      annotations: {
        [TOOLING]: `${TOOL}/v${version}`,
        [GROUP_KINDS]: kinds.join(','),
        [NAMESPACES]: namespaces.join(','),
      },
    },
  };
}

/** Why an object with the name of the parent of a set is not its parent, with the remedy; undefined if it is. */
export function parentProblem(object: ValueMap, set: ApplySet): string | undefined {
  const { labels, annotations } = mapOf(object.metadata);
  const [id, tooling] = [stringOf(mapOf(labels)[ID]), stringOf(mapOf(annotations)[TOOLING])];
  const called = `ConfigMap ${namespacedName(set)}`;
  if (id === undefined) return `${called} is not the parent of an ApplySet: name another one with --set`;
  if (id !== applySetId(set))
    return `${called} has the id of another ApplySet in its label ${ID}: correct or delete it`;
  const tool = tooling?.slice(0, tooling.lastIndexOf('/'));
  if (tool === undefined || tool === TOOL) return undefined;
  return `the ApplySet ${namespacedName(set)} belongs to ${tooling}: name another one with --set`;
}

/** The kinds and namespaces of members according to the parent; undefined if it has lost its annotations. */
export function contentsOf(parent: ValueMap): SetContents | undefined {
  const annotations = mapOf(mapOf(parent.metadata).annotations);
  const [kinds, namespaces] = [stringOf(annotations[GROUP_KINDS]), stringOf(annotations[NAMESPACES])];
  return kinds === undefined ? undefined : { kinds: listIn(kinds), namespaces: listIn(namespaces ?? '') };
}

function listIn(text: string): string[] {
  return sortedOnce(text.split(',').filter((item) => item !== ''));
}

/** The kinds and namespaces of objects, in the format of a set's parent. */
export function contentsOfObjects(
  objects: readonly { readonly apiVersion: string; readonly kind: string; readonly namespace?: string }[],
  set: ApplySet,
): SetContents {
  const namespaces = objects.flatMap(({ namespace }) => namespace ?? []);
  return {
    kinds: sortedOnce(objects.map(groupKindOf)),
    namespaces: sortedOnce(namespaces.filter((namespace) => namespace !== set.namespace)),
  };
}

/** The union of the kinds and namespaces of two sets. */
export function joinedContents(one: SetContents, other: SetContents): SetContents {
  return {
    kinds: sortedOnce([...one.kinds, ...other.kinds]),
    namespaces: sortedOnce([...one.namespaces, ...other.namespaces]),
  };
}

function sortedOnce(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compareText);
}

function groupKindOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? kind : `${kind}.${group}`;
}
