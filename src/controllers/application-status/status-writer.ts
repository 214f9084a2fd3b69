import { mapOf, stringOf } from '../../json';
import { type KubeClient, pathOf } from '../../kube';
import { APPLICATION, namespacedName } from '../../kubernetes';
import type { ApplicationRecord } from '../../observe';
import { WATCHER_MANAGER } from '../../observe';
import type { Patches } from '../../status';

/** What a patch changes: the status subresource ignores metadata, and the main resource ignores status. */
export type StatusPart = 'status' | 'metadata';

/** A patch of an Application. */
export interface StatusWrite {
  /** `<namespace>/<name>` of the application. */
  readonly application: string;
  /** The part of the Application that is written. */
  readonly part: StatusPart;
  /** A JSON merge patch. */
  readonly patch: unknown;
}

/** Writes patches to Applications. */
export interface StatusWriter {
  /**
   * Writes the patches, against the state of the Application that they were computed from.
   *
   * @returns the stored Application; undefined if nothing was written
   * @throws ApiError with reason Conflict if the Application has changed since
   */
  write(record: ApplicationRecord, patches: Patches): Promise<unknown>;
}

/** Writes to the cluster: one request for the status and one for the metadata, each only if it has a patch. */
export class ClusterWriter implements StatusWriter {
  constructor(
    private readonly client: KubeClient,
    private readonly written: (part: StatusPart) => void,
  ) {}

  async write(record: ApplicationRecord, { status, metadata }: Patches): Promise<unknown> {
    const afterStatus = status && (await this.patch(record, 'status', status));
    if (!metadata) return afterStatus;
    const resourceVersion = stringOf(mapOf(mapOf(afterStatus).metadata).resourceVersion) ?? record.resourceVersion;
    return this.patch({ ...record, resourceVersion }, 'metadata', metadata);
  }

  private async patch(record: ApplicationRecord, part: StatusPart, patch: object): Promise<unknown> {
    const { namespace, name, uid, resourceVersion } = record;
    const { metadata, ...rest } = patch as { metadata?: object };
    // rejected if the Application was edited since, or deleted and created again
    const body = { ...rest, metadata: { ...metadata, uid, resourceVersion } };
    const path = pathOf(APPLICATION, namespace, name, part === 'status' ? 'status' : undefined);
    const written = await this.client.request('PATCH', path, {
      query: { fieldManager: WATCHER_MANAGER },
      contentType: 'application/merge-patch+json',
      body,
    });
    this.written(part);
    return written;
  }
}

/** Passes on the patches that would be written. A patch that does not change is passed on once. */
export class DryRunWriter implements StatusWriter {
  private readonly said = new Map<string, string>();

  constructor(private readonly say: (write: StatusWrite) => void) {}

  async write(record: ApplicationRecord, patches: Patches): Promise<undefined> {
    const application = namespacedName(record);
    for (const part of ['status', 'metadata'] as const) {
      const patch = patches[part];
      const text = JSON.stringify(patch);
      if (!patch || this.said.get(`${application} ${part}`) === text) continue;
      this.said.set(`${application} ${part}`, text);
      this.say({ application, part, patch });
    }
    return undefined;
  }
}
