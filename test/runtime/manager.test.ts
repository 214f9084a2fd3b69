import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../../harness/wait';
import { Controller, type ControllerOptions } from '../../src/runtime/controller';
import { LeaseLostError } from '../../src/runtime/lease';
import { type Cache, Manager, type ManagerOptions } from '../../src/runtime/manager';
import { RuntimeMetrics } from '../../src/runtime/metrics';
import { keptLog, useFakeCluster } from './fake-cluster';

const cluster = useFakeCluster();
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/default/leases/example';
const MERGE = { contentType: 'application/merge-patch+json' };
const timing = { durationMs: 15_000, renewDeadlineMs: 10_000, retryMs: 20 };
const leaderElection = { name: 'example', identity: 'one', timing };

/** A cache that syncs when the test tells it to. */
class TestCache implements Cache {
  problem: string | undefined = 'not read yet';
  private resolve: () => void = () => {};
  private readonly whenSynced = new Promise<void>((resolve) => {
    this.resolve = resolve;
  });

  constructor(private readonly events: string[]) {}

  sync(): void {
    this.problem = undefined;
    this.resolve();
  }

  synced(signal: AbortSignal): Promise<void> {
    return Promise.race([this.whenSynced, aborted(signal)]);
  }

  async run(signal: AbortSignal): Promise<void> {
    this.events.push('cache starts');
    await aborted(signal);
    this.events.push('cache ends');
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });

const running: { stop: () => void; ended: Promise<void> }[] = [];
afterEach(async () => {
  for (const { stop, ended } of running.splice(0)) {
    stop();
    await ended.catch(() => {});
  }
});

/** A manager with one controller, and a record of the events in order. */
async function managerOf(options: Partial<ManagerOptions> = {}, controlled: Partial<ControllerOptions> = {}) {
  const events: string[] = [];
  const metrics = new RuntimeMetrics();
  const log = keptLog();
  const manager = new Manager({ client: await cluster().client(), metrics, log, ...options });
  const cache = new TestCache(events);
  const controller = new Controller({
    ...{ name: 'example', keys: () => ['a'], gatherMs: 0, metrics, log },
    reconcile: async (key) => {
      events.push(`reconciles ${key}`);
      return {};
    },
    ...controlled,
  });
  manager.addCache(cache);
  manager.addController(controller);
  const stopping = new AbortController();
  const start = (how: 'run' | 'runOnce' = 'run') => {
    const ended = manager[how](stopping.signal);
    ended.catch(() => {});
    running.push({ stop: () => stopping.abort(), ended });
    return ended;
  };
  const happened = (event: string) => until(event, () => events.includes(event));
  return { cache, controller, events, log, metrics, start, happened, stop: () => stopping.abort() };
}

test('starts controllers when the caches have synced, and stops the caches last', async () => {
  const { cache, controller, events, start, stop, happened } = await managerOf();
  const ended = start();
  await happened('cache starts');
  controller.enqueue('b'); // before the start
  cache.sync();
  await happened('reconciles a');
  controller.enqueue('c');
  await happened('reconciles c');
  stop();
  await ended;
  expect(events).toEqual(['cache starts', 'reconciles a', 'reconciles c', 'cache ends']);
});

test('what was gathered is reconciled when it stops', async () => {
  const { cache, events, start, stop, log } = await managerOf({}, { gatherMs: 3_600_000 });
  const ended = start();
  cache.sync();
  await until('the controller has started', () => events.includes('cache starts'));
  await new Promise(setImmediate);
  stop();
  await ended;
  expect(events).toEqual(['cache starts', 'reconciles a', 'cache ends']);
  expect(log.lines).toEqual(['info stopping {}']);
});

test('told to stop before the caches have synced, it starts no controller', async () => {
  const { events, start, stop, happened } = await managerOf({ leaderElection });
  const ended = start();
  await happened('cache starts');
  stop();
  await ended;
  expect(events).toEqual(['cache starts', 'cache ends']);
  expect((await cluster().request('GET', LEASE)).status).toBe(404);
});

describe('with leader election', () => {
  const holder = async () => (await cluster().request('GET', LEASE)).body.spec?.holderIdentity;

  test('one manager reconciles, the other takes over when it stops', async () => {
    const one = await managerOf({ leaderElection });
    const two = await managerOf({ leaderElection: { ...leaderElection, identity: 'two' } });
    const ended = one.start();
    one.cache.sync();
    await one.happened('reconciles a');
    two.start();
    two.cache.sync();
    await until('the other waits', () => two.log.lines.length > 0);
    expect([await holder(), two.events]).toEqual(['one', ['cache starts']]);
    const leads = async ({ metrics }: typeof one) =>
      (await metrics.registry.getSingleMetric('leader_election_master_status')?.get())?.values.map(
        ({ value }) => value,
      );
    expect([await leads(one), await leads(two)]).toEqual([[1], [0]]);
    one.stop();
    await ended;
    await two.happened('reconciles a');
    expect([await leads(one), await leads(two)]).toEqual([[0], [1]]);
    expect(one.log.lines).toEqual(['info leading {"lease":"example"}', 'info stopping {}']);
    expect(two.log.lines).toEqual([
      'info waiting: another process leads {"lease":"example","leader":"one"}',
      'info leading {"lease":"example"}',
    ]);
  });

  test('a lost Lease ends it at once: what was gathered is left to the next leader', async () => {
    const { cache, controller, events, start, happened } = await managerOf(
      { leaderElection },
      { keys: () => [], gatherMs: 3_600_000 },
    );
    const ended = start();
    cache.sync();
    await until('it leads', async () => (await holder()) === 'one');
    controller.enqueue('a');
    await cluster().request('PATCH', LEASE, { spec: { holderIdentity: 'two' } }, MERGE);
    await expect(ended).rejects.toThrow(LeaseLostError);
    await expect(ended).rejects.toThrow(
      'the Lease example was lost: this process stops, so that two do not write at once',
    );
    await happened('cache ends');
    expect(events).toEqual(['cache starts', 'cache ends']);
    expect(await holder()).toBe('two');
  });
});

test('serves whether it is healthy and ready, and the metrics of every controller', async () => {
  const { cache, log, metrics, start, stop, happened } = await managerOf({ address: '127.0.0.1:0' });
  const ended = start();
  const line = await until('it listens', () => log.lines.find((each) => each.startsWith('info serving')));
  const { port } = JSON.parse(line.slice(line.indexOf('{')));
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return `${response.status} ${(await response.text()).trimEnd()}`;
  };
  expect(await get('/readyz')).toBe('503 not read yet');
  expect(await get('/healthz')).toBe('200 ok');
  cache.sync();
  await happened('reconciles a');
  expect(await get('/readyz')).toBe('200 ok');
  metrics.requested({ code: '200', method: 'GET', host: 'example.com:6443' });
  const text = await get('/metrics');
  expect(text).toMatch(/^controller_runtime_reconcile_total\{controller="example",result="success"\} 1$/m);
  expect(text).toMatch(/^rest_client_requests_total\{code="200",method="GET",host="example.com:6443"\} 1$/m);
  stop();
  await ended;
  await expect(get('/healthz')).rejects.toThrow();
});

test('an address that cannot be listened on ends it before anything starts', async () => {
  const { events, start } = await managerOf({ address: 'nowhere' });
  await expect(start()).rejects.toThrow(
    '"nowhere" is not an address: write <host>:<port>, such as 127.0.0.1:8080 or :8080',
  );
  expect(events).toEqual([]);
});

test('one pass: every key once, then the caches end', async () => {
  const { cache, events, start, log } = await managerOf({}, { keys: () => ['a', 'b'] });
  const ended = start('runOnce');
  cache.sync();
  await ended;
  expect(events).toEqual(['cache starts', 'reconciles a', 'reconciles b', 'cache ends']);
  expect(log.lines).toEqual([]);
});
