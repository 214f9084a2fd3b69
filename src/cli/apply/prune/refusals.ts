import { beyondLimits, type PruneLimits } from '../../../change';
import type { PlannedSet } from '../../plan/cluster';
import type { Finding } from '../../shell';

/** Why nothing of a set is deleted, and nothing applied: all that is in the way. */
export function pruneRefusals({ prune, code }: PlannedSet, limits: PruneLimits): Finding[] {
  const empty = code.length === 0 ? ['there is no object in the input: --prune would delete all of the set'] : [];
  const messages = empty.length > 0 ? empty : [...beyondLimits(prune, limits), ...prune.refusals];
  return messages.map((message) => ({ severity: 'error', message }));
}
