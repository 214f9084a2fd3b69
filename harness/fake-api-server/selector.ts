import { mapOf, stringOf } from '../../src/json';
import { badRequest } from './failure';
import type { KubeObject } from './object';

/** Whether an object matches the selectors of a list or watch. */
export type Matches = (object: KubeObject) => boolean;

/**
 * Reads the label selector and the field selector of a request.
 *
 * @throws Failure 400 if one is invalid
 */
export function matcher(query: URLSearchParams): Matches {
  const labels = requirements(query.get('labelSelector') ?? '').map(labelRequirement);
  const fields = requirements(query.get('fieldSelector') ?? '').map(fieldRequirement);
  return (object) => [...labels, ...fields].every((matches) => matches(object));
}

/** Splits a selector at commas, except those in parentheses. */
function requirements(selector: string): string[] {
  return selector === '' ? [] : selector.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function labelRequirement(text: string): Matches {
  const set = /^([^\s!=(),]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  const equality = /^([^\s!=(),]+)\s*(==?|!=)\s*([^\s!=(),]*)$/.exec(text);
  const exists = /^(!?)\s*([^\s!=(),]+)$/.exec(text);
  if (exists) return ({ metadata }) => Object.hasOwn(metadata.labels ?? {}, exists[2] as string) === (exists[1] === '');
  const [, key = '', operator, list = ''] = set ?? equality ?? [];
  if (key === '') throw badRequest(`unable to parse requirement: ${text}`);
  const values = list.split(',').map((value) => value.trim());
  const isWanted = operator === 'in' || operator === '=' || operator === '==';
  return ({ metadata }) => {
    const value = metadata.labels?.[key];
    return value === undefined ? !isWanted : values.includes(value) === isWanted;
  };
}

function fieldRequirement(text: string): Matches {
  const [, path, operator, value] = /^([\w.]+)(==?|!=)(.*)$/.exec(text) ?? [];
  if (path === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${text}'`);
  return (object) => {
    const found = path.split('.').reduce<unknown>((holder, key) => mapOf(holder)[key], object);
    return ((stringOf(found) ?? '') === value) === (operator !== '!=');
  };
}
