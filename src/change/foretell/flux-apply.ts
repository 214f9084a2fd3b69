import { LAST_APPLIED } from '../../application';
import { mapOf, omit, stringOf } from '../../json';
import type { NamespacedName } from '../../kubernetes';
import type { Manager } from './managers';
import type { ServerSideApplier } from './server-side-apply';

type KubeObject = Readonly<Record<string, unknown>>;

/** The name by which kustomize-controller applies. */
export const KUSTOMIZE_CONTROLLER = 'kustomize-controller';

/** What the labels of the Kustomization that applies an object begin with: `/name` and `/namespace` follow. */
export const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';

/** Label or annotation on an object: how kustomize-controller applies it. */
const SSA = `${KUSTOMIZATION}/ssa`;
export const RECONCILE = `${KUSTOMIZATION}/reconcile`;

/** Annotations that it removes. */
const REMOVED = [LAST_APPLIED, `${KUSTOMIZATION}/checksum`, 'fluxcd.io/sync-checksum'];

/**
 * The names, or beginnings of names, of managers whose fields it takes over before it applies, and so removes where Git has
 * them not: it undoes what people do with kubectl (kustomize-controller, kustomization_controller.go).
 */
const UNDONE: readonly (readonly [operation: Manager['operation'], name: string])[] = [
  ['Apply', 'kubectl'],
  ['Update', 'kubectl'],
  ['Update', 'before-first-apply'],
  ['Update', KUSTOMIZE_CONTROLLER],
];

/** Whether a label or annotation of any of the objects has a value, in whatever case. */
export function isMarked(objects: readonly KubeObject[], key: string, value: string): boolean {
  const marks = objects.flatMap(({ metadata }) => [mapOf(metadata).labels, mapOf(metadata).annotations]);
  return marks.some((map) => stringOf(mapOf(map)[key])?.toLowerCase() === value.toLowerCase());
}

/** Whether kustomize-controller leaves an object as it is, whatever Git says. */
export function isLeftAlone(live: KubeObject, desired: KubeObject): boolean {
  const both = [live, desired];
  if (isMarked(both, SSA, 'Ignore') || isMarked(both, RECONCILE, 'disabled')) return true;
  return isMarked([desired], SSA, 'IfNotPresent');
}

/** An object of Git as kustomize-controller sends it: with the labels of its Kustomization. */
export function asFluxSends(desired: KubeObject, { name, namespace }: NamespacedName): KubeObject {
  const metadata = mapOf(desired.metadata);
  const ofFlux = { [`${KUSTOMIZATION}/name`]: name, [`${KUSTOMIZATION}/namespace`]: namespace };
  return { ...desired, metadata: { ...metadata, labels: { ...mapOf(metadata.labels), ...ofFlux } } };
}

/** kustomize-controller, as it applies an object. */
export function fluxApplier(live: KubeObject, desired: KubeObject): ServerSideApplier {
  if (isMerged(live, desired)) return { manager: KUSTOMIZE_CONTROLLER };
  return {
    manager: KUSTOMIZE_CONTROLLER,
    takesOver: ({ name, operation, subresource }) =>
      subresource === '' && UNDONE.some(([kind, start]) => kind === operation && name.startsWith(start)),
  };
}

/** The live object after kustomize-controller has tidied it. */
export function tidiedByFlux(live: KubeObject, desired: KubeObject): KubeObject {
  if (isMerged(live, desired)) return live;
  const metadata = mapOf(live.metadata);
  return { ...live, metadata: { ...metadata, annotations: omit(mapOf(metadata.annotations), REMOVED) } };
}

/** Whether what others have added is to stay. */
function isMerged(live: KubeObject, desired: KubeObject): boolean {
  return isMarked([live, desired], SSA, 'Merge');
}
