import { type Diagnostic, error, warning } from '../../diagnostics';
import { type FieldPath, formatPath, isPlainObject, type ValueMap } from '../../json';
import { applySet, type Mark, mergeLayers, SetError, type SetMode } from '../../values';
import type { HelmReleaseDefaults } from '../flux-application-props';
import { kindDifferences } from './kind-differences';

/**
 * The place where the author wrote a value: a field of a target, of `defaults`, or of one of the `overrides`. Of `set` and
 * `setString` it is one expression, of `valuesFrom` one entry, counted from 0.
 */
export type ValuesLayer =
  `${'' | 'defaults.' | `overrides[${number}].`}${'values' | `${'set' | 'setString' | 'valuesFrom'}[${number}]`}`;

/** What is before the name of a field in a {@link ValuesLayer}: nothing for the fields of a target itself. */
export type LayerPrefix = '' | 'defaults.' | `overrides[${number}].`;

/** The fields of which values are made. */
export type ValuesFields = Pick<HelmReleaseDefaults, 'values' | 'set' | 'setString'>;

/** Where a layer stands, and who wants to know of it. */
export interface ValuesContext {
  /** The path of the layer in the author's props. */
  readonly path: FieldPath;
  /** What is below the layer, as a message calls it. */
  readonly below: string;
  /**
   * Takes errors in expressions of `set` and `setString`, and warnings where a layer replaces a map by something else or
   * the reverse.
   */
  readonly report?: Report;
  /** Marks what a layer contributes; each expression of `set` and `setString` is a layer of its own. */
  readonly markOf?: MarkOf;
}

export type MarkOf = (layer: ValuesLayer) => Mark;

/**
 * The values of the defaults by themselves, without `set` and `setString`: these go over the values of targets, see
 * {@link targetValues}. `undefined` where there are none.
 */
export function defaultValues({ values }: ValuesFields, markOf?: MarkOf): ValueMap | undefined {
  return isPlainObject(values) ? mergeLayers([values], markOf && (() => markOf('defaults.values'))) : undefined;
}

/**
 * What is below an override, and the override over it: its values, then `set`, then `setString`. `undefined` if there are
 * no values at all.
 */
export function overrideValues(
  below: ValueMap | undefined,
  own: ValuesFields,
  index: number,
  context: ValuesContext,
): ValueMap | undefined {
  return compose(below, own, () => `overrides[${index}].`, context);
}

/**
 * The merged values of a target: what is below it, then its own values, then `set`, then `setString`, each over the one
 * before. `undefined` if there are none at all.
 *
 * @param below with the expressions of a target that has none of its own: those of the defaults
 */
export function targetValues(below: ValuesFields, own: ValuesFields, context: ValuesContext): ValueMap | undefined {
  const { values, set = below.set, setString = below.setString } = own;
  const prefixOf = (field: Field) => (field === 'values' || own[field] !== undefined ? '' : 'defaults.');
  const under = isPlainObject(below.values) ? below.values : undefined;
  return compose(under, { values, set, setString }, prefixOf, context);
}

type Field = 'values' | SetMode;

/** A field of the wrong type is skipped: `checkLayerShapes()` reports it. */
function compose(
  below: ValueMap | undefined,
  fields: ValuesFields,
  prefixOf: (field: Field) => LayerPrefix,
  { path, below: belowName, report, markOf }: ValuesContext,
): ValueMap | undefined {
  const own = isPlainObject(fields.values) ? fields.values : undefined;
  const markOfOwn = markOf && ((index: number) => (index === 0 ? undefined : markOf(`${prefixOf('values')}values`)));
  const base = below === undefined && own === undefined ? undefined : mergeLayers([below, own], markOfOwn);
  if (report) checkValues(below, own, belowName, [...path, 'values'], report);
  const apply = (under: ValueMap | undefined, mode: SetMode) => {
    const expressions = fields[mode];
    if (!isStrings(expressions)) return under;
    // one by one, so that every wrong expression is reported
    return expressions.reduce<ValueMap | undefined>((merged = {}, expression, index) => {
      try {
        const mark = markOf && (() => markOf(`${prefixOf(mode)}${mode}[${index}]`));
        const above = applySet(merged, [expression], mode, mark);
        if (report) checkExpression(merged, above, [...path, mode, index], report);
        return above;
      } catch (cause) {
        if (!(cause instanceof SetError)) throw cause;
        report?.(error('set-invalid', [...path, mode, index], cause.message));
        return merged;
      }
    }, under);
  };
  return apply(apply(base, 'set'), 'setString');
}

type Report = (problem: Diagnostic) => void;

const AS_A_WHOLE = 'which it replaces as a whole';

function checkValues(
  below: ValueMap | undefined,
  above: ValueMap | undefined,
  belowName: string,
  path: FieldPath,
  report: Report,
): void {
  for (const differing of kindDifferences(below ?? {}, above ?? {})) {
    const message = `is ${differing.above} in place of ${differing.below} in ${belowName}, ${AS_A_WHOLE}`;
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
