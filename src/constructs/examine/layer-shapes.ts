import { type Diagnostic, error } from '../../diagnostics';
import { type FieldPath, isPlainObject, kindOf, listOf } from '../../json';

/**
 * Checks the types of merged props: `defaults` and `overrides`, and in these and in every target `values`, `set` and
 * `setString`. The merge skips a layer of the wrong type. Everything else is in the Application, which validation
 * checks.
 *
 * @param props the value of the field `field`
 */
export function checkLayerShapes(
  field: 'helmRelease' | 'kustomization',
  props: { readonly defaults?: unknown; readonly overrides?: unknown; readonly deploy?: unknown } | undefined,
): Diagnostic[] {
  const { defaults, overrides, deploy } = props ?? {};
  const path = [field, 'defaults'];
  const problems = [...checkMap(defaults, path), ...checkOverrides(overrides, [field, 'overrides'])];
  if (field === 'kustomization') return problems;
  return [
    ...problems,
    ...checkValuesLayers(defaults, path),
    ...listOf(overrides).flatMap((own, index) => checkValuesLayers(own, [field, 'overrides', index])),
    ...listOf(deploy).flatMap((own, index) => checkValuesLayers(own, [field, 'deploy', index])),
  ];
}

function checkOverrides(overrides: unknown, path: FieldPath): Diagnostic[] {
  if (overrides === undefined) return [];
  if (!Array.isArray(overrides)) return [error('type-wrong', path, mustBe('a list', overrides))];
  return Array.from(overrides).flatMap((override, index) => {
    return override === undefined
      ? [error('type-wrong', [...path, index], mustBe('a map', override))]
      : checkMap(override, [...path, index]);
  });
}

function checkMap(layer: unknown, path: FieldPath): Diagnostic[] {
  return layer === undefined || isPlainObject(layer) ? [] : [error('type-wrong', path, mustBe('a map', layer))];
}

function checkValuesLayers(layers: unknown, path: FieldPath): Diagnostic[] {
  if (!isPlainObject(layers)) return [];
  const { values, set, setString } = layers;
  return [
    ...(values === undefined || isPlainObject(values)
      ? []
      : [error('type-wrong', [...path, 'values'], mustBe('a map', values))]),
    ...checkExpressions(set, [...path, 'set']),
    ...checkExpressions(setString, [...path, 'setString']),
  ];
}

/** A null over the expressions of the defaults removes them. */
function checkExpressions(expressions: unknown, path: FieldPath): Diagnostic[] {
  if (expressions === undefined || expressions === null) return [];
  if (!Array.isArray(expressions)) return [error('type-wrong', path, mustBe('a list of strings', expressions))];
  // Array.from(), because flatMap() skips holes
  return Array.from(expressions).flatMap((expression, index) =>
    typeof expression === 'string' ? [] : [error('type-wrong', [...path, index], mustBe('a string', expression))],
  );
}

/** The message names the type only: the value may be a secret. */
function mustBe(wanted: string, value: unknown): string {
  return `must be ${wanted}, got ${kindOf(value)}`;
}
