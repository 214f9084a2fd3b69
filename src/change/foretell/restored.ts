import { listOf, mapOf, type ValueMap } from '../../json';
import type { FieldNode, FieldSet } from './field-set';
import { isUpdate, type Manager, managersOf, owns } from './managers';

/**
 * Whether an object was restored from a backup or copied: a write other than a server-side apply owns the label that
 * identifies its applier.
 *
 * @param live as returned by the API server, with managedFields
 */
export function isRestored(live: ValueMap, label: string): boolean {
  return managersOf(live).some(hasRestored(label));
}

/**
 * The managedFields of a restored object after its applier has applied it. The fields of the applier are removed from
 * the manager that restored the object, which would keep them forever. Other fields stay with that manager.
 *
 * @returns undefined if they do not change
 */
export function managedFieldsOfApplier(
  live: ValueMap,
  { label, manager }: { readonly label: string; readonly manager: string },
): readonly unknown[] | undefined {
  if (!isRestored(live, label)) return undefined;
  const managers = managersOf(live);
  const own = managers.find(({ name, operation, subresource }) => {
    return name === manager && operation === 'Apply' && subresource === '';
  });
  if (own === undefined) return undefined;
  return listOf(mapOf(live.metadata).managedFields).flatMap((entry, index) => {
    const other = managers[index] as Manager;
    if (!hasRestored(label)(other)) return [entry];
    const fields = without(other.fields, own.fields);
    return fields.size === 0 ? [] : [{ ...mapOf(entry), fieldsV1: fieldsV1Of(fields) }];
  });
}

const hasRestored = (label: string) => (manager: Manager) =>
  isUpdate(manager) && owns(manager, ['metadata', 'labels', label]);

/** The fields of one set that are not in the other, without maps that become empty. */
function without(one: FieldSet, other: FieldSet): FieldSet {
  return new Map(
    [...one].flatMap(([step, node]): [string, FieldNode][] => {
      const taken = other.get(step);
      if (taken === undefined) return [[step, node]];
      const children = without(node.children, taken.children);
      const isMember = node.isMember && !taken.isMember && (node.children.size === 0 || children.size > 0);
      return isMember || children.size > 0 ? [[step, { isMember, children }]] : [];
    }),
  );
}

/** A set in the format of `fieldsV1`. */
function fieldsV1Of(fields: FieldSet): ValueMap {
  const entries = [...fields].map(([step, { isMember, children }]): [string, ValueMap] => {
    const self = isMember && children.size > 0 ? { '.': {} } : {};
    return [step, { ...self, ...fieldsV1Of(children) }];
  });
  return Object.fromEntries(entries);
}
