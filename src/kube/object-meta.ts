import { mapOf, stringOf } from '../json';
import { namespacedName } from '../kubernetes';

/** The identity and version of an object. */
export interface ObjectMeta {
  /** `namespace/name`; `name` for an object without a namespace. */
  readonly key: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Reads the identity and version of an object; undefined if the value has no name. */
export function metaOf(object: unknown): ObjectMeta | undefined {
  const metadata = mapOf(mapOf(object).metadata);
  if (typeof metadata.name !== 'string') return undefined;
  return {
    key: namespacedName({ namespace: stringOf(metadata.namespace), name: metadata.name }),
    uid: stringOf(metadata.uid) ?? '',
    resourceVersion: stringOf(metadata.resourceVersion) ?? '',
  };
}

/**
 * Whether one resourceVersion is newer than another of the same kind on the same server. They are increasing decimal
 * numbers (KEP-5504) that may be too long for a JavaScript number. False if either is not a decimal number.
 */
export function isNewer(one: string, other: string): boolean {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return false;
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return a.length === b.length ? a > b : a.length > b.length;
}
