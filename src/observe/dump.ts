import { isApplication, MANAGED_BY } from '../application';
import { compareText } from '../json';
import { namespacedName, objectId, RELEASES, type ReleaseKind, SOURCES } from '../kubernetes';
import type { Unread } from '../status';
import { type FluxObject, fluxObjectOf, type ObjectRef } from '../status';
import { recordOf, storedStatus } from './application-record';
import { type ApplicationView, viewOf } from './application-view';
import { distinctObjects } from './distinct-objects';
import { observeSources } from './snapshot';

/**
 * How the Applications stand that are among these objects, by namespace and name. Of a kind that no object is of nothing
 * is known: a dump leaves no trace of a kind that was not asked for. The objects may be those of several dumps of a
 * cluster.
 *
 * @throws FleetError where the dumps are of different clusters
 */
export function viewsOf(input: readonly Readonly<Record<string, unknown>>[], now: string): ApplicationView[] {
  const objects = distinctObjects(input.filter((object) => isApplication(object) || isFlux(object)));
  const flux = objects.flatMap((object) => (isFlux(object) ? (fluxObjectOf(object) ?? []) : []));
  const kinds = new Set(flux.map(({ kind }) => kind));
  const byRef = new Map(flux.map((object) => [objectId({ kind: object.kind, ...object.metadata }), object]));
  const owned = new Map<string, FluxObject[]>();
  for (const object of flux) {
    const { namespace = 'default', labels } = object.metadata;
    const owner = objectId({ kind: object.kind, namespace, name: labels?.[MANAGED_BY] ?? '' });
    const others = owned.get(owner);
    if (others) others.push(object);
    else owned.set(owner, [object]);
  }
  const records = objects.filter(isApplication).flatMap((object) => recordOf(identified(object)) ?? []);
  const source = (ref: ObjectRef) => (kinds.has(ref.kind) ? byRef.get(objectId(ref)) : notInInput(ref.kind));
  return records
    .sort((a, b) => compareText(namespacedName(a), namespacedName(b)))
    .map((record) => {
      const own = (kind: ReleaseKind) =>
        kinds.has(kind) ? (owned.get(objectId({ ...record, kind })) ?? []) : notInInput(kind);
      const releases = { HelmRelease: own('HelmRelease'), Kustomization: own('Kustomization') };
      const { observed } = observeSources(record.desired, releases, source);
      return viewOf({ record, observed, status: storedStatus(record), now });
    });
}

/** What was never in a cluster has neither a uid nor, perhaps, a namespace. */
function identified(object: Readonly<Record<string, unknown>>): unknown {
  return { ...object, metadata: { namespace: 'default', uid: '', ...(object.metadata as object) } };
}

function isFlux({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
  const resource = [...Object.values(RELEASES), ...SOURCES.values()].find((each) => each.kind === kind);
  return resource !== undefined && typeof apiVersion === 'string' && apiVersion.split('/')[0] === resource.group;
}

function notInInput(kind: string): Unread {
  return { unread: 'NotInInput', message: `the input holds no ${kind}` };
}
