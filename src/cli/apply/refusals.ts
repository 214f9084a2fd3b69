import { type ApplyStep, addressOf, type Rival } from '../../change';
import type { Refusal } from '../plan/cluster';

/** All reasons not to apply a plan, determined before anything is written. @param force `--force-conflicts` */
export function refusalsOf(steps: readonly ApplyStep[], force: boolean): Refusal[] {
  return steps.flatMap((step): Refusal[] => {
    const message = ownedBy(step) ?? (force ? undefined : conflictsOf(step));
    return message === undefined ? [] : [{ object: step.desired, message }];
  });
}

function ownedBy({ own: { owner, adopts, variables = [] } }: ApplyStep): string | undefined {
  if (owner === undefined) return undefined;
  if (!adopts) return `it is applied by ${owner}: change it there, or take it over with --adopt`;
  if (variables.length === 0) return undefined;
  return `${owner} puts values in place of ${variables.join(', ')}: write the values into the code before --adopt`;
}

function conflictsOf({ change: { conflicts } }: ApplyStep): string | undefined {
  if (conflicts.length === 0) return undefined;
  const fields = conflicts.map(({ field, manager }) => `${field} belongs to ${manager}`).join(', ');
  return `${fields}: --force-conflicts takes the fields over`;
}

/**
 * Reasons not to create a delivery: another one delivers the same, and each would undo the changes of the other. One that
 * may deliver the same is no reason: it may be that of another tenant.
 */
export function rivalRefusals(rivals: readonly Rival[], steps: readonly ApplyStep[]): Refusal[] {
  const created = new Set(steps.filter(({ change }) => change.action === 'create').map(({ change }) => change.address));
  return rivals
    .filter(({ object, mayDiffer }) => !mayDiffer && created.has(addressOf(object)))
    .map(({ object, other, owner, isMovable }) => {
      const own = isMovable ? 'move it with --adopt, or suspend it' : 'suspend it, and delete it afterwards';
      const remedy = owner === undefined ? own : `${owner} applies it: suspend it there`;
      return { object, message: `another ${other.kind} delivers the same, and is not in the code: ${remedy}` };
    });
}
