import { TARGET_KEY } from '../application';
import { dateTimeOf, listOf, mapOf, stringOf } from '../json';
import type { ReleaseKind } from '../kubernetes';
import { cut, LONGEST_WORD } from './bounds';
import { compare } from './common-revision';
import type { Desired } from './desired';
import type { FluxObject } from './flux-object';
import { isUnread, type Observed } from './observed';
import { objectsOfTargets } from './ownership';
import type { TargetReport } from './target-report';

/** More left-over objects than this are counted, not listed: an Application has room for no more. */
export const MOST_ORPHANS = 100;

/** The objects that carry the application's label and belong to no target of it. */
export function orphansOf(
  { kind, targets }: Desired,
  observed: Observed,
  status: unknown,
  now: string,
): TargetReport[] {
  const since = storedSince(status);
  const left = (['HelmRelease', 'Kustomization'] as const).flatMap((each) => {
    const objects = observed[each];
    if (isUnread(objects)) return [];
    const find = objectsOfTargets(targets, objects);
    const owned = new Set(each === kind ? targets.map(find) : []);
    return objects.filter((object) => !owned.has(object)).map((object) => orphan(each, object, since, now));
  });
  return left.sort((a, b) => compare(a.name, b.name) || compare(a.kind, b.kind));
}

function orphan(
  kind: ReleaseKind,
  { metadata, spec }: FluxObject,
  since: ReadonlyMap<string, string>,
  now: string,
): TargetReport {
  const { kubeConfig, targetNamespace } = mapOf(spec);
  const { secretRef, configMapRef } = mapOf(kubeConfig);
  const cluster = stringOf(mapOf(secretRef).name) ?? stringOf(mapOf(configMapRef).name);
  const namespace = stringOf(targetNamespace);
  const leaving = metadata.deletionTimestamp !== undefined;
  return {
    key: cut(metadata.annotations?.[TARGET_KEY] ?? metadata.name, LONGEST_WORD),
    ...(cluster === undefined ? {} : { cluster: cut(cluster, LONGEST_WORD) }),
    ...(namespace === undefined ? {} : { namespace: cut(namespace, LONGEST_WORD) }),
    kind,
    name: metadata.name,
    state: 'Orphaned',
    reason: leaving ? 'Terminating' : 'Orphaned',
    message: leaving
      ? `${kind} ${metadata.name} is being deleted`
      : `${kind} ${metadata.name} is no longer wanted by the Application: delete it, or apply with pruning`,
    since: since.get(metadata.name) ?? now,
    flags: {},
  };
}

/** By name of the object: since when the stored status calls it orphaned. */
function storedSince(status: unknown): Map<string, string> {
  return new Map(
    listOf(mapOf(status).targets).flatMap((row) => {
      const { name, state, since: stored } = mapOf(row);
      const since = dateTimeOf(stored);
      const isKnown = typeof name === 'string' && since !== undefined && state === 'Orphaned';
      return isKnown ? [[name, since] as const] : [];
    }),
  );
}
