import { labelValueProblem, qualifiedNameProblem } from './formats';

/** Whether labels are selected. */
export type LabelSelector = (labels: Readonly<Record<string, string>>) => boolean;

const EXISTS = /^(!?)\s*([^\s=!(),]+)$/;
const EQUALS = /^([^\s=!(),]+)\s*(==?|!=)\s*([^\s=!(),]*)$/;
const SET = /^([^\s=!(),]+)\s+(in|notin)\s*\(([^()]*)\)$/;

/**
 * Parses a label selector as kubectl does: requirements separated by commas, such as `team=web`, `team!=web`, `team`,
 * `!team`, `team in (web, shop)` and `team notin (web)`. The negative ones select labels without the key too.
 *
 * @returns undefined where the text is no label selector
 */
export function labelSelectorOf(text: string): LabelSelector | undefined {
  const requirements = text.split(/,(?![^(]*\))/).map((part) => requirementOf(part.trim()));
  if (!requirements.every((requirement) => requirement !== undefined)) return undefined;
  return (labels) => requirements.every((matches) => matches(labels));
}

function requirementOf(text: string): LabelSelector | undefined {
  const [, no, named] = EXISTS.exec(text) ?? [];
  if (named !== undefined) return isKey(named) ? (labels) => Object.hasOwn(labels, named) === (no === '') : undefined;
  const [, key, operator, list] = EQUALS.exec(text) ?? SET.exec(text) ?? [];
  if (key === undefined || list === undefined || !isKey(key)) return undefined;
  const values = list.split(',').map((value) => value.trim());
  if (!values.every((value) => labelValueProblem(value) === undefined)) return undefined;
  const isWanted = operator !== '!=' && operator !== 'notin';
  return (labels) => (Object.hasOwn(labels, key) && values.includes(labels[key] as string)) === isWanted;
}

function isKey(text: string): boolean {
  return qualifiedNameProblem(text) === undefined;
}
