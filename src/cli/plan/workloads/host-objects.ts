import { addressOf, type PlanObject, planObjectOf } from '../../../change';
import { ApiError, type Discovery, type KubeClient, pathOf } from '../../../kube';
import type { WantedObject } from '../../../observe';
import { once } from './helm';
import { NotKnown } from './not-known';

/** Objects of the host that are not in the code, each read once. */
export class HostObjects {
  private readonly read = new Map<string, Promise<PlanObject | undefined>>();

  constructor(
    private readonly client: KubeClient,
    private readonly discovery: Discovery,
    private readonly signal: AbortSignal,
  ) {}

  /** @returns undefined if it does not exist. @throws NotKnown if it may not be read */
  get(wanted: WantedObject): Promise<PlanObject | undefined> {
    return once(this.read, addressOf(wanted), () => this.request(wanted));
  }

  private async request({ apiVersion, kind, namespace, name }: WantedObject): Promise<PlanObject | undefined> {
    const served = await this.discovery.kind(apiVersion, kind);
    if (served === undefined) return undefined;
    try {
      const path = pathOf(served.resource, served.isNamespaced ? namespace : undefined, name);
      return planObjectOf(await this.client.request('GET', path, { signal: this.signal }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) return undefined;
      throw new NotKnown(error.message);
    }
  }
}
