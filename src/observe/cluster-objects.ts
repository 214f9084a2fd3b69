import { FLUXCD, MANAGED_BY } from '../application';
import { listOf, mapOf, stringOf } from '../json';
import { ApiError, type KubeClient, pathOf, type Resource } from '../kube';
import type { ReleaseKind } from '../kubernetes';
import { APPLICATION, RELEASES } from '../kubernetes';
import { findByName } from './find';
import { FleetError } from './fleet-error';

/** Objects in a page: what kubectl asks for too. */
const PAGE = '500';

/** All objects of a kind. @throws ApiError, ConnectionError */
async function listObjects(
  client: KubeClient,
  resource: Resource,
  namespace: string | undefined,
  labelSelector?: string,
): Promise<unknown[]> {
  const objects: unknown[] = [];
  let token: string | undefined;
  do {
    const query = { limit: PAGE, labelSelector, continue: token };
    const page = mapOf(await client.request('GET', pathOf(resource, namespace), { query }));
    objects.push(...listOf(page.items));
    token = stringOf(mapOf(page.metadata).continue) || undefined;
  } while (token !== undefined);
  return objects;
}

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
 * @throws FleetError where there is none of that name, or several; ApiError, ConnectionError
 */
export async function findApplications(client: KubeClient, { name, namespace }: Wanted): Promise<unknown[]> {
  const all = await listApplications(client, namespace);
  const delivered = all.filter((application) => mapOf(mapOf(application).spec).kind === FLUXCD);
  if (name === undefined) return delivered;
  const keys = new Map(delivered.map((application) => [keyOf(application), application]));
  const isElsewhere = all.some((application) => nameOf(application) === name);
  if (isElsewhere && !delivered.some((application) => nameOf(application) === name)) {
    throw new FleetError(`Application ${name} is of another engine: its spec.kind is not ${FLUXCD}`);
  }
  const where = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
  const place = `${where} of context "${client.context}"`;
  return [keys.get(findByName(name, keys.keys(), { namespace, place }))];
}

/** The HelmReleases or Kustomizations that carry the label of an Application. */
export type Releases = (kind: ReleaseKind, namespace: string, application: string) => readonly unknown[];

/** What there is of these kinds, of the Applications that are wanted. @throws ApiError, ConnectionError */
export async function listReleases(
  client: KubeClient,
  kinds: ReadonlySet<ReleaseKind>,
  { name, namespace }: Wanted,
): Promise<Releases> {
  const selector = name === undefined ? MANAGED_BY : `${MANAGED_BY}=${name}`;
  const found = new Map<string, unknown[]>();
  for (const kind of kinds) {
    for (const object of await listObjects(client, RELEASES[kind], namespace, selector)) {
      const metadata = mapOf(mapOf(object).metadata);
      const key = `${kind}/${metadata.namespace}/${mapOf(metadata.labels)[MANAGED_BY]}`;
      const others = found.get(key);
      if (others) others.push(object);
      else found.set(key, [object]);
    }
  }
  return (kind, at, application) => found.get(`${kind}/${at}/${application}`) ?? [];
}

async function listApplications(client: KubeClient, namespace: string | undefined): Promise<unknown[]> {
  try {
    return await listObjects(client, APPLICATION, namespace);
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
    throw new FleetError(
      'the cluster does not know Applications: "fluxapp crds | kubectl apply --server-side -f -" installs them, --context names another cluster',
    );
  }
}

function nameOf(application: unknown): string {
  return stringOf(mapOf(mapOf(application).metadata).name) ?? '';
}

function keyOf(application: unknown): string {
  return `${stringOf(mapOf(mapOf(application).metadata).namespace)}/${nameOf(application)}`;
}
