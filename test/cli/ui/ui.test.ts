import { writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import type { PauseOrder } from '../../../src/page';
import { folderOf } from '../run';
import { application, readData, type Served, sendOrder, serve, servePage } from './served';

const FILES = { 'index.html': '', 'app.js': '', 'app.css': '', 'icon.svg': '' };
const WORLD = [...application('web'), ...application('shop')];
const HOST = 'web--host--web';
const EU = 'web--eu-1--web';

const headersOf = ({ token }: Served) => ({ authorization: `Bearer ${token}` });

const placeOf = ({ kubeconfig }: Served) => ({
  context: 'here',
  options: ['--kubeconfig', kubeconfig, '--context', 'here'],
});

const WEB: PauseOrder = { namespace: 'apps', name: 'web', clusters: ['eu-1'], dryRun: false };

const revisionOf = async (served: Served): Promise<number> => (await readData(served, 'overview')).data.revision;

/** Opens an event stream, and reads it until it is closed. */
async function follow(served: Served, since: number) {
  const path = `/api/v1/events?since=${since}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const host = `127.0.0.1:${served.port}`;
    const options = { port: served.port, host: '127.0.0.1', path, headers: { ...headersOf(served), host } };
    get(options, resolve).on('error', reject);
  });
  const stream = { status: response.statusCode, text: '', isOpen: true, events: () => eventsIn(stream.text) };
  response.setEncoding('utf8').on('data', (chunk) => {
    stream.text += chunk;
  });
  response.on('close', () => {
    stream.isOpen = false;
  });
  response.on('error', () => {});
  return stream;
}

const eventsIn = (text: string) =>
  [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(
    ([, name, data]) => [name, JSON.parse(data as string)] as const,
  );

test('prints the address with a token, says what it is, and names the token nowhere else', async () => {
  const served = await serve(WORLD, FILES);
  expect(served.written.stdout).toBe(`http://127.0.0.1:${served.port}/#token=${served.token}\n`);
  expect(served.token).toMatch(/^[\w-]{43}$/);
  await readData(served, 'overview');
  await readData(served, 'nothing');
  await served.stop();
  expect(served.written.stderr).toBe('open this address in a browser of this machine; Ctrl-C ends it\n');
  const other = await serve(WORLD, FILES);
  expect(other.token).not.toBe(served.token);
});

test('the overview is of all applications, and the detail of one is its status', async () => {
  const served = await serve(WORLD, FILES);
  const { data } = await readData(served, 'overview');
  const row = {
    ...{ namespace: 'apps', created: '2026-11-26T10:00:00Z', type: 'HelmRelease', source: 'HelmRepository/charts' },
    ...{ revision: '1.0.0', desired: 2, ready: 2, state: 'Ready', orphans: 0, causes: [] },
    groups: [{ state: 'Ready', revision: '1.0.0', marks: [], clusters: ['eu-1', 'host'] }],
  };
  expect(data).toEqual({
    ...{ revision: data.revision, now: data.now, place: placeOf(served), mayPause: true, maySave: false },
    rows: [
      { ...row, name: 'shop' },
      { ...row, name: 'web' },
    ],
  });
  const detail = await readData(served, 'applications/apps/web');
  expect(detail).toMatchObject({ status: 200, data: { status: { kind: 'Status', name: 'web', ready: 2 } } });
  for (const path of ['applications/apps/none', 'applications/apps', 'applications/apps/web/more']) {
    expect(await readData(served, path)).toEqual({ status: 404, data: { message: 'there is nothing at this path' } });
  }
});

test('a stream tells of a change as soon as it is there, and of what was missed', async () => {
  const served = await serve(WORLD, FILES);
  const revision = await revisionOf(served);
  const first = await follow(served, revision);
  await served.fail(`apps/${EU}`, 'Helm upgrade failed for release web/web with chart a@1: boom');
  await vi.waitUntil(() => first.text.includes('boom'), { timeout: 30_000 });
  const changes = first.events().find(([name, data]) => name === 'changes' && data.rows.length > 0)?.[1];
  expect(changes).toMatchObject({
    revision: revision + 1,
    gone: [],
    rows: [{ name: 'web', state: 'Failed', ready: 1, causes: [{ state: 'Failed', core: 'boom', clusters: ['eu-1'] }] }],
  });
  const late = await follow(served, revision);
  await vi.waitUntil(() => late.events().length >= 2, { timeout: 30_000 });
  expect(late.events()).toMatchObject([
    ['changes', changes],
    ['clock', { trouble: null }],
  ]);
  // of another process
  for (const other of [1, revision - 2, revision + 99]) {
    const lost = await follow(served, other);
    await vi.waitUntil(() => !lost.isOpen, { timeout: 30_000 });
    expect(lost.events()[0]).toEqual(['reset', {}]);
  }
});

test('tells the page when the cluster cannot be read, and when it can be again', async () => {
  const served = await serve(WORLD, FILES);
  const stream = await follow(served, await revisionOf(served));
  const troubles = () => stream.events().flatMap(([name, data]) => (name === 'clock' ? [data.trouble] : []));
  // the Applications may be readable earlier, which does not make the page up to date
  served.cluster.faults.push({ on: 'list', path: /helmreleases/, times: 2, fault: { kind: 'status', status: 500 } });
  served.cluster.failWatches(410, 'Expired');
  await vi.waitUntil(() => troubles().some((trouble) => trouble !== null), { timeout: 30_000 });
  await vi.waitUntil(() => troubles().at(-1) === null, { timeout: 30_000 });
  expect(served.written.stderr).toMatch(/not up to date: /);
});

test('at most five pages follow; those that are closed make room', async () => {
  const served = await serve(WORLD, FILES);
  const revision = await revisionOf(served);
  const streams = await Promise.all(Array.from({ length: 5 }, () => follow(served, revision)));
  expect(streams.map(({ status }) => status)).toEqual(Array(5).fill(200));
  const sixth = await follow(served, revision);
  await vi.waitUntil(() => !sixth.isOpen, { timeout: 30_000 });
  expect([sixth.status, sixth.text]).toEqual([429, '{"message":"too many pages are open: close or hide another one"}']);
});

test('Ctrl-C ends the streams and the server', async () => {
  const served = await serve(WORLD, FILES);
  const revision = await revisionOf(served);
  const streams = await Promise.all([follow(served, revision), follow(served, revision)]);
  await served.stop();
  await vi.waitUntil(() => streams.every(({ isOpen }) => !isOpen), { timeout: 30_000 });
  // a kept-alive connection fails once before the next one is refused
  const isRefused = () =>
    readData(served, 'overview').then(
      () => false,
      ({ code }) => code === 'ECONNREFUSED',
    );
  await vi.waitUntil(isRefused, { timeout: 30_000 });
});

test('until somebody pauses, the API server is asked to list and to watch, and never for Secrets or ConfigMaps', async () => {
  const served = await serve(WORLD, FILES);
  const revision = await revisionOf(served);
  await readData(served, 'applications/apps/web');
  await sendOrder(served, 'suspend', { name: 'web' });
  await served.fail(`apps/${EU}`, 'boom');
  await vi.waitUntil(async () => (await revisionOf(served)) > revision, { timeout: 30_000 });
  const { requests } = served.cluster;
  expect(requests.length).toBeGreaterThan(5);
  expect(requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
  expect(requests.filter((request) => /secrets|configmaps/.test(request))).toEqual([]);
});

test('a dry run has the API server check the patches, and stores none', async () => {
  const served = await serve(WORLD, FILES);
  const { status, answer } = await sendOrder(served, 'suspend', { ...WEB, reason: 'moved', until: '4h', dryRun: true });
  expect(status).toBe(200);
  expect(answer).toMatchObject({ isWell: true, remarks: [] });
  const [target, own] = answer.steps;
  expect(answer.steps.length).toBe(2);
  expect(target?.text).toMatch(/^apps\/web eu-1-web: running → suspended by admin until 20\S+Z: moved$/);
  expect(JSON.parse(target?.patch ?? '')).toMatchObject({ spec: { suspend: true } });
  expect(own?.text).toBe('Application apps/web');
  expect(JSON.parse(own?.patch ?? '').at(-1)).toMatchObject({ op: 'add', value: true });
  const { writes } = served.cluster;
  expect(writes.filter((write) => write.startsWith('PATCH')).length).toBe(2);
  expect(writes.filter((write) => write.startsWith('PATCH') && !write.includes('dryRun=All'))).toEqual([]);
  expect((await readData(served, 'overview')).data.rows[1]).toMatchObject({ state: 'Ready' });
});

test('pauses with a reason, and resumes', async () => {
  const served = await serve(WORLD, FILES);
  expect((await sendOrder(served, 'suspend', { ...WEB, reason: 'moved' })).answer.isWell).toBe(true);
  const stateOf = async () => (await readData(served, 'overview')).data.rows[1].state;
  await vi.waitUntil(async () => (await stateOf()) === 'Suspended', { timeout: 30_000 });
  const { data } = await readData(served, 'applications/apps/web');
  expect(data.status.targets[0]).toMatchObject({
    ...{ key: 'eu-1-web', suspended: true, state: 'Suspended' },
    pause: { reason: 'moved', by: 'admin' },
  });
  expect((await sendOrder(served, 'resume', WEB)).answer.steps.map(({ text }) => text)).toEqual([
    'apps/web eu-1-web: suspended by admin: moved → running',
    'Application apps/web',
  ]);
  // no controller processes it here
  await vi.waitUntil(async () => (await stateOf()) === 'Reconciling', { timeout: 30_000 });
});

/** A kubeconfig with a context of each server, by name. */
const kubeconfigWith = (current: string, servers: Readonly<Record<string, string>>) =>
  JSON.stringify({
    'current-context': current,
    contexts: Object.keys(servers).map((name) => ({ name, context: { cluster: name, namespace: 'apps' } })),
    clusters: Object.entries(servers).map(([name, server]) => ({ name, cluster: { server } })),
  });

test('the page stays at the cluster of its start when the kubeconfig changes', async () => {
  const staging = await FakeApiServer.start(WORLD);
  const prod = await FakeApiServer.start(WORLD);
  onTestFinished(async () => void (await Promise.all([staging.close(), prod.close()])));
  const servers = { staging: staging.url, prod: prod.url };
  const { path } = folderOf({ kubeconfig: kubeconfigWith('staging', servers) });
  const kubeconfig = `${path}/kubeconfig`;
  const served = await servePage({ kubeconfig }, FILES);
  writeFileSync(kubeconfig, kubeconfigWith('prod', servers));
  expect((await readData(served, 'choices')).status).toBe(200);
  expect((await sendOrder(served, 'suspend', { ...WEB, reason: 'moved' })).answer.isWell).toBe(true);
  expect(staging.writes.filter((write) => write.startsWith('PATCH')).length).toBe(2);

  writeFileSync(kubeconfig, kubeconfigWith('prod', { staging: prod.url, prod: staging.url }));
  const message = `context "staging" leads to ${prod.url}, and the page shows ${staging.url}: start fluxapp ui again`;
  expect(await sendOrder(served, 'resume', WEB)).toEqual({ status: 409, answer: { message } });
  expect(await readData(served, 'choices')).toEqual({ status: 409, data: { message } });
  expect(prod.requests).toEqual([]);
});

test('a step that fails is told, and the next one follows', async () => {
  const served = await serve(WORLD, FILES);
  await fetch(`${served.cluster.url}/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/${HOST}`, {
    method: 'DELETE',
  });
  const { answer } = await sendOrder(served, 'suspend', { ...WEB, clusters: [], reason: 'moved' });
  expect(answer.isWell).toBe(false);
  expect(answer.steps.map(({ text, failed, absent }) => [failed, absent, text.replace(/ \(.*/, '')])).toEqual([
    [false, undefined, 'apps/web eu-1-web: running → suspended by admin: moved'],
    [true, true, `apps/web web: HelmRelease ${HOST} does not exist: it has not been applied`],
    [false, undefined, 'Application apps/web'],
  ]);
});

test.each([
  ['suspend', {}, [400, 'the body is not an order to pause or resume']],
  ['suspend', [], [400, 'the body is not an order to pause or resume']],
  ['suspend', { ...WEB, clusters: 'eu-1' }, [400, 'the body is not an order to pause or resume']],
  ['suspend', { ...WEB, clusters: [1] }, [400, 'the body is not an order to pause or resume']],
  ['suspend', { ...WEB, reason: 1 }, [400, 'the body is not an order to pause or resume']],
  ['suspend', WEB, [422, 'a pause needs a reason']],
  ['suspend', { ...WEB, reason: ' ' }, [422, 'a pause needs a reason']],
  [
    'suspend',
    { ...WEB, reason: 'moved', until: 'soon' },
    [422, '--until: "soon" is neither a duration, such as 4h or 2d, nor date and time, such as 2026-12-01T08:00:00Z'],
  ],
  [
    'resume',
    { ...WEB, clusters: ['us-1'] },
    [422, '--cluster: Application web has no target on us-1; did you mean "eu-1"?'],
  ],
  ['delete', WEB, [404, 'there is nothing at this path']],
] as const)('%s of %j is refused', async (goal, body, [status, message]) => {
  const served = await serve(WORLD, FILES);
  expect(await sendOrder(served, goal, body)).toEqual({ status, answer: { message } });
  expect(served.cluster.writes.filter((write) => write.startsWith('PATCH'))).toEqual([]);
});

test('--read-only refuses to pause and to resume before anything is asked, and the page knows', async () => {
  const served = await serve(WORLD, FILES, { readOnly: true });
  expect((await readData(served, 'overview')).data.mayPause).toBe(false);
  const before = served.cluster.requests.length;
  for (const goal of ['suspend', 'resume']) {
    const refused = { status: 403, answer: { message: 'fluxapp ui runs with --read-only' } };
    expect(await sendOrder(served, goal, { ...WEB, reason: 'moved' })).toEqual(refused);
  }
  expect(served.cluster.requests.length).toBe(before);
});

test('a cluster that cannot be read is an error at the start', async () => {
  await expect(serve([], FILES, { kubeconfig: '/nonexistent/kubeconfig' })).rejects.toThrow(
    'kubeconfig /nonexistent/kubeconfig cannot be read (ENOENT)',
  );
});
