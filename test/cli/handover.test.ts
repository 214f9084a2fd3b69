import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../harness/fake-api-server';
import { kubeconfigOf } from '../recorded/api-server';
import { dumped } from './dump';
import { fluxapp, folderOf } from './run';

test('a declined confirmation hands nothing over, and is no success', async () => {
  const server = await FakeApiServer.start(dumped('apps', 'web', [{}]));
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  const args = ['handover', 'web', '-n', 'apps', '--to', 'flux'];
  expect(await fluxapp(args, { typed: 'no\n', isTTY: true })).toEqual({
    code: 1,
    stdout: '',
    stderr: 'Hand over 0 objects of apps/web to kustomize-controller? (yes or no): nothing was handed over\n',
  });
  expect(server.requests.filter((request) => !/^GET /.test(request))).toEqual([]);
});
