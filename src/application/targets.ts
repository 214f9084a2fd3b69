import type { TargetDestination } from '../../imports/gitops.kubesphere.io';
import { sha256 } from '../json';

/** A cluster in an Application: the host, or a member, identified by the object with its kubeconfig. */
export interface ClusterRef {
  /** The host, or the kind of object with the member's kubeconfig. */
  readonly kind: 'host' | 'Secret' | 'ConfigMap';
  /** The name of the Secret or ConfigMap, a DNS subdomain; `host` for the host. */
  readonly name: string;
  /** The key in the Secret; Flux's default, `value`, if none is set. Empty for the others. */
  readonly key: string;
}

/** Flux's own default for the key of a kubeconfig Secret (fluxcd/pkg/apis/meta KubeConfigReference). */
export const DEFAULT_KEY = 'value';

/** The identity of a deployment target. */
export interface TargetIdentity {
  /** The cluster. */
  readonly cluster: ClusterRef;
  /** The target namespace, a DNS label; absent for a Kustomization whose objects specify their own. */
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

/** Equal only for equal clusters. */
export function clusterId(cluster: ClusterRef): string {
  return JSON.stringify([cluster.kind, cluster.name, cluster.key]);
}

/**
 * The KEY of every target, in order: it identifies the target in the status of an Application.
 *
 * It is the namespace on the host and `<cluster>-<namespace>` on a member, or `host` or `<cluster>` for a target
 * without a namespace, followed by `-<name>` if the target has an explicit name. The cluster is the name of its Secret
 * or ConfigMap, followed by the key if the same Secret is used with several keys.
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

/** Flux writes an object's name to a label of the objects it applies, so a longer one fails there. */
const MAX_NAME = 63;
const DIGEST_LENGTH = 12;

/**
 * The name of the HelmRelease or Kustomization of a target: `<application>--<cluster>--<namespace>[--<name>]`.
 *
 * Depends only on its arguments, so adding, removing or moving other targets changes no name, and the names of all
 * targets of all applications in a namespace are different. If the parts alone are ambiguous (one is too long, contains
 * `--` or a dot, is a key or a ConfigMap), they are joined by single dashes and truncated, and a digest of all of them
 * is appended. A name of this form never contains `--`, and one of the other form always does.
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

/** Whether the name of a cluster alone identifies it: the host, or a member with the default key, unless its Secret is named `host`. */
export function isPlainCluster(cluster: ClusterRef): boolean {
  if (cluster.kind === 'host') return true;
  return cluster.kind === 'Secret' && cluster.key === DEFAULT_KEY && cluster.name !== 'host';
}

/** A deployment target with the names derived from its identity. */
export interface DeploymentTarget extends TargetIdentity {
  /** Its KEY in the status of the Application, such as `eu-1-web`. */
  readonly key: string;
  /** The name of its HelmRelease or Kustomization, at most 63 characters. */
  readonly objectName: string;
}

interface Entry {
  readonly destination: TargetDestination;
  readonly name?: string;
}

/**
 * The targets of an application with a helmRelease: without a target namespace Helm installs in the namespace of the
 * application.
 */
export function helmReleaseTargets(
  application: { readonly name: string; readonly namespace?: string },
  entries: readonly Entry[],
): DeploymentTarget[] {
  return targetsOf(application.name, entries, application.namespace);
}

/** The targets of an application with a kustomization: without a target namespace its objects specify their own. */
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
    cluster: identity.cluster, // field by field, because that takes less memory for thousands of targets
    namespace: identity.namespace,
    name: identity.name,
    key: keys[index] as string,
    objectName: objectName(application, identity),
  }));
}

/** The names that a message about a target may contain. */
export function* namesOfTargets(targets: Iterable<DeploymentTarget | undefined>): Iterable<string> {
  for (const target of targets) {
    if (target === undefined) continue;
    const { key, objectName, cluster, namespace, name } = target;
    yield* [key, objectName, cluster.name];
    if (namespace !== undefined) yield namespace;
    if (name !== undefined) yield name;
  }
}
