import { sha256, stringOf } from '../json';
import { clusterName, type NamesByObject } from './cluster-names';
import type { DeploymentTarget } from './targets';
import { type ClusterRef, clusterId } from './targets';

/** Helm's own limit for the name of a release. */
export const MAX_RELEASE_NAME = 53;

/**
 * The default release name of helm-controller (GetReleaseName and ShortenName of helm-controller): `[<target
 * namespace>-]<object name>`, and if that is too long, its first 40 characters and a digest.
 */
export function defaultReleaseName(objectName: string, targetNamespace: string | undefined): string {
  const name = targetNamespace === undefined ? objectName : `${targetNamespace}-${objectName}`;
  return name.length > MAX_RELEASE_NAME ? `${name.slice(0, 40)}-${sha256(name).slice(0, 12)}` : name;
}

/** The identity of a Helm release. */
export class HelmReleaseId {
  /** Equal for two targets with the same Helm release. */
  readonly id: string;

  constructor(
    scope: string | null,
    private readonly cluster: ClusterRef,
    private readonly storageNamespace: string,
    private readonly releaseName: string,
    private readonly names: NamesByObject,
  ) {
    this.id = JSON.stringify([scope, clusterId(cluster), storageNamespace, releaseName]);
  }

  /** A description for errors. */
  get description(): string {
    const isHost = this.cluster.kind === 'host';
    const cluster = isHost ? 'the host' : `cluster ${JSON.stringify(clusterName(this.cluster, this.names))}`;
    return `${JSON.stringify(this.releaseName)}, stored in namespace ${JSON.stringify(this.storageNamespace)} of ${cluster}`;
  }
}

/**
 * Cluster, storage namespace and name of the Helm release of a target. A member is identified by its Secret or
 * ConfigMap in the application's namespace; the host is the same for every namespace.
 *
 * @param names the cluster names of its application, for the description; by default those of their Secrets
 */
export function helmReleaseId(
  applicationNamespace: string | undefined,
  target: DeploymentTarget,
  entry: { readonly destination?: unknown; readonly releaseName?: unknown; readonly storageNamespace?: unknown },
  names: NamesByObject = {},
): HelmReleaseId {
  const { targetNamespace } = entry.destination as { targetNamespace?: string };
  const storageNamespace = stringOf(entry.storageNamespace) ?? applicationNamespace ?? '';
  const releaseName = stringOf(entry.releaseName) ?? defaultReleaseName(target.objectName, targetNamespace);
  const { cluster } = target;
  const scope = cluster.kind === 'host' ? null : (applicationNamespace ?? '');
  return new HelmReleaseId(scope, cluster, storageNamespace, releaseName, names);
}
