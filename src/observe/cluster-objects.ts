import { FLUXCD, MANAGED_BY, ownerOf } from '../application';
import { mapOf, stringOf } from '../json';
import { isUnknownKind, type KubeClient, listObjects, pathOf } from '../kube';
import {
  APPLICATION,
  DELIVERIES,
  DELIVERY_KINDS,
  type DeliveryKind,
  type NamespacedName,
  namespacedName,
  objectId,
} from '../kubernetes';
import { type Desired, desiredOf, desiredOfDeliveries, fluxObjectOf } from '../status';
import type { DeliveryOwner } from './application-record';
import { findByName } from './find';
import { LookupError } from './lookup-error';
import { missingNames, readMissing } from './named-deliveries';

/** The Applications that a command is about. */
export interface Wanted {
  /** Undefined: all of them. */
  readonly name?: string;
  /** Undefined: all of them. */
  readonly namespace?: string;
}

/** An application, and its HelmReleases or Kustomizations as returned by an API server. */
export interface FoundApplication extends DeliveryOwner {
  /** As returned by the API server; undefined for an application without an Application. */
  readonly application?: unknown;
  readonly deliveries: readonly unknown[];
}

/**
 * Reads the requested applications that Flux delivers, with the objects that have their marks. For a single
 * application, the deliveries with its label are listed, and missing ones are then read by name. If it has no
 * Application, all deliveries are read, because only they show which applications exist.
 *
 * @throws LookupError if there is none with the name, or several; ApiError, ConnectionError
 */
export async function readApplications(client: KubeClient, wanted: Wanted): Promise<FoundApplication[]> {
  const { name, namespace } = wanted;
  const stored = await listApplications(client, wanted);
  const declared = (stored ?? []).filter(isDelivered);
  const where = namespace === undefined ? 'any namespace' : `namespace ${namespace}`;
  const scope = { namespace, place: `${where} of context "${client.context}"` };
  if (name !== undefined && declared.length > 0) {
    findByName(name, declared.map(keyOf), scope);
    return readNamed(client, declared.map(ownerOfDeliveries), name, namespace);
  }
  if (name !== undefined && stored?.length) {
    throw new LookupError(`Application ${name} belongs to another engine: its spec.kind is not ${FLUXCD}`);
  }
  const owned = new OwnedDeliveries();
  const owners = declared.map(ownerOfDeliveries);
  for (const kind of DELIVERY_KINDS) {
    const isNeeded = owners.some(({ desired }) => desired.kind === kind);
    const list = listDeliveries(client, kind, namespace);
    owned.add(kind, isNeeded ? await list : ((await unlessUnknown(list)) ?? []));
  }
  const undeclared = owned.undeclared(new Set((stored ?? []).map(keyOf)));
  if (stored === undefined && undeclared.length === 0) throw new LookupError(UNKNOWN_KIND);
  if (name === undefined) return [...owners.map((owner) => owned.completed(owner)), ...undeclared];
  // the names of the other applications are read only for the hint
  const keys = undeclared.map(namespacedName);
  const others = stored && !keys.some((key) => nameOfKey(key) === name) ? await applicationKeys(client, namespace) : [];
  const found = findByName(name, new Set([...keys, ...others]), scope);
  return undeclared.filter((each) => namespacedName(each) === found);
}

/** `<namespace>/<name>` of all Applications that Flux delivers. */
export async function applicationKeys(client: KubeClient, namespace: string | undefined): Promise<string[]> {
  return ((await listApplications(client, { namespace })) ?? []).filter(isDelivered).map(keyOf);
}

type DeclaredOwner = DeliveryOwner & { readonly application: unknown };

/** Reads the deliveries of the only Application with a name. */
async function readNamed(
  client: KubeClient,
  owners: readonly DeclaredOwner[],
  name: string,
  namespace: string | undefined,
): Promise<FoundApplication[]> {
  const owned = new OwnedDeliveries();
  for (const owner of owners) {
    const { kind } = owner.desired;
    owned.add(kind, await listDeliveries(client, kind, namespace, `${MANAGED_BY}=${name}`));
    const listed = owned.of(kind, owner).flatMap((object) => fluxObjectOf(object, kind) ?? []);
    const missing = missingNames(owner, { HelmRelease: [], Kustomization: [], [kind]: listed });
    if (missing.length > 0) owned.add(kind, await readMissing(client, owner, missing));
  }
  return owners.map((owner) => owned.completed(owner));
}

/** HelmReleases and Kustomizations by their application. */
class OwnedDeliveries {
  private readonly byOwner = new Map<string, Map<string, unknown>>();
  private readonly owners = new Map<string, Required<NamespacedName>>();

  add(kind: DeliveryKind, objects: readonly unknown[]): void {
    for (const object of objects) {
      const metadata = mapOf(mapOf(object).metadata);
      const owner = { namespace: stringOf(metadata.namespace) ?? '', name: ownerOf(metadata) ?? '' };
      const id = objectId({ kind, ...owner });
      const own = this.byOwner.get(id) ?? new Map<string, unknown>();
      this.byOwner.set(id, own.set(stringOf(metadata.name) ?? '', object));
      this.owners.set(namespacedName(owner), owner);
    }
  }

  of(kind: DeliveryKind, { namespace, name }: NamespacedName): unknown[] {
    return [...(this.byOwner.get(objectId({ kind, namespace, name }))?.values() ?? [])];
  }

  completed(owner: DeliveryOwner & { readonly application?: unknown }): FoundApplication {
    return { ...owner, deliveries: this.of(owner.desired.kind, owner) };
  }

  /** The applications without an Application. @param declared keys of all Applications, of other engines too */
  undeclared(declared: ReadonlySet<string>): FoundApplication[] {
    return [...this.owners].flatMap(([key, owner]) => {
      if (declared.has(key)) return [];
      const objects = DELIVERY_KINDS.flatMap((kind) =>
        this.of(kind, owner).flatMap((object) => fluxObjectOf(object, kind, { keepsSource: true }) ?? []),
      );
      const desired = desiredOfDeliveries(objects);
      return desired ? [this.completed({ ...owner, desired })] : [];
    });
  }
}

function listDeliveries(client: KubeClient, kind: DeliveryKind, namespace?: string, labelSelector?: string) {
  return listObjects(client, pathOf(DELIVERIES[kind], namespace), { labelSelector });
}

const UNKNOWN_KIND =
  'the cluster does not know Applications: "fluxapp crds | kubectl apply --server-side -f -" installs them, --context names another cluster';

/** @returns undefined if the API server does not know the kind */
function listApplications(client: KubeClient, { name, namespace }: Wanted): Promise<unknown[] | undefined> {
  const fieldSelector = name === undefined ? undefined : `metadata.name=${name}`;
  return unlessUnknown(listObjects(client, pathOf(APPLICATION, namespace), { fieldSelector }));
}

/** @returns undefined if the API server does not know the listed kind */
async function unlessUnknown(list: Promise<unknown[]>): Promise<unknown[] | undefined> {
  try {
    return await list;
  } catch (error) {
    if (isUnknownKind(error)) return undefined;
    throw error;
  }
}

function ownerOfDeliveries(application: unknown): DeclaredOwner {
  const { namespace, name } = mapOf(mapOf(application).metadata);
  const desired = desiredOf(application) as Desired; // Flux delivers it
  return { application, namespace: stringOf(namespace) ?? '', name: stringOf(name) ?? '', desired };
}

function isDelivered(application: unknown): boolean {
  return mapOf(mapOf(application).spec).kind === FLUXCD;
}

function keyOf(application: unknown): string {
  const { namespace, name } = mapOf(mapOf(application).metadata);
  return namespacedName({ namespace: stringOf(namespace), name: stringOf(name) ?? '' });
}

function nameOfKey(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
