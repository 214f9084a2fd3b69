import type { Diagnostic } from '../diagnostics';
import type { Path } from '../json';
import { isPlainObject } from '../json';

/**
 * Has problems of the fields that targets share reported where the author wrote them: once, in `defaults`, and not
 * for every target that they are merged into.
 *
 * @param diagnostics with paths among the author's props: `helmRelease.deploy[1].install.crds`
 * @param props the props of `helmRelease` or `kustomization`, called `field`
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
    const path: Path = [field, 'defaults', ...rest];
    const key = JSON.stringify([path, diagnostic.message]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ ...diagnostic, path }];
  });
}

/**
 * Whether the field, or the nearest one around it that anybody wrote, is in the defaults and not in the target. What is
 * in a map of values that nobody wrote it into comes from `set`.
 */
function comesFrom(defaults: unknown, own: unknown, path: Path): boolean {
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

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => {
    if (Array.isArray(found)) return found[step as number];
    return isPlainObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }, value);
}
