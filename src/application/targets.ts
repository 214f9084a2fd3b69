import type { Destination } from '../../imports/gitops.kubesphere.io';
import { clusterOf, objectName, type TargetIdentity, targetKeys } from './target-identity';

/** A deployment target with the names that come of it. */
export interface Target extends TargetIdentity {
  /** The KEY that the status of the Application calls it by. */
  readonly key: string;
  /** The name of its HelmRelease or Kustomization. */
  readonly objectName: string;
}

interface Entry {
  readonly destination: Destination;
  readonly name?: string;
}

/** The targets of an application with a helmRelease: without a target namespace Helm installs in its own. */
export function helmReleaseTargets(
  application: { readonly name: string; readonly namespace?: string },
  entries: readonly Entry[],
): Target[] {
  return targetsOf(application.name, entries, application.namespace);
}

/** The targets of an application with a kustomization: without a target namespace its objects name their own. */
export function kustomizationTargets(application: { readonly name: string }, entries: readonly Entry[]): Target[] {
  return targetsOf(application.name, entries, undefined);
}

function targetsOf(application: string, entries: readonly Entry[], defaultNamespace: string | undefined): Target[] {
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
