import { canonicalJson } from './digest';
import { entryOf, isPlainObject, setEntry } from './json';

/**
 * The JSON merge patch (RFC 7396) from one value to another: maps are compared recursively, anything else is replaced
 * as a whole, and removed entries become null.
 *
 * @returns undefined if there are no changes
 */
export function mergePatch(from: unknown, to: unknown): unknown {
  if (!isPlainObject(to)) return canonicalJson(from) === canonicalJson(to) ? undefined : to;
  if (!isPlainObject(from)) return to;
  const gone = Object.keys(from).filter((key) => entryOf(to, key) === undefined);
  const changed = Object.keys(to).flatMap((key) => {
    const patch = to[key] === undefined ? undefined : mergePatch(entryOf(from, key), to[key]);
    return patch === undefined ? [] : [[key, patch] as const];
  });
  if (gone.length === 0 && changed.length === 0) return undefined;
  return Object.fromEntries([...gone.map((key) => [key, null] as const), ...changed]);
}

/** A value with a JSON merge patch (RFC 7396) applied. */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isPlainObject(patch)) return patch;
  const result: Record<string, unknown> = isPlainObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setEntry(result, key, mergePatched(entryOf(result, key), value));
  }
  return result;
}
