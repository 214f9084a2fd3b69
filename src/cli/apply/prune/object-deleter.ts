import { type Deletion, isUnchanged } from '../../../change';
import { mapOf, stringOf, type ValueMap } from '../../../json';
import { ApiError, type Discovery, type KubeClient, type Persistent, pathOf } from '../../../kube';

export interface ObjectDeleterOptions {
  readonly client: KubeClient;
  readonly persistent: Persistent;
  readonly discovery: Discovery;
  readonly signal: AbortSignal;
}

/** The result of a deletion. */
export type Deleted =
  /** The object does not exist any more. */
  | { readonly outcome: 'gone' }
  /** The API server waits for the finalizers of controllers. */
  | { readonly outcome: 'going' }
  | { readonly outcome: 'failed'; readonly message: string };

/** Why a changed object is not deleted. */
export const CHANGED = 'it was changed since it was planned: run the command again to plan again';

/** Controllers write the status of an object concurrently. It is read again up to this number of times. */
const MOST_TRIES = 10;

/** Deletes objects one by one, each only in its planned state. */
export class ObjectDeleter {
  constructor(private readonly options: ObjectDeleterOptions) {}

  /** @throws the signal's reason when it fires; KubeconfigError; ApiError if the credentials are rejected */
  async delete({ object, live }: Deletion): Promise<Deleted> {
    const { client, persistent, discovery, signal } = this.options;
    const { apiVersion, kind, namespace, name } = object;
    const served = await persistent.send(() => discovery.kind(apiVersion, kind));
    if (served === undefined) return { outcome: 'gone' };
    const path = pathOf(served.resource, namespace, name);
    let now: ValueMap = live;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { uid, resourceVersion } = mapOf(now.metadata);
      const body = { preconditions: { uid, resourceVersion }, propagationPolicy: 'Background' };
      try {
        const answer = mapOf(await persistent.send(() => client.request('DELETE', path, { body, signal })));
        return { outcome: mapOf(answer.metadata).deletionTimestamp === undefined ? 'gone' : 'going' };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 401) throw error;
        if (error.status === 404) return { outcome: 'gone' };
        if (error.status !== 409) return { outcome: 'failed', message: error.message };
      }
      const read = await this.read(path);
      // if the response to a deletion was lost, the deletion has been done
      if (read === undefined || stringOf(mapOf(read.metadata).uid) !== uid) return { outcome: 'gone' };
      if (!isUnchanged(live, read)) break;
      now = read;
    }
    return { outcome: 'failed', message: CHANGED };
  }

  private async read(path: string): Promise<ValueMap | undefined> {
    const { client, persistent, signal } = this.options;
    try {
      return mapOf(await persistent.send(() => client.request('GET', path, { signal })));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }
}
