import { redacted } from '../diagnostics';
import { type FieldPath, isPlainObject, kindOf } from '../json';
import { labelValueProblem, qualifiedNameProblem } from '../kubernetes';
import type { Problem } from './problem';

/** Errors in a map of labels, by the rules of Kubernetes. */
export function labelsProblems(labels: unknown, path: FieldPath): Problem[] {
  if (!isPlainObject(labels)) return [{ path, message: `must be a map, got ${kindOf(labels)}` }];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...labelKeyProblems(key, [...path, key]),
    ...labelValueProblems(value, [...path, key]),
  ]);
}

export function labelKeyProblems(key: unknown, path: FieldPath): Problem[] {
  return textProblems(key, path, qualifiedNameProblem);
}

export function labelValueProblems(value: unknown, path: FieldPath): Problem[] {
  return textProblems(value, path, labelValueProblem);
}

/** The error in a string. */
export function textProblems(
  value: unknown,
  path: FieldPath,
  problemOf: (text: string) => string | undefined,
): Problem[] {
  if (typeof value !== 'string') return [{ path, message: `must be a string, got ${kindOf(value)}` }];
  const problem = problemOf(value);
  return problem === undefined ? [] : [{ path, message: `${redacted(value)} ${problem}` }];
}
