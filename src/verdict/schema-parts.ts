import { isMap, pointerPath, valueAt, walk } from '../json';

const withIds = new WeakMap<object, boolean>();

/** Whether parts of a schema have ids, to which references in them are relative. */
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

/** The part of a schema that a `$ref` in it refers to. Undefined: it is not known. */
export function referredPart(reference: unknown, root: unknown): unknown {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference) || hasIds(root)) return undefined;
  try {
    return valueAt(root, pointerPath(decodeURIComponent(reference.slice(1)), root));
  } catch {
    return undefined; // it is not encoded as a URI
  }
}

/**
 * The parts of a schema that are applied where a part is: within it, and where it refers to. Undefined: they are not known.
 *
 * @param root the schema that it is a part of
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
