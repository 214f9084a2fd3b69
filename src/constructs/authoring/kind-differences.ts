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
export function kindDifferences(below: ValueMap, above: ValueMap, path: FieldPath = []): KindDifference[] {
  return Object.entries(above).flatMap(([key, value]) => {
    const covered = entryOf(below, key);
    if (covered === value) return [];
    const place = [...path, key];
    if (isPlainObject(covered) && isPlainObject(value)) return kindDifferences(covered, value, place);
    const differs = isPlainObject(covered) ? isLeaf(value) : isLeaf(covered) && isPlainObject(value);
    return differs ? [{ path: place, below: kindOf(covered), above: kindOf(value) }] : [];
  });
}

/** Whether a value is plain, but no map: what a Lazy gives is not known here. */
function isLeaf(value: unknown): boolean {
  return Array.isArray(value) || ['string', 'number', 'boolean'].includes(typeof value);
}
