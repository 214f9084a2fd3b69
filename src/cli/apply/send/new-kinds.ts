import type { ApplyStep, PlanObject } from '../../../change';
import { listOf, mapOf, stringOf } from '../../../json';
import { Discovery, type KubeClient, type Persistent, pathOf, type ServedKind, sleep } from '../../../kube';

/** The interval at which the API server is queried. */
const PAUSE_MS = 200;

/** Several API servers of a cluster begin to serve a kind at different times. */
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
   * @returns undefined if the kind is never served, such as a version that is not defined
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

  /** Discovery caches its results: if the kind is missing, a new one is needed. */
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
   * @returns why it cannot be established, if its names are taken
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
