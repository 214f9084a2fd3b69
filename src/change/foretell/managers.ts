import { LAST_APPLIED } from '../../application';
import { listOf, mapOf, stringOf } from '../../json';
import { entryStep, type FieldSet, fieldSetOf, NO_FIELDS } from './field-set';

/** The writer of fields of an object according to its managedFields, and these fields. */
export interface Manager {
  readonly name: string;
  /** Server-side apply, or any other kind of write. */
  readonly operation: 'Apply' | 'Update';
  /** For example `status`; empty for the object itself. */
  readonly subresource: string;
  readonly fields: FieldSet;
}

/** The managers of an object. */
export function managersOf(object: unknown): Manager[] {
  return listOf(mapOf(mapOf(object).metadata).managedFields)
    .map(mapOf)
    .map(({ manager, operation, subresource, fieldsV1 }) => ({
      name: stringOf(manager) ?? 'unknown',
      operation: operation === 'Apply' ? 'Apply' : 'Update',
      subresource: stringOf(subresource) ?? '',
      fields: fieldSetOf(fieldsV1),
    }));
}

/** The content of an object, such as `spec` and `data`, without identity, metadata and status. */
export function contentFields(fields: FieldSet): FieldSet {
  const others = ['apiVersion', 'kind', 'metadata', 'status'].map(entryStep);
  return new Map([...fields].filter(([step]) => !others.includes(step)));
}

const LAST_APPLIED_PATH = ['metadata', 'annotations', LAST_APPLIED];

/** Whether a manager has written the object itself, other than by server-side apply. */
export const isUpdate = ({ operation, subresource }: Manager) => operation === 'Update' && subresource === '';

/** Whether a manager is `kubectl apply`, by kubectl's own criterion: the annotation that it wrote. */
export const isClientSide = (manager: Manager) => isUpdate(manager) && owns(manager, LAST_APPLIED_PATH);

/** Whether a manager owns a field of nested maps itself. */
export function owns({ fields }: Manager, path: readonly string[]): boolean {
  const steps = path.map(entryStep);
  let set: FieldSet = fields;
  for (const step of steps.slice(0, -1)) set = set.get(step)?.children ?? NO_FIELDS;
  return set.get(steps.at(-1) ?? '')?.isMember === true;
}
