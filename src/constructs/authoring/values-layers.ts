import { type Diagnostic, error } from '../../diagnostics';
import { type FieldPath, isPlainObject, type ValueMap } from '../../json';
import { applySet, type Mark, mergeLayers, SetError, type SetMode } from '../../values';
import type { HelmReleaseDefaults, HelmReleaseTarget } from '../flux-application-props';

/** A layer of the values of a target, from the lowest to the highest. */
export type LayerName = 'defaults' | 'values' | SetMode;

/** The mark of a layer; for `set` and `setString` that of the expression at an index. */
export type MarkOfLayer = (layer: LayerName, index: number) => Mark;

/**
 * The merged values of a target: the values of the defaults, then its own, then `set`, then `setString`, each over the
 * one before. `undefined` if no layer has any. A layer of the wrong type is skipped: `checkLayerShapes()` reports it.
 *
 * @param path of the target in the author's props
 * @param report takes errors in expressions of `set` and `setString`
 * @param markOf marks what a layer contributes; each expression of `set` and `setString` is a layer of its own
 */
export function targetValues(
  defaults: HelmReleaseDefaults | undefined,
  own: HelmReleaseTarget,
  path: FieldPath,
  report: (problem: Diagnostic) => void,
  markOf?: MarkOfLayer,
): ValueMap | undefined {
  const below: HelmReleaseDefaults = isPlainObject(defaults) ? defaults : {};
  const { values, set = below.set, setString = below.setString } = own;
  const maps = [below.values, values].map((layer) => (isPlainObject(layer) ? layer : undefined));
  const markOfBase = markOf && ((index: number) => markOf(index === 0 ? 'defaults' : 'values', 0));
  const base = maps.every((layer) => layer === undefined) ? undefined : mergeLayers(maps, markOfBase);
  const apply = (under: ValueMap | undefined, expressions: unknown, mode: SetMode) => {
    if (!isStrings(expressions)) return under;
    // one by one, so that every wrong expression is reported
    return expressions.reduce<ValueMap | undefined>((merged, expression, index) => {
      try {
        return applySet(merged ?? {}, [expression], mode, markOf && (() => markOf(mode, index)));
      } catch (cause) {
        if (!(cause instanceof SetError)) throw cause;
        report(error('set-invalid', [...path, mode, index], cause.message));
        return merged;
      }
    }, under);
  };
  return apply(apply(base, set, 'set'), setString, 'setString');
}

function isStrings(list: unknown): list is readonly string[] {
  return Array.isArray(list) && Array.from(list).every((item) => typeof item === 'string');
}
