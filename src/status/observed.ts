import { TARGET_KEY } from '../application';
import { compareText, mapOf, stringOf } from '../json';
import { objectId } from '../kubernetes';
import type { DeliveryComparison } from './agreement';
import type { Desired, DesiredTarget } from './desired';
import type { FluxObject, ObjectRef } from './flux-object';

/** Why objects of a kind could not be read. */
export interface Unread {
  /** One word, such as Forbidden. */
  readonly unread: string;
  readonly message: string;
}

/** The HelmReleases and Kustomizations of one application. */
export interface ObservedDeliveries {
  /** All HelmReleases in its namespace that belong to it according to their marks, whichever tool created them. */
  readonly HelmRelease: readonly FluxObject[] | Unread;
  /** All Kustomizations in its namespace that belong to it according to their marks. */
  readonly Kustomization: readonly FluxObject[] | Unread;
  /** Objects of other Applications that may be its missing targets, renamed. @default - none */
  readonly renamed?: readonly FluxObject[];
}

/** The known state of the Flux objects that concern one application, at one moment: plain data. */
export interface Observed extends ObservedDeliveries {
  /** The sources that `sourceRefsOf` lists, by `objectId`. A source without an entry does not exist. */
  readonly sources: ReadonlyMap<string, FluxObject | Unread>;
  /** The differences of the objects in `deliveriesToCompare`, by the name that lowering gives them. */
  readonly comparisons?: ReadonlyMap<string, DeliveryComparison>;
}

/** A source in a snapshot; undefined if it does not exist. */
export function sourceOf({ sources }: Pick<Observed, 'sources'>, ref: ObjectRef): FluxObject | Unread | undefined {
  return sources.get(objectId(ref));
}

export function isUnread(value: object | undefined): value is Unread {
  return value !== undefined && 'unread' in value;
}

/**
 * Finds the object of each target: the object with its name, otherwise the first one by name with its KEY that does not
 * belong to another target, because objects that were created by other means have other names.
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
 * The sources that a report on an application needs, by `objectId`: the references of its targets, the HelmCharts that
 * helm-controller generated for its releases, and the repositories of the HelmCharts that `observed` already contains.
 *
 * A reader of a cluster calls this again after reading the result, until it contains nothing new: at most twice,
 * because a repository has no further references.
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

/** The HelmChart that helm-controller generates for an inline chart of a release. */
export function generatedChart({ spec, status }: Pick<FluxObject, 'spec' | 'status'>): ObjectRef | undefined {
  const title = stringOf(mapOf(status).helmChart);
  const slash = title?.indexOf('/') ?? -1;
  if (title === undefined || slash < 1 || mapOf(spec).chartRef !== undefined) return undefined;
  return { kind: 'HelmChart', namespace: title.slice(0, slash), name: title.slice(slash + 1) };
}

/** The source of a HelmChart: always an object in its own namespace. */
export function repositoryOf({ kind, metadata, spec }: FluxObject): ObjectRef | undefined {
  if (kind !== 'HelmChart') return undefined;
  const { kind: sourceKind, name } = mapOf(mapOf(spec).sourceRef);
  if (typeof sourceKind !== 'string' || typeof name !== 'string') return undefined;
  return { kind: sourceKind, namespace: metadata.namespace, name };
}
