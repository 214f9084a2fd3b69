import { entryOf, isPlainObject, setEntry, type ValueMap } from '../json';
import type { Mark } from './origins';

/**
 * Merges layers of values into one map, later layers over earlier ones, as Helm and Flux merge the values they are
 * given (`MergeMaps` of helm.sh/helm/v4/pkg/chart/v2/loader and of github.com/fluxcd/pkg/chartutil):
 *
 * - maps merge, at every depth; everything else replaces what is below it, lists as a whole
 * - `null` replaces like any value and stays, because down in Helm it deletes the chart's default
 * - `undefined`, as an entry or as a layer, is absent: what is below it stays
 * - an object that is not a map (a Lazy, a Date) is a value like a string
 * - keys keep the order of the first layer; new ones follow in the order of theirs
 *
 * No layer is changed. The result shares its parts with them, so treat it as read-only.
 */
export function mergeValues(...layers: readonly (ValueMap | undefined)[]): ValueMap {
  return mergeLayers(layers);
}

/**
 * The same for a list of layers.
 *
 * @param markOf takes down what is from the layer of an index: an empty map that several layers have is the last
 * one's. Of a layer without a mark nothing is taken down
 */
export function mergeLayers(
  layers: readonly (ValueMap | undefined)[],
  markOf?: (index: number) => Mark | undefined,
): ValueMap {
  let merged: ValueMap | undefined;
  layers.forEach((layer, index) => {
    if (layer === undefined) return;
    const mark = markOf?.(index);
    // the first layer is not copied: a thousand others may be merged over it
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
