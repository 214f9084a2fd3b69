import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compact, kubeconfig, TcpProxy, until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace, say } from '../../../harness/fleet/synthetic-fleet';
import { patchesSeen, untilTrue, untruths } from '../../../harness/fleet/truth';
import { describeWithClusters } from '../../../harness/suite';
import { delay } from '../../../harness/wait';
import type { HelmRelease } from '../../../imports/helm.toolkit.fluxcd.io';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';
import { makeAdmin, renewAccount } from '../renewed-account';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
/**
 * Long enough for all changes of a round, even on a busy machine, so that a round is one burst for each application.
 */
const gatherMs = 3_000;
const NAMES = ['first', 'second', 'third'];

describeWithClusters('the watcher, when the way to its API server fails', { clusters: ['host'] }, (running) => {
  let releases: HelmRelease[] = [];
  let proxy: TcpProxy;
  let folder: string;
  let watcher: RunningWatcher;
  let round = 0;

  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), CRD]);
    await namespace(host, 'apps');
    for (const name of NAMES) releases = [...releases, ...(await deliver(host, applicationOf('apps', name, 4)))];
    folder = mkdtempSync(join(tmpdir(), 'fluxapp-faults-'));
    proxy = await TcpProxy.start(host.url);
  });
  afterAll(async () => {
    await proxy?.close();
    if (folder) rmSync(folder, { recursive: true });
  });
  // each fault affects a converged watcher, through the proxy
  beforeEach(async () => {
    const { host } = running();
    const config = join(folder, 'kubeconfig');
    writeFileSync(config, kubeconfig({ ...host.connection, url: proxy.url }, host.tokens.admin));
    watcher = startWatcher({ kubeconfig: config, gatherMs });
    await until('it has synced', () => watcher.log.some(({ fields }) => fields.kind === 'HelmRepository'));
    await untilTrue(host, 'before');
  });
  afterEach(async () => {
    proxy.pass();
    await watcher?.stop();
  });

  /** A new status of every release, as its controller would write it: every second release fails. */
  const change = async () => {
    const { host } = running();
    round++;
    const changes = releases.map((release, index) => {
      const said =
        index % 2 === 0
          ? ({ ready: 'True', version: `1.0.${round}` } as const)
          : ({ ready: 'False', message: `round ${round}` } as const);
      return say(host, release, said);
    });
    await Promise.all(changes);
  };

  /**
   * Expects that the stored status becomes correct with at most this number of writes, and that nothing is written
   * after that, even if everything is checked again.
   */
  const recovers = async (
    fault: string,
    writes?: { readonly status: number; readonly metadata: number },
    timeoutMs?: number,
  ) => {
    const { host } = running();
    await untilTrue(host, fault, timeoutMs);
    await watcher.stop();
    const seen = await patchesSeen(host);
    if (writes) expect(seen).toEqual(writes);
    await startWatcher({ kubeconfig: host.kubeconfig, once: true }).ended;
    expect(await patchesSeen(host)).toEqual(seen);
    expect(await untruths(host)).toEqual({});
  };
  const more = async () => {
    const { status, metadata } = await patchesSeen(running().host);
    return { status: status + NAMES.length, metadata: metadata + NAMES.length };
  };

  test('killed and started again: what has changed meanwhile is found', async () => {
    const { host } = running();
    await host.apiServer.kill();
    await host.apiServer.restart();
    await change();
    // its counters restart at zero
    await recovers('killed and restarted');
  });

  test('stopped for 60 s and continued: connections that were half open go on or are made anew', async () => {
    const { host } = running();
    const expected = await more();
    await host.apiServer.freeze();
    await delay(60_000); // the time for which it is frozen
    host.apiServer.thaw();
    await change();
    await recovers('frozen for 60 s', expected);
  }, 150_000);

  test('bytes swallowed on the way: watches that are silent for too long are opened again', async () => {
    const { host } = running();
    const expected = await more();
    proxy.swallow();
    await change();
    // wait until the watches have been given up
    await until(
      'watches are given up',
      () =>
        ['Application', 'HelmRelease', 'Kustomization'].every((kind) =>
          watcher.log.some(({ message, fields }) => message.startsWith('list or watch failed') && fields.kind === kind),
        ),
      { timeoutMs: 120_000 },
    );
    proxy.pass();
    await recovers('bytes swallowed', expected);
    expect((await patchesSeen(host)).status).toBe(expected.status);
  }, 240_000);

  test('connections cut: watches are resumed, and nothing is listed again', async () => {
    const expected = await more();
    proxy.cut();
    await change();
    await recovers('connections cut', expected);
  });

  test('410 by compaction: everything is listed again', async () => {
    const { host, etcdUrl } = running();
    proxy.swallow();
    await change();
    await compact(etcdUrl);
    await host.apiServer.restart(); // it loses its in-memory history
    proxy.pass();
    await recovers('410 Expired');
    expect(watcher.log.some(({ fields }) => /too old resource version|Expired|Gone/i.test(fields.error ?? ''))).toBe(
      true,
    );
  });

  test('watches ended again and again while things change: they are resumed each time', async () => {
    for (let cut = 0; cut < 8; cut++) {
      proxy.cut();
      await change();
    }
    await recovers('watches ended 8 times');
  });

  test('a credential that changes on disk is used, when the old one is refused', async () => {
    const { host } = running();
    await watcher.stop();
    const config = join(folder, 'kubeconfig');
    const account = { namespace: 'apps', name: 'watcher', file: config, url: proxy.url };
    await makeAdmin(host, account);
    await renewAccount(host, account);
    watcher = startWatcher({ kubeconfig: config, gatherMs });
    await until('it has synced', () => watcher.log.some(({ fields }) => fields.kind === 'HelmRepository'));
    await untilTrue(host, 'started as a ServiceAccount');
    const expected = await more();
    await renewAccount(host, account);
    proxy.cut(); // a watch continues with the token with which it was opened
    await change();
    await recovers('credential changed', expected);
  });
});
