import { SUSPEND_REASON } from '../../../application';
import { deliveryKindOf, moveReason, type PlanObject } from '../../../change';
import { canonicalJson, integerOf, mapOf, omit, type ValueMap } from '../../../json';
import { ApiError, type KubeClient, type Persistent, pathOf, type Resource, sleep } from '../../../kube';
import { DELIVERIES, SOURCE_API } from '../../../kubernetes';
import { COMMAND_MANAGER } from '../../../observe';
import { generatedChart } from '../../../status';

export interface MoverOptions {
  readonly client: KubeClient;
  readonly persistent: Persistent;
  readonly signal: AbortSignal;
}

/** The polling interval. */
const PAUSE_MS = 200;

const HELM_CHART: Resource = { ...SOURCE_API, plural: 'helmcharts', kind: 'HelmChart' };

/** Deletes HelmReleases and Kustomizations but keeps what they deliver, so that others can take it over. */
export class Mover {
  constructor(private readonly options: MoverOptions) {}

  /**
   * Suspends a delivery and deletes it, so that Flux uninstalls nothing. The HelmChart of a HelmRelease would remain,
   * so it is deleted first. A repeated call continues an interrupted one.
   *
   * @param from the planned state of the delivery
   * @param to the object that takes over
   * @returns why it is not deleted; undefined if it is gone
   * @throws the signal's reason when it fires; ApiError if a request is not permitted
   */
  async letGo(from: PlanObject, to: PlanObject): Promise<string | undefined> {
    const kind = deliveryKindOf(from) ?? 'HelmRelease';
    const path = pathOf(DELIVERIES[kind], from.namespace, from.name);
    const found = await this.read(path);
    if (found === undefined) return undefined;
    if (canonicalJson(planned(found)) !== canonicalJson(planned(from.value))) {
      return `${kind} ${from.name} was changed since it was planned: run the command again to plan again`;
    }
    const suspended = await this.suspended(path, found, moveReason(to));
    if (suspended === undefined) return undefined;
    const { spec, status } = suspended;
    const chart = kind === 'HelmRelease' ? generatedChart({ spec, status }) : undefined;
    if (chart !== undefined) await this.delete(pathOf(HELM_CHART, chart.namespace, chart.name));
    await this.delete(path, mapOf(suspended.metadata).uid);
    await this.until(async () => (await this.read(path)) === undefined);
    return undefined;
  }

  /**
   * The object once helm-controller has observed the suspension: until then it may still reconcile.
   * kustomize-controller does not always record that it has observed a suspended Kustomization, and does not reconcile
   * while it deletes one.
   */
  private async suspended(path: string, found: ValueMap, reason: string): Promise<ValueMap | undefined> {
    if (mapOf(found.spec).suspend !== true) {
      const metadata = { uid: mapOf(found.metadata).uid, annotations: { [SUSPEND_REASON]: reason } };
      const body = { metadata, spec: { suspend: true } };
      await this.send('PATCH', path, { body, query: { fieldManager: COMMAND_MANAGER } });
    }
    let live: ValueMap | undefined;
    await this.until(async () => {
      live = await this.read(path);
      if (live === undefined || found.kind === 'Kustomization') return true;
      const { generation } = mapOf(live.metadata);
      return (integerOf(mapOf(live.status).observedGeneration) ?? -1) >= (integerOf(generation) ?? 0);
    });
    return live;
  }

  private async read(path: string): Promise<ValueMap | undefined> {
    return ifThere(async () => mapOf(await this.send('GET', path)));
  }

  private async delete(path: string, uid?: unknown): Promise<void> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...(uid === undefined ? {} : { preconditions: { uid } }) };
    await ifThere(() => this.send('DELETE', path, { body }));
  }

  private send(method: 'GET' | 'PATCH' | 'DELETE', path: string, options: object = {}): Promise<unknown> {
    const { client, persistent, signal } = this.options;
    return persistent.send(() => client.request(method, path, { ...options, signal }));
  }

  private async until(isSo: () => Promise<boolean>): Promise<void> {
    const { signal } = this.options;
    while (!(await isSo())) {
      await sleep(PAUSE_MS, signal);
      signal.throwIfAborted();
    }
  }
}

/** The planned state of an object, without `suspend`, which the move itself changes first. */
function planned({ spec }: ValueMap): ValueMap {
  return omit(mapOf(spec), ['suspend']);
}

/** @returns undefined if the object does not exist */
async function ifThere<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
