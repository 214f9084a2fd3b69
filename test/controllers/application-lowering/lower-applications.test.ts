import { afterEach, expect, test } from 'vitest';
import { applicationOf } from '../../../harness/fleet/synthetic-fleet';
import { untilTrue } from '../../../harness/fleet/truth';
import { until } from '../../../harness/wait';
import { lower } from '../../../src';
import type { LoweringControllerOptions } from '../../../src/controllers';
import { APPLICATION, pathOf } from '../../../src/kubernetes';
import { useFakeCluster } from '../../runtime/fake-cluster';
import type { RunningWatcher } from '../application-status/watcher-under-test';
import { startController } from './controller-under-test';

/** The controller on the fake API server: what it writes, and what it leaves unchanged. */

const cluster = useFakeCluster();
const APPLICATIONS = pathOf(APPLICATION, 'apps');
const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
const MERGE = { contentType: 'application/merge-patch+json' };
const BY = 'gitops.kubesphere.io/lowered-by';
const FINALIZER = 'gitops.kubesphere.io/lowering';
const UID = 'gitops.kubesphere.io/lowering-uid';

const controllers: RunningWatcher[] = [];
afterEach(async () => {
  for (const controller of controllers.splice(0)) await controller.stop().catch(() => {});
});

function start(options: LoweringControllerOptions = {}): RunningWatcher {
  const { kubeconfig } = cluster();
  const controller = startController({ kubeconfig, gatherMs: 20, trustedNamespaces: ['apps'], ...options });
  controllers.push(controller);
  return controller;
}

const request = (...args: Parameters<ReturnType<typeof cluster>['request']>) => cluster().request(...args);
/** Applies an Application, as its author. */
async function put(targets: number, metadata: object = {}, values: Record<string, unknown> = {}) {
  const application = applicationOf('apps', 'web', targets, values);
  const annotations = { [BY]: 'controller', ...(metadata as { annotations?: object }).annotations };
  const body = { ...application, metadata: { ...application.metadata, ...metadata, annotations } };
  const apply = { contentType: 'application/apply-patch+yaml' };
  const { status, body: stored } = await request(
    'PATCH',
    `${APPLICATIONS}/web?fieldManager=author&force=true`,
    body,
    apply,
  );
  expect([200, 201]).toContain(status);
  return stored;
}
const get = async () => (await request('GET', `${APPLICATIONS}/web`)).body;
const patch = (path: string, body: object) => request('PATCH', path, body, MERGE);
const items = async (path: string) => (await request('GET', path)).body.items as { metadata: { name: string } }[];
const releases = async () => (await items(RELEASES)).map(({ metadata }) => metadata.name);
const events = async () =>
  (await items('/api/v1/namespaces/apps/events')).map((event) => (event as unknown as { reason: string }).reason);
/** The message of the Event `LeftBehind`. */
const leftBehind = async () => {
  const all = (await items('/api/v1/namespaces/apps/events')) as unknown as { reason: string; message: string }[];
  return all.find(({ reason }) => reason === 'LeftBehind')?.message;
};
/** The reason and message of the controller's condition. */
const said = async (): Promise<string | undefined> => {
  const { conditions = [] } = (await get()).status ?? {};
  const own = conditions.find(({ type }: { type: string }) => type === 'Lowered');
  return own && `${own.reason}: ${own.message}`;
};
const untilSaid = (text: string | RegExp) =>
  until(`it says ${text}`, async () => {
    const now = await said();
    return now !== undefined && (typeof text === 'string' ? now.startsWith(text) : text.test(now));
  });
/**
 * Applies another, invalid Application, and waits until the controller has reported it: it has then processed all
 * earlier changes.
 */
async function putOther(): Promise<void> {
  const { metadata, ...rest } = applicationOf('apps', 'other', 0);
  const annotations = { [BY]: 'controller' };
  await request('POST', APPLICATIONS, { ...rest, spec: { kind: 'fluxcd' }, metadata: { ...metadata, annotations } });
  await until('it is refused', async () => {
    const { body } = await request('GET', `${APPLICATIONS}/other`);
    return (body.status?.conditions ?? []).some(({ type }: { type: string }) => type === 'Lowered');
  });
  await until('its Event is written', async () => (await events()).includes('Invalid'));
}
/** The writes so far, each as `PATCH helmreleases/x`. */
const writes = () =>
  cluster().server.writes.map((line) => line.replace(/^(\S+) \S*\/namespaces\/[^/]+\/([^? ]*).*$/s, '$1 $2'));
const finalizers = async () => (await get()).metadata.finalizers ?? [];

test('lowers an Application as lower does, holds it, and writes nothing more while nothing changes', async () => {
  const stored = await put(2);
  const first = start();
  await untilSaid('Lowered: 2 targets lowered');
  const made = await items(RELEASES);
  const wanted = lower(stored).objects;
  expect(made.map(({ metadata: { name } }) => name).sort()).toEqual(wanted.map(({ metadata }) => metadata.name).sort());
  for (const object of wanted) {
    expect(made.find(({ metadata }) => metadata.name === object.metadata.name)).toMatchObject({
      spec: (object as { spec?: object }).spec,
    });
  }
  expect(await finalizers()).toEqual([FINALIZER]);
  await until('its Event is written', async () => (await events()).includes('Lowered'));
  await first.stop();
  const before = [
    'PATCH applications/web',
    'PATCH applications/web/status',
    'PATCH helmreleases/web--host--web',
    'PATCH helmreleases/web--member-1--web',
    'POST events',
  ];
  expect([...writes()].sort()).toEqual(before);
  start();
  await putOther();
  expect([...writes()].sort()).toEqual([...before, 'PATCH applications/other/status', 'POST events'].sort());
});

test('follows an edit, and puts right what somebody has changed of it', async () => {
  await put(2);
  start();
  await untilSaid('Lowered');
  await put(2, {}, { a: 1 });
  const values = async (name = 'web--host--web') => (await request('GET', `${RELEASES}/${name}`)).body.spec?.values;
  await until('the value is there', async () => (await values())?.a === 1);
  await patch(`${RELEASES}/web--host--web?fieldManager=somebody`, { spec: { values: { a: 2 } } });
  await until('the value is put right', async () => (await values())?.a === 1);
  await patch(`${RELEASES}/web--host--web?fieldManager=somebody`, { spec: { values: { b: 2 } } });
  await request('DELETE', `${RELEASES}/web--member-1--web`);
  await until('it is made again', async () => (await releases()).length === 2);
  // the controller does not own fields that it does not set
  expect(await values()).toEqual({ a: 1, b: 2 });
});

test('leaves a pause alone that others have set, and ends one that the Application ends', async () => {
  await put(1);
  start();
  await untilSaid('Lowered');
  const suspend = async () => (await request('GET', `${RELEASES}/web--host--web`)).body.spec.suspend;
  const annotations = { 'reconcile.fluxcd.io/requestedAt': 'now' };
  await patch(`${RELEASES}/web--host--web?fieldManager=flux`, { metadata: { annotations }, spec: { suspend: true } });
  await put(1, {}, { a: 1 });
  await until('the edit is there', async () => {
    const { body } = await request('GET', `${RELEASES}/web--host--web`);
    return body.spec.values?.a === 1;
  });
  expect(await suspend()).toBe(true);
  const { body } = await request('GET', `${RELEASES}/web--host--web`);
  expect(body.metadata.annotations).toMatchObject(annotations);
  const entry = (value: boolean) => [
    { op: 'add', path: '/spec/fluxApp/spec/config/helmRelease/deploy/0/suspend', value },
  ];
  const json = { contentType: 'application/json-patch+json' };
  const paused = await request('PATCH', `${APPLICATIONS}/web`, entry(true), json);
  await until('that is lowered', async () => {
    const { conditions } = (await get()).status;
    const own = conditions.find(({ type }: { type: string }) => type === 'Lowered');
    return own.observedGeneration === paused.body.metadata.generation;
  });
  await request('PATCH', `${APPLICATIONS}/web`, entry(false), json);
  await until('it runs again', async () => (await suspend()) !== true);
});

test('removes a target, keeps a suspended one and lists it, and removes that when it is resumed', async () => {
  await put(3);
  start();
  await untilSaid('Lowered');
  await patch(`${RELEASES}/web--member-2--web`, { spec: { suspend: true } });
  await put(1);
  await untilSaid(/^Lowered: 1 target lowered; HelmRelease apps\/web--member-2--web stays: it is suspended$/);
  expect(await releases()).toEqual(['web--host--web', 'web--member-2--web']);
  await patch(`${RELEASES}/web--member-2--web`, { spec: { suspend: null } });
  await until('it is removed', async () => (await releases()).length === 1);
});

test('many targets wait for somebody to confirm that they go', async () => {
  await put(12);
  start();
  await untilSaid('Lowered');
  const { metadata } = await put(1);
  await untilSaid(/^ConfirmRemoval: 11 targets of 12 would be removed/);
  expect(await releases()).toHaveLength(12);
  await put(1, { annotations: { 'gitops.kubesphere.io/confirm-removal': String(metadata.generation) } });
  await until('they are removed', async () => (await releases()).length === 1);
  await untilSaid('Lowered: 1 target lowered');
});

test('targets that replace others do not count where many wait: they are made when that is confirmed', async () => {
  await put(12);
  start();
  await untilSaid('Lowered');
  const before = await releases();
  const deploy = applicationOf('apps', 'web', 24).spec.fluxApp?.spec.config.helmRelease?.deploy;
  const edit = { op: 'replace', path: '/spec/fluxApp/spec/config/helmRelease/deploy', value: deploy?.slice(12) };
  const json = { contentType: 'application/json-patch+json' };
  const { body } = await request('PATCH', `${APPLICATIONS}/web`, [edit], json);
  await untilSaid(/^ConfirmRemoval: 12 targets of 12 would be removed/);
  expect(await releases()).toEqual(before);
  const annotations = { 'gitops.kubesphere.io/confirm-removal': String(body.metadata.generation) };
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations } });
  await untilSaid('Lowered: 12 targets lowered');
  const now = await releases();
  expect([now.length, now.filter((name) => before.includes(name))]).toEqual([12, []]);
});

test('an Application that is deleted goes when its releases are gone, and a suspended one stays', async () => {
  await put(2);
  start();
  await untilSaid('Lowered');
  await patch(`${RELEASES}/web--member-1--web`, { spec: { suspend: true } });
  await patch(`${RELEASES}/web--host--web`, { metadata: { finalizers: ['finalizers.fluxcd.io'] } });
  await request('DELETE', `${APPLICATIONS}/web`);
  await untilSaid(/^Removing: waits until HelmRelease apps\/web--host--web is gone/);
  await patch(`${RELEASES}/web--host--web`, { metadata: { finalizers: null } });
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  expect(await releases()).toEqual(['web--member-1--web']);
  await until('it is said what stays', async () => (await events()).includes('LeftBehind'));
});

test('an Application stays while a login page answers for its releases', async () => {
  await put(1);
  const first = start();
  await untilSaid('Lowered');
  await first.stop();
  await request('DELETE', `${APPLICATIONS}/web`);
  const page = { kind: 'text', status: 200, text: '<html>' } as const;
  const path = /\/(?:helmreleases|kustomizations|helmcharts|configmaps)\?/;
  cluster().server.faults.push({ on: 'list', path, times: 1000, fault: page });
  const second = start();
  const lists = () => cluster().server.requests.filter((line) => /\/helmreleases\?(?!.*watch)/.test(line)).length;
  const before = lists();
  await until('the releases are read again and again', () => lists() > before + 1);
  expect(await finalizers()).toEqual([FINALIZER]);
  cluster().server.faults.length = 0;
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  expect(await releases()).toEqual([]);
  await second.stop();
});

test('an Application that is deleted with deletion-policy orphan leaves everything, and is taken up again', async () => {
  await put(2);
  start();
  await untilSaid('Lowered');
  await patch(`${APPLICATIONS}/web`, {
    metadata: { annotations: { 'gitops.kubesphere.io/deletion-policy': 'orphan' } },
  });
  await request('DELETE', `${APPLICATIONS}/web`);
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  await until('it is said what stays', async () => (await events()).includes('LeftBehind'));
  const before = await items(RELEASES);
  expect(before).toHaveLength(2);
  // with another UID, as after a restore from a backup
  await put(2);
  await untilSaid('Lowered: 2 targets lowered');
  expect(await items(RELEASES)).toEqual(before);
});

test('an Application that does not want what an earlier one of its name has left asks before that goes', async () => {
  await put(3);
  start();
  await untilSaid('Lowered');
  const annotations = { 'gitops.kubesphere.io/deletion-policy': 'orphan' };
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations } });
  await request('DELETE', `${APPLICATIONS}/web`);
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  const before = await items(RELEASES);
  const { metadata } = await put(1, {}, { a: 1 });
  await untilSaid(
    /^ConfirmRemoval: the controller has made HelmRelease apps\/web--member-1--web, HelmRelease apps\/web--member-2--web before it took this Application up/,
  );
  expect(await items(RELEASES)).toEqual(before);
  expect(await finalizers()).toEqual([]);
  const confirm = { 'gitops.kubesphere.io/confirm-removal': String(metadata.generation) };
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations: confirm } });
  await untilSaid('Lowered: 1 target lowered');
  expect(await releases()).toEqual(['web--host--web']);
});

/**
 * Deletes the Application, and creates it as a restore from a backup does: with its finalizer and annotations, and
 * another UID.
 */
async function restore(targets: number): Promise<void> {
  const { metadata } = await get();
  const { name, namespace, annotations, finalizers } = metadata;
  expect([finalizers, annotations[UID]]).toEqual([[FINALIZER], metadata.uid]);
  await patch(`${APPLICATIONS}/web`, { metadata: { finalizers: null } });
  await request('DELETE', `${APPLICATIONS}/web`);
  const { spec, ...application } = applicationOf('apps', 'web', targets);
  const body = { ...application, spec, metadata: { name, namespace, annotations, finalizers } };
  const { status, body: stored } = await request('POST', APPLICATIONS, body);
  expect([status, stored.metadata.uid === metadata.uid]).toEqual([201, false]);
}

test('an Application from a backup, with its finalizer, is taken up, and nothing of its objects changes', async () => {
  await put(2);
  const first = start();
  await untilSaid('Lowered');
  await first.stop();
  const before = await items(RELEASES);
  await restore(2);
  start();
  await untilSaid('Lowered: 2 targets lowered');
  expect(await items(RELEASES)).toEqual(before);
  const { metadata } = await get();
  expect([metadata.finalizers, metadata.annotations[UID]]).toEqual([[FINALIZER], metadata.uid]);
});

test('an Application from a backup that lacks targets asks before they go, although it has the finalizer', async () => {
  await put(3);
  const first = start();
  await untilSaid('Lowered');
  await first.stop();
  const before = await items(RELEASES);
  await restore(1);
  start();
  await untilSaid(
    /^ConfirmRemoval: the controller has made HelmRelease apps\/web--member-1--web, HelmRelease apps\/web--member-2--web before it took this Application up/,
  );
  expect(await items(RELEASES)).toEqual(before);
  const { metadata } = await get();
  const confirm = { 'gitops.kubesphere.io/confirm-removal': String(metadata.generation) };
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations: confirm } });
  await untilSaid('Lowered: 1 target lowered');
  expect(await releases()).toEqual(['web--host--web']);
});

test('a confirmation from a backup confirms nothing', async () => {
  await put(3, { annotations: { 'gitops.kubesphere.io/confirm-removal': '1' } });
  const first = start();
  await untilSaid('Lowered');
  await first.stop();
  const before = await items(RELEASES);
  await restore(1);
  const { metadata } = await get();
  expect([metadata.generation, metadata.annotations['gitops.kubesphere.io/confirm-removal']]).toEqual([1, '1']);
  start();
  await untilSaid(/^ConfirmRemoval: the controller has made /);
  expect(await items(RELEASES)).toEqual(before);
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations: { 'gitops.kubesphere.io/confirm-removal': '1' } } });
  await untilSaid('Lowered: 1 target lowered');
});

test('a target with a new name waits until nothing else manages its Helm release', async () => {
  await put(2);
  start();
  await untilSaid('Lowered');
  const before = await items(RELEASES);
  const name = { op: 'add', path: '/spec/fluxApp/spec/config/helmRelease/deploy/1/name', value: 'new' };
  await request('PATCH', `${APPLICATIONS}/web`, [name], { contentType: 'application/json-patch+json' });
  await untilSaid(/^StillNeeded: .* is for the same Helm release/);
  expect(await items(RELEASES)).toEqual(before);
});

test('an Application from a backup that is deleted before it was taken up leaves its objects', async () => {
  await put(2);
  const first = start();
  await untilSaid('Lowered');
  await first.stop();
  const before = await items(RELEASES);
  await restore(2);
  await request('DELETE', `${APPLICATIONS}/web`);
  start();
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  await until('it is said what stays', async () => (await events()).includes('LeftBehind'));
  expect(await leftBehind()).toBe(
    'Application apps/web: objects stay, with their resources on their clusters (the controller has not lowered it since it was ' +
      'created again): HelmRelease apps/web--host--web, HelmRelease apps/web--member-1--web',
  );
  expect(await items(RELEASES)).toEqual(before);
});

test('the finalizer removed by hand, or the annotation of the uid, is set again, and a removal then asks', async () => {
  await put(3);
  start();
  await untilSaid('Lowered');
  for (const metadata of [{ finalizers: null }, { annotations: { [UID]: null } }]) {
    await patch(`${APPLICATIONS}/web`, { metadata });
    await until('it is taken up again', async () => {
      const now = (await get()).metadata;
      return now.finalizers?.length === 1 && now.annotations[UID] === now.uid;
    });
  }
  const targets = applicationOf('apps', 'web', 1).spec;
  await patch(`${APPLICATIONS}/web`, { metadata: { finalizers: null }, spec: targets });
  await untilSaid(/^ConfirmRemoval: the controller has made/);
  expect(await releases()).toHaveLength(3);
});

test('what stays of an Application that is deleted is named with the reason of each', async () => {
  await put(3);
  start();
  await untilSaid('Lowered');
  await patch(`${RELEASES}/web--member-1--web`, { spec: { suspend: true } });
  const keep = { 'helm.sh/resource-policy': 'keep' };
  await patch(`${RELEASES}/web--member-2--web?fieldManager=somebody`, { metadata: { annotations: keep } });
  await request('DELETE', `${APPLICATIONS}/web`);
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  expect(await releases()).toEqual(['web--member-1--web', 'web--member-2--web']);
  await until('it is said what stays', async () => (await events()).includes('LeftBehind'));
  expect(await leftBehind()).toBe(
    'Application apps/web: objects stay, with their resources on their clusters: HelmRelease apps/web--member-1--web (it is suspended), HelmRelease apps/web--member-2--web (helm.sh/resource-policy is keep)',
  );
});

test('an unknown deletion-policy is invalid, and deletes nothing', async () => {
  const policy = (value: string | null) => ({
    metadata: { annotations: { 'gitops.kubesphere.io/deletion-policy': value } },
  });
  const isWrong =
    /^Invalid: metadata\.annotations\["gitops\.kubesphere\.io\/deletion-policy"\]: is "Orphan": set it to orphan, or remove the annotation$/;
  await put(2);
  const first = start();
  await untilSaid('Lowered');
  await patch(`${APPLICATIONS}/web`, policy('Orphan'));
  await untilSaid(isWrong);
  await patch(`${APPLICATIONS}/web`, policy(null));
  await untilSaid('Lowered');
  await first.stop();
  await patch(`${APPLICATIONS}/web`, policy('Orphan'));
  await request('DELETE', `${APPLICATIONS}/web`);
  start();
  await untilSaid(isWrong);
  expect(await releases()).toHaveLength(2);
  await patch(`${APPLICATIONS}/web`, policy('orphan'));
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  expect(await releases()).toHaveLength(2);
});

test('a confirmed deletion is that of the generation that it has', async () => {
  await put(11);
  start();
  await untilSaid('Lowered');
  await request('DELETE', `${APPLICATIONS}/web`);
  await untilSaid(/^ConfirmRemoval: 11 targets of 11/);
  const { generation } = (await get()).metadata;
  expect(await releases()).toHaveLength(11);
  const annotations = { 'gitops.kubesphere.io/confirm-removal': String(generation) };
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations } });
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  expect(await releases()).toEqual([]);
});

test('what is no longer asked for is let go: its objects stay', async () => {
  await put(2);
  start();
  await untilSaid('Lowered');
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations: { [BY]: null } } });
  await until('it is let go', async () => (await finalizers()).length === 0);
  await until('nothing is said any more', async () => (await said()) === undefined);
  await request('DELETE', `${APPLICATIONS}/web`);
  expect(await releases()).toHaveLength(2);
});

test.each([
  ['no longer asks for it', { [BY]: null }, 'the controller is no longer asked to lower it'],
  ['has the mark of another applier', { 'gitops.kubesphere.io/digests': '{}' }, 'somebody else applies it'],
])('an Application that %s, and is deleted before that was seen, leaves its objects', async (_, annotations, why) => {
  await put(2);
  const first = start();
  await untilSaid('Lowered');
  await first.stop();
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations } });
  await request('DELETE', `${APPLICATIONS}/web`);
  start();
  await until('the Application is gone', async () => (await request('GET', `${APPLICATIONS}/web`)).status === 404);
  expect(await releases()).toHaveLength(2);
  await until('it is said what stays', async () => (await events()).includes('LeftBehind'));
  expect(await leftBehind()).toContain(
    `(${why}): HelmRelease apps/web--host--web, HelmRelease apps/web--member-1--web`,
  );
});

test('of two controllers with other options one gives up, and what the other lowers stays', async () => {
  const notAsked = { annotations: { [BY]: undefined, team: 'web' } };
  await put(2, notAsked);
  const [all, asked] = [start({ all: true }), start()];
  await until('one gives up', () => asked.log.some(({ fields }) => fields.reason === 'Contended'));
  await untilSaid('Lowered');
  await until('the other holds it', async () => (await finalizers()).length === 1);
  expect(asked.log.filter(({ fields }) => fields.reason === 'Contended')).toMatchObject([
    {
      level: 'warn',
      fields: {
        summary:
          'another controller lowers this Application, although it does not request it from this one: run the controllers of a ' +
          'namespace with the same options',
      },
    },
  ]);
  await put(1, notAsked);
  await until('a target is removed', async () => (await releases()).length === 1);
  const deleted = [all, asked].map(({ log }) => log.filter(({ message }) => message === 'deleted').length);
  expect(deleted).toEqual([1, 0]);
});

test('of two controllers with other accounts neither writes for ever', async () => {
  await put(1);
  const accounts = ['one', 'other'];
  for (const defaultServiceAccount of accounts) start({ trustedNamespaces: [], defaultServiceAccount });
  await untilSaid(/^Contended: HelmRelease apps\/web--host--web is repeatedly changed by another writer/);
  const applied = () => writes().filter((line) => line === 'PATCH helmreleases/web--host--web').length;
  const before = applied();
  expect(before).toBeLessThan(16);
  await putOther();
  expect(applied()).toBeLessThan(16);
  expect(accounts).toContain((await request('GET', `${RELEASES}/web--host--web`)).body.spec.serviceAccountName);
});

test('touches nothing where an object is there that it has not made', async () => {
  const stored = await put(2, { annotations: { [BY]: 'synthesis' } });
  const [, second] = lower(stored).objects;
  await request('POST', RELEASES, second);
  await put(2);
  const { length } = writes();
  start();
  await untilSaid(
    /^OwnedByAnother: HelmRelease apps\/web--member-1--web already exists and was not created by the controller: nothing is changed/,
  );
  expect(await releases()).toEqual(['web--member-1--web']);
  expect(await finalizers()).toEqual([]);
  expect(
    writes()
      .slice(length)
      .filter((line) => !/events|status/.test(line)),
  ).toEqual([]);
});

test('an Application that cannot be lowered keeps what was there last', async () => {
  await put(2);
  start();
  await untilSaid('Lowered');
  const [path, value] = ['/spec/fluxApp/spec/config/helmRelease/deploy/0/interval', 'soon'];
  const json = { contentType: 'application/json-patch+json' };
  await request('PATCH', `${APPLICATIONS}/web`, [{ op: 'add', path, value }], json);
  await untilSaid(/^Invalid: spec\.fluxApp\.spec\.config\.helmRelease\.deploy\[0\]\.interval: /);
  expect(await releases()).toHaveLength(2);
  await until('it is told', async () => (await events()).includes('Invalid'));
});

test('what a webhook denies without a code is said, without the secrets that it repeats', async () => {
  await put(1, {}, { password: 'hunter2hunter2' });
  const message = 'admission webhook "policy.example.com" denied the request: bad password: hunter2hunter2';
  const body = { status: 'Failure', reason: 'BadRequest' };
  const fault = { kind: 'status', status: 400, message, body } as const;
  cluster().server.faults.push({ on: 'patch', path: /helmreleases/, times: 100, fault });
  const { log } = start();
  await untilSaid(
    /^ApplyFailed: HelmRelease apps\/web--host--web: admission webhook "policy.example.com" denied the request: bad/,
  );
  expect(await said()).not.toContain('hunter2');
  expect(JSON.stringify(log)).not.toContain('hunter2');
});

test('a webhook that cannot be called is in the condition, in words that do not change', async () => {
  await put(1);
  let port = 40_000;
  const failed = () => {
    const message = `Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook: Post "https://10.0.0.1/": dial tcp 10.0.0.1:${port++}: connect: connection refused`;
    const fault = { kind: 'status', status: 500, message, body: { status: 'Failure' } } as const;
    cluster().server.faults.push({ on: 'patch', path: /helmreleases/, fault });
  };
  for (let count = 0; count < 20; count++) failed();
  start();
  await untilSaid(/^ApplyFailed: /);
  expect(await said()).toBe(
    'ApplyFailed: HelmRelease apps/web--host--web: Internal error occurred: failed calling webhook "policy.example.com": failed to call webhook',
  );
  const told = (await get()).metadata.resourceVersion;
  await putOther();
  expect((await get()).metadata.resourceVersion).toBe(told);
  cluster().server.faults.length = 0;
  await put(1, {}, { a: 1 });
  await untilSaid('Lowered: 1 target lowered');
});

test('a target on the host without an account is refused', async () => {
  await put(2);
  start({ trustedNamespaces: [] });
  await untilSaid(/^Refused: HelmRelease apps\/web--host--web is for the host and names no serviceAccountName/);
  expect(await releases()).toEqual([]);
});

test('an object that is deleted again and again is created again three times within an hour', async () => {
  await put(1);
  start();
  await untilSaid('Lowered');
  for (let time = 0; time < 3; time++) {
    await request('DELETE', `${RELEASES}/web--host--web`);
    await until('it is made again', async () => (await releases()).length === 1);
  }
  await request('DELETE', `${RELEASES}/web--host--web`);
  await untilSaid(/^Contended: HelmRelease apps\/web--host--web is repeatedly changed by another writer/);
  expect(await releases()).toEqual([]);
  await put(1, {}, { a: 1 });
  await until('the edit is applied', async () => (await releases()).length === 1);
});

test('nulls that the Application has lost are not taken for an edit', async () => {
  await put(1, {}, { a: null, b: 1 });
  start();
  await untilSaid('Lowered');
  expect(await items('/api/v1/namespaces/apps/configmaps')).toHaveLength(1);
  const application = applicationOf('apps', 'web', 1, { b: 1 });
  await patch(`${APPLICATIONS}/web`, { spec: application.spec });
  await untilSaid(/^LostNulls: HelmRelease apps\/web--host--web has nulls in its values/);
  expect(await items('/api/v1/namespaces/apps/configmaps')).toHaveLength(1);
  await patch(`${APPLICATIONS}/web`, { metadata: { annotations: { 'gitops.kubesphere.io/nulls': '{}' } } });
  await untilSaid('Lowered');
  await until('they are gone', async () => (await items('/api/v1/namespaces/apps/configmaps')).length === 0);
});

test('what another controller undoes is put right three times within an hour', async () => {
  await put(1);
  start();
  await untilSaid('Lowered');
  for (let value = 0; value < 10 && !/^Contended/.test(String(await said())); value++) {
    await patch(`${RELEASES}/web--host--web?fieldManager=rival`, { spec: { interval: `${value + 1}h` } });
    await until('one of the two has written', async () => {
      const { body } = await request('GET', `${RELEASES}/web--host--web`);
      return body.spec.interval === '10m' || /^Contended/.test(String(await said()));
    });
  }
  expect(await said()).toMatch(
    /^Contended: HelmRelease apps\/web--host--web is repeatedly changed by another writer: the same content is applied at most 3 times within an hour/,
  );
});

test('a target that leaves the Application and comes back, again and again, is not contended', async () => {
  await put(2);
  start();
  await untilSaid('Lowered: 2 targets');
  for (let times = 0; times < 5; times++) {
    await put(1);
    await untilSaid('Lowered: 1 target lowered');
    await put(2);
    await until('it is said', async () => /^(Lowered: 2|Contended)/.test(String(await said())));
    expect(await said()).toMatch(/^Lowered/);
  }
});

test('edits and deletions while it is down are made good', async () => {
  await put(3);
  const first = start();
  await untilSaid('Lowered: 3 targets');
  await first.stop();
  await put(2, {}, { a: 1 });
  await request('DELETE', `${RELEASES}/web--host--web`);
  start();
  await until('all is as it should be', async () => {
    const all = (await items(RELEASES)) as unknown as { spec: { values?: { a?: number } } }[];
    return all.length === 2 && all.every(({ spec }) => spec.values?.a === 1);
  });
  await untilSaid('Lowered: 2 targets');
});

test('objects whose Application is gone without it stay, and are listed', async () => {
  await put(2);
  const controller = start();
  await untilSaid('Lowered');
  await patch(`${APPLICATIONS}/web`, { metadata: { finalizers: null, annotations: { [BY]: null } } });
  await request('DELETE', `${APPLICATIONS}/web`);
  await until('it is listed', () =>
    controller.log.some(({ message }) => message === 'the Application is gone, and its objects stay'),
  );
  expect(await releases()).toHaveLength(2);
});

test('with the status it does what the watcher does, and neither undoes the other', async () => {
  await put(2);
  const controller = start({ status: true });
  await untilSaid('Lowered');
  await untilTrue(cluster(), 'the status is true');
  const { conditions } = (await get()).status;
  expect(conditions.map(({ type }: { type: string }) => type).sort()).toEqual(['Lowered', 'Ready']);
  const own = () => writes().filter((line) => /\/web(\/|$)/.test(line)).length;
  const before = own();
  await putOther();
  expect(own()).toBe(before);
  expect(controller.log.filter(({ level }) => level === 'error')).toEqual([]);
});

type Server = ReturnType<typeof cluster>['server'];
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
  [
    'writes that fail',
    (server) => {
      const fault = { kind: 'status', status: 500, message: 'no' } as const;
      server.faults.push({ on: 'patch', times: 2, fault });
    },
  ],
] as [string, (server: Server) => void][])('outlives %s', async ([, provoke]) => {
  await put(2);
  start();
  await untilSaid('Lowered: 2 targets');
  provoke(cluster().server);
  await put(3, {}, { a: 1 });
  await untilSaid('Lowered: 3 targets');
  const all = (await items(RELEASES)) as unknown as { spec: { values: object } }[];
  expect(all.map(({ spec }) => spec.values)).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
});
