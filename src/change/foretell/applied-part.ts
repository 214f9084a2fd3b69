import { entryOf, isMap, type ValueMap } from '../../json';
import { type FieldSet, NO_FIELDS } from './field-set';
import { managersOf } from './managers';

/**
 * The part of an object that a manager has applied server-side and still owns, like the `Extract…` functions of
 * client-go. Lists are included as a whole, even if the manager owns only some of their items.
 *
 * @param live as returned by the API server, with managedFields
 */
export function appliedPart(live: ValueMap, manager: string): ValueMap {
  const own = managersOf(live).find(
    ({ name, operation, subresource }) => name === manager && operation === 'Apply' && subresource === '',
  );
  return partOf(live, own?.fields ?? NO_FIELDS);
}

function partOf(value: ValueMap, fields: FieldSet): ValueMap {
  const part: Record<string, unknown> = {};
  for (const [step, { children }] of fields) {
    const key = step.startsWith('f:') ? step.slice(2) : undefined;
    const entry = key === undefined ? undefined : entryOf(value, key);
    if (key === undefined || entry === undefined) continue;
    part[key] = children.size === 0 || !isMap(entry) ? entry : partOf(entry, children);
  }
  return part;
}
