import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { lower } from '../../../src';
import { helmApplication, onHost } from '../../application/applications';
import { kubeconfigOf } from '../../recorded/api-server';
import { fluxapp, folderOf } from '../run';

/** The output of `wait` for an application that waits for another one. */

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const TIME = '2026-11-26T10:00:00Z';

function application(name: string, dependsOn?: object[]): Any {
  return helmApplication([onHost('web', { dependsOn })], {
    metadata: { name, namespace: 'shop', uid: name, generation: 1 },
  });
}

/** The release of an application, with this condition. */
function release(of: Any, status: string, reason: string, message: string): Any {
  const [made]: Any[] = lower(of).objects as Any[];
  const condition = { type: 'Ready', status, reason, message, observedGeneration: 1, lastTransitionTime: TIME };
  const metadata = { ...made.metadata, uid: made.metadata.name, generation: 1 };
  return { ...made, metadata, status: { observedGeneration: 1, conditions: [condition] } };
}

const certManager = application('cert-manager');
const shop = application('shop', [{ name: 'cert-manager--host--web' }]);
const waiting = release(shop, 'False', 'DependencyNotReady', "dependency 'shop/cert-manager--host--web' is not ready");

/** Waits for both, with no patience for temporary failures. */
async function wait(dependency: Any): Promise<unknown> {
  const server = await FakeApiServer.start([certManager, shop, waiting, dependency]);
  onTestFinished(() => server.close());
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const both = ['wait', 'cert-manager', 'shop', '-n', 'shop', '--failure-grace', '0', '--timeout', '1s'];
  const { code, stderr } = await fluxapp(both);
  return { code, last: stderr.trimEnd().split('\n').slice(-2) };
}

test('a dependency that is on its way is waited for', async () => {
  const progressing = release(certManager, 'Unknown', 'Progressing', "Running 'install' action with timeout of 5m0s");
  expect(await wait(progressing)).toEqual({
    code: 2,
    last: [
      "error: shop/cert-manager is not ready after 1 s: 0 of 1 ready; web reconciling: Progressing: Running 'install' action with timeout of 5m0s",
      "error: shop/shop is not ready after 1 s: 0 of 1 ready; web reconciling: DependencyNotReady: dependency 'shop/cert-manager--host--web' is not ready",
    ],
  });
});

test('a dependency that has failed fails both', async () => {
  const failed = release(
    certManager,
    'False',
    'InstallFailed',
    'Helm install failed for release web/web with chart web@1.0.0: boom',
  );
  expect(await wait(failed)).toEqual({
    code: 1,
    last: [
      'error: shop/cert-manager has failed: 0 of 1 ready; web failed: InstallFailed: boom',
      'error: shop/shop has failed: 0 of 1 ready; web reconciling: its dependency cert-manager--host--web has failed: InstallFailed: boom',
    ],
  });
});
