import type { ApplyStep } from '../../change';
import type { Refusal } from '../plan/cluster';

/** Why a plan is not applied: all that is in its way, before anything is written. @param force `--force-conflicts` */
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
