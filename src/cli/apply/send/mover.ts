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
    const changed = `${kind} ${from.name} was changed since it was planned: run the command again to plan again`;
    if (!isPlanned(found, from)) return changed;
    if (mapOf(found.spec).suspend !== true) {
      const metadata = { uid: mapOf(found.metadata).uid, annotations: { [SUSPEND_REASON]: moveReason(to) } };
      const body = { metadata, spec: { suspend: true } };
      await this.send('PATCH', path, { body, query: { fieldManager: COMMAND_MANAGER } });
    }
    if (!(await this.deleted(path, from))) return changed;
    await this.until(async () => (await this.read(path)) === undefined);
    return undefined;
  }

  /**
   * Deletes a suspended object, and before it the HelmChart of a HelmRelease.
   *
   * @returns false if the object is not suspended any more, or was changed otherwise
   */
  private async deleted(path: string, from: PlanObject): Promise<boolean> {
    let isAsPlanned = true;
    await this.until(async () => {
      const live = await this.read(path);
      if (live === undefined) return true;
      isAsPlanned = mapOf(live.spec).suspend === true && isPlanned(live, from);
      if (!isAsPlanned) return true;
      if (!isObserved(live)) return false;
      const { spec, status } = live;
      const chart = from.kind === 'HelmRelease' ? generatedChart({ spec, status }) : undefined;
      if (chart !== undefined) await this.deleteChart(pathOf(HELM_CHART, chart.namespace, chart.name));
      const { uid, resourceVersion } = mapOf(live.metadata);
      return this.delete(path, { uid, resourceVersion });
    });
    return isAsPlanned;
  }

  private async deleteChart(path: string): Promise<void> {
    const chart = await this.read(path);
    if (chart !== undefined) await this.delete(path, { uid: mapOf(chart.metadata).uid });
  }

  private async read(path: string): Promise<ValueMap | undefined> {
    return ifThere(async () => mapOf(await this.send('GET', path)));
  }

  /** @returns false if the object has changed, so that it does not meet the preconditions */
  private async delete(path: string, preconditions: ValueMap): Promise<boolean> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions };
    try {
      await ifThere(() => this.send('DELETE', path, { body }));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) return false;
      throw error;
    }
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

/** Whether an object is in its planned state, except `suspend`, which the move itself changes first. */
function isPlanned(live: ValueMap, { value }: PlanObject): boolean {
  const [now, then] = [live, value].map(({ spec }) => canonicalJson(omit(mapOf(spec), ['suspend'])));
  return now === then;
}

/**
 * Whether helm-controller has observed the suspension: until then it may still reconcile. kustomize-controller does not
 * always record that it has observed a suspended Kustomization, and does not reconcile while it deletes one.
 */
function isObserved({ kind, metadata, status }: ValueMap): boolean {
  const { generation } = mapOf(metadata);
  const isRecorded = (integerOf(mapOf(status).observedGeneration) ?? -1) >= (integerOf(generation) ?? 0);
  return kind === 'Kustomization' || isRecorded;
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
