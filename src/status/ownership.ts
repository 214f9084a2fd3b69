import { TARGET_KEY } from '../application';
import { compare } from './common-revision';
import type { DesiredTarget } from './desired';
import type { FluxObject } from './flux-object';
import { isUnread, type Unread } from './observed';

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
  return compare(a.metadata.name, b.metadata.name);
}
