import { expect, test } from 'vitest';
import { until } from '../../harness/wait';
import type { KubeClientOptions } from '../../src/kube';
import { EventRecorder } from '../../src/runtime';
import { keptLog, useFakeCluster } from './fake-cluster';

const cluster = useFakeCluster();
const NOON = new Date('2026-11-02T12:00:00.500Z');
const WEB = {
  apiVersion: 'example.com/v1',
  kind: 'Web',
  namespace: 'apps',
  name: 'web',
  uid: 'u1',
  resourceVersion: '7',
};

/** A recorder that runs until `stop()`. */
async function startRecorder(options?: KubeClientOptions) {
  const log = keptLog();
  const recorder = new EventRecorder({
    client: await cluster().client(options),
    ...{ component: 'tester', now: () => NOON, log },
  });
  const stopping = new AbortController();
  const running = recorder.run(stopping.signal);
  const stop = () => {
    stopping.abort();
    return running;
  };
  return { recorder, log, stop };
}

const events = async () => (await cluster().request('GET', '/api/v1/namespaces/apps/events')).body.items;
const reasons = async () => (await events()).map(({ reason }: { reason: string }) => reason);

test('writes an Event as client-go does, and cuts a message that the API server would refuse', async () => {
  const { recorder, log, stop } = await startRecorder();
  recorder.record(WEB, { type: 'Warning', reason: 'Failed', message: 'é'.repeat(600) });
  await until('it is written', async () => (await events()).length > 0);
  await stop();
  const [{ metadata, message, ...rest }] = await events();
  expect(metadata).toMatchObject({ namespace: 'apps', name: expect.stringMatching(/^web\.[0-9a-f]{16}$/) });
  expect(message).toBe(`${'é'.repeat(510)}…`);
  expect(rest).toEqual({
    ...{ involvedObject: WEB, type: 'Warning', reason: 'Failed', count: 1 },
    ...{ source: { component: 'tester' }, reportingComponent: 'tester' },
    ...{ firstTimestamp: '2026-11-02T12:00:00Z', lastTimestamp: '2026-11-02T12:00:00Z' },
  });
  expect(log.lines).toEqual([]);
});

test('when it stops, it writes those that wait', async () => {
  const { recorder, stop } = await startRecorder();
  for (let number = 0; number < 5; number++)
    recorder.record(WEB, { type: 'Normal', reason: `R${number}`, message: '' });
  await until('one is written', async () => (await events()).length > 0);
  for (let number = 5; number < 25; number++)
    recorder.record(WEB, { type: 'Normal', reason: `R${number}`, message: '' });
  await stop();
  expect((await reasons()).sort()).toEqual(Array.from({ length: 25 }, (_, number) => `R${number}`).sort());
});

test('logs what is refused, and goes on', async () => {
  cluster().server.faults.push({ on: 'create', path: /events/, times: 1, fault: { kind: 'status', status: 403 } });
  const { recorder, log, stop } = await startRecorder();
  recorder.record(WEB, { type: 'Normal', reason: 'Lost', message: '' });
  recorder.record(WEB, { type: 'Normal', reason: 'Kept', message: '' });
  await stop();
  expect(await reasons()).toEqual(['Kept']);
  expect(log.lines).toEqual([
    'warn an Event was not written {"object":"apps/web","reason":"Lost","error":"it is 403 (403 Forbidden)"}',
  ]);
});

test('more than ten thousand that wait lose the oldest', async () => {
  const log = keptLog();
  const recorder = new EventRecorder({ client: await cluster().client(), component: 'tester', now: () => NOON, log });
  for (let number = 0; number <= 10_000; number++)
    recorder.record(WEB, { type: 'Normal', reason: `R${number}`, message: '' });
  expect(log.lines).toEqual([
    'warn an Event was not written {"object":"apps/web","reason":"R0","error":"too many wait"}',
  ]);
});
