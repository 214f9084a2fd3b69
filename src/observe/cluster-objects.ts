import { FLUXCD, MANAGED_BY, ownerOf } from '../application';
import { mapOf, stringOf, valueAt } from '../json';
import { ApiError, type KubeClient, listObjects, pathOf } from '../kube';
import {
  APPLICATION,
  DELIVERIES,
  type DeliveryKind,
  type NamespacedName,
  namespacedName,
  objectId,
} from '../kubernetes';
import { fluxObjectOf } from '../status';
import { findByName } from './find';
import { LookupError } from './lookup-error';
import { type DeliveryOwner, missingNames, readMissing } from './named-deliveries';

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

/** The HelmReleases or Kustomizations that belong to an Application by their marks, as an API server returns them. */
export type Deliveries = (owner: DeliveryOwner) => readonly unknown[];

/**
 * Reads the deliveries of Applications. Of a single one those with its label are listed, and what is missing then is read by
 * its name.
 *
 * @throws ApiError, ConnectionError
 */
export async function readDeliveries(
  client: KubeClient,
  owners: readonly DeliveryOwner[],
  { name, namespace }: Wanted,
): Promise<Deliveries> {
  const byOwner = new Map<string, Map<string, unknown>>();
  const idOf = (kind: DeliveryKind, owner: NamespacedName) =>
    objectId({ kind, namespace: owner.namespace, name: owner.name });
  const add = (kind: DeliveryKind, objects: readonly unknown[]) => {
    for (const object of objects) {
      const metadata = mapOf(mapOf(object).metadata);
      const owner = idOf(kind, { namespace: stringOf(metadata.namespace), name: ownerOf(metadata) ?? '' });
      const own = byOwner.get(owner) ?? new Map<string, unknown>();
      byOwner.set(owner, own.set(stringOf(metadata.name) ?? '', object));
    }
  };
  const deliveries: Deliveries = (owner) => [...(byOwner.get(idOf(owner.desired.kind, owner))?.values() ?? [])];
  const labelSelector = name === undefined ? undefined : `${MANAGED_BY}=${name}`;
  for (const kind of new Set(owners.map(({ desired }) => desired.kind))) {
    add(kind, await listObjects(client, pathOf(DELIVERIES[kind], namespace), { labelSelector }));
  }
  if (name === undefined) return deliveries;
  for (const owner of owners) {
    const { kind } = owner.desired;
    const listed = deliveries(owner).flatMap((object) => fluxObjectOf(object, kind) ?? []);
    const missing = missingNames(owner, { HelmRelease: [], Kustomization: [], [kind]: listed });
    if (missing.length > 0) add(kind, await readMissing(client, owner, missing));
  }
  return deliveries;
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
