import { isPlainObject } from '../../src/json';
import { invalid } from './failure';

type Holder = Record<string, unknown> | unknown[];

interface Operation {
  readonly op: string;
  /** A JSON pointer (RFC 6901). */
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * Applies a JSON patch (RFC 6902).
 *
 * @throws Failure 422 if an operation does not fit the object, like the API server
 */
export function jsonPatched(target: unknown, operations: readonly Operation[]): unknown {
  const root = { '': structuredClone(target) };
  for (const { op, path, from, value } of operations) {
    if (op === 'add') insert(root, path, value);
    else if (op === 'remove') take(root, path);
    else if (op === 'replace') replace(root, path, value);
    else if (op === 'move') insert(root, path, take(root, from ?? ''));
    else if (op === 'copy') insert(root, path, structuredClone(read(root, from ?? '')));
    else if (op !== 'test' || !isSame(read(root, path), value)) throw unfit();
  }
  return root[''];
}

const unfit = () => invalid('the server rejected our request due to an error in our request');

function read(root: Holder, path: string): unknown {
  const { holder, key } = placeOf(root, path);
  if (!Object.hasOwn(holder, key)) throw unfit();
  return holder[key as keyof typeof holder];
}

function insert(root: Holder, path: string, value: unknown): void {
  const { holder, key } = placeOf(root, path);
  if (!Array.isArray(holder)) holder[key] = value;
  else {
    const index = key === '-' ? holder.length : Number(key);
    if (!(index >= 0 && index <= holder.length)) throw unfit();
    holder.splice(index, 0, value);
  }
}

/** The API server accepts a replacement of a missing value, although the RFC does not. */
function replace(root: Holder, path: string, value: unknown): void {
  const { holder, key } = placeOf(root, path);
  if (Array.isArray(holder) && !Object.hasOwn(holder, key)) throw unfit();
  holder[key as keyof typeof holder] = value as never;
}

function take(root: Holder, path: string): unknown {
  const value = read(root, path);
  const { holder, key } = placeOf(root, path);
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return value;
}

/**
 * The map or list that contains the value of a pointer, and its key there. The document is the value of the key '' of
 * the root.
 */
function placeOf(root: Holder, path: string): { readonly holder: Holder; readonly key: string } {
  const keys = path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = keys.pop() as string;
  let holder: unknown = root;
  for (const each of keys) {
    holder = (holder as Record<string, unknown>)[each];
    if (typeof holder !== 'object' || holder === null) throw unfit();
  }
  return { holder: holder as Holder, key };
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  if (!isPlainObject(one) || !isPlainObject(other)) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}
