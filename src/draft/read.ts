import { isPlainObject } from '../json';
import { DELIVERY_KINDS } from '../kubernetes';
import { type Draft, type DraftReference, type DraftTarget, EMPTY_DRAFT, EMPTY_TARGET } from '../page';

const EMPTY_REFERENCE: DraftReference = { kind: 'ConfigMap', name: '', valuesKey: '', targetPath: '' };

/**
 * The form in data that came from elsewhere.
 *
 * @param data parsed JSON
 * @returns undefined where it is none: a field is missing, or is of another type
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

/** Whether a map has the fields of an example and no others, each of the type that it has there. */
function isLike<T extends object>(data: unknown, example: T): data is T {
  if (!isPlainObject(data) || Object.keys(data).length !== Object.keys(example).length) return false;
  return Object.entries(example).every(
    ([field, value]) => typeof data[field] === typeof value && Array.isArray(data[field]) === Array.isArray(value),
  );
}
