import type { ValueMap } from '../../json';
import { managersOf } from '../foretell/managers';
import type { PlanObject } from '../plan/plan-object';
import { setIdOf } from '../prune/apply-set';

/**
 * Whether an object that was planned as new may be applied although it exists: an earlier attempt created it, whose
 * response was lost; or nobody has set a field of it, as with the ServiceAccount `default` of a new namespace.
 *
 * @param live as returned by the API server, with managedFields
 * @param manager the field manager that is to apply it
 */
export function isStillNew(live: ValueMap, desired: PlanObject, manager: string): boolean {
  const managers = managersOf(live);
  if (managers.length === 0) return true;
  const isApplied = managers.some((each) => each.name === manager && each.operation === 'Apply');
  return isApplied && setIdOf(live) === setIdOf(desired.value);
}
