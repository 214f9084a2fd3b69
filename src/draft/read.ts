import { isPlainObject } from '../json';
import { DELIVERY_KINDS } from '../kubernetes';
import { type Draft, type DraftReference, type DraftTarget, EMPTY_DRAFT, EMPTY_TARGET } from '../page';

const EMPTY_REFERENCE: DraftReference = { kind: 'ConfigMap', name: '', valuesKey: '', targetPath: '' };

/**
 * Validates data as a form.
 *
 * @param data parsed JSON
 * @returns undefined if it is not a form: a field is missing, or has another type
 */
export function draftOf(data: unknown): Draft | undefined {
  if (!isLike(data, EMPTY_DRAFT) || !DELIVERY_KINDS.some((kind) => kind === data.type)) return undefined;
  return data.targets.every(isTarget) ? data : undefined;
}

function isTarget(data: unknown): data is DraftTarget {
  return isLike(data, EMPTY_TARGET) && data.valuesFrom.every(isReference);
}

function isReference(data: unknown): data is DraftReference {
  return isLike(data, EMPTY_REFERENCE) && (data.kind === 'ConfigMap' || data.kind === 'Secret');
}

/** Whether a map has exactly the fields of an example, each with the type that it has there. */
function isLike<T extends object>(data: unknown, example: T): data is T {
  if (!isPlainObject(data) || Object.keys(data).length !== Object.keys(example).length) return false;
  return Object.entries(example).every(
    ([field, value]) => typeof data[field] === typeof value && Array.isArray(data[field]) === Array.isArray(value),
  );
}
