import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { compact, kubeconfig, TcpProxy, until } from '../../harness';
import { describeWithClusters } from '../../harness/suite';
import { delay } from '../../harness/wait';
import { Churn } from '../kube/churn';
import { type Mirror, startMirror } from '../kube/mirror';
import { grant } from './grant';

const fast = { minMs: 50, maxMs: 1000 };

// At every fiftieth request, the server asks the client to reconnect.
describeWithClusters('outages', { clusters: ['host'], apiServerFlags: ['--goaway-chance=0.02'] }, (running) => {
  const namespace = 'outages';
  let churn: Churn;
  let file: string;
  let proxy: TcpProxy | undefined;
  let mirror: Mirror | undefined;

  beforeAll(async () => {
    const { host, folder } = running();
    churn = new Churn(host, namespace);
    await churn.start();
    await churn.run(30);
    await grant(host, 'reads', ['configmaps']);
    // A user whose permissions the server must look up, like those of a real watcher.
    file = join(folder, 'nobody');
    writeFileSync(file, kubeconfig(host, host.tokens.nobody));
  });
  afterEach(async () => {
    await mirror?.stop();
    await proxy?.close();
    mirror = undefined;
    proxy = undefined;
  });

  /** Starts a mirror that is in sync with the server. */
  async function start(options: Parameters<typeof startMirror>[1] = {}, kubeconfig = file): Promise<Mirror> {
    const started = await startMirror({ kubeconfig }, { namespace, backoff: fast, ...options });
    mirror = started;
    await started.matches(running().host, churn.path);
    await until('it watches', () => started.watches > 0);
    return started;
  }

  /** The same through a proxy. */
  async function startThrough(options: Parameters<typeof startMirror>[1] = {}): Promise<[Mirror, TcpProxy]> {
    const { host, folder } = running();
    proxy = await TcpProxy.start(host.url);
    const proxied = join(folder, 'proxied');
    writeFileSync(proxied, kubeconfig({ ...host.connection, url: proxy.url }, host.tokens.nobody));
    return [await start(options, proxied), proxy];
  }

  /** Expects that the mirror is in sync again, reported each change once, and did not report the kind as unreadable. */
  async function recovers(what: string, after: Mirror): Promise<void> {
    const { host } = running();
    const since = performance.now();
    await after.matches(host, churn.path);
    const ms = Math.round(performance.now() - since);
    console.log(`${what}: in step after ${ms} ms, ${after.retries.length} retries, ${after.watches} watches`);
    await churn.run(10);
    await after.matches(host, churn.path);
    expect(after.nonsense).toEqual([]);
    expect(after.errors).toEqual([]);
    expect(after.told.filter((told) => !/^[-+~]/.test(told))).toEqual(['synced']);
  }

  test('an API server that is killed and comes back', async () => {
    const started = await start();
    const { apiServer } = running().host;
    await apiServer.kill();
    await until('the loss is noticed', () => started.retries.length > 1);
    expect(started.retries.at(-1)).toMatch(/^https:\S+ cannot be reached \(ECONNREFUSED\): check that it runs/);
    await apiServer.restart();
    await churn.run(20);
    await recovers('killed', started);
  });

  test('an API server that is frozen for 20 s', async () => {
    const started = await start();
    const { apiServer } = running().host;
    await churn.run(5);
    await apiServer.freeze();
    await delay(20_000);
    apiServer.thaw();
    await churn.run(20);
    await recovers('frozen', started);
  });

  test('an API server that is frozen for longer than a watch may be silent', async () => {
    const started = await start({ idleMs: 2_000 });
    const { apiServer } = running().host;
    await apiServer.freeze();
    await until('the watch is given up', () => started.retries.length > 0);
    expect(started.retries[0]).toMatch(/does not answer \(UND_ERR_CONNECT_TIMEOUT\): check the network/);
    apiServer.thaw();
    await churn.run(20);
    await recovers('frozen beyond the bound', started);
  });

  test('a network that swallows everything', async () => {
    const [started, between] = await startThrough({ idleMs: 2_000 });
    between.swallow();
    await churn.run(20);
    await until('the watch is given up', () => started.retries.length > 0);
    between.pass();
    await recovers('swallowed', started);
  });

  test('a network that cuts connections, again and again', async () => {
    const [started, between] = await startThrough();
    for (let i = 0; i < 10; i++) {
      await churn.run(3);
      between.cut();
    }
    await recovers('cut', started);
    expect(started.watches).toBeGreaterThan(1);
  });

  test('a network that is slow', async () => {
    const [started, between] = await startThrough();
    between.delay(200);
    await churn.run(20);
    await recovers('slow', started);
    expect(started.retries).toEqual([]);
  });

  test('watches that end every other second', async () => {
    const started = await start({ watchSeconds: { min: 1, max: 2 } });
    await until('a few have ended', async () => {
      await churn.run(1);
      return started.watches > 4;
    });
    await recovers('ended', started);
    // The end of a watch is not a failure: it is resumed without a list.
    expect(started.retries).toEqual([]);
  });

  test('history that is gone (410), with objects deleted and made anew meanwhile', async () => {
    const [started, between] = await startThrough();
    between.refuse();
    between.cut();
    await churn.run(21);
    const { etcdUrl, host } = running();
    await compact(etcdUrl);
    await host.apiServer.restart();
    await churn.run(5);
    between.pass();
    await until('it is told', () => started.retries.some((message) => /\(410 Expired\)/.test(message)));
    await recovers('410', started);
  });

  test('an etcd that is killed and comes back', async () => {
    const started = await start();
    const { etcd } = running();
    await etcd.kill();
    await delay(2_000);
    await etcd.restart();
    await churn.run(20);
    await recovers('etcd killed', started);
  });
});
