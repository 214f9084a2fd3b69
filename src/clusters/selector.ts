import { didYouMean, redacted } from '../diagnostics';
import { entryOf, type FieldPath, isPlainObject, kindOf } from '../json';
import { meets } from '../kubernetes';
import { labelKeyProblems, labelsProblems, labelValueProblems } from './labels';
import type { Problem } from './problem';

/**
 * A label selector for clusters, as in Kubernetes: a cluster must meet all requirements. An empty selector selects all
 * clusters.
 */
export interface ClusterSelector {
  /**
   * Labels that a cluster must have, with these values.
   *
   * @default - none
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /**
   * Further requirements on its labels.
   *
   * @default - none
   */
  readonly matchExpressions?: readonly ClusterRequirement[];
}

/** A requirement on a label. A cluster without the label also meets the negative operators, as in Kubernetes. */
export interface ClusterRequirement {
  /** The key of the label: a name, with an optional prefix as in `example.com/stage`. */
  readonly key: string;
  /** How the label is compared with `values`. */
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /**
   * The values of `In` and `NotIn`: at least one.
   *
   * @default - none, as required by `Exists` and `DoesNotExist`
   */
  readonly values?: readonly string[];
}

/** Whether a cluster with these labels is selected. @param selector without errors */
export function isSelected(
  labels: Readonly<Record<string, string>>,
  { matchLabels = {}, matchExpressions = [] }: ClusterSelector,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => entryOf(labels, key) === value) &&
    matchExpressions.every((requirement) => meets(labels, requirement))
  );
}

/** The label keys in a selector. */
export function keysOfSelector({ matchLabels = {}, matchExpressions = [] }: ClusterSelector): string[] {
  return [...new Set([...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)])];
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const REQUIREMENT = ['key', 'operator', 'values'];

/**
 * Errors in `matchLabels` and `matchExpressions`.
 *
 * @param selector a map; its other fields are not checked
 */
export function selectorProblems(
  { matchLabels, matchExpressions }: Readonly<Record<string, unknown>>,
  path: FieldPath,
): Problem[] {
  const place = [...path, 'matchExpressions'];
  return [
    ...(matchLabels === undefined ? [] : labelsProblems(matchLabels, [...path, 'matchLabels'])),
    ...(matchExpressions === undefined || Array.isArray(matchExpressions)
      ? Array.from(matchExpressions ?? []).flatMap((each, index) => requirementProblems(each, [...place, index]))
      : [{ path: place, message: `must be a list, got ${kindOf(matchExpressions)}` }]),
  ];
}

function requirementProblems(requirement: unknown, path: FieldPath): Problem[] {
  if (!isPlainObject(requirement)) return [{ path, message: `must be a map, got ${kindOf(requirement)}` }];
  const { key, operator, values } = requirement;
  return [
    ...unknownFields(requirement, REQUIREMENT, path),
    ...(key === undefined
      ? [{ path: [...path, 'key'], message: 'required, but missing' }]
      : labelKeyProblems(key, [...path, 'key'])),
    ...operatorProblems(operator, [...path, 'operator']),
    ...valuesProblems(values, operator, [...path, 'values']),
  ];
}

function operatorProblems(operator: unknown, path: FieldPath): Problem[] {
  if (typeof operator === 'string' && OPERATORS.includes(operator)) return [];
  const hint = typeof operator === 'string' ? didYouMean(operator, OPERATORS) : '';
  return [{ path, message: `must be one of ${OPERATORS.join(', ')}, got ${redacted(operator)}${hint}` }];
}

function valuesProblems(values: unknown, operator: unknown, path: FieldPath): Problem[] {
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    return values === undefined ? [] : [{ path, message: `must be absent if the operator is ${operator}` }];
  }
  if (values === undefined || (Array.isArray(values) && values.length === 0)) {
    return [{ path, message: 'must contain at least one value' }];
  }
  if (!Array.isArray(values)) return [{ path, message: `must be a list, got ${kindOf(values)}` }];
  return Array.from(values).flatMap((value, index) => labelValueProblems(value, [...path, index]));
}

/** Errors for the unknown fields of a map. */
export function unknownFields(
  map: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: FieldPath,
): Problem[] {
  return Object.keys(map)
    .filter((field) => map[field] !== undefined && !known.includes(field))
    .map((field) => {
      const hint = didYouMean(field, known) || `; allowed: ${known.join(', ')}`;
      return { path: [...path, field], message: `unknown field${hint}` };
    });
}
