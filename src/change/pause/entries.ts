import type { TargetDestination } from '../../../imports/gitops.kubesphere.io';
import { explicitForm, helmReleaseTargets, kustomizationTargets, writtenTargets } from '../../application';
import { type FieldPath, isMap, listOf, mapOf, stringOf, valueAt } from '../../json';
import type { DeliveryKind } from '../../kubernetes';

/** The entry of one target in an Application. */
export interface TargetEntry {
  readonly index: number;
  /** The entry as written: in compact form without its layers and the defaults. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Whether the Application suspends it, in the entry or in a layer below. */
  readonly isSuspended: boolean;
  /** Whether a layer or the defaults suspend it: then only `suspend: false` in the entry has an effect. */
  readonly isSuspendedBelow: boolean;
}

/** The entries of an Application by the name of their lowered object; if several have the same name, the first one. */
export function entriesByObject(application: unknown, kind: DeliveryKind): Map<string, TargetEntry> {
  const { name, namespace } = mapOf(mapOf(application).metadata);
  const head = { name: stringOf(name) ?? '', namespace: stringOf(namespace) };
  const [isSuspended, isSuspendedBelow] = [suspended(application), suspended(withoutSuspend(application))];
  const found = new Map<string, TargetEntry>();
  for (const [index, entry] of writtenTargets(application).entries.entries()) {
    if (!isEntry(entry)) continue;
    // the name does not depend on other entries
    const [target] = kind === 'HelmRelease' ? helmReleaseTargets(head, [entry]) : kustomizationTargets(head, [entry]);
    if (!target || found.has(target.objectName)) continue;
    const flags = { isSuspended: isSuspended(index), isSuspendedBelow: isSuspendedBelow(index) };
    found.set(target.objectName, { index, entry, ...flags });
  }
  return found;
}

interface Entry extends Readonly<Record<string, unknown>> {
  readonly destination: TargetDestination;
}

function isEntry(entry: unknown): entry is Entry {
  return isMap(entry) && isMap(entry.destination);
}

/** Whether an Application suspends the target with an index. */
function suspended(application: unknown): (index: number) => boolean {
  const explicit = explicitForm(application);
  const entries = listOf(valueAt(explicit, writtenTargets(explicit).path));
  return (index) => mapOf(entries[index]).suspend === true;
}

/** The Application with another `suspend` in these entries; undefined removes the field that suspends them. */
export function withSuspend(application: unknown, indexes: ReadonlySet<number>, suspend: boolean | undefined): unknown {
  const isBelow = suspended(withoutSuspend(application));
  return editEntries(application, (entry, index) => {
    if (!indexes.has(index)) return entry;
    const { suspend: _, ...others } = mapOf(entry);
    const own = suspend ?? (isBelow(index) ? false : undefined);
    return own === undefined ? others : { ...others, suspend: own };
  });
}

function withoutSuspend(application: unknown): unknown {
  return editEntries(application, (entry) => {
    if (!isMap(entry)) return entry;
    const { suspend: _, ...others } = entry;
    return others;
  });
}

function editEntries(application: unknown, edit: (entry: unknown, index: number) => unknown): unknown {
  const editAt = (value: unknown, [key, ...rest]: FieldPath): unknown =>
    key === undefined ? listOf(value).map(edit) : { ...mapOf(value), [key]: editAt(mapOf(value)[key], rest) };
  return editAt(application, writtenTargets(application).path);
}
