import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createToken, writeKubeconfigOf } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { FluxApplicationUi } from '../../src';
import { ask } from '../cli/ui/ask';
import { testChart } from '../constructs/chart';
import { IMAGE, only } from '../constructs/watcher/objects';
import { startCommand } from './cli/process';
import { type Manifest, refusals } from './judge';
import { rulesIn, sorted } from './rules';
import { applicationObjects, installAllCrds, make, makeNamespaces } from './watcher/installed-watcher';

const UNTIL = { timeout: 60_000, interval: 100 };

/** The page in the cluster, with the permissions of its account. */
describeWithApiServer('the page in a cluster', (client) => {
  const home = 'ui-home';
  const shown = 'ui-shown';
  const other = 'ui-other';
  let folder: string;

  const objectsOf = (name: string, watchNamespace: string | undefined) => {
    const chart = testChart(home);
    new FluxApplicationUi(chart, name, { image: IMAGE, watchNamespace, clientNamespace: 'ingress' });
    return Testing.synth(chart);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ui-'));
    await installAllCrds(client);
    await makeNamespaces(client, [home, shown, other]);
    for (const namespace of [shown, other]) {
      for (const object of applicationObjects(namespace)) await make(client, object);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each([
    ['all namespaces', 'ui-everywhere', undefined],
    ['one namespace', 'ui-namespaced', shown],
  ])('of %s', (_, name, watchNamespace) => {
    const objects = objectsOf(name, watchNamespace);

    beforeAll(async () => {
      for (const object of objects.filter(({ kind }) => kind !== 'Deployment')) await make(client, object);
    });

    test('is accepted, also where Pods must be restricted', async () => {
      const label = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      await client.request(
        'PATCH',
        `/api/v1/namespaces/${home}`,
        { metadata: { labels: label } },
        {
          contentType: 'application/merge-patch+json',
        },
      );
      const { template } = only(objects, 'Deployment').spec;
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...template.metadata, name, namespace: home },
        spec: template.spec,
      };
      expect(await refusals(client, [only(objects, 'Deployment'), pod] as Manifest[])).toEqual([]);
    });

    test('may do what its Role says, and nothing else', async () => {
      const token = await createToken(client, home, name);
      const { rules } = only(objects, watchNamespace ? 'Role' : 'ClusterRole');
      expect(sorted(await rulesIn(client, shown, token))).toEqual(sorted(rules));
      expect(sorted(await rulesIn(client, other, token))).toEqual(watchNamespace ? [] : sorted(rules));
    });

    test('serves the page in a process of its own, to all who reach it, and changes nothing', async () => {
      const kubeconfig = await writeKubeconfigOf(client, home, name, join(folder, name));
      const args: string[] = only(objects, 'Deployment').spec.template.spec.containers[0].args;
      const own = args.map((arg) => (arg.startsWith('--port=') ? '--port=0' : arg));
      const command = await startCommand(client, [...own, '--kubeconfig', kubeconfig], undefined, {
        KUBERNETES_SERVICE_HOST: '10.0.0.1',
      });
      await vi.waitUntil(() => /^serves port \d+ /.test(command.stdout()), UNTIL);
      const port = Number(/^serves port (\d+) /.exec(command.stdout())?.[1]);
      const get = async (path: string, host: string) => await ask(port, { path, headers: { host } });

      expect((await get('/', 'localhost:1234')).body).toContain('<script src="app.js">');
      expect((await get('/', `10.0.0.7:${port}`)).status).toBe(421);
      const { status, body } = await get('/api/v1/overview', 'localhost');
      const { rows, ...overview } = JSON.parse(body);
      expect([status, overview]).toMatchObject([200, { mayPause: false, maySave: false }]);
      const namespaces = rows.map(({ namespace }: { namespace: string }) => namespace);
      expect(namespaces.filter((each: string) => each === shown || each === other)).toEqual(
        watchNamespace ? [shown] : [other, shown],
      );
      const order = { namespace: shown, name: 'web', clusters: [], reason: 'no', dryRun: false };
      const headers = { host: 'localhost', 'content-type': 'application/json' };
      const post = { method: 'POST', path: '/api/v1/suspend', headers, body: JSON.stringify(order) };
      expect((await ask(port, post)).status).toBe(403);

      command.kill('SIGTERM');
      await command.exit;
      expect(command.stdout()).not.toContain('token');
    });
  });
});
