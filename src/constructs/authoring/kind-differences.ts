import { entryOf, type FieldPath, isPlainObject, kindOf, type ValueMap } from '../../json';

/** A value that replaces one of another kind. */
export interface KindDifference {
  readonly path: FieldPath;
  /** `a map`, `a string`, … */
  readonly below: string;
  readonly above: string;
}

/**
 * Finds values that replace a map with something else, or vice versa: Helm then passes the chart a value of another
 * kind than its template expects. A null is ignored, because it deletes on purpose, and so is the same value in both.
 */
export function kindDifferences(below: ValueMap, above: ValueMap): KindDifference[] {
  const found: KindDifference[] = [];
  collect(below, above, [], found);
  return found;
}

/** Runs for every target, so it allocates nothing if there are no differences. */
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

/** Whether a value is plain, but not a map: the value of a Lazy is not known here. */
function isLeaf(value: unknown): boolean {
  return Array.isArray(value) || ['string', 'number', 'boolean'].includes(typeof value);
}
