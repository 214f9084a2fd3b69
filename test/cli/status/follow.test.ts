import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { lower } from '../../../src';
import { followStatus } from '../../../src/cli/status/follow';
import { DELIVERIES, pathOf } from '../../../src/kubernetes';
import { helmApplication, onHost } from '../../application/applications';
import { kubeconfigOf } from '../../recorded/api-server';
import { folderOf } from '../run';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const TIME = '2026-11-26T10:00:00Z';

const condition = (status: string, reason: string, message: string) => ({
  ...{ type: 'Ready', status, reason, message },
  ...{ observedGeneration: 1, lastTransitionTime: TIME },
});

/** An Application and its release, which is ready. */
function world(name: string): Any[] {
  const metadata = { name, namespace: 'apps', labels: { team: name }, uid: name, generation: 1 };
  const application = helmApplication([onHost('web')], { metadata });
  const [release] = lower(application).objects as Any[];
  const history = [{ status: 'deployed', chartVersion: '1.0.0', version: 1 }];
  const status = { observedGeneration: 1, conditions: [condition('True', 'InstallSucceeded', 'installed')], history };
  return [application, { ...release, metadata: { ...release.metadata, uid: `${name}-r`, generation: 1 }, status }];
}

test('status -w shows what is selected, as soon as it is', async () => {
  const server = await FakeApiServer.start([...world('web'), ...world('shop')]);
  onTestFinished(() => server.close());
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  const stdout = new PassThrough();
  let shown = '';
  stdout.on('data', (chunk) => {
    shown += chunk;
  });
  const stopping = new AbortController();
  const selection = { state: ['Failed'] as const, cluster: [], selector: ({ team }: Any) => team === 'shop' };
  const following = followStatus(
    undefined,
    { kubeconfig: `${path}/kubeconfig`, allNamespaces: true, ...selection },
    { format: 'table' } as Any,
    { stdin: process.stdin, stdout, stderr: new PassThrough() } as Any,
    stopping.signal,
  );
  await vi.waitUntil(() => server.openWatches >= 3, { timeout: 30_000 });
  for (const name of ['web', 'shop']) {
    const conditions = [
      condition('False', 'UpgradeFailed', `Helm upgrade failed for release web/${name} with chart a@1: boom`),
    ];
    await fetch(`${server.url}${pathOf(DELIVERIES.HelmRelease, 'apps', `${name}--host--web`, 'status')}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json' },
      body: JSON.stringify({ status: { conditions } }),
    });
  }
  await vi.waitUntil(() => shown.includes('shop'), { timeout: 30_000 });
  stopping.abort();
  await following;
  stdout.end();
  await once(stdout, 'close');
  expect(shown).toMatch(/shop .* Failed/);
  expect(shown).not.toMatch(/^apps +web /m);
});
