import { clusterId, defaultReleaseName } from '../../application';
import { stringOf } from '../../json';
import { clusterOfDelivery, type PlanObject, specOf } from './plan-object';

/** A Helm release, as helm-controller finds it. */
export interface HelmRelease {
  /** Equal for one cluster alone. */
  readonly cluster: string;
  readonly targetNamespace: string;
  readonly storageNamespace: string;
  readonly name: string;
  /** Whether the name is written, and not made of those of the object and its namespace. */
  readonly isNamed: boolean;
}

/** The Helm release of a HelmRelease. */
export function releaseOf(object: PlanObject): HelmRelease {
  const spec = specOf(object);
  const own = object.namespace ?? '';
  const targetNamespace = stringOf(spec.targetNamespace);
  const name = stringOf(spec.releaseName);
  return {
    cluster: clusterId(clusterOfDelivery(object)),
    targetNamespace: targetNamespace ?? own,
    storageNamespace: stringOf(spec.storageNamespace) ?? own,
    name: name ?? defaultReleaseName(object.name, targetNamespace),
    isNamed: name !== undefined,
  };
}

/** Equal for the HelmReleases of one namespace that have one and the same Helm release. */
export function releaseId(object: PlanObject): string {
  const { cluster, storageNamespace, name } = releaseOf(object);
  return JSON.stringify([object.namespace, cluster, storageNamespace, name]);
}
