import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { lower } from '../../src';
import { KubeClient } from '../../src/kube';
import { APPLICATION, DELIVERIES, pathOf, SOURCES } from '../../src/kubernetes';
import { ClusterState, type ClusterStateOptions } from '../../src/observe/cluster-state';
import { helmApplication, onHost } from '../application/applications';
import { KubeconfigFolder } from '../kube/kubeconfig-file';
import { plainClient } from '../kube/plain-client';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let client: KubeClient;
const stopping = { signal: new AbortController() };

function stored(object: Any, index: number): Any {
  const { namespace = 'apps' } = object.metadata;
  return { ...object, metadata: { ...object.metadata, namespace, uid: `uid-${index}`, resourceVersion: '7' } };
}

function source(kind: string, name: string): Any {
  return { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name, namespace: 'apps' } };
}

beforeEach(async () => {
  const applications = ['web', 'shop'].map((name) =>
    helmApplication([onHost(name)], { metadata: { name, namespace: 'apps' } }),
  );
  const releases = applications
    .flatMap((application) => lower(application).objects as Any[])
    .filter(({ kind }) => kind === 'HelmRelease');
  const sources = [source('HelmRepository', 'charts'), source('HelmRepository', 'another')];
  fake = await FakeApiServer.start([...applications, ...releases, ...sources].map(stored));
  folder = new KubeconfigFolder();
  client = await KubeClient.load({ kubeconfig: folder.write('fake', fake.url) });
  stopping.signal = new AbortController();
});

afterEach(async () => {
  stopping.signal.abort();
  await client.close();
  await fake.close();
  folder.remove();
});

/** A state that has read everything that the applications need, and a record of its callbacks from then on. */
async function started(options: Partial<ClusterStateOptions> = {}) {
  const changed: string[] = [];
  const state = new ClusterState({
    client,
    signal: stopping.signal.signal,
    changed: (key) => changed.push(key),
    allChanged: () => {},
    schemaMayHaveChanged: () => {},
    readable: () => {},
    failed: () => {},
    ...options,
  });
  const running = state.run();
  const look = () => [...state.names()].map((key) => ({ key, snapshot: state.snapshot(key) }));
  await vi.waitUntil(() => state.isKnown && look().every(({ snapshot }) => snapshot?.isPartial === false), LONG);
  for (const { key, snapshot } of look()) state.remember(key, snapshot?.sources ?? new Set());
  changed.length = 0;
  return { state, changed, running };
}

const repository = (name: string) => pathOf(SOURCES.get('HelmRepository') as Any, 'apps', name);

async function patch(path: string, body: object): Promise<void> {
  const { status } = await plainClient(fake.url)('PATCH', path, body, { contentType: 'application/merge-patch+json' });
  expect(status).toBe(200);
}

const LONG = { timeout: 30_000 };
const annotate = { metadata: { annotations: { a: 'b' } } };

test('a source that changes changes the applications that depend on it, and no others', async () => {
  const { state, changed } = await started();
  await patch(repository('another'), annotate);
  await patch(repository('charts'), annotate);
  await vi.waitUntil(() => changed.length >= 2, LONG);
  expect(changed.sort()).toEqual(['apps/shop', 'apps/web']);
  state.remember('apps/shop', new Set());
  changed.length = 0;
  await patch(repository('charts'), { metadata: { annotations: { a: 'c' } } });
  await vi.waitUntil(() => changed.length >= 1, LONG);
  expect(changed).toEqual(['apps/web']);
});

test('a snapshot stays as it is when the cluster changes', async () => {
  const { state, changed } = await started();
  const before = state.snapshot('apps/web');
  const copy = structuredClone(before);
  await patch(repository('charts'), {
    metadata: { annotations: { a: 'b' } },
    spec: { suspend: true },
  });
  await vi.waitUntil(() => changed.includes('apps/web'), LONG);
  expect(before).toEqual(copy);
  expect(state.snapshot('apps/web')).not.toEqual(copy);
});

test('with and without watches the snapshots are the same', async () => {
  const watched = await started();
  const listed = await started({ watches: false });
  await listed.running;
  const snapshots = ({ state }: { state: ClusterState }) => [...state.names()].map((key) => state.snapshot(key));
  expect(snapshots(listed)).toEqual(snapshots(watched));
  const named = await started({ watches: false, names: ['shop'] });
  expect(snapshots(named)).toEqual([watched.state.snapshot('apps/shop')]);
});

test('without watches an Application that was changed meanwhile is read again', async () => {
  const { state } = await started({ watches: false });
  await patch(pathOf(APPLICATION, 'apps', 'web'), annotate);
  const before = state.application('apps/web')?.resourceVersion;
  await state.refresh('apps/web');
  expect(state.application('apps/web')?.resourceVersion).not.toBe(before);
});

const RELEASE = pathOf(DELIVERIES.HelmRelease, 'apps', 'web--host--web');
/** The requests for single objects and for the schema. */
const reads = () => fake.requests.filter((request) => /metadata\.name%3D|\/openapi\//.test(request));
const byName = (kind: Any, name: string) => `GET ${pathOf(kind, 'apps')}?fieldSelector=metadata.name%3D${name}`;

test('objects that differ from their Application are compared: once for each of their versions', async () => {
  const { state, changed } = await started();
  expect(reads()).toEqual([]);
  await patch(RELEASE, { spec: { timeout: '1m' } });
  await vi.waitUntil(() => changed.includes('apps/web'), LONG);
  expect(state.snapshot('apps/web')?.isPartial).toBe(true);
  await vi.waitUntil(() => state.snapshot('apps/web')?.isPartial === false, LONG);
  const { comparisons } = state.snapshot('apps/web')?.observed ?? {};
  expect([...(comparisons ?? [])]).toEqual([
    ['web--host--web', { differing: [['spec', 'timeout']], dropped: [], owners: expect.anything() }],
  ]);
  const schema = 'GET /openapi/v3/apis/gitops.kubesphere.io/v1alpha1';
  const ofBoth = [byName(APPLICATION, 'web'), byName(DELIVERIES.HelmRelease, 'web--host--web')];
  expect(reads().sort()).toEqual([...ofBoth, schema].sort());

  await patch(RELEASE, annotate);
  await vi.waitUntil(() => changed.length >= 3, LONG);
  expect(state.snapshot('apps/web')?.isPartial).toBe(false);
  expect(reads()).toHaveLength(3);
});

test('an object that cannot be read is judged by its digest', async () => {
  const { state, changed } = await started();
  fake.faults.push({ on: 'list', path: /web--host--web$/, fault: { kind: 'status', status: 403 } });
  await patch(RELEASE, { spec: { timeout: '1m' } });
  await vi.waitUntil(() => changed.includes('apps/web'), LONG);
  await vi.waitUntil(() => state.snapshot('apps/web')?.isPartial === false, LONG);
  expect(state.snapshot('apps/web')?.observed.comparisons?.size).toBe(0);
});

const relabel = { metadata: { labels: { 'app.kubernetes.io/managed-by': 'Helm' } } };

test.each([undefined, ['web']])('an object whose label was overwritten is still its own: %j', async (names) => {
  await patch(RELEASE, relabel);
  const { state } = await started({ names });
  await vi.waitUntil(() => state.snapshot('apps/web')?.isPartial === false, LONG);
  const releases = state.snapshot('apps/web')?.observed.HelmRelease as Any[];
  expect(releases.map(({ metadata }) => metadata.name)).toContain('web--host--web');
});

test('what clusters are called is read again when the annotation changes', async () => {
  const { state } = await started();
  const names = { metadata: { annotations: { 'gitops.kubesphere.io/clusters': '{"eu-1-kubeconfig":"eu-1"}' } } };
  await patch(pathOf(APPLICATION, 'apps', 'web'), names);
  await vi.waitFor(() => {
    expect(state.application('apps/web')?.desired.clusters).toEqual({ 'eu-1-kubeconfig': 'eu-1' });
  }, LONG);
});

test('an object whose label was overwritten is followed too, where only those with the label are watched', async () => {
  await patch(RELEASE, relabel);
  const { state, changed } = await started({ names: ['web'] });
  expect(changed).toEqual([]);
  await patch(RELEASE, { spec: { timeout: '1m' } });
  await vi.waitUntil(() => changed.length > 0, LONG);
  const releases = state.snapshot('apps/web')?.observed.HelmRelease as Any[];
  expect(releases.map(({ metadata }) => metadata.name)).toEqual(['web--host--web']);
  expect(changed).toEqual(['apps/web']);
});

test('an object that kustomize has renamed changes the application that was renamed with it', async () => {
  const request = plainClient(fake.url);
  const renamed = { metadata: { name: 'eu-web', namespace: 'apps' } };
  const application = helmApplication([onHost('web')], renamed);
  await request('POST', pathOf(APPLICATION, 'apps'), stored(application, 8));
  const { state, changed } = await started();
  expect(changed).toEqual([]);
  const [release] = lower(helmApplication([onHost('web')], { metadata: { name: 'web', namespace: 'apps' } })).objects;
  const { metadata, ...rest } = release as Any;
  const object = { ...rest, metadata: { ...metadata, name: `eu-${metadata.name}` } };
  await request('POST', pathOf(DELIVERIES.HelmRelease, 'apps'), stored(object, 9));
  await vi.waitUntil(() => changed.length > 0, LONG);
  expect([...changed].sort()).toEqual(['apps/eu-web', 'apps/web']);
  expect(state.snapshot('apps/eu-web')?.observed.renamed).toHaveLength(1);
});

test('applications without an Application are known by their objects, and told of', async () => {
  const request = plainClient(fake.url);
  const plain = await started();
  expect(plain.state.snapshot('apps/web')?.record.desired.undeclared).toBeUndefined();
  const { state, changed } = await started({ readsUndeclared: true });
  await request('DELETE', pathOf(APPLICATION, 'apps', 'web'));
  await vi.waitUntil(() => changed.includes('apps/web') && plain.changed.includes('apps/web'), LONG);
  expect([[...plain.state.names()], plain.state.snapshot('apps/web')]).toEqual([['apps/shop'], undefined]);
  expect([...state.names()]).toEqual(['apps/shop', 'apps/web']);
  expect(state.snapshot('apps/web')?.record.desired).toEqual({
    kind: 'HelmRelease',
    source: 'HelmRepository/charts',
    targets: [
      {
        key: 'web',
        namespace: 'web',
        name: 'web--host--web',
        sourceRef: { kind: 'HelmRepository', namespace: 'apps', name: 'charts' },
      },
    ],
    undeclared: true,
  });

  changed.length = plain.changed.length = 0;
  await patch(RELEASE, annotate);
  await vi.waitUntil(() => changed.length > 0, LONG);
  await request('DELETE', RELEASE);
  await vi.waitUntil(() => changed.length > 1, LONG);
  expect(changed).toEqual(['apps/web', 'apps/web']);
  expect([[...state.names()], state.snapshot('apps/web')]).toEqual([['apps/shop'], undefined]);
  expect(plain.changed).toEqual([]);
});

test('where one without an Application is asked for, its releases are followed whatever their labels are', async () => {
  const request = plainClient(fake.url);
  await request('DELETE', pathOf(APPLICATION, 'apps', 'web'));
  await patch(RELEASE, { metadata: { labels: { 'app.kubernetes.io/managed-by': 'Helm' } } });
  const { state, changed } = await started({ readsUndeclared: true, names: ['web'] });
  expect([...state.names()]).toEqual(['apps/web']);
  expect(state.owners().sort()).toEqual(['apps/shop', 'apps/web']);
  await patch(pathOf(DELIVERIES.HelmRelease, 'apps', 'shop--host--shop'), annotate);
  await patch(RELEASE, annotate);
  await vi.waitUntil(() => changed.length > 0, LONG);
  expect(changed).toEqual(['apps/web']);
  expect(fake.openWatches).toBe(4);
});
