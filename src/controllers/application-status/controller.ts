import { READY_NUMBER } from '../../application';
import { ApiError } from '../../kube';
import { rfc3339 } from '../../kubernetes';
import type { ApplicationRecord, ClusterState } from '../../observe';
import { type Logger, problemOf } from '../../runtime';
import type { ApplicationReport, Patches } from '../../status';
import { type EventRecorder, type Outlook, outlookOf, storedOutlook } from './application-events';
import type { ApplicationSchema } from './application-schema';
import { type Contended, Contention } from './contention';
import type { Metrics } from './metrics';
import { reconcile } from './reconcile';
import type { StatusWriter } from './status-writer';

/** Everything a controller works with. */
export interface ControllerParts {
  readonly cluster: ClusterState;
  readonly schema: ApplicationSchema;
  readonly writer: StatusWriter;
  /** @default - no Events */
  readonly events?: EventRecorder;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** An application is to be looked at again at that time, though nothing happens to it; undefined: it is not. */
  readonly lookAgain?: (key: string, time: string | undefined) => void;
  readonly now: () => Date;
}

/** How a turn ended: all is said, something is not known yet, or somebody else has written meanwhile. */
export type Turn = 'done' | 'partial' | 'conflict';

/** From the name of an application to its status: one turn for each time something has happened to it. */
export class Controller {
  readonly contention = new Contention();
  private readonly outlooks = new Map<string, { readonly uid: string; readonly outlook: Outlook }>();

  constructor(private readonly parts: ControllerParts) {}

  /**
   * Reports on an application and writes what has changed.
   *
   * @param key `<namespace>/<name>`
   * @throws ApiError, ConnectionError where it could not be written
   */
  async turn(key: string): Promise<Turn> {
    const { cluster, schema: schemas, metrics } = this.parts;
    const schema = await schemas.get();
    const snapshot = cluster.snapshot(key);
    if (!snapshot) {
      if (cluster.isKnown) this.forget(key);
      return 'done';
    }
    if (snapshot.isPartial) return 'partial';
    const { record, observed } = snapshot;
    const now = this.now();
    const { report, patches } = reconcile({ record, observed, schema, now });
    cluster.remember(key, snapshot.sources);
    this.parts.lookAgain?.(key, nextPauseEnd(report, now));
    metrics.reported(record.namespace, record.name, report);
    if (!patches.status && !patches.metadata) return 'done';
    const contended = this.contention.before(key, record);
    if (contended) return this.leave(record, contended);
    const written = await this.write(record, patches);
    if (written === 'conflict') return 'conflict';
    if (written === undefined) return 'done'; // nothing was to be written in earnest
    this.say(record, report);
    await this.tell(record, report);
    const stored = cluster.application(key);
    if (stored?.uid !== record.uid) return 'done';
    this.contention.after(key, stored);
    // what does not come back as it was written was dropped: the schema is another one by now
    const left = reconcile({ record: stored, observed, schema, now }).patches;
    if (left.status) await schemas.refresh();
    return 'done';
  }

  private async write(record: ApplicationRecord, patches: Patches): Promise<unknown> {
    const { cluster, writer } = this.parts;
    try {
      const written = await writer.write(record, patches);
      if (written !== undefined) cluster.observeWritten(written);
      return written;
    } catch (error) {
      // it is another object by now, and the watch tells of it
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return 'conflict';
      throw error;
    }
  }

  private say(
    { namespace, name, labels }: ApplicationRecord,
    { ready, desired, state, message }: ApplicationReport,
  ): void {
    const stored = labels[READY_NUMBER];
    const before = typeof stored === 'string' ? stored.replace('-', '/') : undefined;
    const application = `${namespace}/${name}`;
    this.parts.log.info(
      { application, before, after: `${ready}/${desired}`, state, summary: message },
      'status changed',
    );
  }

  /** An Event where the application has become ready, or has failed. */
  private async tell(record: ApplicationRecord, { state, message }: ApplicationReport): Promise<void> {
    const key = `${record.namespace}/${record.name}`;
    const known = this.outlooks.get(key);
    const before = known?.uid === record.uid ? known.outlook : storedOutlook(record);
    const outlook = outlookOf(state);
    this.outlooks.set(key, { uid: record.uid, outlook });
    if (outlook === before || outlook === 'open') return;
    const type = outlook === 'ready' ? 'Normal' : 'Warning';
    await this.event(record, { type, reason: state, message });
  }

  /** Says once that somebody else writes the same fields, and writes no more. */
  private async leave(record: ApplicationRecord, { writers, isNew }: Contended): Promise<Turn> {
    if (!isNew) return 'done';
    const application = `${record.namespace}/${record.name}`;
    const message = `${writers.join(', ')} writes the status of this Application too: it is left to it; stop one of the two`;
    this.parts.log.error({ application, writers }, 'another controller writes the same fields: left to it');
    await this.event(record, { type: 'Warning', reason: 'Contended', message });
    const condition = { type: 'Contended', status: 'True', reason: 'AnotherWriter', message } as const;
    const { cluster, schema } = this.parts;
    // the newest one: between the two the other has written again, as like as not
    for (let attempt = 0; attempt < MOST_LAST_WORDS; attempt++) {
      const known = await schema.get();
      const snapshot = cluster.snapshot(application);
      if (!snapshot) break;
      const { record: stored, observed } = snapshot;
      const parts = { record: stored, observed, schema: known, extraConditions: [condition], now: this.now() };
      const status = onlyConditions(reconcile(parts).patches);
      if (!status || (await this.write(stored, { status })) !== 'conflict') break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return 'done';
  }

  private async event(record: ApplicationRecord, event: Parameters<EventRecorder['record']>[1]): Promise<void> {
    const { events, log } = this.parts;
    try {
      await events?.record(record, event);
    } catch (error) {
      log.warn(
        { application: `${record.namespace}/${record.name}`, error: problemOf(error) },
        'an Event was not written',
      );
    }
  }

  private forget(key: string): void {
    const { cluster, metrics } = this.parts;
    cluster.remember(key, new Set());
    metrics.forget(key);
    this.contention.forget(key);
    this.parts.lookAgain?.(key, undefined);
    this.outlooks.delete(key);
  }

  private now(): string {
    return rfc3339(this.parts.now());
  }
}

/** When the next pause of an application is to end; undefined where there is none that is to. */
function nextPauseEnd({ targets }: ApplicationReport, now: string): string | undefined {
  const ends = targets
    .flatMap(({ pausedUntil }) => pausedUntil ?? [])
    .filter((end) => Date.parse(end) > Date.parse(now));
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** The last word in a fight is tried so many times. */
const MOST_LAST_WORDS = 5;

function onlyConditions({ status }: Patches): Patches['status'] {
  const conditions = (status?.status as { conditions?: unknown } | undefined)?.conditions;
  return conditions === undefined ? undefined : { status: { conditions } };
}
