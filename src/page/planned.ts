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

/** The rows whose Application or objects a plan changes, in the given order. */
export function plannedRows(plan: PlannedChanges, rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.planned !== undefined || plan.actions[applicationOf(row)] !== undefined);
}

/** An object that a plan changes. */
export interface PlannedObject {
  /** `HelmRelease/shop/web--eu-1--web` */
  readonly address: string;
  readonly action: PlannedAction;
}

/** The objects that a plan changes and that belong to no row, for example new ones; the most harmful action first. */
export function plannedOthers({ actions }: PlannedChanges, rows: readonly Row[]): PlannedObject[] {
  const known = new Set(rows.flatMap((row) => [applicationOf(row), ...(row.planned ?? [])]));
  const others = Object.entries(actions).flatMap(([address, action]) =>
    known.has(address) ? [] : [{ address, action }],
  );
  return others.sort((a, b) => ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action));
}

/** The address of the Application of a row. */
function applicationOf({ namespace, name }: Row): string {
  return `Application/${namespace}/${name}`;
}
