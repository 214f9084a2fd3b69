import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { APPLICATION, DELIVERIES, pathOf } from '../../src/kubernetes';
import { kubeconfigOf } from '../recorded/api-server';
import { dumped } from './dump';
import { fluxapp, folderOf } from './run';

/** Applications without an Application in a cluster. */

vi.useFakeTimers({ now: new Date('2026-11-26T12:00:00Z'), toFake: ['Date'] });

const NOTE = 'there is no Application: missing targets cannot be detected';
const HINT = `"fluxapp crds | kubectl apply --server-side -f -" installs`;
const withUid = (object: object, index: number) => ({
  ...object,
  metadata: { ...(object as { metadata: object }).metadata, uid: `uid-${index}` },
});

/** The application web with two targets and no Application, and shop with an Application. */
const cluster = () => [...dumped('apps', 'web', [{}, {}]).slice(1), ...dumped('apps', 'shop', [{}])].map(withUid);

async function start(objects: readonly object[]): Promise<FakeApiServer> {
  const server = await FakeApiServer.start(objects);
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  return server;
}

/** Lets the API server not have the kind Application. */
function withoutCrd({ faults }: FakeApiServer): void {
  faults.push({
    on: 'any',
    path: /\/applications/,
    times: Number.POSITIVE_INFINITY,
    fault: { kind: 'status', status: 404 },
  });
}

const release = (name: string) => pathOf(DELIVERIES.HelmRelease, 'apps', name);
const headers = { 'content-type': 'application/merge-patch+json' };

/** Overwrites the label of a release that names its application, as Helm and kustomize do. */
async function relabel(server: FakeApiServer, name: string): Promise<void> {
  const body = JSON.stringify({ metadata: { labels: { 'app.kubernetes.io/managed-by': 'Helm' } } });
  expect((await fetch(`${server.url}${release(name)}`, { method: 'PATCH', headers, body })).status).toBe(200);
}

/** The requests for releases so far, without those for sources. */
const askedFor = (server: FakeApiServer) =>
  server.requests.filter((request) => /applications|helmreleases|kustomizations/.test(request)).map(decodeURIComponent);

test('status lists them beside the others', async () => {
  await start(cluster());
  expect(await fluxapp(['status', '-A'])).toEqual({
    code: 0,
    stderr: '',
    stdout: `\
NAMESPACE  NAME  TYPE         SOURCE                 REVISION  READY  STATE  AGE  MESSAGE
apps       shop  HelmRelease  HelmRepository/charts  1.0.0     1/1    Ready  6d
apps       web   HelmRelease  HelmRepository/charts  1.0.0     2/2    Ready       ${NOTE}
`,
  });
});

test('status NAME shows one, whatever its labels are', async () => {
  const server = await start(cluster());
  await relabel(server, 'web--host--web');
  server.requests.length = 0;
  const { code, stdout, stderr } = await fluxapp(['status', 'web']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`\
Name:         web
Namespace:    apps
Type:         HelmRelease
Source:       HelmRepository/charts
Revision:     1.0.0
Ready:        2/2
State:        Ready
Summary:      2 of 2 ready; ${NOTE}
Application:  none. Its objects were written without one (applicationFormat: 'none'); or it was deleted and they are left over: apply it again, or delete them

Targets:
CLUSTER   NAMESPACE  STATE  REVISION  SUSPENDED  SINCE  MESSAGE
member-1  web        Ready  1.0.0     no         2h     installed
host      web        Ready  1.0.0     no         2h     installed

Sources:
KIND            NAMESPACE  NAME    STATE    REVISION  MESSAGE
HelmRepository  apps       charts  Missing            it does not exist
`);
  const path = (resource: Parameters<typeof pathOf>[0]) => pathOf(resource, 'apps');
  expect(askedFor(server).filter((request) => !request.includes('labelSelector'))).toEqual([
    `GET ${path(APPLICATION)}?fieldSelector=metadata.name=web&limit=500`,
    `GET ${path(DELIVERIES.HelmRelease)}?limit=500`,
    `GET ${path(DELIVERIES.Kustomization)}?limit=500`,
  ]);
});

test.each([
  ['web', ['status', 'wbe'], 'did you mean web?'],
  ['web', ['wait', 'wbe'], 'did you mean web?'],
  ['web', ['suspend', 'wbe'], 'did you mean web?'],
  ['shop', ['status', 'shpo'], 'did you mean shop?'],
  ['shop', ['resume', 'shpo'], 'did you mean shop?'],
])('%s is meant by "fluxapp %j"', async (_, args, hint) => {
  await start(cluster());
  expect(await fluxapp(args)).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: no Application is named ${args[1]} in namespace apps of context "here": ${hint}\n`,
  });
});

test('wait waits for the targets whose objects are there', async () => {
  const [, ...releases] = dumped('apps', 'web', [{}, { status: 'Unknown', reason: 'Progressing' }]);
  const server = await start(releases.map(withUid));
  const waiting = fluxapp(['wait', 'web', '--timeout', '1m']);
  await vi.waitUntil(() => askedFor(server).some((request) => request.includes('watch=')), { timeout: 30_000 });
  const { status } = (dumped('apps', 'web', [{}, {}])[2] ?? {}) as { status?: object };
  await fetch(`${server.url}${release('web--member-1--web')}/status`, {
    ...{ method: 'PATCH', headers },
    body: JSON.stringify({ status }),
  });
  expect(await waiting).toEqual({
    code: 0,
    stdout: `apps/web ready: 2 of 2 ready; ${NOTE}\n`,
    stderr: expect.stringContaining(
      `apps/web: 1 of 2 ready; member-1-web reconciling: Progressing: installed; ${NOTE}\n`,
    ),
  });
});

test('an Application that is deleted while it is waited for has failed, though its objects are left', async () => {
  const server = await start(dumped('apps', 'web', [{}, { status: 'Unknown', reason: 'Progressing' }]).map(withUid));
  const waiting = fluxapp(['wait', 'web', '--timeout', '1m']);
  await vi.waitUntil(() => server.openWatches >= 4, { timeout: 30_000 });
  await fetch(`${server.url}${pathOf(APPLICATION, 'apps', 'web')}`, { method: 'DELETE' });
  const { code, stdout, stderr } = await waiting;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('error: apps/web has failed: it was deleted\n');
});

test('suspend and resume pause their objects alone', async () => {
  const server = await start(cluster());
  await relabel(server, 'web--host--web');
  server.writes.length = 0;
  expect(await fluxapp(['suspend', 'web', '--reason', 'test'])).toEqual({
    code: 0,
    stderr: `note: apps/web: ${NOTE}\n`,
    stdout:
      'apps/web member-1-web: running → suspended by admin: test\napps/web web: running → suspended by admin: test\n',
  });
  const patches = server.writes.filter((write) => write.startsWith('PATCH'));
  expect(patches.map((write) => write.split(/[ ?]/).slice(0, 2).join(' ')).sort()).toEqual([
    `PATCH ${release('web--host--web')}`,
    `PATCH ${release('web--member-1--web')}`,
  ]);
  const { stdout } = await fluxapp(['status', 'web', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'Suspended', undeclared: true, ready: 0 });
  expect(await fluxapp(['resume', 'web', '--cluster', 'host'])).toEqual({
    code: 0,
    stderr: `note: apps/web: ${NOTE}\n`,
    stdout: 'apps/web web: suspended by admin: test → running\n',
  });
});

test('an expired pause of one is found among those of all', async () => {
  await start(cluster());
  await fluxapp(['suspend', 'web', '--cluster', 'host', '--until', '2026-11-26T12:00:01Z']);
  vi.setSystemTime(new Date('2026-11-26T13:00:00Z'));
  onTestFinished(() => void vi.setSystemTime(new Date('2026-11-26T12:00:00Z')));
  expect(await fluxapp(['resume', '--expired', '-A'])).toEqual({
    code: 0,
    stderr: `note: apps/web: ${NOTE}\n`,
    stdout: 'apps/web web: suspended by admin until 2026-11-26T12:00:01Z → running\n',
  });
});

test('an application with an Application of another engine is not one of them', async () => {
  const [application, ...releases] = dumped('apps', 'web', [{}]);
  await start([{ ...application, spec: { kind: 'argocd' } }, ...releases].map(withUid));
  expect(await fluxapp(['status', '-A'])).toEqual({
    ...{ code: 0, stdout: '' },
    stderr: 'no Application of Flux in any namespace of context "here"\n',
  });
  expect((await fluxapp(['suspend', 'web'])).stderr).toBe(
    'error: Application web belongs to another engine: its spec.kind is not fluxcd\n',
  );
});

test('names and clusters are completed where no Application is there', async () => {
  const server = await start(dumped('apps', 'web', [{}, {}]).slice(1));
  vi.stubEnv('FLUXAPP_COMPLETION_TIMEOUT', '1m');
  const completed = async (...words: string[]) => (await fluxapp(['__complete', ...words])).stdout;
  expect(await completed('status', 'w')).toBe('web\n:4\n');
  withoutCrd(server);
  expect(await completed('status', 'w')).toBe('web\n:4\n');
  expect(await completed('suspend', 'web', '--cluster', '')).toBe('host\nmember-1\n:4\n');
});

test('watch writes nothing for them', async () => {
  const server = await start(cluster().slice(0, 2));
  expect(await fluxapp(['watch', '-A', '--once', '--log-level', 'error'])).toMatchObject({ code: 0 });
  expect(server.writes).toEqual([]);
});

test('they are shown where the API server does not know Applications', async () => {
  const server = await start(cluster().slice(0, 2));
  withoutCrd(server);
  expect(await fluxapp(['status', '-A'])).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await fluxapp(['status', 'web', '-o', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'Ready', undeclared: true, message: `2 of 2 ready; ${NOTE}` });
  expect(await fluxapp(['wait', 'web'])).toMatchObject({ code: 0, stdout: `apps/web ready: 2 of 2 ready; ${NOTE}\n` });
  expect((await fluxapp(['status', 'wbe'])).stderr).toBe(
    'error: no Application is named wbe in namespace apps of context "here": did you mean web?\n',
  );
  expect(await fluxapp(['suspend', 'web', '--cluster', 'host'])).toMatchObject({ code: 0 });
});

test('that there is no such kind is no trouble while one is followed', async () => {
  const server = await start(dumped('apps', 'web', [{}, { status: 'Unknown', reason: 'Progressing' }]).slice(1));
  withoutCrd(server);
  const { code, stdout, stderr } = await fluxapp(['wait', 'web', '--timeout', '3s']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const said = `1 of 2 ready; member-1-web reconciling: Progressing: installed; ${NOTE}`;
  expect(stderr.replace(/^ +\d+s /, '')).toBe(`apps/web: ${said}\nerror: apps/web is not ready after 3 s: ${said}\n`);
  const lists = server.requests.filter((request) => /\/applications\?/.test(request));
  expect(lists.length).toBeGreaterThan(1);
});

test('where there is neither the kind nor such an object, the error names what is missing', async () => {
  const foreign = {
    ...dumped('apps', 'web', [{}])[1],
    metadata: { name: 'flux', namespace: 'apps', labels: { 'app.kubernetes.io/managed-by': 'web' } },
  };
  const server = await start([foreign]);
  withoutCrd(server);
  const unknown = `error: the cluster does not know Applications: ${HINT} them, --context names another cluster\n`;
  const unread = `error: Applications cannot be read: the API server does not serve applications.gitops.kubesphere.io v1alpha1 (404): is its CRD installed? ${HINT} it\n`;
  for (const args of [['status'], ['status', '-A'], ['status', 'web'], ['wait', 'web']]) {
    expect(await fluxapp(args)).toEqual({ code: 1, stdout: '', stderr: unread });
  }
  for (const args of [
    ['suspend', 'web'],
    ['resume', '--expired', '-A'],
  ]) {
    expect(await fluxapp(args)).toEqual({ code: 1, stdout: '', stderr: unknown });
  }
});
