import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until, writeKubeconfigOf } from '../../../harness';
import { describeWithApiServer } from '../../../harness/suite';
import { READY_NUMBER } from '../../../src/application/marks';
import { parseYaml } from '../../../src/yaml';
import { fluxapp } from '../../cli/run';
import { startWatcher } from '../../controllers/application-status/watcher-under-test';
import { applicationObjects, installAllCrds, installObjects, make, makeNamespaces } from './installed-watcher';

/** The output of `fluxapp install --export`. */
describeWithApiServer('the exported watcher', (client) => {
  const home = 'watcher-exported-home';
  const apps = 'watcher-exported-apps';
  const path = `/apis/gitops.kubesphere.io/v1alpha1/namespaces/${apps}/applications/web`;
  let folder: string;
  let yaml: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exported-'));
    await installAllCrds(client);
    await makeNamespaces(client, [home, apps]);
    for (const object of applicationObjects(apps)) await make(client, object);
    const args = ['--image', 'registry.example.com/fluxapp:1.0.0', '--replicas', '2', '--watch-namespace', apps];
    ({ stdout: yaml } = await fluxapp(['install', '--export', ...args, '-n', home]));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is applied by kubectl as it is printed', async () => {
    const { code, stdout, stderr } = await client.kubectl(['apply', '--server-side', '-f', '-'], { input: yaml });
    expect([code, stderr]).toEqual([0, '']);
    const names = parseYaml(yaml).map(({ value }) => (value as { metadata: { name: string } }).metadata.name);
    const applied = stdout.trimEnd().split('\n');
    expect(applied.map((line) => line.replace(/^[^/]+\/(\S+) serverside-applied$/, '$1'))).toEqual(names);
  });

  test('can be applied with one replica, and with two again', async () => {
    const namespace = 'watcher-replicas';
    await makeNamespaces(client, [namespace]);
    for (const [replicas, type] of [
      [2, 'RollingUpdate'],
      [1, 'Recreate'],
      [2, 'RollingUpdate'],
      [1, 'Recreate'],
    ]) {
      const args = ['--image', 'registry.example.com/fluxapp:1.0.0', '--replicas', String(replicas), '-n', namespace];
      const { stdout } = await fluxapp(['install', '--export', ...args]);
      const { code, stderr } = await client.kubectl(['apply', '--server-side', '-f', '-'], { input: stdout });
      expect([code, stderr]).toEqual([0, '']);
      const { body } = await client.request('GET', `/apis/apps/v1/namespaces/${namespace}/deployments`);
      expect(body.items.map(({ spec }: { spec: { strategy: { type: string } } }) => spec.strategy.type)).toEqual([
        type,
      ]);
    }
  });

  test('works with the rights of its account', async () => {
    const objects = parseYaml(yaml).map(({ value }) => value) as Parameters<typeof installObjects>[1];
    const { name, namespace } = await installObjects(client, objects, path);
    const kubeconfig = await writeKubeconfigOf(client, namespace, name, join(folder, 'kubeconfig'));
    const watcher = startWatcher({ kubeconfig, namespace: apps, leaderElection: { namespace, name }, gatherMs: 10 });
    try {
      await until('the Application says 0-1', async () => {
        const { body } = await client.request('GET', path);
        return body.metadata.labels?.[READY_NUMBER] === '0-1';
      });
    } finally {
      await watcher.stop();
    }
    expect(watcher.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });
});
