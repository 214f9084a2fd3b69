import { mapOf, stringOf } from '../json';
import type { Desired } from './desired';
import type { FluxObject } from './flux-object';
import { type ObjectRef, refKey } from './object-ref';
import { isUnread, type Observed, sourceOf } from './observed';
import { objectsOfTargets } from './ownership';

/**
 * The sources that a report on an application needs, by `refKey`: what its targets refer to, the HelmCharts that
 * helm-controller generated for its releases, and the repositories of the HelmCharts that `observed` already holds.
 *
 * A reader of a cluster asks again once it has read what is listed, until nothing new is listed: twice at most, because
 * a repository refers to nothing else.
 */
export function sourceRefsOf({ kind, targets }: Desired, observed: Observed): ReadonlyMap<string, ObjectRef> {
  const refs = new Map<string, ObjectRef>();
  const add = (ref: ObjectRef | undefined) => ref && refs.set(refKey(ref), ref);
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
export function generatedChart({ spec, status }: FluxObject): ObjectRef | undefined {
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
