import { type Diagnostic, error, warning } from '../../diagnostics';
import { type FieldPath, formatPath, isPlainObject, type ValueMap } from '../../json';
import { applySet, type Mark, mergeLayers, SetError, type SetMode } from '../../values';
import type { HelmReleaseDefaults } from '../flux-application-props';
import { kindDifferences } from './kind-differences';

/**
 * The layer in which the author wrote a value: a field of a target, of `defaults`, or of one of the `overrides`. For
 * `set` and `setString` it is a single expression, for `valuesFrom` a single entry, counted from 0.
 */
export type ValuesLayer =
  `${'' | 'defaults.' | `overrides[${number}].`}${'values' | `${'set' | 'setString' | 'valuesFrom'}[${number}]`}`;

/** The prefix of a field name in a {@link ValuesLayer}: empty for the fields of a target. */
export type LayerPrefix = '' | 'defaults.' | `overrides[${number}].`;

/** The fields that contain values. */
export type ValuesFields = Pick<HelmReleaseDefaults, 'values' | 'set' | 'setString'>;

/** The position of a layer, and the receivers of its errors and marks. */
export interface ValuesContext {
  /** The path of the layer in the author's props. */
  readonly path: FieldPath;
  /** The layers below it, for messages. */
  readonly below: string;
  /**
   * Receives errors in expressions of `set` and `setString`, and warnings about a layer that replaces a map with
   * something else or vice versa.
   */
  readonly report?: Report;
  /** Marks the values of a layer; each expression of `set` and `setString` is a separate layer. */
  readonly markOf?: MarkOf;
}

export type MarkOf = (layer: ValuesLayer) => Mark;

/**
 * The values of the defaults, without `set` and `setString`: these override values of targets, see
 * {@link targetValues}. `undefined` if there are none.
 */
export function defaultValues({ values }: ValuesFields, markOf?: MarkOf): ValueMap | undefined {
  return isPlainObject(values) ? mergeLayers([values], markOf && (() => markOf('defaults.values'))) : undefined;
}

/**
 * The layers below an override, with the override merged into them: its values, then `set`, then `setString`.
 * `undefined` if there are no values at all.
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
 * The merged values of a target: the layers below it, then its own values, then `set`, then `setString`, each
 * overriding the previous ones. `undefined` if there are none at all.
 *
 * @param below contains the expressions for a target that has none: those of the defaults
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
    // one by one, so that every invalid expression is reported
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
