import type { PlannedAction, PlannedChanges, Row } from './overview';

/** How many objects a plan changes in one way. */
export interface ActionCount {
  readonly action: PlannedAction;
  readonly count: number;
}

/** From the most harmful to the least. */
const ACTIONS: readonly PlannedAction[] = ['delete', 'replace', 'forget', 'move', 'update', 'create'];

/** How many objects a plan changes, by the effect. */
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

/** The applications whose Application a plan changes, in their order. */
export function plannedRows(plan: PlannedChanges, rows: readonly Row[]): Row[] {
  return rows.filter((row) => plannedFor(plan, { kind: 'Application', ...row }) !== undefined);
}
