import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeApiServer, type Fault } from '../../harness/fake-api-server';
import { ApiError, KubeClient, Persistent, serverSideApply } from '../../src/kube';
import { KubeconfigFolder } from './kubeconfig-file';

const PATH = '/api/v1/namespaces/some/configmaps/a';
const TEXT = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'some' }, data: { a: '1' } };

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let client: KubeClient;
let troubles: string[];
let controller: AbortController;

beforeEach(async () => {
  fake = await FakeApiServer.start();
  folder = new KubeconfigFolder();
  client = await KubeClient.load({ kubeconfig: folder.write('fake', fake.url) });
  troubles = [];
  controller = new AbortController();
});
afterEach(async () => {
  await client.close();
  await fake.close();
  folder.remove();
});

function send() {
  const { signal } = controller;
  const onTrouble = (message: string) => void troubles.push(message);
  const persistent = new Persistent(client, { signal, onTrouble, backoff: { minMs: 1, maxMs: 5 } });
  return persistent.send(() => serverSideApply(client, PATH, TEXT, { manager: 'fluxapp', signal }));
}

const fail = (fault: Fault, times = 1) => fake.faults.push({ on: 'patch', fault, times });
const patches = () => fake.requests.filter((request) => request.startsWith('PATCH')).length;

test.for<readonly [what: string, fault: Fault]>([
  ['a connection that is reset', { kind: 'reset' }],
  ['an answer that ends in the middle', { kind: 'half' }],
  ['429', { kind: 'status', status: 429 }],
  ['429 that says when to come again', { kind: 'status', status: 429, retryAfter: '0' }],
  ['500', { kind: 'status', status: 500 }],
  ['503', { kind: 'status', status: 503 }],
])('sends again after %s', async ([, fault]) => {
  fail(fault, 3);
  expect(await send()).toMatchObject({ outcome: 'applied', object: { data: { a: '1' } } });
  expect(patches()).toBeGreaterThan(1);
});

test('a status of 500 that stays is an error', async () => {
  fail({ kind: 'status', status: 500 }, 100);
  await expect(send()).rejects.toMatchObject({ status: 500 });
  expect(troubles).toHaveLength(5);
});

test.for<readonly [status: number, outcome: string]>([
  [403, 'invalid'],
  [422, 'invalid'],
])('a status of %i is sent once', async ([status, outcome]) => {
  fail({ kind: 'status', status });
  expect(await send()).toMatchObject({ outcome });
  expect({ patches: patches(), troubles }).toEqual({ patches: 1, troubles: [] });
});

test('a field that the schema does not have is sent once, though its status is 500', async () => {
  const message =
    'failed to create typed patch object (some/a; v1, Kind=ConfigMap): .date: field not declared in schema';
  fail({ kind: 'status', status: 500, message });
  expect(await send()).toMatchObject({ outcome: 'unknown-fields', fields: ['.date'] });
  expect({ patches: patches(), troubles }).toEqual({ patches: 1, troubles: [] });
});

test('an object that is too large for etcd is sent once, though its status is 500', async () => {
  fail({ kind: 'status', status: 500, message: 'etcdserver: request is too large' }, 100);
  await expect(send()).rejects.toMatchObject({ status: 500 });
  expect({ patches: patches(), troubles }).toEqual({ patches: 1, troubles: [] });
});

test('credentials that are not accepted are an error at once', async () => {
  fail({ kind: 'status', status: 401 }, 2);
  await expect(send()).rejects.toBeInstanceOf(ApiError);
  expect(troubles).toEqual([]);
});

test('a server that is up and not ready is waited for, whatever it would answer', async () => {
  fail({ kind: 'reset' });
  fake.faults.push({ on: 'other', path: /readyz/, times: 3, fault: { kind: 'status', status: 503 } });
  expect(await send()).toMatchObject({ outcome: 'applied' });
  expect(fake.requests.filter((request) => request.startsWith('GET /readyz'))).toHaveLength(4);
});

test('one that does not say whether it is ready is asked a few times', async () => {
  fail({ kind: 'reset' });
  fake.faults.push({ on: 'other', path: /readyz/, times: 100, fault: { kind: 'status', status: 403 } });
  expect(await send()).toMatchObject({ outcome: 'applied' });
});

test('the signal ends the waiting', async () => {
  fail({ kind: 'reset' }, 1000);
  const sent = send();
  const reason = new Error('the time was up');
  setTimeout(() => controller.abort(reason), 30);
  await expect(sent).rejects.toBe(reason);
});
