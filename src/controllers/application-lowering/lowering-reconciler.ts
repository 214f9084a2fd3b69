import {
  APPLICATION_NAME,
  CONFIRM_REMOVAL,
  CONTROLLER,
  DELETION_POLICY,
  HATCHED,
  LOWERED_BY,
  LOWERING_FINALIZER,
  NULLS,
  ORPHAN,
} from '../../application';
import { dueDeletions, ownApply, planObjectOf, type Staying } from '../../change';
import { several } from '../../diagnostics';
import { listOf, mapOf, stringOf, type ValueMap } from '../../json';
import { ApiError, mapInParallel } from '../../kube';
import { DELIVERIES, type DeliveryKind, NAMESPACE, rfc3339 } from '../../kubernetes';
import type { EventRecorder, Logger, Result } from '../../runtime';
import { hasField } from '../../status';
import type { ApplicationSchema } from '../application-status/application-schema';
import { claimOf } from './claim';
import { Corrections, MOST_CORRECTIONS } from './corrections';
import { conditionsWith, LOWERED, type Verdict, type VerdictReason } from './lowered-condition';
import { involvedObject, keyOf, type LoweringCache } from './lowering-cache';
import type { LoweringClient } from './lowering-client';
import { digestOfApplied, idOf, lostNulls, type MadeObject, madeObjectOf } from './made-object';
import type { LoweringMetrics } from './metrics';
import { isRemovalConfirmed, type Removal, removalOf } from './removal';
import { type TenancyRules, wantedOf } from './wanted';

/** The dependencies of the reconciler. */
export interface LoweringReconcilerParts {
  readonly cache: LoweringCache;
  readonly client: LoweringClient;
  readonly schema: ApplicationSchema;
  readonly events: EventRecorder;
  readonly metrics: LoweringMetrics;
  readonly log: Logger;
  readonly rules: TenancyRules;
  /** Whether all Applications without a mark of another applier are taken. */
  readonly all: boolean;
  readonly now: () => Date;
}

const AGAIN: Result = { requeue: true };
/** Objects of an application that are written at the same time. */
const AT_ONCE = 8;
/** The interval at which decisions that depend on other objects are repeated; milliseconds. */
const LOOK_AGAIN_MS = 60_000;
/** The maximum number of objects in a message. */
const MOST_NAMED = 20;

/** Keeps the objects of an Application in sync with it, and deletes those that it no longer needs. */
export class LoweringReconciler {
  private readonly corrections = new Corrections();
  /** The last report for an application. */
  private readonly said = new Map<string, string>();
  /** Applications that existed while this process was running. */
  private readonly known = new Set<string>();

  constructor(private readonly parts: LoweringReconcilerParts) {}

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
      throw error;
    }
  }

  private async bring(key: string, application: ValueMap, signal: AbortSignal): Promise<Result> {
    const { cache, all } = this.parts;
    const { deletionTimestamp, finalizers, namespace } = mapOf(application.metadata);
    const isHeld = listOf(finalizers).includes(LOWERING_FINALIZER);
    const claim = claimOf(application, { namespaceLabel: cache.namespaceLabel(String(namespace)), all });
    if (deletionTimestamp !== undefined) {
      if (!isHeld) return {};
      if (claim.kind === 'taken') return this.remove(key, application, signal);
      const why = claim.kind === 'owned' ? 'somebody else applies it' : 'the controller is no longer asked to lower it';
      await this.leave(key, application, why);
      return {};
    }
    if (claim.kind === 'taken') return this.lowerTaken(key, application, isHeld, signal);
    const now = isHeld ? await this.letGo(key, application) : application;
    const owned = claim.kind === 'owned' ? failure('OwnedByAnother', claim.message) : undefined;
    return this.say(now, owned);
  }

  private async lowerTaken(key: string, application: ValueMap, isHeld: boolean, signal: AbortSignal): Promise<Result> {
    const { cache, rules } = this.parts;
    const policy = wrongPolicy(application);
    if (policy !== undefined) return this.say(application, failure('Invalid', policy));
    const { objects, problems, reason } = wantedOf(application, rules);
    if (problems.length > 0) return this.say(application, failure(reason, counted(problems)));
    const made = new Map(cache.madeOf(key).map((each) => [each.id, each]));
    const foreign = await this.findUnknown(key, objects, made);
    if (foreign.length > 0) return this.say(application, failure('OwnedByAnother', counted(foreign)), true);
    const lost = lostNulls(application, [...made.values()], objects);
    if (lost.length > 0) {
      const message =
        `${lost[0]} has nulls in its values that are not in the Application: an applier may have dropped them. Annotate ` +
        `the Application with ${NULLS}, as printed by fluxapp lower --with-application, or with ${NULLS}={} for no nulls`;
      return this.say(application, failure('LostNulls', message));
    }
    const wanted = new Set(objects.map(idOf));
    const left = [...made.values()].filter(({ id, isTemplate }) => !isTemplate && !wanted.has(id));
    const earlier = left.filter(({ kind, isGoing }) => isDelivery(kind) && !isGoing).map(({ id }) => id);
    if (!isHeld && earlier.length > 0 && !isRemovalConfirmed(application)) {
      return this.say(application, failure('ConfirmRemoval', unwantedAtTakeUp(application, earlier)), true);
    }
    const held = isHeld ? application : await this.hold(application);
    // decided before new targets are made: they would count among those of which only some go
    const removal = left.length > 0 ? await this.removal(key, held, objects) : undefined;
    const waits = removal?.held?.reason === 'ConfirmRemoval';
    const now = waits ? objects.filter((each) => !isDelivery(each.kind) || made.has(idOf(each))) : objects;
    const { failures, written } = await this.applyAll(now, made, signal);
    if (failures.length > 0) return this.failed(held, failures);
    if (removal?.held) return this.say(held, failure(removal.held.reason, removal.held.message), true);
    if (removal && removal.deletions.length > 0)
      return this.say(held, await this.deleteDue(held, removal, signal), true);
    const targets = objects.filter(({ kind }) => isDelivery(kind)).length;
    const message = `${several(targets, 'target')} lowered${staying(removal?.stays ?? [])}`;
    return this.say(held, { status: 'True', reason: 'Lowered', message }, false, written > 0);
  }

  /**
   * Reads the objects that the cache does not contain. If the controller has created one, and the watch has not delivered it yet, adds it
   * to `made`.
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
      const { labels, annotations } = mapOf(live.metadata);
      const own = mapOf(labels)[LOWERED_BY] === CONTROLLER ? madeObjectOf(live, String(object.kind)) : undefined;
      if (own?.application === key) {
        made.set(own.id, own);
        return;
      }
      const called = planObjectOf(object);
      const owner = called && ownApply(called, live, new Map()).owner;
      const by = owner === undefined ? 'was not created by the controller' : `is applied by ${owner}`;
      const hatched = mapOf(annotations)[HATCHED] === undefined ? '' : ', with changes that are not in the Application';
      foreign.push(
        `${idOf(object)} already exists and ${by}${hatched}: nothing is changed. Hand it over with fluxapp handover --to controller, or delete it`,
      );
    });
    return foreign.sort();
  }

  /** Applies the objects that differ: first the dependencies of the deliveries. */
  private async applyAll(
    objects: readonly ValueMap[],
    made: ReadonlyMap<string, MadeObject>,
    signal: AbortSignal,
  ): Promise<{ readonly failures: readonly Failure[]; readonly written: number }> {
    const changed = objects.flatMap((object) => {
      const before = made.get(idOf(object));
      if (before?.isGoing || before?.applied === digestOfApplied(object)) return [];
      // the Application has ended the pause, and another manager may own spec.suspend too
      const isResumed = before?.suspends && mapOf(object.spec).suspend !== true;
      return isResumed ? [{ ...object, spec: { ...mapOf(object.spec), suspend: false } }] : [object];
    });
    const failures: Failure[] = [];
    for (const isOfStage of [(kind: unknown) => !isDelivery(kind), isDelivery]) {
      if (failures.length > 0) break;
      const stage = changed.filter(({ kind }) => isOfStage(kind));
      await mapInParallel(stage, AT_ONCE, async (object) => {
        signal.throwIfAborted();
        const failed = await this.applyOne(object, made.has(idOf(object)), signal);
        if (failed) failures.push(failed);
      });
    }
    return { failures, written: changed.length };
  }

  private async applyOne(object: ValueMap, isMade: boolean, signal: AbortSignal): Promise<Failure | undefined> {
    const { client, cache, metrics } = this.parts;
    const [id, digest] = [idOf(object), digestOfApplied(object)];
    if (!this.corrections.mayApply(id, digest)) {
      const message =
        `${id} is repeatedly changed by another writer: the same content is applied at most ${MOST_CORRECTIONS} times within ` +
        'an hour. An edit of the Application is applied at once';
      return { reason: 'Contended', message };
    }
    const applied = await client.apply(object, isMade, signal);
    if (applied.outcome === 'failed') return { reason: 'ApplyFailed', message: `${id}: ${applied.message}` };
    this.corrections.applied(id, digest);
    cache.observe(applied.object);
    metrics.wrote('apply');
    return undefined;
  }

  private failed(application: ValueMap, failures: readonly Failure[]): Promise<Result> {
    const sorted = [...failures].sort((a, b) => (a.message < b.message ? -1 : 1));
    const [first] = sorted as [Failure];
    return this.say(application, failure(first.reason, counted(sorted.map(({ message }) => message))), true);
  }

  /** The effect on the objects that an Application no longer needs. They are read from the API server, because a deletion is final. */
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

  /** Deletes what does not wait for anything any more. @throws ApiError 409 where something, or the Application, has changed */
  private async deleteDue(application: ValueMap, { deletions }: Removal, signal: AbortSignal): Promise<Verdict> {
    const { client, metrics, log } = this.parts;
    const sent = new Set(deletions.filter(({ isGoing }) => isGoing).map(({ address }) => address));
    const due = dueDeletions(deletions, { sent, gone: new Set() });
    // it was read from memory, and an edit of it may not have arrived
    if (due.length > 0) await client.checkUnchanged(application);
    for (const { live, object } of due) {
      signal.throwIfAborted();
      await client.delete(live, signal);
      // should it be wanted again, that is no correction
      this.corrections.forget(idOf(live));
      metrics.wrote('delete');
      log.info({ kind: object.kind, object: `${object.namespace}/${object.name}` }, 'deleted');
    }
    const ids = deletions.map(({ live }) => idOf(live));
    const message =
      `waits until ${named(ids)} ${ids.length === 1 ? 'is' : 'are'} gone. Flux cannot uninstall a release from a cluster that is ` +
      'down: suspend the release to delete it at once, without uninstalling it';
    return { status: 'False', reason: 'Removing', message };
  }

  /** Deletes the objects of an Application that is being deleted, and then releases the Application. */
  private async remove(key: string, application: ValueMap, signal: AbortSignal): Promise<Result> {
    const { client } = this.parts;
    const { namespace, annotations } = mapOf(application.metadata);
    if (mapOf(annotations)[DELETION_POLICY] === ORPHAN) {
      await this.leave(key, application, `${DELETION_POLICY} is ${ORPHAN}`);
      return {};
    }
    const around = await client.deletedAround(String(namespace));
    if (around !== undefined) {
      // the deletion of a namespace or of the CRD is no request to uninstall the releases on the clusters
      await this.leave(key, application, `${around.what} is being deleted`, around.isNamespace);
      return {};
    }
    const policy = wrongPolicy(application);
    if (policy !== undefined) return this.say(application, failure('Invalid', policy));
    const removal = await this.removal(key, application, []);
    if (removal.held) return this.say(application, failure(removal.held.reason, removal.held.message), true);
    if (removal.deletions.length > 0)
      return this.say(application, await this.deleteDue(application, removal, signal), true);
    const reasons = removal.stays.map(({ live, why }) => ({ id: idOf(live), why }));
    await this.release(application, reasons);
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

  /**
   * Removes the finalizer, and reports the objects that stay.
   *
   * @param isNamespaceGoing whether the namespace is being deleted, so that it accepts no Event
   */
  private async release(application: ValueMap, left: readonly Left[], isNamespaceGoing = false): Promise<void> {
    const { client, events, log } = this.parts;
    await client.setFinalizer(application, false);
    const key = keyOf(application);
    this.known.delete(key);
    if (left.length === 0) return;
    const what = isNamespaceGoing ? 'objects may stay, with their resources' : 'objects stay, with their resources';
    const reasons = [...new Set(left.map(({ why }) => why))];
    log.warn({ application: key, objects: left.map(({ id }) => id), reason: reasons.join('; ') }, what);
    const involved = involvedObject(application);
    const { namespace: name } = involved;
    const object = isNamespaceGoing ? { apiVersion: 'v1', kind: NAMESPACE.kind, name, uid: '' } : involved;
    const listed = reasons.length === 1 ? left.map(({ id }) => id) : left.map(({ id, why }) => `${id} (${why})`);
    const why = reasons.length === 1 ? ` (${reasons[0]})` : '';
    const message = `Application ${key}: ${what} on their clusters${why}: ${named(listed)}`;
    events.record(object, { type: 'Warning', reason: 'LeftBehind', message });
  }

  /** Adds the finalizer, so that a deleted Application stays until its objects are deleted. */
  private async hold(application: ValueMap): Promise<ValueMap> {
    return this.written(await this.parts.client.setFinalizer(application, true));
  }

  /** Releases an Application that no longer requests lowering: its objects stay unchanged. */
  private async letGo(key: string, application: ValueMap): Promise<ValueMap> {
    const { client, events, log } = this.parts;
    const stored = this.written(await client.setFinalizer(application, false));
    const message = 'is no longer lowered by the controller: its objects stay unchanged';
    log.info({ application: key }, message);
    events.record(involvedObject(application), { type: 'Normal', reason: 'LetGo', message });
    return stored;
  }

  private written(stored: unknown): ValueMap {
    this.parts.cache.observe(stored);
    return mapOf(stored);
  }

  /**
   * Reports the result for an Application: in its condition and, if it has changed, in an Event and in the log.
   *
   * @param looksAgain whether the Application is reconciled again without a change
   * @param isNews whether objects were written, so that a success is reported too
   */
  private async say(
    application: ValueMap,
    verdict: Verdict | undefined,
    looksAgain = false,
    isNews = false,
  ): Promise<Result> {
    const { client, schema, now, metrics } = this.parts;
    const key = keyOf(application);
    metrics.said(key, verdict?.reason);
    this.tell(key, application, verdict, isNews);
    const conditions = conditionsWith(application, verdict, rfc3339(now()));
    if (conditions !== undefined && hasField(await schema.get(), ['status', 'conditions'])) {
      this.written(await client.setConditions(application, conditions));
    }
    const problem = verdict?.status === 'False' ? `${verdict.reason}: ${verdict.message}` : undefined;
    if (!looksAgain) return { problem };
    return { problem, requeueAt: new Date(now().getTime() + LOOK_AGAIN_MS).toISOString() };
  }

  private tell(key: string, application: ValueMap, verdict: Verdict | undefined, isNews: boolean): void {
    const { events, log } = this.parts;
    const stored = mapOf(listOf(mapOf(application.status).conditions).find((each) => mapOf(each).type === LOWERED));
    const before = this.said.get(key) ?? textOf(stringOf(stored.reason), stringOf(stored.message));
    const text = textOf(verdict?.reason, verdict?.message);
    this.said.set(key, text);
    if (verdict === undefined || (text === before && !isNews)) return;
    const { status, reason, message } = verdict;
    // the first success without a write is not reported
    if (status === 'True' && !isNews && before === textOf(undefined, undefined)) return;
    const isProblem = status === 'False' && reason !== 'Removing';
    log[isProblem ? 'warn' : 'info']({ application: key, reason, summary: message }, 'lowering');
    events.record(involvedObject(application), { type: isProblem ? 'Warning' : 'Normal', reason, message });
  }

  /** Cleans up after a deleted Application. If its objects still exist, its finalizer was removed by force. */
  private forget(key: string): void {
    const { cache, log, events, metrics } = this.parts;
    const left = cache.madeOf(key).filter(({ isTemplate }) => !isTemplate);
    const wasKnown = this.known.delete(key);
    this.said.delete(key);
    metrics.said(key, undefined);
    for (const { id } of left) this.corrections.forget(id);
    if (left.length === 0) return;
    log.warn({ application: key, objects: left.map(({ id }) => id) }, 'the Application is gone, and its objects stay');
    if (!wasKnown) return;
    for (const { kind, namespace, name, uid } of left.filter(({ kind }) => isDelivery(kind))) {
      const message = `Application ${key} is gone: this object stays, with its resources on its cluster`;
      const { apiVersion } = DELIVERIES[kind as DeliveryKind];
      events.record({ apiVersion, kind, namespace, name, uid }, { type: 'Warning', reason: 'LeftBehind', message });
    }
  }
}

/** An object that stays when its Application goes. */
interface Left {
  readonly id: string;
  readonly why: string;
}

interface Failure {
  readonly reason: VerdictReason;
  /** One line. */
  readonly message: string;
}

function failure(reason: VerdictReason, message: string): Verdict {
  return { status: 'False', reason, message };
}

/** An Application that was not held may not know of what was left behind: so it is asked, however few they are. */
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

function textOf(reason: string | undefined, message: string | undefined): string {
  return JSON.stringify([reason, message]);
}

function isDelivery(kind: unknown): boolean {
  return Object.hasOwn(DELIVERIES, String(kind));
}

/** The first of several sentences, and the number of the others. */
function counted([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}

function named(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function staying(stays: readonly Staying[]): string {
  if (stays.length === 0) return '';
  return `; ${named(stays.map(({ live, why }) => `${idOf(live)} stays: ${why}`))}`;
}
