import { type Diagnostic, warning } from '../../diagnostics';
import { type FieldPath, isPlainObject, kindOf, type ValueMap, valueAt } from '../../json';
import { mergeValues } from '../../values';
import type { AuthoredApplication } from '../authoring';

/** The values of a target, merged from its layers. */
export interface MergedValues {
  /** With Lazy values. */
  readonly built: ValueMap;
  /** The same, resolved. */
  readonly resolved: ValueMap;
}

/**
 * Warnings about Lazy values in place of a map in a layer below. Layers merge when a Lazy is not known yet, so it
 * replaces the map even if it resolves to another map.
 *
 * @param index of the target
 */
export function checkLateValues(
  { props: { helmRelease }, layers }: AuthoredApplication,
  index: number,
  { built, resolved }: MergedValues,
): Diagnostic[] {
  const { defaults, overrides = [], deploy = [] } = helmRelease ?? {};
  const applied = layers.below(index).overrides.map((each) => ({
    path: ['helmRelease', 'overrides', each, 'values'],
    values: overrides[each]?.values,
  }));
  const own = { path: ['helmRelease', 'deploy', index, 'values'], values: deploy[index]?.values };
  const found: Diagnostic[] = [];
  let below: ValueMap = mapOrNone(defaults?.values);
  for (const [position, { path, values }] of [...applied, own].entries()) {
    const layer = mapOrNone(values);
    for (const { place, lazy } of lazyValues(layer)) {
      const value = valueAt(resolved, place);
      // a higher layer may replace the Lazy, and a null deletes the map on purpose
      if (valueAt(built, place) !== lazy || value === undefined || value === null) continue;
      if (!isPlainObject(valueAt(below, place))) continue;
      const name = position === 0 ? 'the defaults' : 'the layers below';
      const why = isPlainObject(value) ? ': a Lazy does not merge' : '';
      const message = `is ${kindOf(value)} from a Lazy in place of a map in ${name}, which it replaces as a whole${why}`;
      found.push(warning('value-kind-differs', [...path, ...place], message));
    }
    below = mergeValues(below, layer);
  }
  return found;
}

function mapOrNone(values: unknown): ValueMap {
  return isPlainObject(values) ? values : {};
}

/** The objects in a map that are neither maps nor lists, with their paths. A list replaces the one below in any case. */
function* lazyValues(
  map: ValueMap,
  path: FieldPath = [],
): Iterable<{ readonly place: FieldPath; readonly lazy: object }> {
  for (const [key, value] of Object.entries(map)) {
    const place = [...path, key];
    if (isPlainObject(value)) yield* lazyValues(value, place);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield { place, lazy: value };
  }
}
