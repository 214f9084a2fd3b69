import type { TargetDestination } from '../../../imports/gitops.kubesphere.io';
import { explicitForm, helmReleaseTargets, kustomizationTargets, writtenTargets } from '../../application';
import { type FieldPath, isMap, listOf, mapOf, stringOf, valueAt } from '../../json';
import type { DeliveryKind } from '../../kubernetes';

/** The entry of one target in an Application. */
export interface TargetEntry {
  readonly index: number;
  /** As it is written: in compact form without what its layers and the defaults say. */
  readonly entry: Readonly<Record<string, unknown>>;
  /** Whether the Application says that it is suspended, by the entry or by what is below it. */
  readonly isSuspended: boolean;
  /** Whether a layer or the defaults say so: only `suspend: false` in the entry has an effect then. */
  readonly isSuspendedBelow: boolean;
}

/** The entries of an Application by the name of the object that each is lowered to; of those that share one the first. */
export function entriesByObject(application: unknown, kind: DeliveryKind): Map<string, TargetEntry> {
  const { name, namespace } = mapOf(mapOf(application).metadata);
  const head = { name: stringOf(name) ?? '', namespace: stringOf(namespace) };
  const [isSuspended, isSuspendedBelow] = [suspended(application), suspended(withoutSuspend(application))];
  const found = new Map<string, TargetEntry>();
  for (const [index, entry] of writtenTargets(application).entries.entries()) {
    if (!isEntry(entry)) continue;
    // the name depends on no other entry
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

/** Whether an Application says of the target of an index that it is suspended. */
function suspended(application: unknown): (index: number) => boolean {
  const explicit = explicitForm(application);
  const entries = listOf(valueAt(explicit, writtenTargets(explicit).path));
  return (index) => mapOf(entries[index]).suspend === true;
}

/** The Application with another `suspend` in these entries; undefined takes out what suspends them. */
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
