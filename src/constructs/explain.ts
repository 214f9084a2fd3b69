import type { Target } from '../application';
import { didYouMean } from '../diagnostics';
import type { Path } from '../json';
import { isPlainObject, leavesOf } from '../json';
import type { SetMode } from '../values';
import { Origins } from '../values';
import type { HelmReleaseTarget } from './flux-application-props';
import type { MarkOfLayer } from './values-layers';

/**
 * What an author wrote a value in: a field of a target, or of `defaults`. Of `set` and `setString` it is one expression,
 * counted from 0.
 */
export type ValuesLayer = 'defaults.values' | 'values' | `${'' | 'defaults.'}${SetMode}[${number}]`;

/** A value that a target is given, and where it comes from. */
export interface ExplainedValue {
  /** Where it is in the values; never empty. */
  readonly path: Path;
  /** JSON that holds nothing else: no map or list, unless it is empty. */
  readonly value: unknown;
  /** The layer that has the last word on it. */
  readonly layer: ValuesLayer;
  /** The path of the application in the construct tree. */
  readonly construct: string;
}

/**
 * Explains the values of a target.
 *
 * @param valuesOf makes the values, with what takes down where they come from
 */
export function explainValues(
  construct: string,
  own: HelmReleaseTarget,
  valuesOf: (markOf: MarkOfLayer) => unknown,
): readonly ExplainedValue[] {
  const origins = new Origins<ValuesLayer>();
  const values = valuesOf((layer, index) => {
    if (layer === 'defaults') return origins.mark('defaults.values');
    if (layer === 'values') return origins.mark('values');
    return origins.mark(`${own[layer] === undefined ? 'defaults.' : ''}${layer}[${index}]`);
  });
  if (!isPlainObject(values)) return [];
  return leavesOf(values).map(({ path, value }) => {
    return { path, value, layer: origins.layerAt(path) as ValuesLayer, construct };
  });
}

/**
 * The index of a target in `deploy`.
 *
 * @param target the index, the KEY, or the target itself
 * @throws where there is no such target, or its destination cannot be read
 */
export function indexOfTarget(targets: readonly (Target | undefined)[], target: number | string | Target): number {
  const index = targets.findIndex((candidate, index) => {
    if (typeof target === 'number') return index === target && candidate !== undefined;
    return typeof target === 'string' ? candidate?.key === target : candidate?.objectName === target.objectName;
  });
  if (index >= 0) return index;
  if (typeof target === 'number') throw new Error(`target: deploy[${target}] is no target: it has ${targets.length}`);
  const key = typeof target === 'string' ? target : target.key;
  const keys = targets.flatMap((candidate) => candidate?.key ?? []);
  throw new Error(`target: the application has no target ${JSON.stringify(key)}${didYouMean(key, keys)}`);
}
