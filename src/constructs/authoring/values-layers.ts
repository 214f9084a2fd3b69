import { type Diagnostic, error, warning } from '../../diagnostics';
import { type FieldPath, formatPath, isPlainObject, type ValueMap } from '../../json';
import { applySet, type Mark, mergeLayers, SetError, type SetMode } from '../../values';
import type { HelmReleaseDefaults, HelmReleaseTarget } from '../flux-application-props';
import { kindDifferences } from './kind-differences';

/** A layer of the values of a target, from the lowest to the highest. */
export type LayerName = 'defaults' | 'values' | SetMode;

/** The mark of a layer; for `set` and `setString` that of the expression at an index. */
export type MarkOfLayer = (layer: LayerName, index: number) => Mark;

/**
 * The merged values of a target: the values of the defaults, then its own, then `set`, then `setString`, each over the
 * one before. `undefined` if no layer has any. A layer of the wrong type is skipped: `checkLayerShapes()` reports it.
 *
 * @param path of the target in the author's props
 * @param report takes errors in expressions of `set` and `setString`, and warnings where a layer replaces a map by something
 * else or the reverse; absent where nobody wants to know
 * @param markOf marks what a layer contributes; each expression of `set` and `setString` is a layer of its own
 */
export function targetValues(
  defaults: HelmReleaseDefaults | undefined,
  own: HelmReleaseTarget,
  path: FieldPath,
  report?: Report,
  markOf?: MarkOfLayer,
): ValueMap | undefined {
  const below: HelmReleaseDefaults = isPlainObject(defaults) ? defaults : {};
  const { values, set = below.set, setString = below.setString } = own;
  const maps = [below.values, values].map((layer) => (isPlainObject(layer) ? layer : undefined));
  const markOfBase = markOf && ((index: number) => markOf(index === 0 ? 'defaults' : 'values', 0));
  const base = maps.every((layer) => layer === undefined) ? undefined : mergeLayers(maps, markOfBase);
  if (report) checkValues(maps, [...path, 'values'], report);
  const apply = (under: ValueMap | undefined, expressions: unknown, mode: SetMode) => {
    if (!isStrings(expressions)) return under;
    // one by one, so that every wrong expression is reported
    return expressions.reduce<ValueMap | undefined>((merged = {}, expression, index) => {
      try {
        const above = applySet(merged, [expression], mode, markOf && (() => markOf(mode, index)));
        if (report) checkExpression(merged, above, [...path, mode, index], report);
        return above;
      } catch (cause) {
        if (!(cause instanceof SetError)) throw cause;
        report?.(error('set-invalid', [...path, mode, index], cause.message));
        return merged;
      }
    }, under);
  };
  return apply(apply(base, set, 'set'), setString, 'setString');
}

type Report = (problem: Diagnostic) => void;

const AS_A_WHOLE = 'which it replaces as a whole';

function checkValues([below, above]: readonly (ValueMap | undefined)[], path: FieldPath, report: Report): void {
  for (const differing of kindDifferences(below ?? {}, above ?? {})) {
    const message = `is ${differing.above} in place of ${differing.below} in the defaults, ${AS_A_WHOLE}`;
    report(warning('value-kind-differs', [...path, ...differing.path], message));
  }
}

/** The path is that of the expression: the message names the value. */
function checkExpression(below: ValueMap, above: ValueMap, path: FieldPath, report: Report): void {
  for (const differing of kindDifferences(below, above)) {
    const value = formatPath(['values', ...differing.path]);
    const message = `sets ${value} to ${differing.above} in place of ${differing.below}, ${AS_A_WHOLE}`;
    report(warning('value-kind-differs', path, message));
  }
}

function isStrings(list: unknown): list is readonly string[] {
  return Array.isArray(list) && Array.from(list).every((item) => typeof item === 'string');
}
