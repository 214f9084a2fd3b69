import type { PlannedAction, PlannedChanges, Row } from './overview';

/** The number of objects that a plan changes with one action. */
export interface ActionCount {
  readonly action: PlannedAction;
  readonly count: number;
}

/** From the most harmful to the least harmful. */
const ACTIONS: readonly PlannedAction[] = ['delete', 'replace', 'forget', 'move', 'update', 'create'];

/** The number of objects that a plan changes, by action. */
export function countsOf({ actions }: PlannedChanges): ActionCount[] {
  const all = Object.values(actions);
  return ACTIONS.flatMap((action) => {
    const count = all.filter((each) => each === action).length;
    return count === 0 ? [] : [{ action, count }];
  });
}

/** The planned change of an object; undefined if it does not change. */
export function plannedFor(
  plan: PlannedChanges | undefined,
  { kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string },
): PlannedAction | undefined {
  return plan?.actions[`${kind}/${namespace}/${name}`];
}

/** The rows whose Application a plan changes, in the given order. */
export function plannedRows(plan: PlannedChanges, rows: readonly Row[]): Row[] {
  return rows.filter((row) => plannedFor(plan, { kind: 'Application', ...row }) !== undefined);
}
