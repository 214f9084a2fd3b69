import { type ClusterRef, clusterId } from '../application';
import { stringOf } from '../json';
import { originId } from './adopted';
import type { Delivery } from './delivery';
import { applicationName, stemOf } from './stem';

/** A delivery as a target of an application. */
export interface Member extends Delivery {
  /** The explicit name of its target: only if cluster and namespace do not identify it. */
  readonly targetName?: string;
}

/** Deliveries that form one application. */
export interface Group {
  readonly name: string;
  readonly members: readonly Member[];
}

/**
 * Groups deliveries into applications on many clusters: deliveries with the same namespace, kind and origin whose names
 * differ only in the name of the cluster, or, for HelmReleases, whose `releaseName` is the same.
 *
 * Two applications in a namespace have different names: a number is appended to the later one of two equal names.
 *
 * @param taken `<namespace>/<name>` of the existing Applications
 */
export function groupDeliveries(deliveries: readonly Delivery[], taken: ReadonlySet<string>): Group[] {
  const groups = new Map<string, { readonly stem: string; readonly members: Delivery[] }>();
  for (const delivery of deliveries) {
    const { kind, namespace, origin } = delivery;
    const stem = stemOfDelivery(delivery);
    const id = JSON.stringify([kind, namespace, originId(origin), stem]);
    const group = groups.get(id);
    if (group) group.members.push(delivery);
    else groups.set(id, { stem, members: [delivery] });
  }
  const names = new Set(taken);
  return [...groups.values()].map(({ stem, members }) => {
    const [{ namespace }] = members as [Delivery];
    const name = distinct(applicationName(stem), (candidate) => names.has(`${namespace}/${candidate}`));
    names.add(`${namespace}/${name}`);
    return { name, members: withNames(members) };
  });
}

function stemOfDelivery({ name, cluster, fields, isNamed }: Delivery): string {
  return (isNamed && stringOf(fields.releaseName)) || stemOf(name, cluster);
}

/** The name, or the first free name with a number appended. */
export function distinct(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Sets explicit names for targets with the same cluster and namespace. */
function withNames(members: readonly Delivery[]): Member[] {
  const places = new Map<string, number>();
  for (const member of members) places.set(placeOf(member), (places.get(placeOf(member)) ?? 0) + 1);
  return members.map((member) => (places.get(placeOf(member)) === 1 ? member : { ...member, targetName: member.name }));
}

function placeOf({ cluster, destination }: Pick<Delivery, 'destination'> & { readonly cluster: ClusterRef }): string {
  return JSON.stringify([clusterId(cluster), destination.targetNamespace]);
}
