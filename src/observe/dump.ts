import { isApplication, ownerOf } from '../application';
import { compareText, inNumbers, mapOf } from '../json';
import { DELIVERIES, type DeliveryKind, type NamespacedName, namespacedName, objectId, SOURCES } from '../kubernetes';
import type { Observed, Unread } from '../status';
import {
  compareDeliveries,
  deliveriesToCompare,
  type FluxObject,
  fluxObjectOf,
  type ObjectRef,
  undeclaredIn,
} from '../status';
import { type ApplicationRecord, recordOf, storedStatus, undeclaredRecord } from './application-record';
import { type ApplicationView, viewOf } from './application-view';
import { distinctObjects } from './distinct-objects';
import { missingNames, withFound } from './named-deliveries';
import { observeSources, type Snapshot } from './snapshot';

/**
 * The views of the Applications in a dump, by namespace and name.
 *
 * @param input the objects of a dump, or of several dumps of one cluster
 * @param now the current time in RFC 3339 format
 * @throws LookupError if the dumps are of different clusters
 */
export function viewsOf(input: readonly Readonly<Record<string, unknown>>[], now: string): ApplicationView[] {
  return snapshotsOf(input).map((snapshot) => viewOf({ ...snapshot, status: storedStatus(snapshot.record), now }));
}

/**
 * A snapshot of each application in a dump. A kind without any object counts as unread, because a dump does not show
 * which kinds were requested.
 */
function snapshotsOf(input: readonly Readonly<Record<string, unknown>>[]): Snapshot[] {
  const objects = distinctObjects(input.filter((object) => isApplication(object) || isFlux(object)));
  const flux = objects.flatMap((object) =>
    isFlux(object) ? (fluxObjectOf(object, undefined, { keepsSource: true }) ?? []) : [],
  );
  const kinds = new Set(flux.map(({ kind }) => kind));
  const byRef = new Map(flux.map((object) => [objectId({ kind: object.kind, ...object.metadata }), object]));
  const owned = new Map<string, FluxObject[]>();
  for (const object of flux) {
    const owner = objectId({ ...ownerIn(object), kind: object.kind });
    const others = owned.get(owner);
    if (others) others.push(object);
    else owned.set(owner, [object]);
  }
  const ownedBy = (owner: NamespacedName, kind: DeliveryKind) => owned.get(objectId({ ...owner, kind })) ?? [];
  const applications = objects.filter(isApplication).map(identified);
  const declared = new Set(applications.map(({ metadata }) => namespacedName(metadata)));
  const records = [
    ...applications.flatMap((application) => recordOf(application) ?? []),
    ...undeclaredIn(
      flux.filter((object) => !declared.has(namespacedName(ownerIn(object)))),
      'default',
    ).map(undeclaredRecord),
  ];
  const neighbours = ({ namespace, desired: { kind } }: ApplicationRecord) =>
    flux.filter((object) => object.kind === kind && (object.metadata.namespace ?? 'default') === namespace);
  const source = (ref: ObjectRef) => (kinds.has(ref.kind) ? byRef.get(objectId(ref)) : notInInput(ref.kind));
  return records
    .sort((a, b) => compareText(namespacedName(a), namespacedName(b)))
    .map((record) => {
      const own = (kind: DeliveryKind) => (kinds.has(kind) ? ownedBy(record, kind) : notInInput(kind));
      const listed = { HelmRelease: own('HelmRelease'), Kustomization: own('Kustomization') };
      const releases = withFound(record, listed, missingNames(record, listed).length === 0 ? [] : neighbours(record));
      const { observed } = observeSources(record.desired, releases, source);
      return { record, observed: { ...observed, comparisons: comparisonsIn(objects, record, observed) } };
    });
}

/** The application that an object belongs to according to its marks; its name is empty if there is none. */
function ownerIn({ metadata }: FluxObject): Required<NamespacedName> {
  return { namespace: metadata.namespace ?? 'default', name: ownerOf(metadata) ?? '' };
}

/** Makes the comparisons that a report on an application needs. */
function comparisonsIn(
  objects: readonly Readonly<Record<string, unknown>>[],
  { namespace, name, desired }: ApplicationRecord,
  observed: Observed,
) {
  const targets = deliveriesToCompare(desired, observed);
  if (targets.length === 0) return undefined;
  const isNamed = (object: Readonly<Record<string, unknown>>, own: string) => {
    const metadata = mapOf(object.metadata);
    return metadata.name === own && (metadata.namespace ?? 'default') === namespace;
  };
  const application = objects.find((object) => isApplication(object) && isNamed(object, name));
  const { kind } = desired;
  const deliveries = new Map(
    targets.map((target) => [
      target.name,
      objects.find((object) => object.kind === kind && isFlux(object) && isNamed(object, target.name)),
    ]),
  );
  return compareDeliveries({ application, kind, deliveries });
}

/** An Application that was never in a cluster has no uid, and perhaps no namespace. Its status is data of JSON. */
function identified(object: Readonly<Record<string, unknown>>) {
  const metadata = { namespace: 'default', uid: '', ...(object.metadata as NamespacedName) };
  return { ...object, metadata, status: inNumbers(object.status) };
}

function isFlux({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
  const resource = [...Object.values(DELIVERIES), ...SOURCES.values()].find((each) => each.kind === kind);
  return resource !== undefined && typeof apiVersion === 'string' && apiVersion.split('/')[0] === resource.group;
}

function notInInput(kind: string): Unread {
  return { unread: 'NotInInput', message: `the input holds no ${kind}` };
}
