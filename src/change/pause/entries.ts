import type { TargetDestination } from '../../../imports/gitops.kubesphere.io';
import { helmReleaseTargets, kustomizationTargets } from '../../application';
import { isMap, listOf, mapOf, stringOf } from '../../json';
import type { DeliveryKind } from '../../kubernetes';
import { at } from '../../observe';

/** Where an Application has the list of its targets, as a path of keys. */
export const ENTRIES: Readonly<Record<DeliveryKind, readonly string[]>> = {
  HelmRelease: ['spec', 'fluxApp', 'spec', 'config', 'helmRelease', 'deploy'],
  Kustomization: ['spec', 'fluxApp', 'spec', 'config', 'kustomization'],
};

/** The entry of one target in an Application. */
export interface TargetEntry {
  readonly index: number;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** The entries of an Application by the name of the object that each is lowered to; of those that share one the first. */
export function entriesByObject(application: unknown, kind: DeliveryKind): Map<string, TargetEntry> {
  const { name, namespace } = mapOf(mapOf(application).metadata);
  const head = { name: stringOf(name) ?? '', namespace: stringOf(namespace) };
  const found = new Map<string, TargetEntry>();
  for (const [index, entry] of listOf(at(application, ENTRIES[kind])).entries()) {
    if (!isEntry(entry)) continue;
    // the name depends on no other entry
    const [target] = kind === 'HelmRelease' ? helmReleaseTargets(head, [entry]) : kustomizationTargets(head, [entry]);
    if (target && !found.has(target.objectName)) found.set(target.objectName, { index, entry });
  }
  return found;
}

interface Entry extends Readonly<Record<string, unknown>> {
  readonly destination: TargetDestination;
}

function isEntry(entry: unknown): entry is Entry {
  return isMap(entry) && isMap(entry.destination);
}

/** The Application with another `suspend` in these entries; undefined takes it out. */
export function withSuspend(
  application: unknown,
  kind: DeliveryKind,
  indexes: ReadonlySet<number>,
  suspend: boolean | undefined,
): unknown {
  const edit = (value: unknown, path: readonly string[]): unknown => {
    const [key, ...rest] = path;
    if (key !== undefined) return { ...mapOf(value), [key]: edit(mapOf(value)[key], rest) };
    return listOf(value).map((entry, index) => {
      if (!indexes.has(index)) return entry;
      const { suspend: _, ...others } = mapOf(entry);
      return suspend === undefined ? others : { ...others, suspend };
    });
  };
  return edit(application, ENTRIES[kind]);
}
