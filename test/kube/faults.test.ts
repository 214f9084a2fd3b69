import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeApiServer, type Fault } from '../../harness/fake-api-server';
import { until } from '../../harness/wait';
import { listObjects } from '../../src/kube';
import { Churn } from './churn';
import { KubeconfigFolder } from './kubeconfig-file';
import { type Mirror, type MirrorOptions, startMirror } from './mirror';
import { plainClient } from './plain-client';

let fake: FakeApiServer;
let folder: KubeconfigFolder;
let churn: Churn;
let mirror: Mirror;

beforeEach(async () => {
  fake = await FakeApiServer.start();
  folder = new KubeconfigFolder();
  churn = new Churn({ request: plainClient(fake.url) }, 'some');
  await churn.start();
  await churn.run(7);
});
afterEach(async () => {
  await mirror.stop();
  await fake.close();
  folder.remove();
});

async function start(options: MirrorOptions = {}): Promise<Mirror> {
  const file = folder.write('fake', fake.url);
  const quick = { minMs: 5, maxMs: 20 };
  mirror = await startMirror({ kubeconfig: file }, { namespace: 'some', backoff: quick, ...options });
  return mirror;
}

async function started(options: MirrorOptions = {}): Promise<Mirror> {
  await start(options);
  await until('it watches', () => mirror.watches > 0);
  return mirror;
}

const inStep = () => mirror.matches({ request: plainClient(fake.url) }, churn.path, { intervalMs: 5 });
const states = () => mirror.told.filter((told) => !/^[-+~]/.test(told));
const fail = (on: 'list' | 'watch', fault: Fault, times = 1) => {
  for (let i = 0; i < times; i++) fake.faults.push({ on, fault });
};
const status = (code: number, more: Partial<Fault> = {}) => ({ kind: 'status', status: code, ...more }) as Fault;
const count = (word: RegExp) => fake.requests.filter((request) => word.test(request)).length;
const lists = () => count(/configmaps\?(?!.*watch=true)/);

test.for([
  ['connections that are reset', { kind: 'reset' }],
  ['an answer that ends in the middle', { kind: 'half' }],
  ['503', status(503)],
  ['504', status(504)],
  ['429', status(429)],
  ['500 that does not come three times', status(500)],
] as const)('a list outlives %s, and nobody is told', async ([, fault]) => {
  fail('list', fault as Fault, 2);
  await start();
  await inStep();
  expect(states()).toEqual(['synced']);
  expect(mirror.retries.length).toBeGreaterThan(0);
});

test.for([401, 403, 404, 400])('the first answer %d to a list tells that the kind cannot be read', async (code) => {
  fail('list', status(code, { message: 'because' }), 3);
  await start();
  await inStep();
  expect(states()).toHaveLength(2);
  expect(states()[0]).toMatch(/^unreadable \w+/);
  expect(states()[1]).toBe('synced');
});

test('three 500 in a row tell that the kind cannot be read', async () => {
  fail('list', status(500), 5);
  await start();
  await inStep();
  expect(states()).toEqual(['unreadable InternalError', 'synced']);
});

test('one strange answer of a server that starts or stops is not taken for its word, two are', async () => {
  await started();
  fail('watch', status(403));
  fake.endWatches();
  await until('it watches again', () => mirror.watches === 2);
  expect(states()).toEqual(['synced']);
  fail('watch', status(403), 3);
  fake.endWatches();
  await until('it is told', () => states().length === 3);
  expect(states()).toEqual(['synced', 'unreadable Forbidden', 'synced']);
});

test('a kind that may be listed and not watched is unreadable, once, though its lists succeed', async () => {
  fail('watch', status(403), 10_000);
  await start();
  await until('the watch was refused again and again', () => count(/watch=true/) > 5);
  expect(states()).toEqual(['synced', 'unreadable Forbidden']);
  expect(mirror.reflector.state).toMatchObject({ kind: 'unreadable', reason: 'Forbidden' });
  await churn.run(7);
  await inStep();
  fake.faults.length = 0;
  await until('it may be watched', () => mirror.watches > 0);
  expect(states()).toEqual(['synced', 'unreadable Forbidden', 'synced']);
});

test('what was last known stays while the kind cannot be read', async () => {
  await started();
  const { size } = mirror.reflector;
  fail('watch', status(404), 1);
  fail('list', status(404), 10_000);
  fake.endWatches();
  await until('it is told', () => mirror.reflector.state.kind === 'unreadable');
  expect(mirror.reflector.state).toEqual({
    kind: 'unreadable',
    reason: 'NotFound',
    message: 'the API server does not serve configmaps v1 (404): is its CRD installed?',
  });
  expect(mirror.reflector.size).toBe(size);
  fake.faults.length = 0;
  await churn.run(7);
  await inStep();
  expect(states()).toEqual(['synced', 'unreadable NotFound', 'synced']);
});

test.for(['list', 'watch'] as const)('waits as long as the server asks after a %s', async (on) => {
  fail(on, status(429, { retryAfter: '1' }));
  const since = performance.now();
  await started();
  await inStep();
  expect(performance.now() - since).toBeGreaterThan(990);
  expect(states()).toEqual(['synced']);
});

test('a page whose place was forgotten (410): the list is read anew, in one piece', async () => {
  fail('list', status(410));
  await start({ pageSize: 2 });
  await inStep();
  expect(mirror.retries).toEqual([]);
  expect(fake.requests.find((request) => /configmaps($|\?(?!.*limit=))/.test(request))).toBeDefined();
});

test.for([
  ['410 as an answer', () => fail('watch', status(410))],
  ['410 as an event', () => fake.failWatches(410, 'Expired')],
  [
    'too large resource version',
    () => fail('watch', status(504, { message: 'Too large resource version: 9, current: 7' })),
  ],
] as const)('%s: the list is read anew', async ([, provoke]) => {
  await started();
  const before = lists();
  provoke();
  fake.endWatches();
  await churn.run(7);
  await inStep();
  await until('it watches again', () => mirror.watches === 2);
  expect(lists()).toBe(before + 1);
  expect(states()).toEqual(['synced']);
  expect(mirror.nonsense).toEqual([]);
});

test('a watch goes on from the last bookmark', async () => {
  await started();
  await churn.run(7);
  await inStep();
  await plainClient(fake.url)('POST', '/api/v1/namespaces/other/configmaps', { metadata: { name: 'elsewhere' } });
  fake.bookmark();
  fake.bookmark();
  const { metadata } = (await plainClient(fake.url)('GET', churn.path)).body;
  await until('the bookmark is in', async () => {
    fake.endWatches();
    return fake.requests.some((request) => request.includes(`resourceVersion=${metadata.resourceVersion}&`));
  });
  expect(lists()).toBe(1);
});

test('a server that went back in time is noticed by its bookmarks', async () => {
  await started();
  await churn.run(14);
  await inStep();
  fake.restore();
  await until('it watches again', () => mirror.watches === 2);
  fake.bookmark();
  await inStep();
  expect(mirror.retries.at(-1)).toMatch(/has gone back to an earlier state/);
});

test('a watch that ends as soon as it is open is not opened again and again without a pause', async () => {
  await started();
  await until(
    'it has been opened a few times',
    () => {
      fake.endWatches();
      return mirror.watches > 4;
    },
    { intervalMs: 1 },
  );
  // There was a wait before each watch except the first one.
  expect(mirror.retries.length).toBeGreaterThanOrEqual(mirror.watches - 1);
  expect(mirror.retries[0]).toMatch(/ends a watch of \S+ as soon as it is open/);
});

test('a server that goes silent: a list is given up, and so is a watch', async () => {
  await started({ idleMs: 100 });
  await until('the watch is opened anew', () => mirror.watches > 1);
  // Perhaps there was no event: that is not a failure, and the watch is resumed.
  expect(mirror.retries).toEqual([]);
  expect(lists()).toBe(1);
  fake.faults.push({ on: 'list', fault: { kind: 'silence' } });
  await expect(mirror.client.request('GET', churn.path, { timeoutMs: 50 })).rejects.toThrow(
    `${fake.url} does not answer (ETIMEDOUT): check the network between here and there`,
  );
});

const stranger = () =>
  `${fake.url} sends something that no API server sends (EBADMSG): check that it is one, and that no proxy or login page answers for it`;

test('something that is no API server', async () => {
  await started();
  fake.faults.push({ on: 'list', fault: { kind: 'garbage' } });
  await expect(mirror.client.request('GET', churn.path)).rejects.toThrow(stranger());
});

const answers200 = [
  ['a login page', { kind: 'text', status: 200, text: '<html>\nlog in' }],
  ['an object', status(200)],
] as const;

test.for(answers200)('%s in place of a list: the store stays, until there is a list', async ([, fault]) => {
  await start({ pageSize: 2 });
  await until('it watches', () => mirror.watches > 0);
  const { size } = mirror.reflector;
  fail('list', fault as Fault, 3);
  fail('watch', status(410));
  fake.endWatches();
  await until('the list is read anew', () => mirror.watches === 2);
  await inStep();
  expect(mirror.reflector.size).toBe(size);
  expect(mirror.told.filter((told) => told.startsWith('-'))).toEqual([]);
  expect(mirror.retries.slice(-3)).toEqual([stranger(), stranger(), stranger()]);
  expect(states()).toEqual(['synced']);
});

test('a login page in place of a later page of a list', async () => {
  await started();
  const read = () => listObjects(mirror.client, churn.path, { pageSize: 1, onPage: () => fail('list', page) });
  const page = { kind: 'text', status: 200, text: '<html>' } as const;
  await expect(read()).rejects.toThrow(stranger());
});

test('a login page in place of a watch: the watch is not opened, and tried anew after a pause', async () => {
  await started();
  fail('watch', { kind: 'text', status: 200, text: '<html>' }, 3);
  fake.endWatches();
  await until('it watches again', () => fake.openWatches === 1);
  await churn.run(7);
  await inStep();
  expect(mirror.retries.filter((retry) => retry === stranger())).toHaveLength(3);
  expect(mirror.watches).toBe(2);
  expect(states()).toEqual(['synced']);
});

test('a line of a watch that is no event', async () => {
  await started();
  fake.faults.push({ on: 'watch', fault: { kind: 'garbage' } });
  fake.endWatches();
  await until('it watches again', () => mirror.watches === 3);
  expect(mirror.retries).toContain(stranger());
  await inStep();
});
