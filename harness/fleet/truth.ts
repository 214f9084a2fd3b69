import { reconcile } from '../../src/controllers/application-status/reconcile';
import { namespacedName, objectId } from '../../src/kubernetes/kinds';
import { recordOf } from '../../src/observe/application-record';
import { fluxObjectOf } from '../../src/status/flux-object';
import { schemaOfKind } from '../../src/status/schema';
import { until } from '..';
import type { Requests } from './synthetic-fleet';

const LISTS = {
  HelmRelease: '/apis/helm.toolkit.fluxcd.io/v2/helmreleases',
  Kustomization: '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations',
  HelmChart: '/apis/source.toolkit.fluxcd.io/v1/helmcharts',
  HelmRepository: '/apis/source.toolkit.fluxcd.io/v1/helmrepositories',
} as const;
const GROUP = 'gitops.kubesphere.io';

/**
 * The differences between the stored status of Applications and the result of the pure function for the stored objects:
 * by application, the missing patches. Empty if the status is correct.
 */
export async function untruths(client: Requests): Promise<Record<string, unknown>> {
  const list = async (path: string): Promise<unknown[]> => {
    const { status, body } = await client.request('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    return body.items;
  };
  const kinds = Object.entries(LISTS).map(async ([kind, path]) => [kind, await list(path)] as const);
  const objects = new Map(
    (await Promise.all(kinds)).map(([kind, items]) => [
      kind,
      items.map((item) => fluxObjectOf(item, kind)).filter((item) => item !== undefined),
    ]),
  );
  const sources = new Map(
    [...objects.values()].flat().map((object) => [objectId({ kind: object.kind, ...object.metadata }), object]),
  );
  const { body: openApi } = await client.request('GET', `/openapi/v3/apis/${GROUP}/v1alpha1`);
  const schema = schemaOfKind(openApi, GROUP, 'v1alpha1', 'Application') ?? {};
  const records = (await list(`/apis/${GROUP}/v1alpha1/applications`))
    .map((item) => recordOf(item))
    .filter((record) => record !== undefined);
  const now = new Date().toISOString().replace(/\.\d+/, '');
  const found = records.map((record) => {
    const own = (kind: string) =>
      (objects.get(kind) ?? []).filter(
        ({ metadata }) =>
          metadata.namespace === record.namespace && metadata.labels?.['app.kubernetes.io/managed-by'] === record.name,
      );
    const observed = {
      HelmRelease: own('HelmRelease'),
      Kustomization: own('Kustomization'),
      sources,
    };
    const { patches } = reconcile({ record, observed, schema, now });
    return [namespacedName(record), patches] as const;
  });
  return Object.fromEntries(found.filter(([, patches]) => patches.status || patches.metadata));
}

/** Waits until every stored status is correct, and prints how long that took. */
export async function untilTrue(client: Requests, after: string, timeoutMs = 50_000): Promise<void> {
  const start = performance.now();
  let left: Record<string, unknown> = {};
  try {
    await until(
      'every status is true',
      async () => {
        // a server that was just started does not serve every kind at once
        left = await untruths(client).catch((error: Error) => ({ error: error.message }));
        return Object.keys(left).length === 0;
      },
      { timeoutMs, intervalMs: 100 },
    );
  } catch (error) {
    throw new Error(`${(error as Error).message}; left: ${JSON.stringify(left).slice(0, 2000)}`);
  }
  console.log(`${after}: every status is true again after ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** The number of successful patches of Applications by part, from the metrics of the API server. */
export async function patchesSeen(client: Requests): Promise<{ status: number; metadata: number }> {
  const patches = (await requestsSeen(client)).filter(
    ({ resource, verb, code }) => resource === 'applications' && verb === 'PATCH' && code === '200',
  );
  const sum = (isMeant: (subresource: string | undefined) => boolean) =>
    patches.reduce((total, { subresource, count }) => total + (isMeant(subresource) ? count : 0), 0);
  return { status: sum((part) => part === 'status'), metadata: sum((part) => part !== 'status') };
}

/**
 * The number of reads of single Applications and HelmReleases, from the metrics of the API server, which also count a
 * list selected by name.
 */
export async function readsSeen(client: Requests): Promise<number> {
  const reads = (await requestsSeen(client)).filter(
    ({ resource, verb }) => verb === 'GET' && (resource === 'applications' || resource === 'helmreleases'),
  );
  return reads.reduce((total, { count }) => total + count, 0);
}

interface SeenRequests {
  readonly resource?: string;
  readonly subresource?: string;
  readonly verb?: string;
  readonly code?: string;
  readonly count: number;
}

async function requestsSeen(client: Requests): Promise<SeenRequests[]> {
  const { body } = await client.request('GET', '/metrics');
  const lines = String(body)
    .split('\n')
    .filter((line) => line.startsWith('apiserver_request_total{'));
  return lines.map((line) => {
    const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1];
    const count = Number(line.slice(line.lastIndexOf(' ')));
    return {
      ...{ resource: label('resource'), subresource: label('subresource') },
      ...{ verb: label('verb'), code: label('code'), count },
    };
  });
}
