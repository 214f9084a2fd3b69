import { beyondLimits, beyondSet, type PruneLimits } from '../../../change';
import type { PlannedSet } from '../../plan/cluster';
import type { Finding } from '../../shell';

/** Why nothing of a set is deleted, and nothing applied: all that is in the way. */
export function pruneRefusals({ prune, code, hasMoves }: PlannedSet, limits: PruneLimits): Finding[] {
  const empty = code.length === 0 ? ['there is no object in the input: --prune would delete all of the set'] : [];
  // what is moved out of the set shows that it is that of the code
  const beyond = [...beyondLimits(prune, limits), ...(hasMoves ? [] : beyondSet(prune, limits))];
  const messages = empty.length > 0 ? empty : [...beyond, ...prune.refusals];
  return messages.map((message) => ({ severity: 'error', message }));
}
