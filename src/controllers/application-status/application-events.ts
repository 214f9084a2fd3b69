import { createHash } from 'node:crypto';
import { listOf, mapOf } from '../../json';
import { ApiError, type KubeClient, pathOf } from '../../kube';
import { APPLICATION, rfc3339 } from '../../kubernetes';
import type { ApplicationRecord } from '../../observe';
import { storedStatus, WATCHER_MANAGER } from '../../observe';
import type { ApplicationState } from '../../status';
import { cut } from '../../status';

/** Events report changes between these: an application becomes ready, or fails. */
export type Outlook = 'ready' | 'failed' | 'open';

export function outlookOf(state: ApplicationState): Outlook {
  if (state === 'Ready') return 'ready';
  return state === 'Failed' || state === 'Stalled' || state === 'Invalid' ? 'failed' : 'open';
}

/** The outlook in the stored status, read from fields that every CRD of the Application has. */
export function storedOutlook(record: ApplicationRecord): Outlook {
  const fluxApp = mapOf(storedStatus(record).fluxApp);
  const entries = Object.values(mapOf(fluxApp.helmReleaseStatus ?? fluxApp.kustomizationStatus));
  const statuses = entries.map((entry) => mapOf(listOf(mapOf(entry).conditions)[0]).status);
  if (statuses.includes('False')) return 'failed';
  return statuses.length > 0 && statuses.every((status) => status === 'True') ? 'ready' : 'open';
}

/** Longest message of an Event (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/). */
const LONGEST_MESSAGE = 1024;

/** The content of an Event. */
export interface ApplicationEvent {
  readonly type: 'Normal' | 'Warning';
  /** One word. */
  readonly reason: string;
  readonly message: string;
}

const EVENT = { group: '', version: 'v1', plural: 'events', kind: 'Event' };

/** Writes Events of Applications, which `kubectl describe` and the console show. */
export class EventRecorder {
  constructor(
    private readonly client: KubeClient,
    private readonly now: () => Date,
  ) {}

  /** @throws ApiError, ConnectionError */
  async record({ namespace, name, uid, resourceVersion }: ApplicationRecord, event: ApplicationEvent): Promise<void> {
    const time = this.now();
    const timestamp = rfc3339(time);
    const involvedObject = {
      apiVersion: APPLICATION.apiVersion,
      kind: 'Application',
      namespace,
      name,
      uid,
      resourceVersion,
    };
    // as client-go names them: one for each moment, reason and object
    const digest = createHash('sha256').update(`${uid} ${event.reason} ${time.getTime()}`).digest('hex');
    const request = this.client.request('POST', pathOf(EVENT, namespace), {
      query: { fieldManager: WATCHER_MANAGER },
      isRepeatable: true,
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace, name: `${name.slice(0, 200)}.${digest.slice(0, 16)}` },
        involvedObject,
        type: event.type,
        reason: event.reason,
        message: cut(event.message, LONGEST_MESSAGE),
        source: { component: WATCHER_MANAGER },
        reportingComponent: WATCHER_MANAGER,
        firstTimestamp: timestamp,
        lastTimestamp: timestamp,
        count: 1,
      },
    });
    await request.catch((error: unknown) => {
      // the first attempt was answered with an error, and stored
      if (!(error instanceof ApiError && error.reason === 'AlreadyExists')) throw error;
    });
  }
}
