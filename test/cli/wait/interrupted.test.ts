import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { helmApplication, onHost } from '../../application/applications';
import { ApiServer, kubeconfigOf } from '../../recorded/api-server';
import { startFluxapp } from '../process';
import { folderOf } from '../run';

test.each(['SIGINT', 'SIGTERM'] as const)('%s names what is not ready, and leaves a report', async (signal) => {
  const metadata = { uid: '1', resourceVersion: '1', generation: 1 };
  const server = await ApiServer.start([helmApplication([onHost('web')], { metadata })]);
  onTestFinished(() => server.close());
  const { path } = folderOf({ kubeconfig: server.kubeconfig });
  const report = join(path, 'report.xml');
  const waiting = await startFluxapp(['wait', 'podinfo', '--report', `junit=${report}`], join(path, 'kubeconfig'));
  await waiting.firstWords();
  waiting.kill(signal);
  const { stderr, ...end } = await waiting.end;
  expect(end).toEqual({ code: null, signal, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^ +\d+s apps\/podinfo: 0 of 1 ready; /);
  expect(lines.at(-1)).toMatch(
    new RegExp(`^error: interrupted \\(${signal}\\): apps/podinfo is not ready: 0 of 1 ready; `),
  );
  expect(readFileSync(report, 'utf8')).toMatch(/<testsuite name="apps\/podinfo" .*skipped="1".*<skipped message=/s);
});

test('a signal before anything is known ends it too', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const { path } = folderOf({ kubeconfig: kubeconfigOf(`http://127.0.0.1:${port}`) });
  const waiting = await startFluxapp(['wait', 'web'], join(path, 'kubeconfig'));
  await once(silent, 'request');
  waiting.kill('SIGINT');
  expect(await waiting.end).toEqual({
    code: null,
    signal: 'SIGINT',
    stdout: '',
    stderr: 'error: interrupted (SIGINT)\n',
  });
});
