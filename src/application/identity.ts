import { mapOf, stringOf, withoutUndefined } from '../json';
import { APPLICATION_NAME, MANAGED_BY, TARGET_KEY } from './marks';
import { type ClusterRef, clusterOf, objectName } from './targets';
import { isReadable } from './validate/targets';

/** The metadata that identifies the application of an object. */
export interface OwnedMetadata {
  readonly labels?: unknown;
  readonly annotations?: unknown;
}

/**
 * The name of the Application that an object belongs to: from its annotation, or from its label if it has none, as on
 * objects written by earlier versions and by KubeSphere. Other tools overwrite the label.
 *
 * @returns undefined for an object without both
 */
export function ownerOf({ labels, annotations }: OwnedMetadata): string | undefined {
  return stringOf(mapOf(annotations)[APPLICATION_NAME]) ?? stringOf(mapOf(labels)[MANAGED_BY]);
}

/**
 * The cluster and namespace that a HelmRelease or Kustomization delivers to, from its spec; undefined if the spec is
 * invalid.
 */
export function destinationOf(
  spec: unknown,
): { readonly cluster: ClusterRef; readonly namespace?: string } | undefined {
  const { kubeConfig, targetNamespace } = mapOf(spec);
  const entry = { destination: withoutUndefined({ kubeConfig, targetNamespace }) };
  if (!isReadable(entry)) return undefined;
  return { cluster: clusterOf(entry.destination), namespace: entry.destination.targetNamespace };
}

/** The parts of a lowered object that determine its name. */
export interface NamedObject {
  readonly kind: string;
  readonly metadata: OwnedMetadata & { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

/**
 * Whether an object has the name that lowering gives it for its target cluster and namespace, with any explicit target
 * name. False if kustomize added a prefix or a suffix to its name.
 */
export function isNamedByLowering({ kind, metadata, spec }: NamedObject): boolean {
  const application = ownerOf(metadata);
  const destination = destinationOf(spec);
  if (application === undefined || destination === undefined) return false;
  const { cluster, namespace = kind === 'HelmRelease' ? metadata.namespace : undefined } = destination;
  const parts = stringOf(mapOf(metadata.annotations)[TARGET_KEY])?.split('-') ?? [];
  const explicit = [undefined, ...parts.map((_, index) => parts.slice(index).join('-'))];
  return explicit.some((name) => objectName(application, { cluster, namespace, name }) === metadata.name);
}
