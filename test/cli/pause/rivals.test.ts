import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { lower } from '../../../src/application/lower/lower';
import { helmApplication, onHost, onMember } from '../../application/applications';
import { KubeconfigFolder } from '../../kube/kubeconfig-file';
import { fluxapp } from '../run';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const REFUSED = { status: 422, body: { kind: 'Status', reason: 'Invalid', message: 'testing value failed' } };

/**
 * An API server with one application. Another client reverses its list of targets before each of the first `rivals`
 * patches.
 */
async function serve(rivals: number) {
  const [host, member] = [onHost('web'), onMember('eu-1', 'web')];
  const orders = Array.from({ length: rivals + 1 }, (_, turn) => (turn % 2 === 0 ? [host, member] : [member, host]));
  const applications = orders.map((deploy) => helmApplication(deploy));
  const releases = lower(applications[0] as Any).objects;
  const patches: Any[] = [];
  let turn = 0;
  const answer = (line: string, body: string): { readonly status?: number; readonly body: unknown } => {
    if (/^GET .*\/helmreleases\?/.test(line)) return { body: { kind: 'HelmReleaseList', items: releases } };
    if (/^GET .*\/applications\?/.test(line)) return { body: { kind: 'ApplicationList', items: [applications[0]] } };
    if (/^GET .*\/applications\/podinfo/.test(line)) return { body: applications[turn] };
    if (!/^PATCH .*\/applications\/podinfo/.test(line)) return { body: { kind: 'Status' } };
    patches.push(JSON.parse(body));
    if (turn === rivals) return { body: applications[turn] };
    turn++;
    return REFUSED;
  };
  const server = createServer(async (request, response) => {
    let sent = '';
    for await (const chunk of request) sent += chunk;
    const { status = 200, body } = answer(`${request.method} ${request.url}`, sent);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = new KubeconfigFolder();
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    folder.remove();
  });
  const kubeconfig = folder.write('config', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { patches, args: ['suspend', 'podinfo', '-n', 'apps', '--cluster', 'eu-1', '--kubeconfig', kubeconfig] };
}

test('somebody else turns the list round: it is read again, and the right entry is patched', async () => {
  const { patches, args } = await serve(1);
  expect(await fluxapp(args)).toEqual({
    code: 0,
    stdout: 'apps/podinfo eu-1-web: running → suspended\n',
    stderr: '',
  });
  expect(patches.map((patch) => patch.at(-1).path)).toEqual(
    [1, 0].map((index) => `/spec/fluxApp/spec/config/helmRelease/deploy/${index}/suspend`),
  );
});

test('somebody else goes on with it: that is said, and the pause stands', async () => {
  const { patches, args } = await serve(10);
  const { code, stdout, stderr } = await fluxapp(args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'apps/podinfo eu-1-web: running → suspended\n' });
  expect(stderr).toBe(
    'error: the targets are suspended, but Application apps/podinfo does not say so: testing value failed (422 Invalid)\n',
  );
  expect(patches).toHaveLength(5);
});
