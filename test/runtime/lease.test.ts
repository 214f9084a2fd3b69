import { afterEach, expect, test } from 'vitest';
import { delay, until } from '../../harness/wait';
import { Lease, type LeaseOptions } from '../../src/runtime/lease';
import { useFakeCluster } from './fake-cluster';

const cluster = useFakeCluster();
const PATH = '/apis/coordination.k8s.io/v1/namespaces/apps/leases/watcher';
const MERGE = { contentType: 'application/merge-patch+json' };
/** Attempts follow quickly; the other times are long enough for a busy machine. */
const timing = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 20 };
/** For tests that wait until a Lease expires. */
const short = { durationMs: 1_000, renewDeadlineMs: 600, retryMs: 20 };

const stopping: AbortController[] = [];
afterEach(() => {
  for (const controller of stopping.splice(0)) controller.abort();
});

/** A process that wants to lead, and a record of its events. */
async function candidate(identity: string, options: Partial<LeaseOptions> = {}) {
  const controller = new AbortController();
  stopping.push(controller);
  const waited: string[] = [];
  const failures: string[] = [];
  const lease = new Lease({
    ...{ client: await cluster().client(), namespace: 'apps', name: 'watcher', identity, timing },
    waiting: (leader) => waited.push(leader),
    failed: (error) => failures.push((error as Error).message),
    ...options,
  });
  return { lease, waited, failures, signal: controller.signal, stop: () => controller.abort() };
}

const stored = async () => (await cluster().request('GET', PATH)).body.spec;
const take = (holderIdentity: string) =>
  cluster().request('PATCH', PATH, { spec: { holderIdentity, renewTime: new Date().toISOString() } }, MERGE);

test('the first one makes the Lease and holds it, as client-go writes it', async () => {
  const { lease, signal, failures } = await candidate('one');
  expect(lease.isHeld).toBe(false);
  expect(await lease.acquire(signal)).toBe(true);
  expect(lease.isHeld).toBe(true);
  const microTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(await stored()).toEqual({
    holderIdentity: 'one',
    leaseDurationSeconds: 15,
    acquireTime: microTime,
    renewTime: microTime,
    leaseTransitions: 0,
  });
  expect(failures).toEqual([]);
});

test('another one waits while the Lease is renewed, and leads when it is given back', async () => {
  const one = await candidate('one');
  await one.lease.acquire(one.signal);
  const kept = one.lease.keep(one.signal);
  const two = await candidate('two');
  const acquired = two.lease.acquire(two.signal);
  const { renewTime } = await stored();
  await until('it is renewed', async () => (await stored()).renewTime !== renewTime);
  await until('the other one has tried often', () => two.waited.length > 20);
  expect([one.lease.isHeld, two.lease.isHeld]).toEqual([true, false]);
  expect(new Set(two.waited)).toEqual(new Set(['one']));
  one.stop();
  expect(await kept).toBe(true);
  await one.lease.release();
  expect(await acquired).toBe(true);
  expect(await stored()).toMatchObject({ holderIdentity: 'two', leaseTransitions: 1 });
  expect([...one.failures, ...two.failures]).toEqual([]);
});

test('a Lease is taken when it has not changed for its duration by the own clock, whatever its times say', async () => {
  const spec = {
    holderIdentity: 'dead',
    leaseDurationSeconds: 1,
    leaseTransitions: 4,
    renewTime: '2099-01-01T00:00:00.000000Z',
  };
  const metadata = { name: 'watcher', namespace: 'apps' };
  await cluster().request('POST', PATH.replace('/watcher', ''), { metadata, spec });
  const { lease, signal, waited } = await candidate('one');
  expect(await lease.acquire(signal)).toBe(true);
  expect(waited.length).toBeGreaterThan(1);
  expect(await stored()).toMatchObject({ holderIdentity: 'one', leaseTransitions: 5 });
});

test('two that start at once: one leads', async () => {
  const both = await Promise.all([candidate('one'), candidate('two')]);
  const first = await Promise.race(both.map(({ lease, signal }, index) => lease.acquire(signal).then(() => index)));
  expect(both.map(({ lease }) => lease.isHeld)).toEqual([first === 0, first === 1]);
  expect(both.flatMap(({ failures }) => failures)).toEqual([]);
});

test('a leader whose Lease another process has taken stops leading', async () => {
  const { lease, signal } = await candidate('one');
  await lease.acquire(signal);
  const kept = lease.keep(signal);
  await take('two');
  expect(await kept).toBe(false);
  expect(lease.isHeld).toBe(false);
  await lease.release();
  expect((await stored()).holderIdentity).toBe('two');
});

test('a leader that cannot renew stops leading, and says why', async () => {
  const { lease, signal, failures } = await candidate('one', { timing: short });
  await lease.acquire(signal);
  cluster().server.faults.push({ on: 'any', times: 10_000, fault: { kind: 'status', status: 500, message: 'broken' } });
  expect(await lease.keep(signal)).toBe(false);
  expect(lease.isHeld).toBe(false);
  expect(new Set(failures)).toEqual(new Set(['broken (500 InternalError)']));
});

test('a leader outlives requests that fail for a while, and a write that was lost to another one', async () => {
  const { lease, signal, failures, stop } = await candidate('one');
  await lease.acquire(signal);
  const fault = { kind: 'status', status: 409, message: 'changed' } as const;
  cluster().server.faults.push(
    { on: 'get', fault: { kind: 'reset' } },
    { on: 'update', fault: { ...fault, status: 503 } },
  );
  cluster().server.faults.push({ on: 'update', fault });
  const kept = lease.keep(signal);
  await until('all faults are over', () => cluster().server.faults.length === 0);
  const { renewTime } = await stored();
  await until('it is renewed', async () => (await stored()).renewTime !== renewTime);
  stop();
  expect(await kept).toBe(true);
  // a lost race is not a failure, and a read on a reset connection is retried at once
  expect(failures).toEqual(['changed (503 ServiceUnavailable)']);
});

test('told to stop while it waits, it does not lead', async () => {
  const one = await candidate('one');
  await one.lease.acquire(one.signal);
  const two = await candidate('two');
  const acquired = two.lease.acquire(two.signal);
  await until('it waits', () => two.waited.length > 0);
  two.stop();
  expect(await acquired).toBe(false);
  await delay(0);
  expect(await stored()).toMatchObject({ holderIdentity: 'one' });
});
