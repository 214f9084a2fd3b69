import {
  APPLICATION_NAME,
  CLUSTERS,
  DIGESTS,
  HATCHED,
  isApplication,
  LOWERING_DIGEST,
  NULLS,
  PRUNE,
} from '../../application';
import { type Difference, differencesOf, type FieldPath, withoutUndefined } from '../../json';
import { isMarked, RECONCILE } from '../foretell/flux-apply';
import type { Conflict } from '../foretell/server-side-apply';
import { PART_OF } from '../prune/apply-set';
import type { ReleaseWorkloads } from '../workloads/release-workloads';
import type { ChangedObject, Consequence, Effect, Sides } from './effects/consequence';
import { consequenceOf } from './effects/effects';
import { releaseOf } from './effects/helm-release';
import { type FieldChange, fieldChange } from './field-change';
import type { ForetoldObject } from './live/foretold';
import type { Moves } from './live/moves';
import { addressOf, type Belonging, belongingOf, deliveryKindOf, type PlanObject } from './plan-object';
import { masked, sensitivePaths } from './sensitive';

/**
 * The action on an object. `replace`: the object stays, and its release is uninstalled and reinstalled. `forget`: it
 * leaves the code and stays in the cluster. `move`: it continues under another name.
 */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'move';

/** An object that changes. */
export interface ObjectChange {
  readonly address: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** `<namespace>/<name>`. Absent for an object that belongs to no application. */
  readonly application?: string;
  /** The KEY of its target. */
  readonly target?: string;
  /** The name of its target's cluster; `host` for the host. */
  readonly cluster?: string;
  /**
   * The name of its target in messages: its cluster, or its KEY if the cluster has several targets of its application.
   */
  readonly place?: string;
  /** The number of its wave, from 1, in an application with waves. */
  readonly wave?: number;
  readonly action: Action;
  /** The object that continues under this name; only for a move. */
  readonly from?: PlanObject;
  /** Absent for an object that Flux does not act on. */
  readonly effect?: Effect;
  /** The effect in words, without the cluster. */
  readonly note?: string;
  readonly replacePaths: readonly FieldPath[];
  /** Its applier; absent if unknown. */
  readonly by?: string;
  /** Why the result is uncertain. */
  readonly doubt?: string;
  /** Fields of other managers that get another value. */
  readonly conflicts: readonly Conflict[];
  /** In the order of the paths; empty for an Application whose targets show its change. */
  readonly fields: readonly FieldChange[];
  /** The changes of the objects of releases, if the plan includes them. */
  readonly workloads?: readonly ReleaseWorkloads[];
  /** The objects, with masked secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** The parts of them that are masked. */
  readonly sensitive: { readonly before: readonly FieldPath[]; readonly after: readonly FieldPath[] };
}

/** Data about all objects, for the change of one. */
export interface ChangeContext extends Sides {
  /** The name of a target's cluster; undefined for a target without a delivery. */
  readonly clusterOf: (belonging: Belonging) => string | undefined;
  /**
   * The name of a target in messages: its cluster, or its KEY if the cluster has several targets of its application.
   */
  readonly placeOf: (belonging: Belonging) => string | undefined;
  /** The number of a target's wave; undefined if it is in none. */
  readonly waveOf: (belonging: Belonging) => number | undefined;
  /** Data about objects of a cluster, by address. */
  readonly foretold?: ReadonlyMap<string, ForetoldObject>;
  /** Why objects that have left the code stay in the cluster, by address. */
  readonly kept?: ReadonlyMap<string, string>;
  readonly moves?: Moves;
}

/**
 * The change between two objects with the same address.
 *
 * @param old absent: it is created
 * @param after absent: it is deleted
 * @returns undefined if nothing changes
 */
export function changeOf(
  old: PlanObject | undefined,
  after: PlanObject | undefined,
  context: ChangeContext,
): ObjectChange | undefined {
  const from = after && context.moves?.get(addressOf(after));
  const before = from ?? old;
  const object = after ?? before;
  const belonging = object && belongingOf(object);
  const all = differencesOf(before?.value, after?.value);
  const differences = from === undefined ? all : all.filter(({ path }) => !isOfController(path));
  if (object === undefined || differences.length === 0) return undefined;
  const sensitive = { before: before ? sensitivePaths(before) : [], after: after ? sensitivePaths(after) : [] };
  const shown = isApplication(object.value) ? ofApplicationItself(differences) : differences;
  const address = addressOf(object);
  const { by, conflicts = [], unverified = [] } = context.foretold?.get(address) ?? {};
  const {
    effect,
    note,
    replacePaths = [],
  } = from ? moved(from) : followed({ before, after, differences }, object, context);
  return withoutUndefined({
    address,
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    ...belonging,
    cluster: belonging && context.clusterOf(belonging),
    place: belonging && context.placeOf(belonging),
    wave: belonging && context.waveOf(belonging),
    action: from ? 'move' : actionOf(before, after, effect, context),
    from,
    effect,
    note,
    replacePaths,
    by: by?.description,
    doubt: by?.doubt,
    conflicts,
    fields: shown.map((difference) => fieldChange(difference, { sensitive, replacePaths, unverified })),
    before: masked(before?.value, sensitive.before),
    after: masked(after?.value, sensitive.after),
    sensitive,
  });
}

/** The effect if an object continues under another name: Helm upgrades the release, whatever else changes. */
function moved(from: PlanObject): Consequence {
  if (deliveryKindOf(from) === 'Kustomization') {
    return {
      effect: 'upgrade',
      note: 'same manifests: suspended, deleted, adopted; nothing is deleted in the cluster',
    };
  }
  const { targetNamespace, name } = releaseOf(from);
  const release = `Helm release ${targetNamespace}/${name}`;
  return { effect: 'upgrade', note: `same ${release}: suspended, deleted, adopted; nothing is uninstalled` };
}

/** The finalizers of the old object: a controller adds them to the new one, too. */
function isOfController([first, second]: FieldPath): boolean {
  return first === 'metadata' && second === 'finalizers';
}

/** The effect of a change, also for objects that Flux does not act on. */
function followed(changed: ChangedObject, object: PlanObject, context: ChangeContext): Partial<Consequence> {
  if (isApplication(object.value)) {
    const isSpec = changed.differences.some(({ path }) => path[0] === 'spec');
    return { effect: 'none', note: isSpec && changed.before && changed.after ? SHOWN_BY_TARGETS : undefined };
  }
  const kept = changed.after === undefined ? keptBy(object, context) : undefined;
  return kept === undefined ? (consequenceOf(changed, context) ?? {}) : { effect: 'none', note: `stays: ${kept}` };
}

/** An Application lists its targets in one field, so every change would show the whole list. */
const SHOWN_BY_TARGETS = 'shown by its targets';

/** Why an object stays in the cluster when it leaves the code; undefined if it does not. */
function keptBy(object: PlanObject, { kept }: ChangeContext): string | undefined {
  const mark = [PRUNE, RECONCILE].find((each) => isMarked([object.value], each, 'disabled'));
  return mark === undefined ? kept?.get(addressOf(object)) : `${mark} is disabled`;
}

function actionOf(
  before: PlanObject | undefined,
  after: PlanObject | undefined,
  effect: Effect | undefined,
  context: ChangeContext,
): Action {
  if (before === undefined) return 'create';
  if (after === undefined) return keptBy(before, context) === undefined ? 'delete' : 'forget';
  return effect === 'reinstall' && deliveryKindOf(after) !== undefined ? 'replace' : 'update';
}

/** Its metadata, without the annotations of this package about its targets. */
function ofApplicationItself(differences: readonly Difference[]): Difference[] {
  return differences.filter(({ path }) => path[0] === 'metadata' && !isMark(path));
}

/** Annotations that depend on the rest of an object, or on the objects of its application. */
const MARKS = new Set<unknown>([APPLICATION_NAME, CLUSTERS, DIGESTS, HATCHED, LOWERING_DIGEST, NULLS]);

/** Whether a field depends on other fields or on the applier, so that its change is not relevant. */
export function isMark([first, second, name]: FieldPath): boolean {
  if (first !== 'metadata') return false;
  return second === 'annotations' ? MARKS.has(name) : second === 'labels' && name === PART_OF;
}
