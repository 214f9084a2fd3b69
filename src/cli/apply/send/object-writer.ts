import {
  type ApplyStep,
  isPinned,
  isStillNew,
  lacksEmptied,
  managedFieldsAfter,
  messageWithoutSecrets,
  type PlanObject,
  pinOf,
  seen,
} from '../../../change';
import { canonicalJson, mapOf, type ValueMap } from '../../../json';
import {
  ApiError,
  type KubeClient,
  type Persistent,
  pathOf,
  type ServedKind,
  type ServerSideApplyResult,
  serverSideApply,
} from '../../../kube';
import { inNamespace, messageOf } from '../../plan/cluster';
import type { NewKinds } from './new-kinds';

export interface ObjectWriterOptions {
  readonly client: KubeClient;
  readonly persistent: Persistent;
  readonly newKinds: NewKinds;
  /** The namespace of objects that have none in their text. */
  readonly namespace: string;
  /** Whether fields are taken from other managers. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** The result for an object. Messages contain no secrets. */
export type Written =
  /** The object stored by the API server. */
  { readonly outcome: 'applied'; readonly object: unknown } | { readonly outcome: 'failed'; readonly message: string };

/** An object may be written concurrently: controllers write its status. It is read again up to this number of times. */
const MOST_TRIES = 10;

const RUN_AGAIN = 'run the command again to plan again';

/** Writes objects one by one, each only in its planned state. */
export class ObjectWriter {
  constructor(private readonly options: ObjectWriterOptions) {}

  /** @throws the signal's reason when it fires; KubeconfigError; ApiError if the credentials are rejected */
  async apply(step: ApplyStep): Promise<Written> {
    const kind = step.kind ?? (await this.options.newKinds.served(step.desired));
    if (kind === undefined) {
      const { apiVersion, kind: name } = step.desired;
      return { outcome: 'failed', message: `the cluster does not serve ${name} of ${apiVersion}` };
    }
    const object = step.kind ? step.desired : this.placed(step.desired, kind);
    const write = new ObjectWrite({ ...step, desired: object, kind }, this.options);
    const written = await write.run();
    if (written.outcome === 'applied') return written;
    return { outcome: 'failed', message: messageWithoutSecrets(written.message, object) };
  }

  private placed(object: PlanObject, { isNamespaced }: ServedKind): PlanObject {
    return inNamespace(object, isNamespaced ? (object.namespace ?? this.options.namespace) : undefined);
  }
}

/** The object was changed since it was read, or created. */
const MODIFIED = { outcome: 'modified' } as const;

class ObjectWrite {
  private readonly path: string;
  /** The states in which the object may be written: its planned state, before and after its fields are taken over. */
  private readonly pins;

  constructor(
    private readonly step: ApplyStep & { readonly kind: ServedKind },
    private readonly options: ObjectWriterOptions,
  ) {
    const { kind, desired, live, own } = step;
    this.path = pathOf(kind.resource, desired.namespace, desired.name);
    const managedFields = live && managedFieldsAfter(live, own);
    const taken = managedFields && [{ ...live, metadata: { ...mapOf(live.metadata), managedFields } }];
    this.pins = [...(live ? [live] : []), ...(taken ?? [])].map((each) => pinOf(each, own.manager));
  }

  async run(): Promise<Written> {
    let { live } = this.step;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const written = await this.write(live);
      if (written.outcome !== 'modified') return written;
      live = await this.read();
      if (live === undefined)
        return { outcome: 'failed', message: `it was deleted since it was planned: ${RUN_AGAIN}` };
      // if the response to a write was lost, the write has been done
      if (this.isAsPlanned(live)) return { outcome: 'applied', object: live };
      const now = live;
      if (!this.pins.some((pin) => isPinned(now, this.step.own.manager, pin))) break;
    }
    const change = this.step.live === undefined ? 'created' : 'changed';
    return { outcome: 'failed', message: `it was ${change} since it was planned: ${RUN_AGAIN}` };
  }

  private async write(live: ValueMap | undefined): Promise<Written | typeof MODIFIED> {
    const { desired } = this.step;
    try {
      if (live === undefined) return await this.create();
      const current = await this.takenOver(live);
      const stored = await this.send(pinned(desired.value, current));
      if (stored.outcome !== 'applied' || !lacksEmptied(current, desired.value, stored.object)) return stored;
      // the first apply drops a map that becomes empty, the second one stores it
      return await this.send(desired.value);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 401) throw error;
      if (error.status === 409) return MODIFIED;
      return { outcome: 'failed', message: error.message };
    }
  }

  /** The object after the fields of others have been transferred to the field manager, as planned. */
  private async takenOver(live: ValueMap): Promise<ValueMap> {
    const managedFields = managedFieldsAfter(live, this.step.own);
    if (managedFields === undefined) return live;
    const { client, persistent, signal } = this.options;
    const body = [
      { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      { op: 'replace', path: '/metadata/resourceVersion', value: mapOf(live.metadata).resourceVersion },
    ];
    const query = { fieldManager: this.step.own.manager };
    const contentType = 'application/json-patch+json';
    const options = { query, body, contentType, signal, isRepeatable: true };
    return mapOf(await persistent.send(() => client.request('PATCH', this.path, options)));
  }

  /**
   * Applies a new object. A server-side apply cannot require that the object does not exist, so it is read before each
   * attempt: hours may have passed since the plan, or the API server may have been away.
   */
  private create(): Promise<Written | typeof MODIFIED> {
    const { desired, own } = this.step;
    return this.options.persistent.send(async () => {
      const there = await this.read();
      if (there !== undefined && !isStillNew(there, desired, own.manager)) return MODIFIED;
      return this.sendOnce(desired.value);
    });
  }

  private send(text: ValueMap): Promise<Written> {
    return this.options.persistent.send(() => this.sendOnce(text));
  }

  private async sendOnce(text: ValueMap): Promise<Written> {
    const { client, force, signal } = this.options;
    const { manager } = this.step.own;
    const answer = await serverSideApply(client, this.path, text, { manager, force, signal });
    return answer.outcome === 'applied' ? answer : { outcome: 'failed', message: refusalOf(answer) };
  }

  private async read(): Promise<ValueMap | undefined> {
    const { client, persistent, signal } = this.options;
    try {
      return mapOf(await persistent.send(() => client.request('GET', this.path, { signal })));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  private isAsPlanned(live: ValueMap): boolean {
    const { after } = this.step;
    return after !== undefined && canonicalJson(seen(live).value) === canonicalJson(after.value);
  }
}

function refusalOf(answer: ServerSideApplyResult): string {
  if (answer.outcome !== 'conflict') return messageOf(answer);
  const fields = answer.conflicts.map(({ field, manager }) => `${field} belongs to ${manager}`).join(', ');
  return `${fields}: --force-conflicts takes them over`;
}

/** The text with a precondition for one state of the object: the API server rejects it (409) in any other state. */
function pinned(text: ValueMap, live: ValueMap): ValueMap {
  const { uid, resourceVersion } = mapOf(live.metadata);
  return { ...text, metadata: { ...mapOf(text.metadata), uid, resourceVersion } };
}
