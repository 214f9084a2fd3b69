import { defaultReleaseName } from '../../../application';
import { stringOf } from '../../../json';
import { type PlanObject, specOf } from '../plan-object';

/** A Helm release, as identified by helm-controller in a cluster. */
export interface HelmRelease {
  readonly targetNamespace: string;
  readonly storageNamespace: string;
  readonly name: string;
  /** Whether the name is set, as opposed to the default from the names of the object and its namespace. */
  readonly isNamed: boolean;
}

/** The Helm release of a HelmRelease. */
export function releaseOf(object: PlanObject): HelmRelease {
  const spec = specOf(object);
  const own = object.namespace ?? '';
  const targetNamespace = stringOf(spec.targetNamespace);
  const name = stringOf(spec.releaseName);
  return {
    targetNamespace: targetNamespace ?? own,
    storageNamespace: stringOf(spec.storageNamespace) ?? own,
    name: name ?? defaultReleaseName(object.name, targetNamespace),
    isNamed: name !== undefined,
  };
}
