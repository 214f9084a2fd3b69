import type { TargetDestination } from '../../imports/gitops.kubesphere.io';
import { sha256 } from '../json';

/** A cluster in an Application: the host, or a member, identified by the object that holds its kubeconfig. */
export interface ClusterRef {
  /** The host, or the kind of object that holds the member's kubeconfig. */
  readonly kind: 'host' | 'Secret' | 'ConfigMap';
  /** The name of the Secret or ConfigMap; `host` for the host. */
  readonly name: string;
  /** The key within the Secret. Flux's default, `value`, where none is written. Empty for the others. */
  readonly key: string;
}

/** Flux's own default for the key of a kubeconfig Secret (fluxcd/pkg/apis/meta KubeConfigReference). */
export const DEFAULT_KEY = 'value';

/** What distinguishes one deployment target from others. */
export interface TargetIdentity {
  /** The cluster. */
  readonly cluster: ClusterRef;
  /** The namespace that is deployed to; absent for a Kustomization whose objects name their own. */
  readonly namespace?: string;
  /** The explicit target name. */
  readonly name?: string;
}

/** The cluster of a destination that has passed validation. */
export function clusterOf(destination: TargetDestination): ClusterRef {
  const { secretRef, configMapRef } = destination.kubeConfig ?? {};
  if (secretRef) return { kind: 'Secret', name: secretRef.name, key: secretRef.key ?? DEFAULT_KEY };
  if (configMapRef) return { kind: 'ConfigMap', name: configMapRef.name, key: '' };
  return { kind: 'host', name: 'host', key: '' };
}

/** Equal for equal clusters and for no others. */
export function clusterId(cluster: ClusterRef): string {
  return JSON.stringify([cluster.kind, cluster.name, cluster.key]);
}

/**
 * The KEY of every target, in their order: what the status of an Application calls them.
 *
 * It is the namespace on the host and `<cluster>-<namespace>` on a member; `host` or `<cluster>` where a target has no
 * namespace; with `-<name>` behind it where the target has an explicit name. A cluster is named by its Secret or
 * ConfigMap, and by the key too where the same Secret is used with several keys.
 */
export function targetKeys(targets: readonly TargetIdentity[]): string[] {
  const keysOfSecret = new Map<string, Set<string>>();
  for (const { cluster } of targets) {
    if (cluster.kind !== 'Secret') continue;
    const keys = keysOfSecret.get(cluster.name);
    if (keys) keys.add(cluster.key);
    else keysOfSecret.set(cluster.name, new Set([cluster.key]));
  }
  return targets.map(({ cluster, namespace, name }) => {
    const severalKeys = cluster.kind === 'Secret' && (keysOfSecret.get(cluster.name)?.size ?? 0) > 1;
    const clusterName = severalKeys ? `${cluster.name}-${cluster.key}` : cluster.name;
    const parts = cluster.kind === 'host' && namespace !== undefined ? [namespace] : [clusterName, namespace];
    return [...parts, name].filter((part) => part !== undefined).join('-');
  });
}

/** Flux writes an object's name into a label of what it applies, so a longer one fails there. */
const MAX_NAME = 63;
const DIGEST_LENGTH = 12;

/**
 * The name of the HelmRelease or Kustomization of a target: `<application>--<cluster>--<namespace>[--<name>]`.
 *
 * Depends on nothing but its arguments, so that no target's name changes when others come, go or move; and no two
 * targets of any applications of a namespace get the same. Where the parts alone would not tell (one is too long, holds
 * `--` or a dot, is a key or a ConfigMap) they are joined by single dashes, cut to fit, and a digest of all of them is
 * put behind: a name of this form never holds `--`, one of the other form always does.
 */
export function objectName(application: string, target: TargetIdentity): string {
  const { cluster, namespace, name } = target;
  const parts = [application, cluster.name, namespace, name].filter((part) => part !== undefined);
  const plain = parts.join('--');
  const isPlain =
    plain.length <= MAX_NAME &&
    isPlainCluster(cluster) &&
    (namespace !== undefined || name === undefined) &&
    parts.every((part) => !part.includes('--') && !part.includes('.'));
  if (isPlain) return plain;

  const digest = sha256(
    JSON.stringify([application, cluster.kind, cluster.name, cluster.key, namespace ?? null, name ?? null]),
  ).slice(0, DIGEST_LENGTH);
  const readable = parts
    .join('-')
    .replace(/[-.]+/g, '-')
    .slice(0, MAX_NAME - DIGEST_LENGTH - 1)
    .replace(/-$/, '');
  return `${readable}-${digest}`;
}

function isPlainCluster(cluster: ClusterRef): boolean {
  if (cluster.kind === 'host') return true;
  return cluster.kind === 'Secret' && cluster.key === DEFAULT_KEY && cluster.name !== 'host';
}

/** A deployment target with the names derived from its identity. */
export interface DeploymentTarget extends TargetIdentity {
  /** Its KEY in the status of the Application. */
  readonly key: string;
  /** The name of its HelmRelease or Kustomization. */
  readonly objectName: string;
}

interface Entry {
  readonly destination: TargetDestination;
  readonly name?: string;
}

/** The targets of an application with a helmRelease: without a target namespace Helm installs in its own. */
export function helmReleaseTargets(
  application: { readonly name: string; readonly namespace?: string },
  entries: readonly Entry[],
): DeploymentTarget[] {
  return targetsOf(application.name, entries, application.namespace);
}

/** The targets of an application with a kustomization: without a target namespace its objects name their own. */
export function kustomizationTargets(
  application: { readonly name: string },
  entries: readonly Entry[],
): DeploymentTarget[] {
  return targetsOf(application.name, entries, undefined);
}

function targetsOf(
  application: string,
  entries: readonly Entry[],
  defaultNamespace: string | undefined,
): DeploymentTarget[] {
  const identities = entries.map(({ destination, name }) => ({
    cluster: clusterOf(destination),
    namespace: destination.targetNamespace ?? defaultNamespace,
    name,
  }));
  const keys = targetKeys(identities);
  return identities.map((identity, index) => ({
    cluster: identity.cluster, // one by one: it takes less room, for each of thousands
    namespace: identity.namespace,
    name: identity.name,
    key: keys[index] as string,
    objectName: objectName(application, identity),
  }));
}

/** The names that a message about a target may hold. */
export function* namesOfTargets(targets: Iterable<DeploymentTarget | undefined>): Iterable<string> {
  for (const target of targets) {
    if (target === undefined) continue;
    const { key, objectName, cluster, namespace, name } = target;
    yield* [key, objectName, cluster.name];
    if (namespace !== undefined) yield namespace;
    if (name !== undefined) yield name;
  }
}
