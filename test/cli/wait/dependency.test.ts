import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { kubeconfigOf } from '../../recorded/api-server';
import { fluxapp, folderOf } from '../run';
import { type Any, application, release } from './objects';

/** The output of `wait` for an application that waits for another one. */

const certManager = application('cert-manager');
const shop = application('shop', { dependsOn: [{ name: 'cert-manager--host--web' }] });
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
