import { several } from '../../../diagnostics';
import { namespacedName } from '../../../kubernetes';
import { printable } from '../../shell/terminal';
import type { LeftOver } from './member-deletion';

/** How many objects a message lists by name. */
const FEW = 10;

/** Errors for the objects that still exist at the timeout, and for those whose deletion waits for them. */
export function leftOverErrors(leftOver: readonly LeftOver[], timeoutMs: number): string[] {
  const open = leftOver.filter(({ isSent }) => isSent);
  const held = leftOver.filter(({ isSent }) => !isSent);
  if (open.length === 0) return [`the time was up: ${several(held.length, 'object')} not deleted`];
  const errors = open.slice(0, FEW).map((each) => {
    const why = each.why === undefined ? '' : `: ${printable(each.why)}`;
    return `${nameOf(each)} is not gone after ${timeoutMs / 1000} s${why}`;
  });
  const more = open.length > FEW ? [`${several(open.length - FEW, 'other object')} are not gone either`] : [];
  if (held.length === 0) return [...errors, ...more];
  const names = held.slice(0, FEW).map(nameOf).join(', ');
  const others = held.length > FEW ? ` and ${several(held.length - FEW, 'other')}` : '';
  const until = open.length === 1 ? 'it is' : 'they are';
  return [...errors, ...more, `${names}${others} ${held.length === 1 ? 'stays' : 'stay'} until ${until}`];
}

function nameOf({ deletion: { object } }: LeftOver): string {
  return `${object.kind} ${namespacedName(object)}`;
}
