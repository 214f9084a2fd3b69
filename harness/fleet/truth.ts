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
 * What is stored of Applications that is not what the pure function makes of the stored objects: by application, the
 * patches that are missing. Empty is the truth.
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

/** Waits until all that is stored is true; prints how long that took. */
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

/** Patches of Applications that the API server has answered with success, by part: its own count. */
export async function patchesSeen(client: Requests): Promise<{ status: number; metadata: number }> {
  const { body } = await client.request('GET', '/metrics');
  const counts = { status: 0, metadata: 0 };
  for (const line of String(body).split('\n')) {
    if (!line.startsWith('apiserver_request_total{')) continue;
    const label = (name: string) => new RegExp(`[{,]${name}="([^"]*)"`).exec(line)?.[1];
    if (label('resource') !== 'applications' || label('verb') !== 'PATCH' || label('code') !== '200') continue;
    counts[label('subresource') === 'status' ? 'status' : 'metadata'] += Number(line.slice(line.lastIndexOf(' ')));
  }
  return counts;
}
