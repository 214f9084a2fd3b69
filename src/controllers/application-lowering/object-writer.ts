import { type Deletion, dueDeletions } from '../../change';
import { mapOf, type ValueMap } from '../../json';
import { mapInParallel } from '../../kube';
import type { Logger } from '../../runtime';
import { Corrections, MOST_CORRECTIONS } from './corrections';
import type { VerdictReason } from './lowered-condition';
import type { LoweringCache } from './lowering-cache';
import type { LoweringClient } from './lowering-client';
import { digestOfApplied, idOf, isDelivery, type MadeObject, madeObjectOf } from './made-object';
import type { LoweringMetrics } from './metrics';

/** The dependencies of the writer. */
export interface ObjectWriterParts {
  readonly cache: LoweringCache;
  readonly client: LoweringClient;
  readonly metrics: LoweringMetrics;
  readonly log: Logger;
}

/** An object that was not applied. */
export interface Failure {
  readonly reason: VerdictReason;
  /** One line. */
  readonly message: string;
}

/** Objects of an application that are written at the same time. */
export const AT_ONCE = 8;

/** Applies and deletes the objects of Applications. */
export class ObjectWriter {
  private readonly corrections = new Corrections();
  /** Of objects to whose fields the API server adds defaults: the digest as it was sent, and as it is stored. */
  private readonly defaulted = new Map<string, { readonly sent: string; readonly stored: string }>();

  constructor(private readonly parts: ObjectWriterParts) {}

  /**
   * Applies the objects that differ, the dependencies of deliveries first.
   *
   * @param signal after its abort nothing is applied: another replica may hold the Lease
   */
  async applyAll(
    objects: readonly ValueMap[],
    made: ReadonlyMap<string, MadeObject>,
    signal: AbortSignal,
  ): Promise<{ readonly failures: readonly Failure[]; readonly written: number }> {
    const changed = objects.flatMap((object) => {
      const before = made.get(idOf(object));
      const isAsWanted = before !== undefined && this.isApplied(object, before) && !before.isRestored;
      if (before?.isGoing || isAsWanted) return [];
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
        const failed = await this.applyOne(object, made.get(idOf(object)), signal);
        if (failed) failures.push(failed);
      });
    }
    return { failures, written: changed.length };
  }

  private isApplied(object: ValueMap, { id, applied }: MadeObject): boolean {
    const sent = digestOfApplied(object);
    const known = this.defaulted.get(id);
    return applied === sent || (known?.sent === sent && known.stored === applied);
  }

  private async applyOne(
    object: ValueMap,
    before: MadeObject | undefined,
    signal: AbortSignal,
  ): Promise<Failure | undefined> {
    const { client, cache, metrics } = this.parts;
    const [id, digest] = [idOf(object), digestOfApplied(object)];
    if (!this.corrections.mayApply(id, digest)) {
      const message =
        `${id} is repeatedly changed by another writer: the same content is applied at most ${MOST_CORRECTIONS} times within ` +
        'an hour. An edit of the Application is applied at once';
      return { reason: 'Contended', message };
    }
    const applied = await client.apply(object, before !== undefined, signal);
    if (applied.outcome === 'failed') return { reason: 'ApplyFailed', message: `${id}: ${applied.message}` };
    const stored = before?.isRestored ? await client.ownAlone(mapOf(applied.object), signal) : applied.object;
    this.corrections.applied(id, digest);
    const now = madeObjectOf(stored, String(object.kind))?.applied ?? digest;
    if (now === digest) this.defaulted.delete(id);
    else this.defaulted.set(id, { sent: digest, stored: now });
    cache.observe(stored);
    metrics.wrote('apply');
    return undefined;
  }

  /**
   * Deletes the objects that do not wait for other deletions.
   *
   * @param signal after its abort nothing is deleted
   * @throws ApiError 409 if an object or the Application has changed
   */
  async deleteDue(application: ValueMap, deletions: readonly Deletion[], signal: AbortSignal): Promise<void> {
    const { client, metrics, log } = this.parts;
    const sent = new Set(deletions.filter(({ isGoing }) => isGoing).map(({ address }) => address));
    const due = dueDeletions(deletions, { sent, gone: new Set() });
    // it was read from the cache, which may lack a recent edit
    if (due.length > 0) await client.checkUnchanged(application);
    for (const { live, object } of due) {
      signal.throwIfAborted();
      await client.delete(live, signal);
      // creating it again would be no correction
      this.forget(idOf(live));
      metrics.wrote('delete');
      log.info({ kind: object.kind, object: `${object.namespace}/${object.name}` }, 'deleted');
    }
  }

  /** Call it for an intended deletion of an object. */
  forget(id: string): void {
    this.corrections.forget(id);
    this.defaulted.delete(id);
  }
}
