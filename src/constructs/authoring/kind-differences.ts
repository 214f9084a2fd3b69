import { entryOf, type FieldPath, isPlainObject, kindOf, type ValueMap } from '../../json';

/** A value that takes the place of one of another kind. */
export interface KindDifference {
  readonly path: FieldPath;
  /** `a map`, `a string`, … */
  readonly below: string;
  readonly above: string;
}

/**
 * Where values replace a map by something else, or the reverse: Helm then hands the chart a value of another kind than its
 * template expects. A null is left alone, as it deletes on purpose, and so is what both have in common.
 */
export function kindDifferences(below: ValueMap, above: ValueMap): KindDifference[] {
  const found: KindDifference[] = [];
  collect(below, above, [], found);
  return found;
}

/** Asked for every target, so that nothing is made where nothing differs. */
function collect(below: ValueMap, above: ValueMap, path: FieldPath, found: KindDifference[]): void {
  for (const key of Object.keys(above)) {
    const [covered, value] = [entryOf(below, key), above[key]];
    if (covered === value || covered === undefined) continue;
    if (isPlainObject(covered)) {
      if (isPlainObject(value)) collect(covered, value, [...path, key], found);
      else if (isLeaf(value)) found.push({ path: [...path, key], below: kindOf(covered), above: kindOf(value) });
    } else if (isPlainObject(value) && isLeaf(covered)) {
      found.push({ path: [...path, key], below: kindOf(covered), above: kindOf(value) });
    }
  }
}

/** Whether a value is plain, but no map: what a Lazy gives is not known here. */
function isLeaf(value: unknown): boolean {
  return Array.isArray(value) || ['string', 'number', 'boolean'].includes(typeof value);
}
