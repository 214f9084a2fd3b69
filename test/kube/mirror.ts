import type { Client } from '../../harness';
import { type UntilOptions, until } from '../../harness/wait';
import { KubeClient, type KubeClientOptions, Reflector, type ReflectorOptions, type Resource } from '../../src/kube';

export const configMaps: Resource = { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap' };

/** The parts of an object that the tests keep, enough to compare it with that of the server. */
export interface Kept {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly data?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: an object of any kind
const keep = ({ metadata, data }: any): Kept => ({
  uid: metadata.uid,
  resourceVersion: metadata.resourceVersion,
  data,
});

/** A short form of one callback: `+ns/name`, `~ns/name`, `-ns/name`, `synced`, `unreadable Forbidden`. */
export type Told = string;

/** Differences from the usual options. */
export type MirrorOptions = Partial<Omit<ReflectorOptions<Kept>, 'client' | 'signal' | 'handler'>>;

/** A running reflector, and a record of its callbacks. */
export class Mirror {
  readonly told: Told[] = [];
  readonly retries: string[] = [];
  readonly errors: unknown[] = [];
  readonly reflector: Reflector<Kept>;
  /** The number of opened watches. */
  watches = 0;

  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;
  /** The objects according to the reported changes alone. */
  private readonly heard = new Map<string, Kept>();
  /** Impossible callbacks: a change or deletion of an unknown object, or a state reported twice. */
  readonly nonsense: string[] = [];

  constructor(
    readonly client: KubeClient,
    options: MirrorOptions,
    handler?: ReflectorOptions<Kept>['handler'],
  ) {
    this.reflector = new Reflector<Kept>({
      client,
      resource: configMaps,
      transform: keep,
      signal: this.stopping.signal,
      onError: (error) => this.errors.push(error),
      onRetry: (error) => this.retries.push(error.message),
      ...options,
      handler: handler ?? {
        changed: (key, now, before) => this.hear(key, now, before),
        synced: () => this.told.push('synced'),
        unreadable: ({ reason }) => this.told.push(`unreadable ${reason}`),
        watching: () => {
          this.watches++;
        },
      },
    });
    this.running = this.reflector.run();
  }

  /** Resolves when the store equals a fresh list, and so do the objects according to the reported changes. */
  async matches(server: Pick<Client, 'request'>, path: string, options: UntilOptions = {}): Promise<void> {
    let difference = '';
    const same = async () => {
      const { body } = await server.request('GET', path);
      // biome-ignore lint/suspicious/noExplicitAny: objects of any kind
      const there = new Map(body.items.map((item: any) => [keyOf(item), keep(item)]));
      const here = new Map([...this.reflector.keys()].map((key) => [key, this.reflector.get(key)]));
      difference = `${there.size} there, ${here.size} here, ${this.heard.size} heard of`;
      return equal(there, here) && equal(there, this.heard);
    };
    await until('the store equals a fresh list', same, options).catch((error) => {
      throw new Error(`${error.message}: ${difference}; told last: ${this.told.slice(-5)}; ${this.retries.slice(-3)}`);
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.client.close();
  }

  private hear(key: string, now: Kept | undefined, before: Kept | undefined): void {
    this.told.push(`${now === undefined ? '-' : before === undefined ? '+' : '~'}${key}`);
    const known = this.heard.get(key);
    if (known !== before) this.nonsense.push(`${key}: the state before is not what was told before`);
    if (now === undefined && before === undefined) this.nonsense.push(`${key}: nothing`);
    if (now !== undefined && now.resourceVersion === before?.resourceVersion) this.nonsense.push(`${key}: twice`);
    if (now && before && now.uid !== before.uid) this.nonsense.push(`${key}: made anew, and its end not told`);
    if (now === undefined) this.heard.delete(key);
    else this.heard.set(key, now);
  }
}

export async function startMirror(
  options: KubeClientOptions,
  reflector: MirrorOptions = {},
  handler?: ReflectorOptions<Kept>['handler'],
): Promise<Mirror> {
  return new Mirror(await KubeClient.load(options), reflector, handler);
}

const keyOf = ({ metadata }: { metadata: { namespace?: string; name: string } }) =>
  metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;

function equal(one: ReadonlyMap<unknown, unknown>, other: ReadonlyMap<unknown, unknown>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => same(value, other.get(key)));
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
