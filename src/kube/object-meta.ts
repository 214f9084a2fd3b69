import { mapOf, stringOf } from '../json';
import { namespacedName } from '../kubernetes';

/** The identity of an object, and of one state of it. */
export interface ObjectMeta {
  /** `namespace/name`; `name` for an object without a namespace. */
  readonly key: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

/** Reads it; undefined if the value is no object of an API server. */
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
 * Whether one resourceVersion is newer than another of the same kind on the same server. They are decimal numbers that grow
 * (KEP-5504), too long for a JavaScript number. False if either is anything else.
 */
export function isNewer(one: string, other: string): boolean {
  if (!/^\d+$/.test(one) || !/^\d+$/.test(other)) return false;
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return a.length === b.length ? a > b : a.length > b.length;
}
