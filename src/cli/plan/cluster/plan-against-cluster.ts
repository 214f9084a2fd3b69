import {
  type ApplySet,
  addressOf,
  appliedBy,
  applySetId,
  belongingOf,
  type Evidence,
  type ForetoldObject,
  foretoldObject,
  inventoryOf,
  type Kustomizations,
  kustomizationOf,
  leftBehind,
  type Moves,
  movesOf,
  ownAppliedBy,
  ownApply,
  type Plan,
  type PlannedObject,
  type PlanObject,
  type PrunedSet,
  planOf,
  type Rival,
  rivalsOf,
  seen,
  setIdOf,
  withCommonMetadata,
} from '../../../change';
import { ExpectedError } from '../../../diagnostics';
import type { ValueMap } from '../../../json';
import { Discovery, type KubeClient, mapInParallel } from '../../../kube';
import { APPLICATION, CONFIG_MAP, DELIVERIES, NAMESPACE, namespacedName } from '../../../kubernetes';
import { type LiveObjects, readLiveObjects, type WantedList, type WantedObject } from '../../../observe';
import type { Finding } from '../../shell';
import type { PlanSide } from '../read-objects';
import { withWorkloads } from '../workloads';
import { type Applied, DryRuns } from './dry-run';
import { memberOf, notInSet, type PlannedSet, plannedSet, type SetName, setOf } from './planned-set';
import { copiedState, type Refusal, refusalFindings, twice, unserved } from './refusals';
import { remarksOf } from './remarks';
import { type Resolved, resolveObjects } from './resolve';
import { SetReader, type SetReading } from './set-reader';

export interface ClusterPlanOptions {
  readonly client: KubeClient;
  /** The namespace of objects that have none in their text. */
  readonly namespace: string;
  /** The required evidence. Absent: the strongest that is permitted. */
  readonly level?: Exclude<Evidence, 'offline'>;
  /** The field manager, instead of that of an object's current applier. */
  readonly fieldManager?: string;
  /**
   * Whether this command applies the objects itself.
   * @default - each object is planned for its current applier
   */
  readonly isOwnApply?: boolean;
  /** Whether to take over objects of other appliers, and to move those that have another name. @default false */
  readonly adopt?: boolean;
  /** The set of objects that the code belongs to. */
  readonly set: SetName;
  /**
   * Whether to delete members of the set that are no longer in the code.
   * @default - undecided; the plan shows what a deletion would do
   */
  readonly prune?: boolean;
  /** Helm's command, if the plan should include workloads. */
  readonly helm?: string;
  readonly signal: AbortSignal;
  /** Called to report progress. */
  readonly onProgress: (what: string, done: number, all: number) => void;
}

/** A plan, and its inputs. */
export interface ClusterPlan {
  readonly plan: Plan;
  /** The objects of the code, including unchanged ones. */
  readonly objects: readonly PlannedObject[];
  /** Other objects in the cluster that deliver the same. */
  readonly rivals: readonly Rival[];
  /** Absent if the code belongs to no set. */
  readonly set?: PlannedSet;
}

/** The plan; or why the cluster rejects the code. */
export type ClusterPlanResult = ClusterPlan | { readonly refusals: readonly Finding[] };

/** Plans the effect of the code on a cluster. Nothing is changed. */
export async function planAgainstCluster(code: PlanSide, options: ClusterPlanOptions): Promise<ClusterPlanResult> {
  const discovery = new Discovery(options.client, options.signal);
  const resolved = await resolveObjects(code.objects, discovery, options.namespace);
  const refusals = [...resolved.unserved.map(unserved), ...twice(resolved.objects), ...copiedState(code.objects)];
  if (refusals.length > 0) return { refusals: refusalFindings(refusals, code) };
  return new ClusterPlanner(code, resolved, discovery, options).plan();
}

/** An object, normalized for the plan, and how this command would apply it. */
type OwnedApplied = Applied & Pick<PlannedObject, 'own'>;

/** The number of concurrent requests: more do not make an API server faster. */
const CONCURRENCY = 8;

class ClusterPlanner {
  private readonly refusals: (Refusal | undefined)[] = [];

  constructor(
    private readonly code: PlanSide,
    private readonly resolved: Resolved,
    private readonly discovery: Discovery,
    private readonly options: ClusterPlanOptions,
  ) {}

  async plan(): Promise<ClusterPlanResult> {
    const { objects, defined } = this.resolved;
    const readable = defined.flatMap(({ object, servedVersion: apiVersion }) =>
      apiVersion === undefined ? [] : [{ ...object, apiVersion }],
    );
    const live = await this.read([...objects, ...readable], listsBeside(objects), 'read');
    const set = await this.set(live);
    const outside = set && this.options.isOwnApply ? notInSet(objects, set.set) : [];
    if (outside.length > 0) return { refusals: refusalFindings(outside, this.code) };
    const kustomizations = await this.kustomizations([...live.all, ...(set?.members ?? [])]);
    const inventory = await this.inventory(kustomizations, live);
    const applied = objects.map((object) => ({
      ...this.applied(object, live, kustomizations, set?.set),
      kind: this.resolved.served.get(addressOf(object)) as Applied['kind'],
    }));
    const uncheckable = defined.map(({ object }) => this.applied(object, live, kustomizations, set?.set));
    const { evidence, foretold: tried, refused } = await this.foretell(applied);
    const refusals = this.refusals.filter((refusal) => refusal !== undefined);
    if (refusals.length > 0) return { refusals: refusalFindings(refusals, this.code) };
    const foretold = [...tried, ...uncheckable.flatMap(inOtherVersion)];
    const there = [...live.all, ...inventory];
    const setId = set && applySetId(set.set);
    const moves = movesOf(objects, there, kustomizations, this.options.isOwnApply && this.options.adopt, setId);
    const pruned = set && (await this.pruned(set, kustomizations, moves));
    const left = leftBehind(objects, there, kustomizations, moves, pruned && this.decided(pruned));
    const deleted = left.objects.filter((object) => !left.kept.has(addressOf(object)));
    const rivals = rivalsOf(objects, there, kustomizations, new Set([...moves.values(), ...deleted].map(addressOf)));
    const before = [...foretold.flatMap(({ before }) => before ?? []), ...left.objects, ...moves.values()];
    const created = uncheckable.flatMap(({ live }, index) =>
      live === undefined ? (defined[index]?.object ?? []) : [],
    );
    const after = [...foretold.map(({ after }) => after), ...created];
    const plan = planOf({
      evidence,
      before,
      after,
      foretold: new Map(foretold.map((object) => [addressOf(object.after), object])),
      left,
      moves,
      rivals,
      remarks: remarksOf({ applied, live, refused, defined, set, users: pruned?.users }),
    });
    const { helm } = this.options;
    const planned = [
      ...applied.map(({ by: _, ...each }, index) => ({ ...each, after: tried[index]?.after })),
      ...uncheckable.map(({ desired, live, own }) => ({ desired, live, own })),
    ];
    const result = { plan, objects: planned, rivals, ...(pruned && { set: pruned }) };
    if (helm === undefined) return result;
    const context = { ...this.options, discovery: this.discovery, helm };
    return { ...result, plan: await withWorkloads(plan, { before, after }, context) };
  }

  /** The set of the code; undefined if a plan cannot determine it. */
  private async set(live: LiveObjects): Promise<SetReading | undefined> {
    const { client, signal, namespace, set: name, isOwnApply = false } = this.options;
    const { objects } = this.resolved;
    const set = setOf(objects, name, namespace, isOwnApply);
    if (set === undefined) return undefined;
    return new SetReader(client, this.discovery, signal).read(set, objects, live, isOwnApply);
  }

  private pruned(reading: SetReading, kustomizations: Kustomizations, moves: Moves): Promise<PlannedSet> {
    const { client, signal } = this.options;
    const { objects, defined } = this.resolved;
    const code = [...objects, ...defined.map(({ object }) => object)];
    const reader = new SetReader(client, this.discovery, signal);
    return plannedSet(
      { reader, code, moves, kustomizationsOf: (members) => this.kustomizations(members) },
      reading,
      kustomizations,
    );
  }

  private decided({ prune }: PlannedSet): PrunedSet {
    const { prune: isPruned } = this.options;
    return { prune, outcome: isPruned === undefined ? 'open' : isPruned ? 'deleted' : 'kept' };
  }

  private read(wanted: readonly WantedObject[], lists: readonly WantedList[], what: string): Promise<LiveObjects> {
    const { client, signal, onProgress } = this.options;
    const progress = (done: number) => onProgress(what, done, wanted.length);
    return readLiveObjects(client, wanted, { discovery: this.discovery, signal, lists, onProgress: progress });
  }

  /** Reads the Kustomizations that apply the objects. */
  private async kustomizations(live: readonly ValueMap[]): Promise<Kustomizations> {
    const named = new Map(
      live.flatMap((object) => {
        const name = kustomizationOf(object);
        return name === undefined ? [] : [[namespacedName(name), name] as const];
      }),
    );
    const { apiVersion, kind } = DELIVERIES.Kustomization;
    const wanted = [...named.values()].map(({ namespace, name }) => ({ apiVersion, kind, namespace, name }));
    const found = await this.read(wanted, [], 'read Kustomizations');
    return new Map(
      wanted.flatMap((each) => {
        const object = found.of(each);
        return object === undefined ? [] : [[namespacedName(each), object] as const];
      }),
    );
  }

  /** Objects in the inventories of Kustomizations that lowering may have created, and that have not been read yet. */
  private async inventory(kustomizations: Kustomizations, live: LiveObjects): Promise<readonly ValueMap[]> {
    const entries = [...kustomizations.values()].flatMap((each) => [...inventoryOf(each).values()]);
    const unread = entries.filter((entry) => isLowerable(entry) && live.of(entry) === undefined);
    return (await this.read(unread, [], 'read inventories')).all;
  }

  private applied(
    object: PlanObject,
    live: LiveObjects,
    kustomizations: Kustomizations,
    set: ApplySet | undefined,
  ): Omit<OwnedApplied, 'kind'> {
    const { fieldManager: manager, isOwnApply, adopt } = this.options;
    const found = live.of(object);
    const setId = set && applySetId(set);
    const own = ownApply(object, found, kustomizations, { manager, adopt, setId });
    const isOfOther = setId !== undefined && setIdOf(found) !== setId && setIdOf(found) !== undefined;
    const isOurs = isOwnApply && (own.owner === undefined || own.adopts || isOfOther);
    const by = isOurs ? ownAppliedBy(own) : appliedBy(object, found, kustomizations, isOwnApply ? undefined : manager);
    if (by.as.method === 'flux') {
      return { desired: withCommonMetadata(object, found, kustomizations), live: found, by, own };
    }
    // planned for another applier, the object stays in its present set, if any
    const id = isOurs ? setId : setIdOf(found);
    const desired = id === undefined || by.as.method === 'client-side' ? object : memberOf(object, id);
    return { desired, live: found, by, own };
  }

  /** @returns the predicted results, their evidence, and what the API server did not permit */
  private async foretell(applied: readonly Applied[]): Promise<{
    readonly evidence: Evidence;
    readonly foretold: readonly ForetoldObject[];
    readonly refused?: string;
  }> {
    const byRules = () => applied.map(({ desired, live, by }) => foretoldObject(desired, live, by));
    if (this.options.level === 'read-only') return { evidence: 'read-only', foretold: byRules() };
    const answered = await this.dryRun(applied);
    if (!('forbidden' in answered)) return { evidence: 'server', foretold: answered.foretold };
    if (this.options.level === 'server') {
      const remedy = this.options.isOwnApply ? '' : '; with --read-only a plan only needs get and list';
      throw new ExpectedError(`${answered.forbidden}${remedy}`);
    }
    return { evidence: 'read-only', foretold: byRules(), refused: answered.forbidden };
  }

  private async dryRun(
    applied: readonly Applied[],
  ): Promise<{ readonly foretold: ForetoldObject[] } | { readonly forbidden: string }> {
    const { client, signal, onProgress } = this.options;
    const namespaces = applied.filter(({ desired }) => desired.kind === NAMESPACE.kind && desired.apiVersion === 'v1');
    const dryRuns = new DryRuns(client, signal, new Set(namespaces.map(({ desired }) => desired.name)));
    const foretold: ForetoldObject[] = [];
    const forbidden: string[] = [];
    let done = 0;
    const attempt = async (index: number) => {
      const each = applied[index] as Applied;
      const answer = await dryRuns.of(each);
      if (answer.outcome === 'foretold') foretold[index] = answer.object;
      else if (answer.outcome === 'refused') this.refusals[index] = { object: each.desired, message: answer.message };
      else forbidden[index] = answer.message;
      onProgress('tried', ++done, applied.length);
    };
    // the first object of each kind shows whether it is permitted
    for (const indices of firstAndRest(applied)) {
      await mapInParallel(indices, CONCURRENCY, attempt);
      const first = forbidden.find((message) => message !== undefined);
      if (first !== undefined) return { forbidden: first };
    }
    return { foretold };
  }
}

/**
 * The predicted result for an object that was read in another version than the code has, as if the versions had the
 * same fields; empty if it does not exist.
 */
function inOtherVersion({ desired, live, by }: Omit<Applied, 'kind'>): ForetoldObject[] {
  if (live === undefined) return [];
  const { apiVersion } = desired;
  return [{ ...foretoldObject(desired, { ...live, apiVersion }, by), before: seen(live) }];
}

/**
 * The indices of the first object of each kind and namespace, separately for new and existing objects, and those of the
 * others.
 */
function firstAndRest(applied: readonly Applied[]): readonly [first: number[], rest: number[]] {
  const seen = new Set<string>();
  const [first, rest]: [number[], number[]] = [[], []];
  for (const [index, { desired, live }] of applied.entries()) {
    const id = JSON.stringify([desired.apiVersion, desired.kind, desired.namespace, live === undefined]);
    (seen.has(id) ? rest : first).push(index);
    seen.add(id);
  }
  return [first, rest];
}

/** Whether an object in an inventory is of a kind that lowering creates, or an Application. */
function isLowerable({ apiVersion, kind }: WantedObject): boolean {
  return [...LISTED_KINDS, APPLICATION].some((each) => each.apiVersion === apiVersion && each.kind === kind);
}

/**
 * Kinds of which all objects in the namespaces of applications are read, to find those that are no longer in the code.
 */
const LISTED_KINDS = [...Object.values(DELIVERIES), CONFIG_MAP];

function listsBeside(objects: readonly PlanObject[]): WantedList[] {
  const owned = objects.filter((object) => belongingOf(object) !== undefined);
  const namespaces = new Set(owned.flatMap(({ namespace }) => namespace ?? []));
  return [...namespaces].flatMap((namespace) =>
    LISTED_KINDS.map(({ apiVersion, kind }) => ({ apiVersion, kind, namespace })),
  );
}
