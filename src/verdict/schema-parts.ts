import { isMap, pointerPath, valueAt, walk } from '../json';

const withIds = new WeakMap<object, boolean>();

/** Whether parts of a schema have an `$id`, to which references within them are relative. */
function hasIds(root: unknown): boolean {
  if (!isMap(root)) return false;
  let isFound = withIds.get(root) ?? false;
  if (!withIds.has(root)) {
    walk(root, (part) => {
      isFound ||= part !== root && isMap(part) && part.$id !== undefined;
      return !isFound;
    });
    withIds.set(root, isFound);
  }
  return isFound;
}

/** The part of a schema to which a `$ref` in it refers; undefined if unknown. */
export function referredPart(reference: unknown, root: unknown): unknown {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference) || hasIds(root)) return undefined;
  try {
    return valueAt(root, pointerPath(decodeURIComponent(reference.slice(1)), root));
  } catch {
    return undefined; // the reference is not a valid URI encoding
  }
}

/**
 * All parts of a schema that apply together with one of its parts: the parts within it, and the parts to which it
 * refers. Undefined if unknown.
 *
 * @param root the whole schema
 */
export function partsOf(part: unknown, root: unknown): ReadonlySet<unknown> | undefined {
  const found = new Set<unknown>();
  let isKnown = true;
  const enter = (from: unknown): void => {
    walk(from, (each) => {
      if (!isMap(each)) return true;
      if (found.has(each)) return false;
      found.add(each);
      const { $ref, $dynamicRef } = each;
      if ($dynamicRef !== undefined) isKnown = false;
      if ($ref === undefined) return true;
      const referred = referredPart($ref, root);
      if (referred === undefined) isKnown = false;
      enter(referred);
      return true;
    });
  };
  enter(part);
  return isKnown ? found : undefined;
}
