import type { Client } from '../../harness';
import { pluralOf } from './flux-crds';

/** The parts of a Kubernetes object that are needed to send it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Cluster-scoped kinds that the tests send. */
const CLUSTER_SCOPED = [
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** The API path of the collection that contains an object. */
export function collectionPath({ apiVersion, kind, metadata }: Manifest): string {
  const api = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = CLUSTER_SCOPED.includes(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${api}${namespace}/${pluralOf(kind)}`;
}

/**
 * The error of an API server for an object: schema, CEL, unknown fields, names. Nothing is stored.
 *
 * @returns the message with the name of the object before it; `undefined` if the object is accepted
 */
export async function refusal(client: Client, object: Manifest): Promise<string | undefined> {
  const path = `${collectionPath(object)}?fieldValidation=Strict&dryRun=All`;
  const { status, body } = await client.request('POST', path, object);
  if (object.kind === 'Namespace' && body.reason === 'AlreadyExists') return undefined; // another call has created it
  return status === 201 ? undefined : `${object.kind} ${object.metadata.name}: ${status} ${body.message}`;
}

/** All errors for any of the objects. Missing namespaces are created. */
export async function refusals(client: Client, objects: readonly Manifest[]): Promise<string[]> {
  await makeNamespaces(client, objects);
  const found: string[] = [];
  for (const object of objects) {
    const message = await refusal(client, object);
    if (message !== undefined) found.push(message);
  }
  return found;
}

async function makeNamespaces(client: Client, objects: readonly Manifest[]): Promise<void> {
  const names = new Set(objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined));
  for (const name of names) {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const { status, body } = await client.request('POST', '/api/v1/namespaces', namespace);
    if (status !== 201 && status !== 409) throw new Error(`namespace ${name}: ${body.message}`);
  }
}
