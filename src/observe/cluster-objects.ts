import { FLUXCD, MANAGED_BY } from '../application';
import { mapOf, stringOf, valueAt } from '../json';
import { ApiError, type KubeClient, type ListOptions, pathOf, readList } from '../kube';
import { APPLICATION, DELIVERIES, type DeliveryKind, namespacedName, objectId } from '../kubernetes';
import { findByName } from './find';
import { LookupError } from './lookup-error';

/** Which Applications a command is about. */
export interface Wanted {
  /** Undefined: all of them. */
  readonly name?: string;
  /** Undefined: all of them. */
  readonly namespace?: string;
}

/**
 * The Applications that are wanted and that Flux delivers.
 *
 * @throws LookupError where there is none of that name, or several; ApiError, ConnectionError
 */
export async function findApplications(client: KubeClient, { name, namespace }: Wanted): Promise<unknown[]> {
  const all = await listApplications(client, { name, namespace });
  const delivered = all.filter(isDelivered);
  if (name === undefined) return delivered;
  const keys = new Map(delivered.map((application) => [keyOf(application), application]));
  if (all.length > 0 && delivered.length === 0) {
    throw new LookupError(`Application ${name} is of another engine: its spec.kind is not ${FLUXCD}`);
  }
  const where = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
  const place = `${where} of context "${client.context}"`;
  // the names of the others are read for the hint alone
  const known = keys.size > 0 ? keys.keys() : await applicationKeys(client, namespace);
  return [keys.get(findByName(name, known, { namespace, place }))];
}

/** `<namespace>/<name>` of all Applications that Flux delivers. */
export async function applicationKeys(client: KubeClient, namespace: string | undefined): Promise<string[]> {
  return (await listApplications(client, { namespace })).filter(isDelivered).map(keyOf);
}

/** The HelmReleases or Kustomizations that carry the label of an Application. */
export type Releases = (kind: DeliveryKind, namespace: string, application: string) => readonly unknown[];

/** What there is of these kinds, of the Applications that are wanted. @throws ApiError, ConnectionError */
export async function listReleases(
  client: KubeClient,
  kinds: ReadonlySet<DeliveryKind>,
  { name, namespace }: Wanted,
): Promise<Releases> {
  const selector = name === undefined ? MANAGED_BY : `${MANAGED_BY}=${name}`;
  const found = new Map<string, unknown[]>();
  for (const kind of kinds) {
    for (const object of await listObjects(client, pathOf(DELIVERIES[kind], namespace), { labelSelector: selector })) {
      const metadata = mapOf(mapOf(object).metadata);
      const name = stringOf(mapOf(metadata.labels)[MANAGED_BY]) ?? '';
      const key = objectId({ kind, namespace: stringOf(metadata.namespace), name });
      const others = found.get(key);
      if (others) others.push(object);
      else found.set(key, [object]);
    }
  }
  return (kind, at, application) => found.get(objectId({ kind, namespace: at, name: application })) ?? [];
}

async function listApplications(client: KubeClient, { name, namespace }: Wanted): Promise<unknown[]> {
  const fieldSelector = name === undefined ? undefined : `metadata.name=${name}`;
  try {
    return await listObjects(client, pathOf(APPLICATION, namespace), { fieldSelector });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    throw new LookupError(
      'the cluster does not know Applications: "fluxapp crds | kubectl apply --server-side -f -" installs them, --context names another cluster',
    );
  }
}

async function listObjects(client: KubeClient, path: string, options: ListOptions): Promise<unknown[]> {
  const { result } = await readList<unknown[]>(
    client,
    path,
    options,
    () => [],
    (objects, object) => objects.push(object),
  );
  return result;
}

function isDelivered(application: unknown): boolean {
  return mapOf(mapOf(application).spec).kind === FLUXCD;
}

function nameOf(application: unknown): string {
  return stringOf(valueAt(application, ['metadata', 'name'])) ?? '';
}

function keyOf(application: unknown): string {
  const namespace = stringOf(valueAt(application, ['metadata', 'namespace']));
  return namespacedName({ namespace, name: nameOf(application) });
}
