import { LAST_APPLIED } from '../../application';
import { mapOf, omit, stringOf } from '../../json';
import type { NamespacedName } from '../../kubernetes';
import type { Manager } from './managers';
import type { ServerSideApplier } from './server-side-apply';

type KubeObject = Readonly<Record<string, unknown>>;

/** The field manager of kustomize-controller. */
export const KUSTOMIZE_CONTROLLER = 'kustomize-controller';

/** The prefixes of the labels that name the Kustomization of an object: `/name` and `/namespace` follow. */
export const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';

/** Label or annotation on an object: how kustomize-controller applies it. */
const SSA = `${KUSTOMIZATION}/ssa`;
export const RECONCILE = `${KUSTOMIZATION}/reconcile`;

/** Annotations that it removes. */
const REMOVED = [LAST_APPLIED, `${KUSTOMIZATION}/checksum`, 'fluxcd.io/sync-checksum'];

/**
 * Managers, or prefixes of managers, whose fields it takes over before it applies, so that it removes those that are
 * not in Git: this reverts changes made with kubectl (kustomize-controller, kustomization_controller.go).
 */
const UNDONE: readonly (readonly [operation: Manager['operation'], name: string])[] = [
  ['Apply', 'kubectl'],
  ['Update', 'kubectl'],
  ['Update', 'before-first-apply'],
  ['Update', KUSTOMIZE_CONTROLLER],
];

/** Whether a label or annotation of any of the objects has a value, case-insensitively. */
export function isMarked(objects: readonly KubeObject[], key: string, value: string): boolean {
  const marks = objects.flatMap(({ metadata }) => [mapOf(metadata).labels, mapOf(metadata).annotations]);
  return marks.some((map) => stringOf(mapOf(map)[key])?.toLowerCase() === value.toLowerCase());
}

/** Whether kustomize-controller ignores an object, whatever is in Git. */
export function isLeftAlone(live: KubeObject, desired: KubeObject): boolean {
  const both = [live, desired];
  if (isMarked(both, SSA, 'Ignore') || isMarked(both, RECONCILE, 'disabled')) return true;
  return isMarked([desired], SSA, 'IfNotPresent');
}

/** An object from Git as sent by kustomize-controller: with the labels of its Kustomization. */
export function asFluxSends(desired: KubeObject, { name, namespace }: NamespacedName): KubeObject {
  const metadata = mapOf(desired.metadata);
  const ofFlux = { [`${KUSTOMIZATION}/name`]: name, [`${KUSTOMIZATION}/namespace`]: namespace };
  return { ...desired, metadata: { ...metadata, labels: { ...mapOf(metadata.labels), ...ofFlux } } };
}

/** How kustomize-controller applies an object. */
export function fluxApplier(live: KubeObject, desired: KubeObject): ServerSideApplier {
  if (isMerged(live, desired)) return { manager: KUSTOMIZE_CONTROLLER };
  return {
    manager: KUSTOMIZE_CONTROLLER,
    takesOver: ({ name, operation, subresource }) =>
      subresource === '' && UNDONE.some(([kind, start]) => kind === operation && name.startsWith(start)),
  };
}

/** The live object after the cleanup by kustomize-controller. */
export function tidiedByFlux(live: KubeObject, desired: KubeObject): KubeObject {
  if (isMerged(live, desired)) return live;
  const metadata = mapOf(live.metadata);
  return { ...live, metadata: { ...metadata, annotations: omit(mapOf(metadata.annotations), REMOVED) } };
}

/** Whether fields of other managers stay. */
function isMerged(live: KubeObject, desired: KubeObject): boolean {
  return isMarked([live, desired], SSA, 'Merge');
}
