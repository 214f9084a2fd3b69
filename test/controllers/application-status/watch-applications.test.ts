import { afterEach, expect, test } from 'vitest';
import { applicationOf, deliver, put, say } from '../../../harness/fleet/synthetic-fleet';
import { untilTrue } from '../../../harness/fleet/truth';
import { until } from '../../../harness/wait';
import type { HelmRelease } from '../../../imports/helm.toolkit.fluxcd.io';
import { mapOf } from '../../../src/json';
import type { WatchOptions } from '../../../src/watch';
import { fluxapp } from '../../cli/run';
import { useFakeCluster } from '../../runtime/fake-cluster';
import { type RunningWatcher, startWatcher } from './watcher-under-test';

/** The watcher on the fake API server: what it writes, and that it survives every fault. */

const cluster = useFakeCluster();
const APPLICATION = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications/web';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/apps/leases/fluxapp-watcher';
const MERGE = { contentType: 'application/merge-patch+json' };

const watchers: RunningWatcher[] = [];
afterEach(async () => {
  for (const watcher of watchers.splice(0)) await watcher.stop().catch(() => {});
});

function start(options: WatchOptions = {}): RunningWatcher {
  const watcher = startWatcher({ kubeconfig: cluster().kubeconfig, gatherMs: 20, ...options });
  watchers.push(watcher);
  return watcher;
}

const get = async () => (await cluster().request('GET', APPLICATION)).body;
const deliverWeb = (targets = 2) => deliver(cluster(), applicationOf('apps', 'web', targets));
const isTrue = () => untilTrue(cluster(), 'now');
/** The patches and Events so far, each as `PATCH …/web/status`. */
const writes = () =>
  cluster().server.writes.map((line) => line.replace(/^(\S+) \S*\/namespaces\/apps(\S*?)\?.*$/s, '$1 $2'));
const problems = ({ log }: RunningWatcher) =>
  log
    .filter(({ level }) => level === 'warn' || level === 'error')
    .map(({ message, fields }) => `${message}: ${fields.error}`);
const release = (releases: readonly HelmRelease[], index = 0) => releases[index] as HelmRelease;

test('writes the status, then labels and annotation, and one Event; and nothing more while nothing changes', async () => {
  await deliverWeb();
  const first = start();
  await isTrue();
  await first.stop();
  expect(writes()).toEqual(['PATCH /applications/web/status', 'PATCH /applications/web', 'POST /events']);
  expect(await get()).toMatchObject({
    metadata: { labels: { 'gitops.kubesphere.io/ready-number': '2-2' } },
    status: { summary: '2/2', revision: '1.0.0' },
  });
  const { body } = await cluster().request('GET', '/api/v1/namespaces/apps/events');
  expect(body.items).toMatchObject([{ reason: 'Ready', type: 'Normal', involvedObject: { name: 'web' } }]);
  const second = start();
  await until('it has read everything', () => second.log.some(({ fields }) => fields.kind === 'HelmRepository'));
  await second.stop();
  expect(writes()).toHaveLength(3);
  expect([...problems(first), ...problems(second)]).toEqual([]);
});

test('follows what changes, each burst with one patch', async () => {
  const releases = await deliverWeb();
  const watcher = start({ gatherMs: 300 });
  await isTrue();
  await until('the Event of the first status is written', () => writes().at(-1) === 'POST /events');
  const before = writes().length;
  await Promise.all(releases.map((each) => say(cluster(), each, { ready: 'True', version: '2.0.0' })));
  await isTrue();
  expect((await get()).status.revision).toBe('2.0.0');
  expect(writes().slice(before)).toEqual(['PATCH /applications/web/status', 'PATCH /applications/web']);
  await cluster().request('DELETE', APPLICATION);
  await put(cluster(), applicationOf('apps', 'web', 2));
  await isTrue();
  await watcher.stop();
  expect(problems(watcher)).toEqual([]);
});

test.for([
  ['410 as an event', (server) => server.failWatches(410, 'Expired')],
  [
    'a history that is forgotten',
    (server) => {
      server.compact();
      server.endWatches();
    },
  ],
  ['watches that end', (server) => server.endWatches()],
  ['watches that are cut', (server) => server.cutWatches()],
] as [string, (server: ReturnType<typeof cluster>['server']) => void][])('outlives %s', async ([, provoke]) => {
  const releases = await deliverWeb();
  const watcher = start();
  await isTrue();
  provoke(cluster().server);
  await say(cluster(), release(releases), { ready: 'False', message: 'no' });
  await isTrue();
  await watcher.stop();
  expect((await get()).status.summary).toBe('1/2');
  expect(problems(watcher)).toEqual([]);
});

test('a patch that fails with 500 is tried again', async () => {
  await deliverWeb();
  const fault = { kind: 'status', status: 500, message: 'no' } as const;
  cluster().server.faults.push({ on: 'patch', times: 2, fault });
  const watcher = start();
  await isTrue();
  await watcher.stop();
  const line = 'could not be written, will be tried again: no (500 InternalError)';
  expect(problems(watcher)).toEqual([line, line]);
});

const events = async (reason: string) =>
  (await cluster().request('GET', `/api/v1/namespaces/apps/events?fieldSelector=reason=${reason}`)).body.items;
const patches = () => writes().filter((line) => line.startsWith('PATCH'));
const TOO_LARGE = { kind: 'status', status: 500, message: 'etcdserver: request is too large' } as const;

test.for([
  [403, 'no (403 Forbidden)'],
  [422, 'no (422 Invalid)'],
])('a patch that is refused with %d is said once, and tried again after a while', async ([status, message]) => {
  await deliverWeb();
  const fault = { kind: 'status', status: status as number, message: 'no' } as const;
  cluster().server.faults.push({ on: 'patch', times: 2, fault });
  const watcher = start();
  await isTrue();
  await watcher.stop();
  expect(problems(watcher)).toEqual([`the status cannot be written: ${message}`]);
  expect(await events('StatusRefused')).toMatchObject([{ type: 'Warning', message }]);
});

test('what is refused is not tried again at every change of a release, but at once where the Application is edited', async () => {
  const releases = await deliverWeb();
  const fault = { kind: 'status', status: 422, message: 'no' } as const;
  cluster().server.faults.push({ on: 'patch', times: 10_000, fault });
  const watcher = start({ metricsAddress: '127.0.0.1:0' });
  const refused = () => cluster().server.requests.filter((request) => request.startsWith('PATCH')).length;
  await until('it has been refused four times', () => refused() === 4);
  for (const version of ['2.0.0', '3.0.0']) await say(cluster(), release(releases), { ready: 'True', version });
  const { fields } = watcher.log.find(({ fields }) => fields.port !== undefined) ?? {};
  const metrics = await (await fetch(`http://127.0.0.1:${fields.port}/metrics`)).text();
  expect(metrics).toContain('fluxapp_unwritable_applications{cause="refused"} 1');
  expect(metrics).toContain('controller_runtime_reconcile_errors_total{controller="application"} 0');
  expect(refused()).toBe(4);
  cluster().server.faults.length = 0;
  await put(cluster(), applicationOf('apps', 'web', 3));
  await isTrue();
  await watcher.stop();
  expect(problems(watcher)).toHaveLength(1);
});

test('what is too large is cut until the API server takes it, and stays so', async () => {
  const releases = await deliverWeb();
  cluster().server.faults.push({ on: 'patch', times: 3, fault: TOO_LARGE });
  const watcher = start();
  await until('it is written', async () => (await get()).metadata.labels?.['gitops.kubesphere.io/ready-number']);
  expect((await get()).status).toMatchObject({ summary: '2/2', fluxApp: { helmReleaseStatus: { web: {} } } });
  expect((await get()).status.targets).toBeUndefined();
  const before = patches().length;
  await say(cluster(), release(releases), { ready: 'False', message: 'no' });
  await until('it is written again', async () => (await get()).status.summary === '1/2');
  await until('the label, too', () => patches().length === before + 2);
  expect((await get()).status.targets).toBeUndefined();
  await watcher.stop();
  expect(problems(watcher)).toEqual([]);
});

test('where even the least is too large it is said once, and nothing is tried until the Application is edited', async () => {
  const releases = await deliverWeb();
  cluster().server.faults.push({ on: 'patch', times: 10_000, fault: TOO_LARGE });
  const watcher = start();
  await until('it is said', () => problems(watcher).length > 0);
  const tried = cluster().server.requests.length;
  await say(cluster(), release(releases), { ready: 'False', message: 'no' });
  cluster().server.faults.length = 0;
  await put(cluster(), applicationOf('apps', 'web', 3));
  await isTrue();
  await watcher.stop();
  const message =
    'the Application leaves no room for a status: move values to ConfigMaps, or deliver it as several Applications';
  expect(problems(watcher)).toEqual([`the status cannot be written: ${message}`]);
  expect(await events('StatusTooLarge')).toMatchObject([{ type: 'Warning', message }]);
  expect(tried).toBeLessThan(40);
});

test('where less than what is stored is too large it is said once, and tried again after a while', async () => {
  const releases = await deliverWeb();
  const watcher = start();
  await isTrue();
  cluster().server.faults.push({ on: 'patch', times: 10_000, fault: TOO_LARGE });
  const tried = () => cluster().server.requests.filter((request) => request.startsWith('PATCH')).length;
  const before = tried();
  await say(cluster(), release(releases), { ready: 'False', message: 'no' });
  await until('it is said', () => problems(watcher).length > 0);
  expect(tried() - before).toBeLessThan(15);
  cluster().server.faults.length = 0;
  await until('it is written', async () => (await get()).status.summary === '1/2');
  await watcher.stop();
  const message = 'etcdserver: request is too large (500 InternalError)';
  const least =
    'the Application leaves no room for the states of its 2 targets: move values to ConfigMaps, or deliver it as several Applications';
  expect(problems(watcher)).toEqual([message, least].map((each) => `the status cannot be written: ${each}`));
  const said: { message: string }[] = await events('StatusTooLarge');
  expect(said.map((event) => event.message)).toContain(message);
});

/** A webhook that removes the rows of a status. */
const withoutRows = <T extends object>(object: T): T =>
  'status' in object ? { ...object, status: { ...mapOf(object.status), targets: undefined } } : object;

test('what does not come back as it was written is said once, and not written at every turn', async () => {
  const releases = await deliverWeb();
  cluster().server.admission = withoutRows;
  const watcher = start();
  await until('it is said', () => problems(watcher).length > 0);
  const message =
    'written fields are missing in the stored object: status.targets; a webhook or a policy changes it, or its CRD differs from what the API server publishes';
  expect(problems(watcher)).toEqual([`the status cannot be written: ${message}`]);
  expect(await events('StatusPruned')).toMatchObject([{ type: 'Warning', message }]);
  cluster().server.admission = undefined;
  await say(cluster(), release(releases), { ready: 'False', message: 'no' });
  await isTrue();
  await watcher.stop();
  expect(problems(watcher)).toHaveLength(1);
});

test('watch --once ends with 1 when what it writes does not come back, and names it', async () => {
  await deliverWeb();
  cluster().server.admission = withoutRows;
  const { code, stderr } = await fluxapp(['watch', '--kubeconfig', cluster().kubeconfig, '-A', '--once']);
  expect(code).toBe(1);
  const last = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
  expect(last.error).toMatch(/^apps\/web: written fields are missing in the stored object: status\.targets; /);
});

test('a patch from an outdated state is made anew, and is no failure', async () => {
  await deliverWeb();
  cluster().server.faults.push({ on: 'patch', fault: { kind: 'status', status: 409, message: 'changed' } });
  const watcher = start();
  await isTrue();
  await watcher.stop();
  expect(problems(watcher)).toEqual([]);
});

test('an Event that is refused is logged, and the status is written all the same', async () => {
  await deliverWeb();
  cluster().server.faults.push({ on: 'create', path: /events/, fault: { kind: 'status', status: 403 } });
  const watcher = start();
  await isTrue();
  await watcher.stop();
  expect(problems(watcher)).toEqual(['an Event was not written: it is 403 (403 Forbidden)']);
});

test('of two with leader election one writes, and the other goes on where it stops', async () => {
  const releases = await deliverWeb();
  const timing = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 20 };
  const leaderElection = { namespace: 'apps', timing };
  const one = start({ leaderElection: { ...leaderElection, identity: 'one' } });
  await isTrue();
  const two = start({ leaderElection: { ...leaderElection, identity: 'two' } });
  await until('the other waits', () => two.log.some(({ message }) => message.startsWith('waiting')));
  await one.stop();
  await say(cluster(), release(releases), { ready: 'False', message: 'no' });
  await isTrue();
  expect(two.log.map(({ message }) => message)).toContain('status changed');
  await two.stop();
  const { body } = await cluster().request('GET', LEASE);
  expect(body.spec).toMatchObject({ holderIdentity: '', leaseTransitions: 1 });
});

test('another controller of the same fields is corrected three times, then named and left alone', async () => {
  await deliverWeb();
  const watcher = start();
  await isTrue();
  const ready = { 'gitops.kubesphere.io/ready-number': '0-9' };
  await until('it gives up', async () => {
    const { labels } = (await get()).metadata;
    if (labels['gitops.kubesphere.io/ready-number'] !== '0-9')
      await cluster().request('PATCH', `${APPLICATION}?fieldManager=other`, { metadata: { labels: ready } }, MERGE);
    return watcher.log.some(({ level }) => level === 'error');
  });
  await until('a condition says so', async () =>
    (await get()).status.conditions.some(({ type }: { type: string }) => type === 'Contended'),
  );
  await watcher.stop();
  expect((await get()).metadata.labels).toMatchObject(ready);
  const { body } = await cluster().request('GET', '/api/v1/namespaces/apps/events?fieldSelector=reason=Contended');
  expect(body.items).toMatchObject([{ type: 'Warning', message: expect.stringMatching(/^other writes the status/) }]);
});

test('a kind that cannot be read makes its targets Unknown, until it can be', async () => {
  await deliverWeb();
  const fault = { kind: 'status', status: 403, message: 'no' } as const;
  cluster().server.faults.push({ on: 'list', path: /helmreleases/, times: 10_000, fault });
  const watcher = start();
  await until('its targets are Unknown', async () => (await get()).status?.summary === '0/2');
  expect(watcher.log.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual(['cannot be read']);
  cluster().server.faults.length = 0;
  await isTrue();
  expect((await get()).status.summary).toBe('2/2');
});

test.for([
  [403, 'apps/web: refused (403 Forbidden)'],
  [500, 'refused (500 InternalError)'],
] as const)(
  'watch --once ends with 1 when a write is answered with %d, and writes the others',
  async ([status, error]) => {
    await deliverWeb();
    await deliver(cluster(), applicationOf('apps', 'other', 1));
    const fault = { kind: 'status', status, message: 'refused' } as const;
    cluster().server.faults.push({ on: 'patch', path: /applications\/web/, times: 10_000, fault });
    const { code, stderr } = await fluxapp(['watch', '--kubeconfig', cluster().kubeconfig, '-A', '--once']);
    expect(code).toBe(1);
    const last = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ level: 'error', msg: 'stopped', error });
    expect(writes()).toContain('PATCH /applications/other');
  },
);
