import { clusterName, isApplication } from '../../application';
import { compareText } from '../../json';
import { type ChangeContext, changeOf, type ObjectChange } from './change';
import type { Sides } from './effects/consequence';
import { type ForeignField, foreignFields } from './live/foreign-fields';
import type { ForetoldObject } from './live/foretold';
import type { LeftBehind } from './live/left-behind';
import type { Moves, Rival } from './live/moves';
import { namesByApplication, PlanObjects } from './objects';
import {
  addressOf,
  type Belonging,
  belongingOf,
  clusterOfDelivery,
  deliveryKindOf,
  type PlanObject,
} from './plan-object';
import { type PlanWarning, warningsOf } from './warnings';
import { suspendedInWaves, type Waves, waveNumbers, wavesByApplication } from './waves';

/**
 * The evidence of a plan:
 *
 * - `offline`: two sets of files
 * - `read-only`: the objects in a cluster, and rules that predict the result of an apply
 * - `server`: the results of a dry run by the API server
 */
export type Evidence = 'offline' | 'read-only' | 'server';

/** The effects of a change of the code. */
export interface Plan {
  readonly evidence: Evidence;
  /** Remarks about the evidence, one sentence each. */
  readonly remarks: readonly string[];
  /** By address. */
  readonly changes: readonly ObjectChange[];
  readonly warnings: readonly PlanWarning[];
  /** The waves of the applications in the code that have any. */
  readonly waves: Waves;
  /** Fields in the cluster that are not set in the code. */
  readonly foreign: readonly ForeignField[];
  readonly summary: PlanSummary;
}

/** The numbers of objects and targets that change. Applications whose targets show their change are not counted. */
export interface PlanSummary {
  /** Includes replaced objects, as does `destroy`. */
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  /** Objects that leave the code and stay in the cluster. */
  readonly forget: number;
  /** Objects that continue under another name. */
  readonly move: number;
  readonly unchanged: number;
  readonly applications: number;
  readonly targets: number;
  readonly changedTargets: number;
}

/** Two states of the same objects. */
export interface PlanInput {
  readonly evidence: Evidence;
  readonly before: readonly PlanObject[];
  readonly after: readonly PlanObject[];
  /** Further data about objects of a cluster, by address. */
  readonly foretold?: ReadonlyMap<string, ForetoldObject>;
  /** Objects in the cluster that have left the code; they are also part of the old state. */
  readonly left?: LeftBehind;
  /** Objects that continue under another name; the old objects are also part of the old state. */
  readonly moves?: Moves;
  /** Other objects in the cluster that deliver the same as the code. */
  readonly rivals?: readonly Rival[];
  readonly remarks?: readonly string[];
}

/** Compares two states, object by object. Deterministic: the order of the objects does not matter. */
export function planOf(input: PlanInput): Plan {
  const { evidence, before, after, foretold, left, moves = new Map(), rivals = [], remarks = [] } = input;
  const sides = {
    before: new PlanObjects(before),
    after: new PlanObjects(after),
    rivals: new Map(rivals.flatMap(({ object, other, mayDiffer }) => (mayDiffer ? [] : [[addressOf(object), other]]))),
  };
  const places = placesOf([...before, ...after]);
  const waves = wavesByApplication(after, places.clusterOf);
  const waveOf = waveNumbers(waves, wavesByApplication(before, places.clusterOf));
  const context: ChangeContext = { ...sides, foretold, kept: left?.kept, moves, ...places, waveOf };
  const moved = new Set([...moves.values()].map(addressOf));
  const addresses = [...new Set([...before, ...after].map(addressOf))].sort(compareText);
  const found: ObjectChange[] = [];
  const unchanged: PlanObject[] = [];
  for (const address of addresses) {
    if (moved.has(address)) continue; // the change of the object that takes over is shown separately
    const [old, now] = [sides.before.get(address), sides.after.get(address)];
    const change = changeOf(old, now, context);
    if (change) found.push(change);
    else unchanged.push((now ?? old) as PlanObject);
  }
  const changes = withNoteOfOnly(found, sides);
  return {
    evidence,
    remarks,
    changes,
    warnings: [...warningsOf(changes, sides, { left, rivals }), ...suspendedInWaves(after, context.clusterOf)],
    waves,
    foreign: [...(foretold?.values() ?? [])].flatMap(({ after, unset }) => foreignFields(after, unset, context)),
    summary: summaryOf(changes, unchanged),
  };
}

/** The names of targets' clusters, preferably from the new objects, and the targets themselves. */
export function placesOf(objects: readonly PlanObject[]): Pick<ChangeContext, 'clusterOf' | 'placeOf'> {
  const names = namesByApplication(objects);
  const clusters = new Map<string, string>();
  const targets = new Map<string, Set<string>>();
  for (const object of objects) {
    const belonging = deliveryKindOf(object) && belongingOf(object);
    if (!belonging?.target) continue;
    const { application, target } = belonging;
    const cluster = clusterName(clusterOfDelivery(object), names.get(application) ?? {});
    clusters.set(idOf(belonging), cluster);
    const there = JSON.stringify([application, cluster]);
    targets.set(there, (targets.get(there) ?? new Set()).add(target));
  }
  const clusterOf = (belonging: Belonging) => clusters.get(idOf(belonging));
  return {
    clusterOf,
    placeOf(belonging) {
      const cluster = clusterOf(belonging);
      const isOnly = targets.get(JSON.stringify([belonging.application, cluster]))?.size === 1;
      return isOnly ? cluster : belonging.target;
    },
  };
}

function idOf({ application, target }: Belonging): string {
  return JSON.stringify([application, target]);
}

function summaryOf(changes: readonly ObjectChange[], unchanged: readonly PlanObject[]): PlanSummary {
  const changed = shownChanges(changes);
  const count = (...actions: readonly ObjectChange['action'][]) =>
    changed.filter(({ action }) => actions.includes(action)).length;
  const known = unchanged.map(belongingOf);
  const targets = new Set([...changes, ...known].flatMap(targetOf));
  return {
    add: count('create', 'replace'),
    change: count('update'),
    destroy: count('delete', 'replace'),
    forget: count('forget'),
    move: count('move'),
    unchanged: unchanged.filter(({ value }) => !isApplication(value)).length,
    applications: new Set([...changes, ...known].flatMap((each) => each?.application ?? [])).size,
    targets: targets.size,
    changedTargets: new Set(changes.flatMap(targetOf)).size,
  };
}

/** The changes without those of Applications that are shown by the changes of their targets. */
export function shownChanges(changes: readonly ObjectChange[]): ObjectChange[] {
  return changes.filter(({ action, fields, note }) => action !== 'update' || fields.length > 0 || note === ONLY);
}

/** The changes with a note on each Application that no change of another object shows. */
function withNoteOfOnly(changes: readonly ObjectChange[], sides: Sides): ObjectChange[] {
  const others = applicationsOfOthers(changes, sides);
  return changes.map((change) => {
    const { action, target, application, note, fields } = change;
    const isOnly = action === 'update' && application !== undefined && target === undefined && !others.has(application);
    return isOnly && (note !== undefined || fields.length === 0) ? { ...change, note: ONLY } : change;
  });
}

/** Instead of the fields of an Application, of which one may hold all its targets. */
const ONLY = 'no Flux object in the code changes';

/** The applications of which a target changes, or an object that one refers to, such as the HelmChart of a template. */
function applicationsOfOthers(changes: readonly ObjectChange[], { before, after }: Sides): Set<string> {
  const found = changes.flatMap(({ application, target, address }) => {
    const users = [before, after].flatMap((side) => side.usersOf(address)).map(belongingOf);
    return [...(target === undefined ? [] : [application]), ...users.map((user) => user?.application)];
  });
  return new Set(found.filter((application) => application !== undefined));
}

function targetOf({ application, target }: Partial<Belonging> = {}): string[] {
  return application === undefined || target === undefined ? [] : [idOf({ application, target })];
}
