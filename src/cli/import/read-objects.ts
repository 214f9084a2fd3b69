import { mapOf, type ValueMap } from '../../json';
import { isUnknownKind, KubeClient, listObjects, pathOf } from '../../kube';
import type { Resource } from '../../kubernetes';

/** The cluster and the namespaces to read. */
export interface ClusterSelection {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The objects of some kinds in a namespace, or in all. @throws ApiError, ConnectionError, KubeconfigError */
export async function readObjects(resources: readonly Resource[], options: ClusterSelection): Promise<ValueMap[]> {
  const client = await KubeClient.load(options);
  try {
    const namespace = options.allNamespaces ? undefined : (options.namespace ?? client.namespace);
    const lists = await Promise.all(resources.map((resource) => list(client, resource, namespace)));
    return lists.flat();
  } finally {
    await client.close();
  }
}

/** The objects of a kind; empty if the API server does not know the kind. */
async function list(client: KubeClient, resource: Resource, namespace: string | undefined): Promise<ValueMap[]> {
  const { group, version, kind } = resource;
  try {
    const objects = await listObjects(client, pathOf(resource, namespace), {});
    // the items of a list have no kind
    return objects.map((object) => ({ ...mapOf(object), apiVersion: `${group}/${version}`, kind }));
  } catch (error) {
    if (isUnknownKind(error)) return [];
    throw error;
  }
}
