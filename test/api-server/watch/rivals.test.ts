import { beforeAll, expect, test } from 'vitest';
import { until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace, put, say } from '../../../harness/fleet/synthetic-fleet';
import { patchesSeen, untilTrue } from '../../../harness/fleet/truth';
import { describeWithClusters } from '../../../harness/suite';
import type { HelmRelease } from '../../../imports/helm.toolkit.fluxcd.io';
import { LeaseLostError } from '../../../src/watch';
import { startWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';
import { startFluxapp } from '../fluxapp-process';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/apps/leases/fluxapp-watcher';
const MERGE = { contentType: 'application/merge-patch+json' };
/** A tenth of the usual times, so that a takeover is quick. */
const timing = { durationMs: 3_000, renewDeadlineMs: 2_000, retryMs: 300 };

describeWithClusters('the watcher, beside others', { clusters: ['host'] }, (running) => {
  let releases: HelmRelease[] = [];
  let round = 0;

  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), CRD]);
    await namespace(host, 'apps');
    for (const name of ['first', 'second'])
      releases = [...releases, ...(await deliver(host, applicationOf('apps', name, 3)))];
  });

  const change = async () => {
    round++;
    await Promise.all(
      releases.map((release) => say(running().host, release, { ready: 'True', version: `1.0.${round}` })),
    );
  };

  test('two with leader election: one writes, and when it is killed the other goes on', async () => {
    const { host } = running();
    const holder = async () => (await host.request('GET', LEASE)).body.spec?.holderIdentity as string;
    const leading = await startFluxapp(host, ['watch', '-A', '--leader-elect', '--lease-namespace', 'apps']);
    await until('the first leads', () => leading.log().some(({ msg }) => msg === 'leading'));
    const first = await holder();
    const standing = startWatcher({
      kubeconfig: host.kubeconfig,
      gatherMs: 200,
      leaderElection: { namespace: 'apps' },
    });
    await until('the other waits', () => standing.log.some(({ message }) => message.startsWith('waiting')));
    await untilTrue(host, 'written by the leader');
    expect(standing.log.filter(({ message }) => message === 'status changed')).toEqual([]);

    leading.kill('SIGKILL');
    const start = performance.now();
    await change();
    await until('the other leads', () => standing.log.some(({ message }) => message === 'leading'));
    console.log(`led by the other ${((performance.now() - start) / 1000).toFixed(1)} s after the leader was killed`);
    await untilTrue(host, 'leader killed');
    expect(await holder()).not.toBe(first);
    await standing.stop();
    expect(await holder()).toBe('');
  });

  test('a leader told to stop writes what it has gathered, gives its Lease back and exits with 0', async () => {
    const { host } = running();
    const flags = ['--leader-elect', '--lease-namespace', 'apps', '--metrics-address', '127.0.0.1:0'];
    const watcher = await startFluxapp(host, ['watch', '-A', ...flags]);
    await until('it leads', () => watcher.log().some(({ msg }) => msg === 'leading'));
    await untilTrue(host, 'started');
    const before = (await patchesSeen(host)).status;
    const port: number = watcher.log().find(({ port }) => port !== undefined).port;
    const added = async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return Number(/^workqueue_adds_total\{[^}]*\} (\d+)$/m.exec(metrics)?.[1]);
    };
    const start = await until('the first pass is over', async () => await added());
    await change();
    await until('both have been heard of', async () => (await added()) >= start + 2);
    watcher.kill('SIGTERM');
    expect(await watcher.exit).toBe(0);
    expect((await host.request('GET', LEASE)).body.spec.holderIdentity).toBe('');
    await untilTrue(host, 'stopped');
    expect((await patchesSeen(host)).status).toBeGreaterThan(before);
  });

  test('a leader that cannot renew its Lease stops before another may start', async () => {
    const { host } = running();
    const watcher = startWatcher({ kubeconfig: host.kubeconfig, leaderElection: { namespace: 'apps', timing } });
    await until('it leads', () => watcher.log.some(({ message }) => message === 'leading'));
    const renewTime = new Date().toISOString().replace('Z', '000Z');
    await host.request('PATCH', LEASE, { spec: { holderIdentity: 'somebody else', renewTime } }, MERGE);
    await expect(watcher.ended).rejects.toThrow(LeaseLostError);
    await host.request('DELETE', LEASE);
  });

  test('two without leader election say the same, and stop writing', async () => {
    const { host } = running();
    const both = [1, 2].map(() => startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 3_000 }));
    await untilTrue(host, 'started');
    const before = await patchesSeen(host);
    await change();
    await untilTrue(host, 'two at once');
    for (const watcher of both) await watcher.stop();
    const { status, metadata } = await patchesSeen(host);
    // each watcher finds the writes of the other, or is rejected because it read an older version
    expect({ status: status - before.status, metadata: metadata - before.metadata }).toEqual({
      status: 2,
      metadata: 2,
    });
    expect(both.flatMap(({ log }) => log).filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  test('a second writer of the same fields is put right some times, then named once and left alone', async () => {
    const { host } = running();
    const watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 100 });
    await untilTrue(host, 'started');
    const fields = async () => {
      const { body } = await host.request('GET', `${APPLICATIONS}/first`);
      return { ready: body.metadata.labels['gitops.kubesphere.io/ready-number'], body };
    };
    // the writes of the original controller: its own counts, again and again
    let written = 0;
    await until('the watcher gives up', async () => {
      if ((await fields()).ready !== '0-9') {
        const labels = { 'gitops.kubesphere.io/ready-number': '0-9' };
        await host.request(
          'PATCH',
          `${APPLICATIONS}/first?fieldManager=another-controller`,
          { metadata: { labels } },
          MERGE,
        );
        written++;
      }
      return watcher.log.some(({ level }) => level === 'error');
    });
    expect(written).toBeLessThan(10);
    const { body } = await host.request(
      'GET',
      '/api/v1/namespaces/apps/events?fieldSelector=involvedObject.name=first,reason=Contended',
    );
    expect(body.items).toMatchObject([
      { type: 'Warning', message: expect.stringContaining('another-controller writes the status') },
    ]);
    await until('a condition says so', async () =>
      (await fields()).body.status.conditions.some(
        ({ type, status }: Record<string, string>) => type === 'Contended' && status === 'True',
      ),
    );
    const left = (await fields()).body.metadata.resourceVersion;
    await change();
    await until('the other application is written on', async () => {
      const { body } = await host.request('GET', `${APPLICATIONS}/second`);
      return body.status.revision === `1.0.${round}`;
    });
    await watcher.stop();
    expect((await fields()).body.metadata.resourceVersion).toBe(left);
    expect(watcher.log.filter(({ level }) => level === 'error')).toMatchObject([
      { fields: { application: 'apps/first', writers: ['another-controller'] } },
    ]);
    // restarted, it tries again
    const again = startWatcher({ kubeconfig: host.kubeconfig, once: true });
    await again.ended;
    await untilTrue(host, 'the other writer gone');
  });

  test('an Application deleted and made anew under its name is counted anew', async () => {
    const { host } = running();
    const watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 50 });
    await untilTrue(host, 'started');
    for (let time = 0; time < 5; time++) {
      await host.request('DELETE', `${APPLICATIONS}/first`);
      await put(host, applicationOf('apps', 'first', 3));
    }
    await untilTrue(host, 'made anew 5 times');
    const { body } = await host.request('GET', `${APPLICATIONS}/first`);
    expect(body.status.summary).toBe('3/3');
    await watcher.stop();
    expect(watcher.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  test('a wall clock that steps changes nothing that is written', async () => {
    const { host } = running();
    let offset = 0;
    const now = () => new Date(Date.now() + offset);
    const watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 50, now });
    await untilTrue(host, 'started');
    const before = await patchesSeen(host);
    for (const hours of [-24, 48, 0]) {
      offset = hours * 3_600_000;
      await change();
      await untilTrue(host, `the clock ${hours} h off`);
    }
    await watcher.stop();
    const { status } = await patchesSeen(host);
    expect(status - before.status).toBeLessThanOrEqual(3 * releases.length);
    await startWatcher({ kubeconfig: host.kubeconfig, once: true }).ended;
    expect((await patchesSeen(host)).status).toBe(status);
  });
});
