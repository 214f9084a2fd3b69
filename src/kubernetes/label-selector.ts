import { entryOf } from '../json';
import { labelValueProblem, qualifiedNameProblem } from './formats';

/** Whether labels match. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

/** A requirement on a label, as in the API. */
interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** Whether labels meet a requirement. Labels without the key also meet the negative operators. */
export function meets(
  labels: Readonly<Record<string, string>>,
  { key, operator, values = [] }: LabelRequirement,
): boolean {
  const value = entryOf(labels, key) as string | undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

const EXISTS = /^(!?)\s*([^\s=!(),]+)$/;
const EQUALS = /^([^\s=!(),]+)\s*(==?|!=)\s*([^\s=!(),]*)$/;
const SET = /^([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)$/;

/**
 * Parses a label selector as kubectl does: requirements separated by commas, such as `team=web`, `team!=web`, `team`,
 * `!team`, `team in (web, shop)` and `team notin (web)`. The negative ones also match labels without the key.
 *
 * @returns undefined if the text is not a label selector
 */
export function labelSelectorOf(text: string): LabelSelector | undefined {
  const requirements = text.split(/,(?![^(]*\))/).map((part) => requirementOf(part.trim()));
  if (!requirements.every((requirement) => requirement !== undefined)) return undefined;
  return (labels) => requirements.every((requirement) => meets(labels, requirement));
}

function requirementOf(text: string): LabelRequirement | undefined {
  const [, no, named] = EXISTS.exec(text) ?? [];
  if (named !== undefined) return isKey(named) ? { key: named, operator: no ? 'DoesNotExist' : 'Exists' } : undefined;
  const [, key, operator, list] = EQUALS.exec(text) ?? SET.exec(text) ?? [];
  if (key === undefined || list === undefined || !isKey(key)) return undefined;
  const values = list.split(',').map((value) => value.trim());
  if (!values.every((value) => labelValueProblem(value) === undefined)) return undefined;
  return { key, operator: operator === '!=' || operator === 'notin' ? 'NotIn' : 'In', values };
}

function isKey(text: string): boolean {
  return qualifiedNameProblem(text) === undefined;
}
