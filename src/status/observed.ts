import { TARGET_KEY } from '../application';
import { compareText, mapOf, stringOf } from '../json';
import { objectId } from '../kubernetes';
import type { DeliveryComparison } from './agreement';
import type { Desired, DesiredTarget } from './desired';
import type { FluxObject, ObjectRef } from './flux-object';

/** Why objects of a kind are not known. */
export interface Unread {
  /** One word, such as Forbidden. */
  readonly unread: string;
  readonly message: string;
}

/** The HelmReleases and Kustomizations of one application. */
export interface ObservedDeliveries {
  /** All HelmReleases in its namespace that belong to it by their marks, whichever tool created them. */
  readonly HelmRelease: readonly FluxObject[] | Unread;
  /** All Kustomizations in its namespace that belong to it by their marks. */
  readonly Kustomization: readonly FluxObject[] | Unread;
  /** Objects of other Applications that may be those of its missing targets, renamed. @default - none is known */
  readonly renamed?: readonly FluxObject[];
}

/** What is known of the Flux objects that concern one application, at one moment: plain data. */
export interface Observed extends ObservedDeliveries {
  /** The sources that `sourceRefsOf` lists, by `objectId`. A source without an entry does not exist. */
  readonly sources: ReadonlyMap<string, FluxObject | Unread>;
  /** How the objects that `deliveriesToCompare` lists differ, by the name that lowering gives them. */
  readonly comparisons?: ReadonlyMap<string, DeliveryComparison>;
}

/** A source of a snapshot; undefined where it does not exist. */
export function sourceOf({ sources }: Pick<Observed, 'sources'>, ref: ObjectRef): FluxObject | Unread | undefined {
  return sources.get(objectId(ref));
}

export function isUnread(value: object | undefined): value is Unread {
  return value !== undefined && 'unread' in value;
}

/**
 * Finds the object of each target: the one of its name, or else the first by name that carries its key and is no other
 * target's, as objects made by other means have names of their own.
 */
export function objectsOfTargets(
  targets: readonly DesiredTarget[],
  observed: readonly FluxObject[] | Unread,
): (target: DesiredTarget) => FluxObject | Unread | undefined {
  if (isUnread(observed)) return () => observed;
  const names = new Set(targets.map(({ name }) => name));
  const byName = new Map(observed.map((object) => [object.metadata.name, object]));
  const byKey = new Map<string, FluxObject>();
  for (const object of [...observed].sort(byNameOf)) {
    const key = object.metadata.annotations?.[TARGET_KEY];
    if (key !== undefined && !names.has(object.metadata.name) && !byKey.has(key)) byKey.set(key, object);
  }
  return ({ name, key }) => byName.get(name) ?? byKey.get(key);
}

function byNameOf(a: FluxObject, b: FluxObject): number {
  return compareText(a.metadata.name, b.metadata.name);
}

/**
 * The sources that a report on an application needs, by `objectId`: what its targets refer to, the HelmCharts that
 * helm-controller generated for its releases, and the repositories of the HelmCharts that `observed` already holds.
 *
 * A reader of a cluster asks again once it has read what is listed, until nothing new is listed: twice at most, because
 * a repository refers to nothing else.
 */
export function sourceRefsOf({ kind, targets }: Desired, observed: Observed): ReadonlyMap<string, ObjectRef> {
  const refs = new Map<string, ObjectRef>();
  const add = (ref: ObjectRef | undefined) => ref && refs.set(objectId(ref), ref);
  const objectOf = objectsOfTargets(targets, observed[kind]);
  for (const target of targets) {
    add(target.chartRef);
    add(target.sourceRef);
    const object = objectOf(target);
    if (object && !isUnread(object)) add(generatedChart(object));
    const chart = target.chartRef && sourceOf(observed, target.chartRef);
    if (chart && !isUnread(chart)) add(repositoryOf(chart));
  }
  return refs;
}

/** The HelmChart that helm-controller generates for a chart that is written into a release. */
export function generatedChart({ spec, status }: Pick<FluxObject, 'spec' | 'status'>): ObjectRef | undefined {
  const title = stringOf(mapOf(status).helmChart);
  const slash = title?.indexOf('/') ?? -1;
  if (title === undefined || slash < 1 || mapOf(spec).chartRef !== undefined) return undefined;
  return { kind: 'HelmChart', namespace: title.slice(0, slash), name: title.slice(slash + 1) };
}

/** What a HelmChart is fetched from: always an object of its own namespace. */
export function repositoryOf({ kind, metadata, spec }: FluxObject): ObjectRef | undefined {
  if (kind !== 'HelmChart') return undefined;
  const { kind: sourceKind, name } = mapOf(mapOf(spec).sourceRef);
  if (typeof sourceKind !== 'string' || typeof name !== 'string') return undefined;
  return { kind: sourceKind, namespace: metadata.namespace, name };
}
