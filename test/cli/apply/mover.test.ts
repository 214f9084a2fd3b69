import { describe, expect, onTestFinished, test } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { Mover } from '../../../src/cli/apply/send';
import { KubeClient, Persistent } from '../../../src/kube';
import { kustomization, object, patched, release } from '../../change/plan/objects';
import { kubeconfigOf } from '../../recorded/api-server';
import { folderOf } from '../run';

const RELEASE = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/shop/helmreleases/web--eu-1--web';
const CHART = '/apis/source.toolkit.fluxcd.io/v1/namespaces/shop/helmcharts/shop-web--eu-1--web';
const KUSTOMIZATION = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/shop/kustomizations/base--eu-1';
const CHANGED = 'was changed since it was planned: run the command again to plan again';

const stored = (uid: string) => ({ metadata: { uid, resourceVersion: '7', generation: 1 } });
const oldRelease = object(
  patched(release('eu-1').value, {
    ...stored('release'),
    status: { observedGeneration: 1, helmChart: 'shop/shop-web--eu-1--web' },
  }),
);
const oldKustomization = object(patched(kustomization('eu-1').value, stored('kustomization')));
const chart = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmChart',
  metadata: { name: 'shop-web--eu-1--web', namespace: 'shop', uid: 'chart', resourceVersion: '6' },
  spec: { chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
};

/** Called after each request of the mover. */
type Meanwhile = (request: string, patch: (path: string, body: object) => Promise<void>) => Promise<void>;

/** The result of a move, and its deletions. */
async function move(from: typeof oldRelease, meanwhile: Meanwhile) {
  const fake = await FakeApiServer.start([from.value, ...(from === oldRelease ? [chart] : [])]);
  const { path } = folderOf({ kubeconfig: kubeconfigOf(fake.url) });
  const client = await KubeClient.load({ kubeconfig: `${path}/kubeconfig` });
  onTestFinished(async () => {
    await client.close();
    await fake.close();
  });
  const patch = async (at: string, body: object) => {
    const headers = { 'content-type': 'application/merge-patch+json' };
    await fetch(`${fake.url}${at}`, { method: 'PATCH', headers, body: JSON.stringify(body) });
  };
  const { signal } = new AbortController();
  const persistent = new (class extends Persistent {
    override async send<T>(send: () => Promise<T>): Promise<T> {
      const answer = await super.send(send).catch((error) => ({ error }));
      await meanwhile(fake.requests.at(-1) as string, patch);
      if (typeof answer === 'object' && answer !== null && 'error' in answer) throw answer.error;
      return answer as T;
    }
  })(client, { signal });
  const problem = await new Mover({ client, persistent, signal }).letGo(from, { ...from, name: 'new' });
  const deletions = fake.writes.flatMap((write) => {
    const [method, at, body = '{}'] = write.split(' ');
    return method === 'DELETE' ? [[at, JSON.parse(body).preconditions]] : [];
  });
  return { problem, deletions };
}

/** helm-controller observes the last generation. */
const observed = (patch: Parameters<Meanwhile>[1], generation: number) =>
  patch(`${RELEASE}/status`, { status: { observedGeneration: generation } });
const resume = { spec: { suspend: null } };

describe('a move', () => {
  test('deletes a HelmRelease whose suspension is observed, in this state only', async () => {
    const { problem, deletions } = await move(oldRelease, async (request, patch) => {
      if (request.startsWith('PATCH')) await observed(patch, 2);
    });
    expect({ problem, deletions }).toEqual({
      problem: undefined,
      deletions: [
        [CHART, { uid: 'chart' }],
        [RELEASE, { uid: 'release', resourceVersion: expect.stringMatching(/^\d+$/) }],
      ],
    });
  });

  test.each<[string, number]>([
    ['before it is observed', 1],
    ['and that is observed', 3],
  ])('does not delete one that is resumed, %s', async (_, generation) => {
    const { problem, deletions } = await move(oldRelease, async (request, patch) => {
      if (!request.startsWith('PATCH')) return;
      await patch(RELEASE, resume);
      await observed(patch, generation);
    });
    expect({ problem, deletions }).toEqual({ problem: `HelmRelease web--eu-1--web ${CHANGED}`, deletions: [] });
  });

  test('does not delete one that is resumed just before', async () => {
    const { problem, deletions } = await move(oldRelease, async (request, patch) => {
      if (request.startsWith('PATCH')) await observed(patch, 2);
      if (request === `GET ${CHART}`) await patch(RELEASE, resume);
    });
    expect(problem).toBe(`HelmRelease web--eu-1--web ${CHANGED}`);
    // the API server rejects the second one
    expect(deletions).toEqual([
      [CHART, { uid: 'chart' }],
      [RELEASE, { uid: 'release', resourceVersion: expect.stringMatching(/^\d+$/) }],
    ]);
  });

  test('deletes one whose status is written meanwhile', async () => {
    const { problem, deletions } = await move(oldRelease, async (request, patch) => {
      if (request.startsWith('PATCH')) await observed(patch, 2);
      if (request === `GET ${CHART}`) await patch(`${RELEASE}/status`, { status: { failures: 1 } });
    });
    expect(problem).toBeUndefined();
    const versions = deletions.filter(([at]) => at === RELEASE).map(([, { resourceVersion }]) => resourceVersion);
    expect(new Set(versions).size).toBe(2);
  });

  test('does not delete a Kustomization that is resumed', async () => {
    const { problem, deletions } = await move(oldKustomization, async (request, patch) => {
      if (request.startsWith('PATCH')) await patch(KUSTOMIZATION, resume);
    });
    expect({ problem, deletions }).toEqual({ problem: `Kustomization base--eu-1 ${CHANGED}`, deletions: [] });
    const kept = await move(oldKustomization, async () => {});
    expect(kept.problem).toBeUndefined();
  });
});
