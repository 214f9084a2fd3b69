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
 * What becomes of an object. `replace`: the object stays, and what it delivers is uninstalled and installed anew.
 * `forget`: it leaves the code and stays in the cluster. `move`: it goes on under another name.
 */
export type Action = 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'move';

/** An object that changes. */
export interface ObjectChange {
  readonly address: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** `<namespace>/<name>`. Absent of an object that belongs to no application. */
  readonly application?: string;
  /** The KEY of its target. */
  readonly target?: string;
  /** What the cluster of its target is called; `host` for the host. */
  readonly cluster?: string;
  /** What people call its target: its cluster, or its KEY where the cluster has several of its application. */
  readonly place?: string;
  /** The number of its wave, from 1, in an application with waves. */
  readonly wave?: number;
  readonly action: Action;
  /** What is to go on under this name; there of a move alone. */
  readonly from?: PlanObject;
  /** Absent of an object that Flux does not act on by itself. */
  readonly effect?: Effect;
  /** What follows, in words, without the cluster. */
  readonly note?: string;
  readonly replacePaths: readonly FieldPath[];
  /** By whom it is applied; absent where that is not known. */
  readonly by?: string;
  /** Why it is not known what becomes of it. */
  readonly doubt?: string;
  /** Fields that others own, and that get another value. */
  readonly conflicts: readonly Conflict[];
  /** In the order of the paths; none of an Application whose targets show its change. */
  readonly fields: readonly FieldChange[];
  /** What becomes of the objects that releases have made, where the plan was to find out. */
  readonly workloads?: readonly ReleaseWorkloads[];
  /** The objects, what may be secret masked. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** The parts of them that are masked. */
  readonly sensitive: { readonly before: readonly FieldPath[]; readonly after: readonly FieldPath[] };
}

/** What is known of all objects, for the change of one. */
export interface ChangeContext extends Sides {
  /** What the cluster of a target is called; undefined of a target that nothing delivers to. */
  readonly clusterOf: (belonging: Belonging) => string | undefined;
  /** What a target is called: by its cluster, or by its KEY where the cluster has several of its application. */
  readonly placeOf: (belonging: Belonging) => string | undefined;
  /** The number of the wave of a target; undefined where it is in none. */
  readonly waveOf: (belonging: Belonging) => number | undefined;
  /** Of objects of a cluster, by address. */
  readonly foretold?: ReadonlyMap<string, ForetoldObject>;
  /** Why objects stay in the cluster that have left the code, by address. */
  readonly kept?: ReadonlyMap<string, string>;
  readonly moves?: Moves;
}

/**
 * The change from an object to another one of the same address.
 *
 * @param old absent: it is created
 * @param after absent: it is deleted
 * @returns undefined where nothing changes
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
  const differences = differencesOf(before?.value, after?.value);
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

/** What follows where an object goes on under another name. Helm makes a release of that, whatever else changes. */
function moved(from: PlanObject): Consequence {
  const { targetNamespace, name } = releaseOf(from);
  const release = `Helm release ${targetNamespace}/${name}`;
  return { effect: 'upgrade', note: `same ${release}: suspended, deleted, adopted; nothing is uninstalled` };
}

/** What follows from a change, also for objects that Flux does not look at. */
function followed(changed: ChangedObject, object: PlanObject, context: ChangeContext): Partial<Consequence> {
  if (isApplication(object.value)) {
    const isSpec = changed.differences.some(({ path }) => path[0] === 'spec');
    return { effect: 'none', note: isSpec && changed.before && changed.after ? SHOWN_BY_TARGETS : undefined };
  }
  const kept = changed.after === undefined ? keptBy(object, context) : undefined;
  return kept === undefined ? (consequenceOf(changed, context) ?? {}) : { effect: 'none', note: `stays: ${kept}` };
}

/** An Application lists its targets in one field, of which every change would be the whole. */
const SHOWN_BY_TARGETS = 'shown by its targets';

/** Why an object stays in the cluster when it leaves the code; undefined where it does not. */
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

/** Its metadata, but for what this package writes there about its targets. */
function ofApplicationItself(differences: readonly Difference[]): Difference[] {
  return differences.filter(({ path }) => path[0] === 'metadata' && !isMark(path));
}

/** Annotations that follow from the rest of an object, or of the objects of its application. */
const MARKS = new Set<unknown>([APPLICATION_NAME, CLUSTERS, DIGESTS, HATCHED, LOWERING_DIGEST, NULLS]);

/** Whether a field follows from others, or from whoever applies the object, and says nothing by itself. */
export function isMark([first, second, name]: FieldPath): boolean {
  if (first !== 'metadata') return false;
  return second === 'annotations' ? MARKS.has(name) : second === 'labels' && name === PART_OF;
}
