import type { Client } from '../../harness';
import { pluralOf } from './flux-crds';

/** A Kubernetes object, as far as it takes to send it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Kinds that the tests send and that have no namespace. */
const CLUSTER_SCOPED = [
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** The path of the collection that an object belongs to. */
export function collectionPath({ apiVersion, kind, metadata }: Manifest): string {
  const api = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = CLUSTER_SCOPED.includes(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${api}${namespace}/${pluralOf(kind)}`;
}

/**
 * What an API server has against an object: schema, CEL, unknown fields, names. Nothing is kept.
 *
 * @returns its message, with the object's name before it; `undefined` where it accepts
 */
export async function refusal(client: Client, object: Manifest): Promise<string | undefined> {
  const path = `${collectionPath(object)}?fieldValidation=Strict&dryRun=All`;
  const { status, body } = await client.request('POST', path, object);
  if (object.kind === 'Namespace' && body.reason === 'AlreadyExists') return undefined; // for the others
  return status === 201 ? undefined : `${object.kind} ${object.metadata.name}: ${status} ${body.message}`;
}

/** All that it has against any of the objects. Their namespaces are made if they are not there. */
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
