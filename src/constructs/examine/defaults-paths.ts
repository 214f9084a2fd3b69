import type { Diagnostic } from '../../diagnostics';
import { type FieldPath, isPlainObject } from '../../json';

/**
 * Moves diagnostics of fields that come from `defaults` there: one in `defaults`, and not one for every target.
 *
 * @param diagnostics with paths in the author's props: `helmRelease.deploy[1].install.crds`
 * @param props the value of the field `field`
 */
export function blameDefaults(
  diagnostics: readonly Diagnostic[],
  field: string,
  props: { readonly defaults?: object; readonly deploy: unknown },
): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.flatMap((diagnostic) => {
    const [first, second, index, ...rest] = diagnostic.path;
    if (first !== field || second !== 'deploy' || typeof index !== 'number') return [diagnostic];
    const own = Array.isArray(props.deploy) ? props.deploy[index] : undefined;
    if (!comesFrom(props.defaults, own, rest)) return [diagnostic];
    const path: FieldPath = [field, 'defaults', ...rest];
    const key = JSON.stringify([path, diagnostic.message]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...diagnostic, path }];
  });
}

/**
 * Whether the field, or the nearest field around it that the author wrote, is in the defaults and not in the target. A
 * value that is in neither comes from `set`.
 */
function comesFrom(defaults: unknown, own: unknown, path: FieldPath): boolean {
  for (let length = path.length; length > 0; length--) {
    const part = path.slice(0, length);
    if (at(own, part) !== undefined) return false;
    const found = at(defaults, part);
    if (found === undefined) continue;
    const isHolder = Array.isArray(found) || isPlainObject(found);
    return length === path.length || path[0] !== 'values' || !isHolder;
  }
  return false;
}

function at(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((found, step) => {
    if (Array.isArray(found)) return found[step as number];
    return isPlainObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }, value);
}
