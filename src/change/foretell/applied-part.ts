import { entryOf, isMap, type ValueMap } from '../../json';
import { type FieldSet, NO_FIELDS } from './field-set';
import { managersOf } from './managers';

/**
 * What a manager has applied of an object, server-side, and has not lost to others since: as the functions `Extract…` of
 * client-go. Lists are whole where the manager owns them as a whole; of lists with keys nothing is taken.
 *
 * @param live as the API server returns it, with managedFields
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
