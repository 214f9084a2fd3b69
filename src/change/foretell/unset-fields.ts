import { compareText, type FieldPath, isFilled, isMap, mapOf } from '../../json';
import { below, entryStep, type FieldSet } from './field-set';
import { withKnownDefaults } from './kind-shape';
import { contentFields, type Manager, managersOf } from './managers';

type KubeObject = Readonly<Record<string, unknown>>;

/** A field that an object keeps although the code does not set it. */
export interface UnsetField {
  readonly path: FieldPath;
  readonly value: unknown;
  /** The managers that own it, by name. */
  readonly owners: readonly string[];
}

/**
 * Fields outside `metadata` and `status` that stay although the code does not set them, such as `values.fail` set with
 * `kubectl edit`: in the order of their keys, lists as a whole. Fields without an owner, and defaults of the API
 * server, are omitted.
 *
 * @param live as returned by the API server, with managedFields
 * @param stored the object that would be stored, from {@link foretoldApply}
 */
export function unsetFields(objects: {
  readonly live: KubeObject;
  readonly desired: KubeObject;
  readonly stored: KubeObject;
}): UnsetField[] {
  const { live, desired, stored } = objects;
  const owned = managersOf(live).map(({ name, fields }) => ({ name, fields: contentFields(fields) }));
  return unsetAt(stored, withKnownDefaults(desired), owned, []);
}

type Owner = Pick<Manager, 'name'> & { readonly fields: FieldSet };

function unsetAt(stored: unknown, set: unknown, owners: readonly Owner[], path: FieldPath): UnsetField[] {
  return Object.keys(mapOf(stored))
    .sort(compareText)
    .flatMap((key) => {
      const [value, wanted] = [mapOf(stored)[key], mapOf(set)[key]];
      const step = entryStep(key);
      const holders = owners.filter(({ fields }) => fields.has(step));
      const at = [...path, key];
      if (holders.length === 0) return [];
      if (isMap(value) && isFilled(value) && (wanted === undefined || isMap(wanted))) {
        const inside = holders.map(({ name, fields }) => ({ name, fields: below(fields, step) }));
        const isWhole = holders.every(({ fields }) => below(fields, step).size === 0);
        if (!isWhole) return unsetAt(value, wanted, inside, at);
      }
      return wanted === undefined ? [{ path: at, value, owners: namesOf(holders) }] : [];
    });
}

const namesOf = (owners: readonly Owner[]) => [...new Set(owners.map(({ name }) => name))].sort(compareText);
