import type { Difference, FieldPath } from '../../../json';
import { type PlanObject, specOf } from '../plan-object';
import type { Consequence } from './consequence';

/** The paths within `spec` that differ, without the step `spec`. */
export function specPaths(differences: readonly Difference[]): FieldPath[] {
  return differences.filter(({ path }) => path[0] === 'spec').map(({ path }) => path.slice(1));
}

/** Whether a path leads to a field, or into it. */
export function isWithin(path: FieldPath, field: FieldPath): boolean {
  return field.every((step, depth) => path[depth] === step);
}

/** Whether one of the paths leads to a field, or into it. */
export function touches(paths: readonly FieldPath[], ...field: string[]): boolean {
  return paths.some((path) => isWithin(path, field));
}

/** The general effect of any change of these objects; undefined if the details matter. */
export function commonEffect(after: PlanObject, differences: readonly Difference[]): Consequence | undefined {
  const paths = specPaths(differences);
  if (paths.length === 0) {
    const isVersion = differences.some(({ path }) => path[0] === 'apiVersion');
    const what = isVersion ? 'only the API version of the text' : 'only labels and annotations';
    return { effect: 'none', note: `${what}: Flux does nothing` };
  }
  if (specOf(after).suspend === true) {
    return { effect: 'none', note: 'suspended: nothing happens until it is resumed' };
  }
  if (paths.every((path) => path.join('.') === 'suspend')) {
    return { effect: 'none', note: 'resumed: what changed in the meantime takes effect' };
  }
  return undefined;
}
