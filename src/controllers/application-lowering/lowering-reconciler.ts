import {
  APPLICATION_NAME,
  CONFIRM_REMOVAL,
  CONTROLLER,
  DELETION_POLICY,
  HATCHED,
  LOWERED_BY,
  NULLS,
  ORPHAN,
} from '../../application';
import { ownApply, planObjectOf } from '../../change';
import { several } from '../../diagnostics';
import { mapOf, type ValueMap } from '../../json';
import { ApiError, mapInParallel } from '../../kube';
import type { Result } from '../../runtime';
import { type Claim, claimOf } from './claim';
import { Corrections } from './corrections';
import { type Hold, holdOf } from './hold';
import { isReported, type Verdict, type VerdictReason } from './lowered-condition';
import { keyOf } from './lowering-cache';
import { type Left, LoweringReport, type LoweringReportParts } from './lowering-report';
import { idOf, isDelivery, lostNulls, type MadeObject, madeObjectOf } from './made-object';
import { counted, named, staying } from './messages';
import { AT_ONCE, type Failure, ObjectWriter } from './object-writer';
import { isRemovalConfirmed, type Removal, removalOf } from './removal';
import { type TenancyRules, wantedOf } from './wanted';

/** The dependencies of the reconciler. */
export interface LoweringReconcilerParts extends LoweringReportParts {
  readonly rules: TenancyRules;
  /** Whether all Applications without a mark of another applier are taken. */
  readonly all: boolean;
}

const AGAIN: Result = { requeue: true };
const RELEASED = 'released';
const TAKEN_BY_ANOTHER =
  'another controller lowers this Application, although it does not request it from this one: run the controllers of a namespace with ' +
  'the same options';

/** Keeps the objects of an Application in sync with it, and deletes those that it no longer needs. */
export class LoweringReconciler {
  private readonly writer: ObjectWriter;
  private readonly report: LoweringReport;
  /** How often an Application was released. */
  private readonly releases = new Corrections();
  /** Applications that existed while this process was running. */
  private readonly known = new Set<string>();

  constructor(private readonly parts: LoweringReconcilerParts) {
    this.writer = new ObjectWriter(parts);
    this.report = new LoweringReport(parts);
  }

  /**
   * @param key `<namespace>/<name>`
   * @param signal after its abort no object is applied or deleted: another replica may hold the Lease
   * @throws ApiError, ConnectionError if it should be retried; the reason of the signal
   */
  async reconcile(key: string, signal: AbortSignal): Promise<Result> {
    const { cache } = this.parts;
    if (!cache.isKnown) return AGAIN;
    const application = cache.application(key);
    if (application === undefined) {
      this.forget(key);
      return {};
    }
    this.known.add(key);
    try {
      return await this.bring(key, application, signal);
    } catch (error) {
      // another writer has changed the object: the watch delivers the change
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return AGAIN;
      if (!(error instanceof ApiError && error.status === 403)) throw error;
      const remedy = error.isUnauthorized ? ': grant the controller the permissions that fluxapp install prints' : '';
      return this.report.say(application, failure('ApplyFailed', `${error.message}${remedy}`), true);
    }
  }

  private async bring(key: string, application: ValueMap, signal: AbortSignal): Promise<Result> {
    const { cache, all } = this.parts;
    const { deletionTimestamp, namespace } = mapOf(application.metadata);
    const hold = holdOf(application);
    const claim = claimOf(application, { namespaceLabel: cache.namespaceLabel(String(namespace)), all });
    if (deletionTimestamp !== undefined) {
      if (!hold.hasFinalizer) return {};
      const why = reasonToLeave(claim, hold);
      if (why === undefined) return this.remove(key, application, signal);
      await this.leave(key, application, why);
      return {};
    }
    if (claim.kind === 'taken') {
      const dropped = await this.parts.client.dropEarlierMarks(application);
      if (dropped !== undefined) {
        // it comes back as a change
        cache.observe(dropped);
        return {};
      }
      return this.lowerTaken(key, application, hold.isTakenUp, signal);
    }
    if (claim.kind === 'not-asked') return this.ignore(application, hold);
    const now = hold.hasFinalizer ? await this.letGo(application) : application;
    return this.report.say(now, failure('OwnedByAnother', claim.message));
  }

  private async lowerTaken(
    key: string,
    application: ValueMap,
    isTakenUp: boolean,
    signal: AbortSignal,
  ): Promise<Result> {
    const { cache, rules } = this.parts;
    const { report, writer } = this;
    const policy = wrongPolicy(application);
    if (policy !== undefined) return report.say(application, failure('Invalid', policy));
    const { objects, problems, reason } = wantedOf(application, rules);
    if (problems.length > 0) return report.say(application, failure(reason, counted(problems)));
    const made = new Map(cache.madeOf(key).map((each) => [each.id, each]));
    const foreign = await this.findUnknown(key, objects, made);
    if (foreign.length > 0) return report.say(application, failure('OwnedByAnother', counted(foreign)), true);
    const [lost] = lostNulls(application, [...made.values()], objects);
    if (lost !== undefined) return report.say(application, failure('LostNulls', nullsAreLost(lost)));
    const wanted = new Set(objects.map(idOf));
    const left = [...made.values()].filter(({ id, isTemplate }) => !isTemplate && !wanted.has(id));
    const earlier = left.filter(({ kind, isGoing }) => isDelivery(kind) && !isGoing).map(({ id }) => id);
    if (!isTakenUp && earlier.length > 0 && !isRemovalConfirmed(application)) {
      return report.say(application, failure('ConfirmRemoval', unwantedAtTakeUp(application, earlier)), true);
    }
    const held = isTakenUp ? application : await this.takeUp(application);
    // decided before new targets are created: they would lower the share of removed targets, and may replace one of them
    const removal = left.length > 0 ? await this.removal(key, held, objects) : undefined;
    const waits = removal?.held !== undefined;
    const now = waits ? objects.filter((each) => !isDelivery(each.kind) || made.has(idOf(each))) : objects;
    const { failures, written } = await writer.applyAll(now, made, signal);
    if (failures.length > 0) return report.say(held, failed(failures), true);
    if (removal?.held) return report.say(held, failure(removal.held.reason, removal.held.message), true);
    if (removal && removal.deletions.length > 0) return this.deleteDue(held, removal, signal);
    const targets = objects.filter(({ kind }) => isDelivery(kind)).length;
    const message = `${several(targets, 'target')} lowered${staying(removal?.stays ?? [])}`;
    // an object that stays may be released without a change of its fields
    const looksAgain = (removal?.stays.length ?? 0) > 0;
    return report.say(held, { status: 'True', reason: 'Lowered', message }, looksAgain, written > 0);
  }

  /**
   * Reads the objects that the cache does not contain. If the controller has created one, and the watch has not
   * delivered it yet, adds it to `made`.
   *
   * @returns one sentence for each object with another applier
   */
  private async findUnknown(
    key: string,
    objects: readonly ValueMap[],
    made: Map<string, MadeObject>,
  ): Promise<readonly string[]> {
    const unknown = objects.filter((object) => !made.has(idOf(object)));
    const foreign: string[] = [];
    await mapInParallel(unknown, AT_ONCE, async (object) => {
      const live = await this.parts.client.get(object);
      if (live === undefined) return;
      const isMarked = mapOf(mapOf(live.metadata).labels)[LOWERED_BY] === CONTROLLER;
      const own = isMarked ? madeObjectOf(live, String(object.kind)) : undefined;
      if (own?.application === key) made.set(own.id, own);
      else foreign.push(ownedByAnother(object, live));
    });
    return foreign.sort();
  }

  /**
   * The effect on the objects that an Application no longer needs. They are read from the API server, because a
   * deletion is final.
   */
  private async removal(key: string, application: ValueMap, wanted: readonly ValueMap[]): Promise<Removal> {
    const { namespace } = mapOf(application.metadata);
    const objects = await this.parts.client.objectsIn(String(namespace));
    const isMember = (object: ValueMap) => {
      const { labels, annotations } = mapOf(object.metadata);
      const isOwn = mapOf(labels)[LOWERED_BY] === CONTROLLER && mapOf(annotations)[APPLICATION_NAME] !== undefined;
      return isOwn && madeObjectOf(object, String(object.kind))?.application === key;
    };
    const members = objects.filter(isMember);
    return removalOf({ application, members, others: objects.filter((each) => !isMember(each)), wanted });
  }

  private async deleteDue(application: ValueMap, { deletions }: Removal, signal: AbortSignal): Promise<Result> {
    await this.writer.deleteDue(application, deletions, signal);
    const ids = deletions.map(({ live }) => idOf(live));
    const message =
      `waits until ${named(ids)} ${ids.length === 1 ? 'is' : 'are'} gone. Flux cannot uninstall a release from a cluster that is ` +
      'down: suspend the release to delete it at once, without uninstalling it';
    return this.report.say(application, failure('Removing', message), true);
  }

  /** Deletes the objects of an Application that is being deleted, and then releases the Application. */
  private async remove(key: string, application: ValueMap, signal: AbortSignal): Promise<Result> {
    const { namespace, annotations } = mapOf(application.metadata);
    if (mapOf(annotations)[DELETION_POLICY] === ORPHAN) {
      await this.leave(key, application, `${DELETION_POLICY} is ${ORPHAN}`);
      return {};
    }
    const around = await this.parts.client.deletedAround(String(namespace));
    if (around !== undefined) {
      // the deletion of a namespace or of the CRD is no request to uninstall the releases on the clusters
      await this.leave(key, application, `${around.what} is being deleted`, around.isNamespace);
      return {};
    }
    const policy = wrongPolicy(application);
    if (policy !== undefined) return this.report.say(application, failure('Invalid', policy));
    const removal = await this.removal(key, application, []);
    if (removal.held) return this.report.say(application, failure(removal.held.reason, removal.held.message), true);
    if (removal.deletions.length > 0) return this.deleteDue(application, removal, signal);
    const left = removal.stays.map(({ live, why }) => ({ id: idOf(live), why }));
    await this.release(application, left);
    return {};
  }

  /** Keeps all objects, and releases the Application. */
  private async leave(key: string, application: ValueMap, why: string, isNamespaceGoing = false): Promise<void> {
    const made = this.parts.cache.madeOf(key).filter(({ isTemplate }) => !isTemplate);
    // some may be deleted with the namespace, before Flux could uninstall their releases
    const wanted = isNamespaceGoing ? wantedOf(application, this.parts.rules).objects : [];
    const ids = [...made.map(({ id }) => id), ...wanted.filter(({ kind }) => isDelivery(kind)).map(idOf)];
    const left = [...new Set(ids)].sort().map((id) => ({ id, why }));
    await this.release(application, left, isNamespaceGoing);
  }

  /** Removes the finalizer of an Application that is being deleted, and reports the objects that stay. */
  private async release(application: ValueMap, left: readonly Left[], isNamespaceGoing = false): Promise<void> {
    await this.parts.client.setHold(application, false);
    this.known.delete(keyOf(application));
    this.report.leftBehind(application, left, isNamespaceGoing);
  }

  /** Adds the finalizer, so that a deleted Application stays until its objects are deleted. */
  private takeUp(application: ValueMap): Promise<ValueMap> {
    return this.setHold(application, true);
  }

  /**
   * Ignores an Application that does not request lowering, and releases it if it is held. If the release is undone
   * repeatedly, another controller is assumed to lower the Application.
   */
  private async ignore(application: ValueMap, { hasFinalizer }: Hold): Promise<Result> {
    const { report, releases } = this;
    if (!hasFinalizer && !isReported(application)) return report.tell(application, undefined);
    const key = keyOf(application);
    if (!releases.mayApply(key, RELEASED)) return report.tell(application, failure('Contended', TAKEN_BY_ANOTHER));
    releases.applied(key, RELEASED);
    return report.say(hasFinalizer ? await this.letGo(application) : application, undefined);
  }

  /** Releases an Application that the controller no longer lowers: its objects stay unchanged. */
  private async letGo(application: ValueMap): Promise<ValueMap> {
    const stored = await this.setHold(application, false);
    this.report.letGo(application);
    return stored;
  }

  private async setHold(application: ValueMap, isHeld: boolean): Promise<ValueMap> {
    const stored = await this.parts.client.setHold(application, isHeld);
    this.parts.cache.observe(stored);
    return mapOf(stored);
  }

  /** Cleans up after a deleted Application. If its objects still exist, its finalizer was removed by force. */
  private forget(key: string): void {
    const left = this.parts.cache.madeOf(key).filter(({ isTemplate }) => !isTemplate);
    for (const { id } of left) this.writer.forget(id);
    this.report.gone(key, left, this.known.delete(key));
  }
}

/** Why the objects of an Application stay when it is deleted; undefined: the controller removes them. */
function reasonToLeave(claim: Claim, { isTakenUp }: Hold): string | undefined {
  if (claim.kind === 'owned') return 'somebody else applies it';
  if (claim.kind === 'not-asked') return 'the controller is no longer asked to lower it';
  return isTakenUp ? undefined : 'the controller has not lowered it since it was created again';
}

function failure(reason: VerdictReason, message: string): Verdict {
  return { status: 'False', reason, message };
}

function failed(failures: readonly Failure[]): Verdict {
  const sorted = [...failures].sort((a, b) => (a.message < b.message ? -1 : 1));
  const [first] = sorted as [Failure];
  return failure(first.reason, counted(sorted.map(({ message }) => message)));
}

function ownedByAnother(object: ValueMap, live: ValueMap): string {
  const called = planObjectOf(object);
  const owner = called && ownApply(called, live, new Map()).owner;
  const by = owner === undefined ? 'was not created by the controller' : `is applied by ${owner}`;
  const isHatched = mapOf(mapOf(live.metadata).annotations)[HATCHED] !== undefined;
  const hatched = isHatched ? ', with changes that are not in the Application' : '';
  return (
    `${idOf(object)} already exists and ${by}${hatched}: nothing is changed. Hand it over with fluxapp handover --to ` +
    'controller, or delete it'
  );
}

function nullsAreLost(id: string): string {
  return (
    `${id} has nulls in its values that are not in the Application: an applier may have dropped them. Annotate ` +
    `the Application with ${NULLS}, as printed by fluxapp lower --with-application, or with ${NULLS}={} for no nulls`
  );
}

/**
 * An Application that was not taken up may not contain the targets of an earlier one: their removal needs a
 * confirmation.
 */
function unwantedAtTakeUp({ metadata }: ValueMap, ids: readonly string[]): string {
  return (
    `the controller has made ${named([...ids].sort())} before it took this Application up, which does not want ` +
    `${ids.length === 1 ? 'it' : 'them'}: nothing is touched. To have that removed, and what runs there uninstalled, annotate the ` +
    `Application with ${CONFIRM_REMOVAL}=${mapOf(metadata).generation}`
  );
}

/** The problem of the deletion policy of an Application: its author may have intended that the objects stay. */
function wrongPolicy({ metadata }: ValueMap): string | undefined {
  const policy = mapOf(mapOf(metadata).annotations)[DELETION_POLICY];
  if (policy === undefined || policy === ORPHAN) return undefined;
  return `metadata.annotations["${DELETION_POLICY}"]: is ${JSON.stringify(policy)}: set it to ${ORPHAN}, or remove the annotation`;
}
