import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { jsonText } from '../../src/json';
import { ApiError, KubeClient, pathOf, serverSideApply } from '../../src/kube';
import { KubeconfigFolder } from './kubeconfig-file';
import { configMaps } from './mirror';

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let client: KubeClient;

beforeAll(async () => {
  fake = await FakeApiServer.start();
  folder = new KubeconfigFolder();
  client = await KubeClient.load({ kubeconfig: folder.write('fake', fake.url) });
});
afterEach(() => {
  fake.faults.length = 0;
  fake.requests.length = 0;
});
afterAll(async () => {
  await client.close();
  await fake.close();
  folder.remove();
});

const path = (name: string) => pathOf(configMaps, 'shop', name);
const configMap = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});
const answered = (status: number, message: string, body: object = {}) =>
  fake.faults.push({ on: 'patch', fault: { kind: 'status', status, message, body } });
const apply = () => serverSideApply(client, path('one'), configMap('one', { a: '1' }), { manager: 'fluxapp' });

test('sends what is to be applied, and returns what is stored', async () => {
  const object = configMap('new', { a: '1' });
  expect(await serverSideApply(client, path('new'), object, { manager: 'fluxapp' })).toMatchObject({
    outcome: 'applied',
    object: { ...object, metadata: { ...object.metadata, uid: expect.any(String) } },
  });
  expect(fake.requests).toEqual([`PATCH ${path('new')}?fieldManager=fluxapp&force=false&fieldValidation=Strict`]);
});

test('asks for a dry run', async () => {
  answered(403, 'no');
  await serverSideApply(client, path('one'), {}, { manager: 'me', force: true, dryRun: true });
  expect(fake.requests).toEqual([`PATCH ${path('one')}?fieldManager=me&force=true&fieldValidation=Strict&dryRun=All`]);
});

test('names the fields of others, with their managers', async () => {
  await serverSideApply(client, path('shared'), configMap('shared', { a: '1' }), { manager: 'other' });
  const mine = configMap('shared', { a: '2' });
  expect(await serverSideApply(client, path('shared'), mine, { manager: 'fluxapp' })).toEqual({
    outcome: 'conflict',
    conflicts: [{ field: '.data.a', manager: 'other' }],
    message: 'Apply failed with 1 conflict: conflict with "other": .data.a (409 Conflict)',
  });
  expect(await serverSideApply(client, path('shared'), mine, { manager: 'fluxapp', force: true })).toMatchObject({
    outcome: 'applied',
    object: mine,
  });
});

test('names what is against the schema', async () => {
  const causes = [{ reason: 'FieldValueInvalid', field: 'spec.interval', message: 'Invalid value: "x"' }];
  answered(422, 'it is invalid', { reason: 'Invalid', details: { causes } });
  expect(await apply()).toEqual({
    outcome: 'invalid',
    causes: [{ field: 'spec.interval', message: 'Invalid value: "x"' }],
    message: 'it is invalid (422 Invalid)',
  });
});

test('takes unknown fields for what they are, and does not send again', async () => {
  const message =
    'failed to create typed patch object (shop/one; v1, Kind=ConfigMap): errors:\n  .a: field not declared in schema\n  .b: field not declared in schema';
  answered(500, message);
  expect(await apply()).toEqual({
    outcome: 'unknown-fields',
    fields: ['.a', '.b'],
    message: `${message.replaceAll(/\s+/g, ' ')} (500 InternalError)`,
  });
  expect(fake.requests).toHaveLength(1);
});

test('tells a missing kind from a missing namespace', async () => {
  fake.faults.push({ on: 'patch', fault: { kind: 'text', status: 404, text: '404 page not found' } });
  expect(await apply()).toEqual({ outcome: 'no-such-kind' });
  answered(404, 'namespaces "shop" not found', { details: { kind: 'namespaces', name: 'shop' } });
  expect(await apply()).toEqual({ outcome: 'namespace-missing', namespace: 'shop' });
});

test('says what is not allowed, and what cannot be tried', async () => {
  const forbidden = 'configmaps "one" is forbidden: User "me" cannot patch resource "configmaps" in API group ""';
  answered(403, forbidden);
  const message = `${forbidden} (403): a Role or ClusterRole has to allow it`;
  expect(await apply()).toEqual({ outcome: 'forbidden', message });
  const quota = 'configmaps "one" is forbidden: exceeded quota: q';
  answered(403, quota);
  expect(await apply()).toEqual({ outcome: 'invalid', causes: [], message: `${quota} (403 Forbidden)` });
  answered(400, 'admission webhook "w.x.io" does not support dry run');
  expect(await apply()).toEqual({
    outcome: 'no-dry-run',
    message: 'admission webhook "w.x.io" does not support dry run (400 BadRequest)',
  });
});

test.each([
  'admission webhook "w.x.io" denied the request: no such chart',
  'admission webhook "w.x.io" denied the request without explanation',
])('tells what a webhook denies without a code: %s', async (denial) => {
  answered(400, denial);
  expect(await apply()).toEqual({ outcome: 'invalid', causes: [], message: `${denial} (400 BadRequest)` });
});

test.each([
  [400, 'bad'],
  [404, 'configmaps "one" not found'],
  [409, 'the object has been modified'],
  [500, 'etcd is gone'],
  [504, 'late'],
])('throws any other answer: %i %s', async (status, message) => {
  answered(status, message);
  await expect(apply()).rejects.toBeInstanceOf(ApiError);
});

test('says which values have another type, and not what they are', async () => {
  const typed = (value: string) => `expected string, got &value.valueUnstructured{Value:${value}}`;
  answered(
    500,
    `failed to create typed patch object (shop/one; /v1, Kind=Secret): errors:\n  .data.a: ${typed('4711')}\n  .data.b: ${typed('map[string]interface {}{"a":"4711"}')}`,
  );
  expect(await apply()).toEqual({
    outcome: 'invalid',
    causes: [
      { field: '.data.a', message: 'expected string' },
      { field: '.data.b', message: 'expected string' },
    ],
    message: '.data.a: expected string; .data.b: expected string',
  });
});

test('takes content that cannot be read as a refusal', async () => {
  const message =
    'failed to convert new object (shop/one; /v1, Kind=Secret) to proper version: illegal base64 data at input byte 7';
  answered(500, message);
  expect(await apply()).toEqual({ outcome: 'invalid', causes: [], message: `${message} (500 InternalError)` });
});

test('sends integers that a number cannot hold', async () => {
  const text = '{"a":9007199254740993,"b":[9007199254740993,null,{}]}';
  expect(jsonText({ a: 9007199254740993n, b: [9007199254740993n, undefined, { c: undefined }] })).toBe(text);
  const huge = { ...configMap('huge', {}), data: { a: 9007199254740993n } };
  expect(await serverSideApply(client, path('huge'), huge, { manager: 'fluxapp' })).toMatchObject({
    outcome: 'applied',
  });
});
