import { clusterName, isApplication } from '../../application';
import { compareText } from '../../json';
import { type ChangeContext, changeOf, type ObjectChange } from './change';
import { type ForeignField, foreignFields } from './live/foreign-fields';
import type { ForetoldObject } from './live/foretold';
import type { LeftBehind } from './live/left-behind';
import type { Moves } from './live/moves';
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
 * What a plan rests on:
 *
 * - `offline`: two texts
 * - `read-only`: what is in a cluster, and rules that foretell what an apply makes of it
 * - `server`: what the API server answers to a dry run
 */
export type Evidence = 'offline' | 'read-only' | 'server';

/** What a change of the code does. */
export interface Plan {
  readonly evidence: Evidence;
  /** What else it rests on, a sentence each. */
  readonly remarks: readonly string[];
  /** By address. */
  readonly changes: readonly ObjectChange[];
  readonly warnings: readonly PlanWarning[];
  /** The waves of the applications of the code that have any. */
  readonly waves: Waves;
  /** Fields of the cluster that nobody in the code sets. */
  readonly foreign: readonly ForeignField[];
  readonly summary: PlanSummary;
}

/** How many objects change, and how many targets. Applications whose targets show their change are not counted. */
export interface PlanSummary {
  /** Those that are replaced included, as in `destroy`. */
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  /** Those that leave the code and stay in the cluster. */
  readonly forget: number;
  /** Those that go on under another name. */
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
  /** What is known of objects of a cluster beside that, by address. */
  readonly foretold?: ReadonlyMap<string, ForetoldObject>;
  /** What has left the code and is in the cluster; its objects are among those of before. */
  readonly left?: LeftBehind;
  /** What goes on under another name; the objects that go are among those of before. */
  readonly moves?: Moves;
  readonly remarks?: readonly string[];
}

/** Compares two states, object by object. Deterministic: the order of the objects does not matter. */
export function planOf({ evidence, before, after, foretold, left, moves = new Map(), remarks = [] }: PlanInput): Plan {
  const sides = { before: new PlanObjects(before), after: new PlanObjects(after) };
  const places = placesOf([...before, ...after]);
  const waves = wavesByApplication(after, places.clusterOf);
  const waveOf = waveNumbers(waves, wavesByApplication(before, places.clusterOf));
  const context: ChangeContext = { ...sides, foretold, kept: left?.kept, moves, ...places, waveOf };
  const moved = new Set([...moves.values()].map(addressOf));
  const addresses = [...new Set([...before, ...after].map(addressOf))].sort(compareText);
  const changes: ObjectChange[] = [];
  const unchanged: PlanObject[] = [];
  for (const address of addresses) {
    if (moved.has(address)) continue; // the change of the object that takes over is its own
    const [old, now] = [sides.before.get(address), sides.after.get(address)];
    const change = changeOf(old, now, context);
    if (change) changes.push(change);
    else unchanged.push((now ?? old) as PlanObject);
  }
  return {
    evidence,
    remarks,
    changes,
    warnings: [...warningsOf(changes, sides, left), ...suspendedInWaves(after, context.clusterOf)],
    waves,
    foreign: [...(foretold?.values() ?? [])].flatMap(({ after, unset }) => foreignFields(after, unset, context)),
    summary: summaryOf(changes, unchanged),
  };
}

/** What the clusters of targets are called, as the newer ones of the objects say it, and the targets themselves. */
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
  const changed = changes.filter(isCounted);
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

/** Whether a change is one of its own: that of an Application whose targets show it is not. */
export function isCounted({ action, fields }: ObjectChange): boolean {
  return action !== 'update' || fields.length > 0;
}

function targetOf({ application, target }: Partial<Belonging> = {}): string[] {
  return application === undefined || target === undefined ? [] : [idOf({ application, target })];
}
