import { READY_NUMBER } from '../../application';
import { firstFew } from '../../diagnostics';
import { canonicalJson, listOf, mapOf } from '../../json';
import { ApiError, sleep } from '../../kube';
import { APPLICATION, namespacedName, rfc3339 } from '../../kubernetes';
import { type ApplicationRecord, type ClusterState, storedStatus } from '../../observe';
import type { EventRecorder, Logger, ObjectEvent, Result } from '../../runtime';
import { type ApplicationReport, fieldsNotStored, type Patches } from '../../status';
import type { ApplicationSchema } from './application-schema';
import type { Contended, Contention } from './contention';
import { type FittedParts, FittingWriter } from './fitting-writer';
import type { StatusMetrics } from './metrics';
import { type Outlook, outlookOf, storedOutlook } from './outlook';
import { type Outcome, reconcile } from './reconcile';
import type { StatusWriter } from './status-writer';
import type { Waiting, WriteCause, WriteProblem, WriteProblems } from './write-problems';

/** The dependencies of the reconciler. */
export interface StatusReconcilerParts {
  readonly cluster: ClusterState;
  readonly schema: ApplicationSchema;
  readonly writer: StatusWriter;
  /** @default - no Events */
  readonly events?: EventRecorder;
  readonly contention: Contention;
  readonly problems: WriteProblems;
  readonly metrics: StatusMetrics;
  readonly log: Logger;
  readonly now: () => Date;
  /** Reads an Application again after a conflict. @default - the watch delivers it */
  readonly refresh?: (key: string) => Promise<void>;
}

const EVENT_REASONS: Readonly<Record<WriteCause, string>> = {
  too_large: 'StatusTooLarge',
  refused: 'StatusRefused',
  pruned: 'StatusPruned',
};

const AGAIN: Result = { requeue: true };

/** Writes the status of an Application: its report, and other writers of the same fields. */
export class StatusReconciler {
  private readonly fitting = new FittingWriter((record, patches) => this.write(record, patches));
  private readonly outlooks = new Map<string, { readonly uid: string; readonly outlook: Outlook }>();

  constructor(private readonly parts: StatusReconcilerParts) {}

  /**
   * Reports on an application and writes the changes. It requests another reconciliation if something has not been read
   * yet, or if another client has changed the Application concurrently.
   *
   * @param key `<namespace>/<name>`
   * @throws ApiError, ConnectionError if it could not be written
   */
  async reconcile(key: string, signal: AbortSignal): Promise<Result> {
    const { cluster, schema: schemas, metrics, contention, problems } = this.parts;
    const schema = await schemas.get();
    const snapshot = cluster.snapshot(key);
    if (!snapshot) {
      if (cluster.isKnown) this.forget(key);
      return {};
    }
    if (snapshot.isPartial) return AGAIN;
    const { record, observed } = snapshot;
    const parts = { record, observed, schema, now: this.now() };
    const outcome = this.fitting.outcome(parts);
    const { report, patches } = outcome;
    cluster.remember(key, snapshot.sources);
    metrics.reported(record.namespace, record.name, report);
    const result = { requeueAt: nextPauseEnd(report, parts.now) };
    if (!patches.status && !patches.metadata) return this.settled(record, outcome, result);
    const contended = contention.before(key, record);
    if (contended) {
      if (contended.isNew) await this.leave(record, contended, signal);
      return result;
    }
    const waiting = problems.waiting(key, record);
    if (waiting) return later(result, waiting);
    try {
      return await this.bring(parts, outcome, result, signal);
    } catch (error) {
      if (!(error instanceof ApiError && (error.isRefusal || error.isTooLarge))) throw error;
      const cause = error.isTooLarge ? 'too_large' : 'refused';
      return this.failed(record, { cause, message: error.message }, result);
    }
  }

  /** Updates the stored Application. @throws ApiError, ConnectionError */
  private async bring(parts: FittedParts, first: Outcome, result: Result, signal: AbortSignal): Promise<Result> {
    const { cluster, contention, schema: schemas } = this.parts;
    const { record, observed, now } = parts;
    const key = namespacedName(record);
    const { outcome, written } = await this.fitting.writeOutcome(parts, first);
    if (written === 'conflict') {
      await this.parts.refresh?.(key);
      return AGAIN;
    }
    if (written === undefined) return this.settled(record, outcome, result); // a dry run, no space, or it was deleted
    const stored = cluster.application(key);
    if (stored?.uid === record.uid) {
      contention.after(key, stored);
      const lost = fieldsNotStored(outcome.patches, written);
      if (lost.length > 0) {
        // the schema has changed, or something else removes written fields
        const schema = await schemas.refresh(signal);
        const { patches } = this.fitting.outcome({ record: stored, observed, schema, now });
        const isLeft = patches.status !== undefined || patches.metadata !== undefined;
        if (isLeft && canonicalJson(schema) !== canonicalJson(parts.schema)) return AGAIN;
        if (isLeft) return this.failed(record, { cause: 'pruned', message: describeLost(lost) }, result);
      }
    }
    this.say(record, outcome.report);
    this.tell(record, outcome.report);
    return this.settled(record, outcome, result);
  }

  /** Ends a reconciliation without an error: reports the targets that do not fit, if any. */
  private async settled(record: ApplicationRecord, { overflow }: Outcome, result: Result): Promise<Result> {
    const { problems } = this.parts;
    if (overflow === undefined) {
      problems.forget(namespacedName(record));
      return result;
    }
    const problem = { cause: 'too_large', message: overflow } as const;
    // if the watcher has restarted, its stored condition shows that an Event was recorded
    const isStored = listOf(storedStatus(record).conditions).some((condition) => mapOf(condition).type === 'TooLarge');
    if (problems.noticed(namespacedName(record), record, problem)) this.warn(record, problem, !isStored);
    return { ...result, problem: problem.message };
  }

  /** Reports a write that would fail again, and postpones the next one. */
  private async failed(record: ApplicationRecord, problem: WriteProblem, result: Result): Promise<Result> {
    const { problems } = this.parts;
    const key = namespacedName(record);
    if (problems.noticed(key, record, problem)) this.warn(record, problem, true);
    return later(result, { ...problem, until: problems.postpone(key) });
  }

  private warn(record: ApplicationRecord, { cause, message }: WriteProblem, withEvent: boolean): void {
    const application = namespacedName(record);
    this.parts.log.warn({ application, cause, error: message }, 'the status cannot be written');
    if (withEvent) this.event(record, { type: 'Warning', reason: EVENT_REASONS[cause], message });
  }

  private async write(record: ApplicationRecord, patches: Patches): Promise<unknown> {
    const { cluster, writer } = this.parts;
    try {
      const written = await writer.write(record, patches);
      if (written !== undefined) cluster.observeWritten(written);
      return written;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return undefined;
      if (error.status === 409) return 'conflict';
      throw error;
    }
  }

  private say(record: ApplicationRecord, { ready, desired, state, message }: ApplicationReport): void {
    const stored = record.labels[READY_NUMBER];
    const before = typeof stored === 'string' ? stored.replace('-', '/') : undefined;
    const application = namespacedName(record);
    this.parts.log.info(
      { application, before, after: `${ready}/${desired}`, state, summary: message },
      'status changed',
    );
  }

  /** Records an Event if the application has become ready, or has failed. */
  private tell(record: ApplicationRecord, { state, message }: ApplicationReport): void {
    const key = namespacedName(record);
    const known = this.outlooks.get(key);
    const before = known?.uid === record.uid ? known.outlook : storedOutlook(record);
    const outlook = outlookOf(state);
    this.outlooks.set(key, { uid: record.uid, outlook });
    if (outlook === before || outlook === 'open') return;
    const type = outlook === 'ready' ? 'Normal' : 'Warning';
    this.event(record, { type, reason: state, message });
  }

  /** Reports once that another controller writes the same fields; nothing more is written then. */
  private async leave(record: ApplicationRecord, { writers }: Contended, signal: AbortSignal): Promise<void> {
    const application = namespacedName(record);
    const message = `${writers.join(', ')} writes the status of this Application too: it is left to it; stop one of the two`;
    this.parts.log.error({ application, writers }, 'another controller writes the same fields: left to it');
    this.event(record, { type: 'Warning', reason: 'Contended', message });
    const condition = { type: 'Contended', status: 'True', reason: 'AnotherWriter', message } as const;
    const { cluster, schema } = this.parts;
    // with the newest state: the other controller has probably written again
    for (let attempt = 0; attempt < MOST_LAST_WRITES && !signal.aborted; attempt++) {
      const snapshot = cluster.snapshot(application);
      if (!snapshot) break;
      const { record: stored, observed } = snapshot;
      const parts = {
        record: stored,
        observed,
        schema: await schema.get(),
        extraConditions: [condition],
        now: this.now(),
      };
      const status = onlyConditions(reconcile(parts).patches);
      if (!status || (await this.write(stored, { status })) !== 'conflict') break;
      await sleep(LAST_WRITE_MS, signal);
    }
  }

  private event({ namespace, name, uid, resourceVersion }: ApplicationRecord, event: ObjectEvent): void {
    const { apiVersion, kind } = APPLICATION;
    this.parts.events?.record({ apiVersion, kind, namespace, name, uid, resourceVersion }, event);
  }

  private forget(key: string): void {
    const { cluster, metrics } = this.parts;
    cluster.remember(key, new Set());
    metrics.forget(key);
    this.parts.contention.forget(key);
    this.parts.problems.forget(key);
    this.fitting.forget(key);
    this.outlooks.delete(key);
  }

  private now(): string {
    return rfc3339(this.parts.now());
  }
}

/** Requests another reconciliation at the time of the next write, or of the end of a pause if that is earlier. */
function later(result: Result, { message, until }: Waiting): Result {
  const requeueAt = earliest([result.requeueAt ?? [], until.toISOString()].flat());
  return { requeueAt, problem: message };
}

function describeLost(fields: readonly string[]): string {
  return `written fields are missing in the stored object: ${firstFew(fields)}; a webhook or a policy changes it, or its CRD differs from what the API server publishes`;
}

/** The time of the next planned end of a pause in an application; undefined if there is none. */
function nextPauseEnd({ targets }: ApplicationReport, now: string): string | undefined {
  const ends = targets.flatMap(({ pause }) => pause?.until ?? []).filter((end) => Date.parse(end) > Date.parse(now));
  return earliest(ends);
}

function earliest(times: readonly string[]): string | undefined {
  return [...times].sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** The number of attempts to write the condition that names the other controller. */
const MOST_LAST_WRITES = 5;
const LAST_WRITE_MS = 100;

function onlyConditions({ status }: Patches): Patches['status'] {
  const conditions = (status?.status as { conditions?: unknown } | undefined)?.conditions;
  return conditions === undefined ? undefined : { status: { conditions } };
}
