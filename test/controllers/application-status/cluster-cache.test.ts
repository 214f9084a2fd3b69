import { afterEach, expect, test } from 'vitest';
import { applicationOf, deliver } from '../../../harness/fleet/synthetic-fleet';
import { until } from '../../../harness/wait';
import { ClusterCache } from '../../../src/controllers/application-status/cluster-cache';
import { keptLog, useFakeCluster } from '../../runtime/fake-cluster';

const cluster = useFakeCluster();
const forbidden = { kind: 'status', status: 403, message: 'no' } as const;

let running: { stopping: AbortController; ended: Promise<void> } | undefined;
afterEach(async () => {
  running?.stopping.abort();
  await running?.ended;
});

async function start(once = false) {
  const log = keptLog();
  const cache = new ClusterCache({ client: await cluster().client(), once, log });
  const calls: string[] = [];
  cache.connect({
    changed: (key) => calls.push(key),
    allChanged: () => calls.push('all'),
    schemaMayHaveChanged: () => {},
  });
  const stopping = new AbortController();
  running = { stopping, ended: cache.run(stopping.signal) };
  return { cache, calls, log, signal: stopping.signal };
}

test('has synced when Applications and what delivers them are known, and has no problem then', async () => {
  await deliver(cluster(), applicationOf('apps', 'web', 1));
  const { cache, calls, signal } = await start();
  expect(cache.problem).toBe('not read yet: Application, HelmRelease, Kustomization');
  await cache.synced(signal);
  expect(cache.problem).toBeUndefined();
  expect([...cache.state.names()]).toEqual(['apps/web']);
  calls.length = 0;
  await deliver(cluster(), applicationOf('apps', 'other', 1));
  await until('it hears of a new one', () => calls.includes('apps/other'));
});

test('Applications that cannot be read are its problem, until they can be', async () => {
  cluster().server.faults.push({ on: 'list', path: /applications/, times: 1000, fault: forbidden });
  const { cache, log, signal } = await start();
  const synced = cache.synced(signal);
  await until('it has a problem', () => cache.problem?.startsWith('Applications cannot be read'));
  expect(cache.problem).toBe('Applications cannot be read: no (403 Forbidden)');
  expect(log.lines.filter((line) => line.startsWith('warn'))).toEqual([
    'warn cannot be read {"kind":"Application","reason":"Forbidden","error":"no (403 Forbidden)"}',
  ]);
  cluster().server.faults.length = 0;
  await synced;
  expect(cache.problem).toBeUndefined();
});

test('read once, Applications that cannot be read are an error', async () => {
  cluster().server.faults.push({ on: 'list', path: /applications/, times: 1000, fault: forbidden });
  const { cache, signal } = await start(true);
  await expect(cache.synced(signal)).rejects.toThrow('Applications cannot be read: no (403 Forbidden)');
});

test('waits no longer when it is told to stop', async () => {
  cluster().server.faults.push({ on: 'list', times: 1000, fault: { kind: 'silence' } });
  const { cache, signal } = await start();
  const synced = cache.synced(signal);
  running?.stopping.abort();
  await synced;
  expect(cluster().server.openWatches).toBe(0);
});
