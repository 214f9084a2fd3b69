import { createHash } from 'node:crypto';
import { cut } from '../json';
import { ApiError, type KubeClient, mapInParallel, pathOf, sleep } from '../kube';
import { namespacedName, rfc3339 } from '../kubernetes';
import { type Logger, problemOf } from './logger';
import type { Runnable } from './manager';

/**
 * The maximum length of the message of an Event
 * (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/).
 */
const LONGEST_MESSAGE = 1024;

/** The maximum number of waiting Events; if there are more, the oldest are dropped. Each takes about a kilobyte. */
const MOST_WAITING = 10_000;

/** At shutdown, the number of Events that are sent concurrently, and the time limit. */
const LAST_AT_ONCE = 10;
const LAST_MS = 10_000;

/** The namespace of the Events of cluster-scoped objects, as in client-go. */
const CLUSTER_SCOPED = 'default';

const EVENT = { group: '', version: 'v1', plural: 'events', kind: 'Event' };

/** The object that an Event is about. */
export interface InvolvedObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for a cluster-scoped object: its Events are in {@link CLUSTER_SCOPED}. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** The content of an Event. */
export interface ObjectEvent {
  readonly type: 'Normal' | 'Warning';
  /** One word. */
  readonly reason: string;
  /** Truncated to 1,024 bytes. */
  readonly message: string;
}

/** Options of a recorder. */
export interface EventRecorderOptions {
  readonly client: KubeClient;
  /** The name of the controller, used as the source and the field manager of each Event. */
  readonly component: string;
  readonly now: () => Date;
  readonly log: Logger;
}

interface Recorded {
  readonly object: InvolvedObject;
  readonly event: ObjectEvent;
  readonly time: Date;
}

/**
 * Writes Events (shown by `kubectl describe`) one after the other in the background, like the broadcaster of client-go:
 * no reconciler waits for an Event, and a thousand Events do not delay other writes.
 *
 * @example
 * const events = new EventRecorder({ client, component: 'fluxapp-watcher', now, log });
 * manager.addRunnable(events);
 * events.record(application, { type: 'Normal', reason: 'Ready', message: '3/3 targets are ready' });
 */
export class EventRecorder implements Runnable {
  private readonly waiting: Recorded[] = [];
  private wake: () => void = () => {};

  constructor(private readonly options: EventRecorderOptions) {}

  /** Returns at once. If an Event cannot be written, the reason is logged. */
  record(object: InvolvedObject, event: ObjectEvent): void {
    this.waiting.push({ object, event, time: this.options.now() });
    if (this.waiting.length > MOST_WAITING) {
      const dropped = this.waiting.shift();
      if (dropped) this.lost(dropped, 'too many wait');
    }
    this.wake();
  }

  /** Sends Events until the signal is aborted, and then the waiting ones, for at most ten seconds. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const next = this.waiting.shift();
      if (next) await this.send(next);
      else await this.recorded(signal);
    }
    const ended = new AbortController();
    const sent = mapInParallel(this.waiting.splice(0), LAST_AT_ONCE, (recorded) => this.send(recorded, ended.signal));
    await Promise.race([sent, sleep(LAST_MS, ended.signal)]);
    ended.abort();
  }

  /** Resolves when something was recorded, or the signal is aborted. */
  private recorded(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.wake = wake;
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  private async send(recorded: Recorded, signal?: AbortSignal): Promise<void> {
    const { client, component } = this.options;
    const { namespace = CLUSTER_SCOPED } = recorded.object;
    try {
      await client.request('POST', pathOf(EVENT, namespace), {
        query: { fieldManager: component },
        isRepeatable: true,
        body: eventOf(recorded, component),
        signal,
      });
    } catch (error) {
      // an earlier attempt stored the Event, but returned an error
      if (error instanceof ApiError && error.reason === 'AlreadyExists') return;
      this.lost(recorded, problemOf(error));
    }
  }

  private lost({ object, event }: Recorded, error: string): void {
    const { namespace, name } = object;
    this.options.log.warn(
      { object: namespacedName({ namespace, name }), reason: event.reason, error },
      'an Event was not written',
    );
  }
}

function eventOf({ object, event, time }: Recorded, component: string): object {
  const { namespace = CLUSTER_SCOPED, name, uid } = object;
  const { type, reason, message } = event;
  const timestamp = rfc3339(time);
  // a name as in client-go, unique for each time, reason and object
  const digest = createHash('sha256').update(`${uid} ${reason} ${time.getTime()}`).digest('hex');
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace, name: `${name.slice(0, 200)}.${digest.slice(0, 16)}` },
    involvedObject: object,
    ...{ type, reason, message: cut(message, LONGEST_MESSAGE) },
    source: { component },
    reportingComponent: component,
    firstTimestamp: timestamp,
    lastTimestamp: timestamp,
    count: 1,
  };
}
