import { listOf, mapOf, stringOf, type ValueMap } from '../../json';
import { DELIVERIES, type DeliveryKind, NAMESPACE, rfc3339 } from '../../kubernetes';
import type { EventRecorder, Logger, Result } from '../../runtime';
import { hasField } from '../../status';
import type { ApplicationSchema } from '../application-status/application-schema';
import { conditionsWith, LOWERED, type Verdict } from './lowered-condition';
import { involvedObject, keyOf, type LoweringCache } from './lowering-cache';
import type { LoweringClient } from './lowering-client';
import { isDelivery, type MadeObject } from './made-object';
import { named } from './messages';
import type { LoweringMetrics } from './metrics';

/** The dependencies of the report. */
export interface LoweringReportParts {
  readonly cache: LoweringCache;
  readonly client: LoweringClient;
  readonly schema: ApplicationSchema;
  readonly events: EventRecorder;
  readonly metrics: LoweringMetrics;
  readonly log: Logger;
  readonly now: () => Date;
}

/** An object that stays when its Application goes. */
export interface Left {
  readonly id: string;
  readonly why: string;
}

/** The interval at which decisions that depend on other objects are repeated; milliseconds. */
const LOOK_AGAIN_MS = 60_000;

/** Reports what the controller has done: in conditions, Events, the log and metrics. */
export class LoweringReport {
  /** The last report for an application. */
  private readonly said = new Map<string, string>();

  constructor(private readonly parts: LoweringReportParts) {}

  /**
   * Reports the result for an Application: in its condition and, if it has changed, in an Event and in the log.
   *
   * @param looksAgain whether the Application is reconciled again without a change
   * @param isNews whether objects were written, so that a success is reported too
   */
  async say(application: ValueMap, verdict: Verdict | undefined, looksAgain = false, isNews = false): Promise<Result> {
    const { cache, client, schema, now } = this.parts;
    const { problem } = this.tell(application, verdict, isNews);
    const conditions = conditionsWith(application, verdict, rfc3339(now()));
    if (conditions !== undefined && hasField(await schema.get(), ['status', 'conditions'])) {
      cache.observe(await client.setConditions(application, conditions));
    }
    if (!looksAgain) return { problem };
    return { problem, requeueAt: new Date(now().getTime() + LOOK_AGAIN_MS).toISOString() };
  }

  /** Reports the result like {@link say}, but not in the condition. */
  tell(application: ValueMap, verdict: Verdict | undefined, isNews = false): Result {
    const key = keyOf(application);
    this.parts.metrics.said(key, verdict?.reason);
    this.record(key, application, verdict, isNews);
    return { problem: verdict?.status === 'False' ? `${verdict.reason}: ${verdict.message}` : undefined };
  }

  private record(key: string, application: ValueMap, verdict: Verdict | undefined, isNews: boolean): void {
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

  /** Reports that an Application is no longer lowered. */
  letGo(application: ValueMap): void {
    const { events, log } = this.parts;
    const message = 'is no longer lowered by the controller: its objects stay unchanged';
    log.info({ application: keyOf(application) }, message);
    events.record(involvedObject(application), { type: 'Normal', reason: 'LetGo', message });
  }

  /**
   * Reports the objects that stay of an Application that is deleted.
   *
   * @param isNamespaceGoing whether the namespace is being deleted, so that it accepts no Event
   */
  leftBehind(application: ValueMap, left: readonly Left[], isNamespaceGoing: boolean): void {
    const { events, log } = this.parts;
    if (left.length === 0) return;
    const key = keyOf(application);
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

  /**
   * Reports the objects of an Application that has disappeared without a cleanup by the controller, and forgets the
   * Application.
   *
   * @param isNews whether the Application existed while this process was running
   */
  gone(key: string, left: readonly MadeObject[], isNews: boolean): void {
    const { log, events, metrics } = this.parts;
    this.said.delete(key);
    metrics.said(key, undefined);
    if (left.length === 0) return;
    log.warn({ application: key, objects: left.map(({ id }) => id) }, 'the Application is gone, and its objects stay');
    if (!isNews) return;
    for (const { kind, namespace, name, uid } of left.filter(({ kind }) => isDelivery(kind))) {
      const message = `Application ${key} is gone: this object stays, with its resources on its cluster`;
      const { apiVersion } = DELIVERIES[kind as DeliveryKind];
      events.record({ apiVersion, kind, namespace, name, uid }, { type: 'Warning', reason: 'LeftBehind', message });
    }
  }
}

function textOf(reason: string | undefined, message: string | undefined): string {
  return JSON.stringify([reason, message]);
}
