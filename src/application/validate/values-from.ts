import { type Diagnostic, error, redacted, warning } from '../../diagnostics';
import { type FieldPath, formatPath, isPlainObject, kindOf, type ValueMap } from '../../json';
import type { ValuePath } from '../../values';
import { checkValues, meetingOf, parseTargetPath, type ValuesReference, type Winner, winnerOf } from '../../values';
import { checkReference } from './metadata';

/**
 * Errors in the `valuesFrom` of an entry of deploy, and fields that both one of its targetPaths and `values` set: Flux
 * then uses one of them, which is hard to predict. See docs/values.md.
 *
 * @param path of valuesFrom
 */
export function checkValuesFrom(valuesFrom: unknown, values: unknown, path: FieldPath): Diagnostic[] {
  if (!Array.isArray(valuesFrom)) return [];
  const references = valuesFrom.map(referenceOf);
  // Values that are not data are reported separately.
  const data = isPlainObject(values) && checkValues(values).length === 0 ? values : {};
  return valuesFrom.flatMap((entry, index) => [
    ...checkReference(entry, [...path, index]),
    ...checkTargetPath(targetPathOf(entry), references.slice(0, index + 1), data, [...path, index, 'targetPath']),
  ]);
}

function targetPathOf(entry: unknown): string | undefined {
  const targetPath = isPlainObject(entry) ? entry.targetPath : undefined;
  return typeof targetPath === 'string' && targetPath !== '' ? targetPath : undefined;
}

function referenceOf(entry: unknown): ValuesReference {
  const targetPath = targetPathOf(entry);
  const path = targetPath === undefined ? undefined : parseTargetPath(targetPath);
  return { path, optional: isPlainObject(entry) && entry.optional === true };
}

/** @param references all up to the one with the targetPath */
function checkTargetPath(
  targetPath: string | undefined,
  references: readonly ValuesReference[],
  values: ValueMap,
  path: FieldPath,
): Diagnostic[] {
  if (targetPath === undefined) return [];
  const steps = references.at(-1)?.path;
  if (steps === undefined) {
    return [
      error(
        'target-path-invalid',
        path,
        `${redacted(targetPath)} is not a path: write keys separated by dots, such as a.b[0].c`,
      ),
    ];
  }
  const meeting = meetingOf(values, steps);
  if (meeting === undefined) return [];
  const winner = winnerOf(references, values);
  const { depth, held, isBeyond, listWithNull } = meeting;
  if (winner === 'none' && depth < steps.length) {
    const remedy = `leave it out or make it a ${typeof steps[depth] === 'number' ? 'list' : 'map'}`;
    return [
      warning(
        'target-path-blocked',
        path,
        `leads through ${name(steps, depth)}, which is ${kindOf(held)}, so Flux fails: ${remedy}`,
      ),
    ];
  }
  if (listWithNull !== undefined) {
    return [
      warning(
        'target-path-into-list',
        path,
        `leads into ${name(steps, listWithNull)}, a list that contains null, ${OF_A_LIST[winner]}`,
      ),
    ];
  }
  if (isBeyond && winner === 'targetPath') return [];
  return [
    warning('target-path-overlaps', path, `${name(steps, depth)} is set too, ${OF_TWO[winner]}: remove one of the two`),
  ];
}

/** A field of values, in the format of messages. */
function name(steps: ValuePath, depth: number): string {
  return formatPath(['values', ...steps.slice(0, depth)]);
}

const OF_TWO: Readonly<Record<Winner, string>> = {
  values: 'and wins in Flux',
  targetPath: 'but the targetPath wins in Flux',
  either: 'and which one wins in Flux depends on earlier entries',
  none: 'but Flux fails, because an earlier entry sets something on the way',
};

const OF_A_LIST: Readonly<Record<Winner, string>> = {
  values: 'which wins in Flux as a whole: set the element in values',
  targetPath: 'and replaces it as a whole in Flux: set the element in values',
  either: 'and one of them replaces the other as a whole in Flux: set the element in values',
  none: 'and Flux fails: set the element in values',
};
