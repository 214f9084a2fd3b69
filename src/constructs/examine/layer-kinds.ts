import { type Diagnostic, warning } from '../../diagnostics';
import { entryOf, type FieldPath, isPlainObject, kindOf, type ValueMap } from '../../json';

/**
 * Warns where the values of a target replace a map of the defaults by something else, or the reverse: Helm then hands the
 * chart a value of another kind than its template expects. A null is left alone, as it deletes on purpose.
 *
 * @param props of the helmRelease
 */
export function checkLayerKinds(
  props: { readonly defaults?: unknown; readonly deploy?: unknown } | undefined,
): Diagnostic[] {
  const defaults = isPlainObject(props?.defaults) ? props.defaults.values : undefined;
  if (!isPlainObject(defaults) || !Array.isArray(props?.deploy)) return [];
  return props.deploy.flatMap((own: unknown, index) => {
    const values = isPlainObject(own) ? own.values : undefined;
    return isPlainObject(values) ? compare(defaults, values, ['helmRelease', 'deploy', index, 'values']) : [];
  });
}

function compare(below: ValueMap, above: ValueMap, path: FieldPath): Diagnostic[] {
  return Object.entries(above).flatMap(([key, value]) => {
    const covered = entryOf(below, key);
    const place = [...path, key];
    if (isPlainObject(covered) && isPlainObject(value)) return compare(covered, value, place);
    const differs = isPlainObject(covered) ? isLeaf(value) : isLeaf(covered) && isPlainObject(value);
    if (!differs) return [];
    const message = `is ${kindOf(value)} in place of ${kindOf(covered)} in the defaults, which it replaces as a whole`;
    return [warning('value-kind-differs', place, message)];
  });
}

/** Whether a value is plain, but no map: what a Lazy gives is not known here. */
function isLeaf(value: unknown): boolean {
  return Array.isArray(value) || ['string', 'number', 'boolean'].includes(typeof value);
}
