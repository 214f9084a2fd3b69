import { beyondLimits, beyondSet, type PruneLimits } from '../../../change';
import type { PlannedSet } from '../../plan/cluster';
import type { Finding } from '../../shell';

/** The reasons to refuse the deletions of a set, and with them the whole apply. */
export function pruneRefusals({ prune, code, hasMoves }: PlannedSet, limits: PruneLimits): Finding[] {
  const empty = code.length === 0 ? ['there is no object in the input: --prune would delete all of the set'] : [];
  // objects that are moved out of the set prove that it belongs to this code
  const beyond = [...beyondLimits(prune, limits), ...(hasMoves ? [] : beyondSet(prune, limits))];
  const messages = empty.length > 0 ? empty : [...beyond, ...prune.refusals];
  return messages.map((message) => ({ severity: 'error', message }));
}
