import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { FakeApiServer } from '../../../harness/fake-api-server';
import { kubeconfigOf } from '../../recorded/api-server';
import { fluxapp, folderOf } from '../run';
import { application, release } from './objects';

/** `wait` without the name of an application. */

const web = application('web');
const site = application('site', { namespace: 'apps' });
const ready = [web, site].map((each) => release(each, 'True', 'InstallSucceeded', 'installed'));
const failed = release(
  site,
  'False',
  'InstallFailed',
  'Helm install failed for release web/web with chart web@1.0.0: boom',
);

async function wait(objects: readonly object[], ...args: readonly string[]) {
  const server = await FakeApiServer.start(objects);
  onTestFinished(() => server.close());
  const { path } = folderOf({ kubeconfig: kubeconfigOf(server.url) });
  vi.stubEnv('KUBECONFIG', `${path}/kubeconfig`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { code, stdout, stderr } = await fluxapp(['wait', '--failure-grace', '0', '--timeout', '1s', ...args]);
  return { path, code, stdout, last: stderr.trimEnd().split('\n').at(-1) };
}

test('with -A it waits for all applications', async () => {
  expect(await wait([web, site, ...ready], '-A')).toMatchObject({
    code: 0,
    stdout: 'apps/site ready: 1 of 1 ready\nshop/web ready: 1 of 1 ready\n',
  });
  expect(await wait([web, site, ready[0], failed], '-A')).toMatchObject({
    code: 1,
    last: 'error: apps/site has failed: 0 of 1 ready; web failed: InstallFailed: boom',
  });
  expect(await wait([web, site, ready[1]], '-A')).toMatchObject({
    code: 2,
    last: expect.stringMatching(/^error: shop\/web is not ready after 1 s: /),
  });
});

test('with -A it fails if there is none, and the report says so', async () => {
  const report = join(folderOf({}).path, 'report.xml');
  const message = 'no Application of Flux in any namespace of context "here"';
  expect(await wait([], '-A', '--report', `junit=${report}`)).toMatchObject({ code: 1, last: `error: ${message}` });
  expect(readFileSync(report, 'utf8')).toMatch(/<testsuite name="all" .*no Application of Flux in any namespace/s);
});

test('otherwise it needs a name', async () => {
  const message = 'error: name an Application, or wait for all of them with -A\n';
  expect(await fluxapp(['wait'])).toEqual({ code: 1, stdout: '', stderr: message });
  expect(await fluxapp(['wait', '-n', 'apps'])).toEqual({ code: 1, stdout: '', stderr: message });
});
