import { type Diagnostic, error } from '../diagnostics';
import type { Path } from '../json';
import { isPlainObject, kindOf } from '../json';

/**
 * What is wrong with the kinds of things that an author without types has put where layers are merged: `defaults`, and
 * there and in every target `values`, `set` and `setString`. The merge passes over what this finds; the rest is in the
 * Application, for validation to find.
 *
 * @param props the props of `helmRelease` or `kustomization`, called `field`
 */
export function checkLayers(
  field: 'helmRelease' | 'kustomization',
  props: { readonly defaults?: unknown; readonly deploy?: unknown } | undefined,
): Diagnostic[] {
  const { defaults, deploy } = props ?? {};
  const path = [field, 'defaults'];
  const isMap = defaults === undefined || isPlainObject(defaults);
  const problems = isMap ? [] : [error(path, mustBe('a map', defaults))];
  if (field === 'kustomization') return problems;
  const entries: readonly unknown[] = Array.isArray(deploy) ? deploy : [];
  return [
    ...problems,
    ...checkValuesLayers(defaults, path),
    ...entries.flatMap((own, index) => checkValuesLayers(own, [field, 'deploy', index])),
  ];
}

function checkValuesLayers(layers: unknown, path: Path): Diagnostic[] {
  if (!isPlainObject(layers)) return [];
  const { values, set, setString } = layers;
  return [
    ...(values === undefined || isPlainObject(values) ? [] : [error([...path, 'values'], mustBe('a map', values))]),
    ...checkExpressions(set, [...path, 'set']),
    ...checkExpressions(setString, [...path, 'setString']),
  ];
}

/** A null over what the defaults have means that there are none. */
function checkExpressions(expressions: unknown, path: Path): Diagnostic[] {
  if (expressions === undefined || expressions === null) return [];
  if (!Array.isArray(expressions)) return [error(path, mustBe('a list of strings', expressions))];
  // Array.from(), as flatMap() skips holes
  return Array.from(expressions).flatMap((expression, index) =>
    typeof expression === 'string' ? [] : [error([...path, index], mustBe('a string', expression))],
  );
}

/** Never shows what it got, which may be a secret. */
function mustBe(wanted: string, value: unknown): string {
  return `must be ${wanted}, got ${kindOf(value)}`;
}
