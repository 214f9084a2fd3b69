import { entryOf, isPlainObject, setEntry, type ValueMap } from '../json';
import type { Mark } from './origins';

/**
 * Merges layers of values into one map, later layers over earlier ones, in the same way as Helm and Flux (`MergeMaps`
 * of helm.sh/helm/v4/pkg/chart/v2/loader and of github.com/fluxcd/pkg/chartutil):
 *
 * - maps merge, at every depth; everything else replaces the value below, lists as a whole
 * - `null` replaces like any value and is kept, because in Helm it deletes the chart's default
 * - `undefined`, as an entry or as a layer, counts as absent: the value below is kept
 * - an object that is not a map (a Lazy, a Date) is a value like a string
 * - keys keep the order of the first layer; new ones follow in the order of their layer
 *
 * No layer is changed. The result shares parts with the layers, so treat it as read-only.
 */
export function mergeValues(...layers: readonly (ValueMap | undefined)[]): ValueMap {
  return mergeLayers(layers);
}

/**
 * The same for a list of layers.
 *
 * @param markOf returns the mark that records which parts come from the layer at an index. An empty map in several
 * layers belongs to the last one. A layer without a mark is not recorded
 */
export function mergeLayers(
  layers: readonly (ValueMap | undefined)[],
  markOf?: (index: number) => Mark | undefined,
): ValueMap {
  let merged: ValueMap | undefined;
  layers.forEach((layer, index) => {
    if (layer === undefined) return;
    const mark = markOf?.(index);
    // do not copy the first layer: a thousand targets may share it
    merged =
      merged === undefined && mark === undefined && isExplicit(layer) ? layer : overlay(merged ?? {}, layer, mark);
  });
  return merged ?? {};
}

/** Whether no entry of a map is `undefined`. */
function isExplicit(map: ValueMap): boolean {
  for (const key of Object.keys(map)) if (map[key] === undefined) return false;
  return true;
}

function overlay(below: ValueMap, above: ValueMap, mark: Mark | undefined): ValueMap {
  if (mark !== undefined && Object.values(below).every((entry) => entry === undefined)) {
    mark.take();
  }
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) {
      continue;
    }
    const covered = entryOf(below, key);
    const inner = mark?.at(key);
    if (isPlainObject(value) && isPlainObject(covered)) {
      setEntry(merged, key, overlay(covered, value, inner));
    } else {
      setEntry(merged, key, value);
      inner?.take();
    }
  }
  return merged;
}
