import type { ApplyStep, PlanObject } from '../../../change';
import { listOf, mapOf, stringOf } from '../../../json';
import { Discovery, type KubeClient, type Persistent, pathOf, type ServedKind, sleep } from '../../../kube';

/** How long is waited before the API server is asked again. */
const PAUSE_MS = 200;

/** Several API servers of a cluster come to serve a kind one after another. */
const MOST_TRIES = 150;

/** Kinds that the code defines. */
export class NewKinds {
  private discovery: Discovery;

  constructor(
    private readonly client: KubeClient,
    private readonly persistent: Persistent,
    private readonly signal: AbortSignal,
  ) {
    this.discovery = new Discovery(client, signal);
  }

  /**
   * Waits until the API server serves the kind of an object, whose definition is established.
   *
   * @returns undefined of a kind that it does not come to serve, such as another version than is defined
   * @throws the signal's reason when it fires
   */
  async served(object: PlanObject): Promise<ServedKind | undefined> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const served = await this.persistent.send(() => this.ask(object));
      if (served !== undefined) return served;
      await sleep(PAUSE_MS, this.signal);
      this.signal.throwIfAborted();
    }
    return undefined;
  }

  /** A discovery remembers what it was told: without the kind a new one is needed. */
  private async ask({ apiVersion, kind }: PlanObject): Promise<ServedKind | undefined> {
    const { discovery } = this;
    let served: ServedKind | undefined;
    try {
      served = await discovery.kind(apiVersion, kind);
      return served;
    } finally {
      if (served === undefined && this.discovery === discovery)
        this.discovery = new Discovery(this.client, this.signal);
    }
  }

  /**
   * Waits until a CustomResourceDefinition is established.
   *
   * @returns why it cannot be, where its names are taken
   */
  async established({ desired, kind }: ApplyStep): Promise<string | undefined> {
    const path = pathOf((kind as ServedKind).resource, undefined, desired.name);
    for (;;) {
      const definition = mapOf(
        await this.persistent.send(() => this.client.request('GET', path, { signal: this.signal })),
      );
      const conditions = listOf(mapOf(definition.status).conditions).map(mapOf);
      const is = (type: string, status: string) =>
        conditions.find((each) => each.type === type && each.status === status);
      if (is('Established', 'True')) return undefined;
      const refused = is('NamesAccepted', 'False');
      if (refused) return `its names are not accepted: ${stringOf(refused.message) ?? ''}`;
      await sleep(PAUSE_MS, this.signal);
      this.signal.throwIfAborted();
    }
  }
}
