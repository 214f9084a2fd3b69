import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until, writeKubeconfigOf } from '../../../harness';
import { describeWithApiServer } from '../../../harness/suite';
import { READY_NUMBER } from '../../../src/application/marks';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import {
  applicationObjects,
  installAllCrds,
  installWatcher,
  make,
  makeNamespaces,
  RELEASED,
} from './installed-watcher';

const MERGE_PATCH = { contentType: 'application/merge-patch+json' };

describeWithApiServer('with the token of its account', (client) => {
  const home = 'watcher-runs-home';
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'watcher-'));
    await installAllCrds(client);
    await makeNamespaces(client, [home]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each([
    ['all namespaces', 'watcher-runs-all', false],
    ['one namespace', 'watcher-runs-one', true],
  ])('a watcher of %s', (_, apps, isNamespaced) => {
    const watchNamespace = isNamespaced ? apps : undefined;
    const path = `/apis/gitops.kubesphere.io/v1alpha1/namespaces/${apps}/applications/web`;
    const lease = `/apis/coordination.k8s.io/v1/namespaces/${home}/leases/${apps}`;
    let watcher: RunningWatcher;

    beforeAll(async () => {
      await makeNamespaces(client, [apps]);
      for (const object of applicationObjects(apps)) await make(client, object);
      await installWatcher(client, { name: apps, namespace: home, replicas: 2, watchNamespace }, path);
      const kubeconfig = await writeKubeconfigOf(client, home, apps, join(folder, apps));
      watcher = startWatcher({
        kubeconfig,
        namespace: watchNamespace,
        leaderElection: { namespace: home, name: apps },
        gatherMs: 10,
      });
    });
    afterAll(() => watcher?.stop());

    const isCounted = (number: string) =>
      until(`the Application says ${number}`, async () => {
        const { body } = await client.request('GET', path);
        return body.metadata.labels?.[READY_NUMBER] === number;
      });

    test('does its work: it leads, counts, and tells of it in an Event', async () => {
      await isCounted('0-1');
      const { holderIdentity, renewTime } = (await client.request('GET', lease)).body.spec;
      expect(holderIdentity).not.toBe('');
      await until('the Lease is renewed', async () => {
        const { spec } = (await client.request('GET', lease)).body;
        return spec.holderIdentity === holderIdentity && spec.renewTime !== renewTime;
      });

      const release = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${apps}/helmreleases/web--host--web/status`;
      const { status, body } = await client.request('PATCH', release, { status: RELEASED }, MERGE_PATCH);
      expect([status, body.message]).toEqual([200, undefined]);
      await isCounted('1-1');
      const told = await until('an Event tells of it', async () => {
        const events = await client.request('GET', `/api/v1/namespaces/${apps}/events`);
        return events.body.items[0];
      });
      expect(told.involvedObject).toMatchObject({ kind: 'Application', name: 'web' });
    });

    test('asks for nothing that it may not have, and ends in peace', async () => {
      await watcher.stop();
      expect(watcher.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
      expect((await client.request('GET', lease)).body.spec.holderIdentity).toBe('');
    });
  });
});
