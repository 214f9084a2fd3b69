import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { kubeconfig, until } from '../../harness';
import { describeWithApiServer } from '../../harness/suite';
import { ApiError, KubeClient, type KubeClientOptions, pathOf } from '../../src/kube';
import { configMaps, startMirror } from '../kube/mirror';

describeWithApiServer('a client', (server) => {
  const namespace = 'kube-client';
  const all = pathOf(configMaps, namespace);
  let folder: string;
  const clients: KubeClient[] = [];
  const load = async (options: KubeClientOptions = {}) => {
    const client = await KubeClient.load({ kubeconfig: server.kubeconfig, ...options });
    clients.push(client);
    return client;
  };
  const configMap = (name: string, data = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fluxapp-kube-'));
    await server.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('sends and gets JSON', async () => {
    const requests: string[] = [];
    const client = await load({ onRequest: ({ method, code }) => requests.push(`${method} ${code}`) });
    expect(client).toMatchObject({ server: server.url, context: server.name, namespace: 'default' });
    await client.request('POST', all, { body: configMap('one', { a: '1' }) });
    const path = pathOf(configMaps, namespace, 'one');
    expect(await client.request('PATCH', path, { body: { data: { a: null, b: 'ü' } } })).toMatchObject({
      data: { b: 'ü' },
    });
    expect(await client.request('GET', '/readyz')).toBe('ok');
    await client.request('DELETE', path);
    await expect(client.request('GET', path)).rejects.toThrow(ApiError);
    await expect(client.request('GET', path)).rejects.toMatchObject({
      status: 404,
      reason: 'NotFound',
      message: 'configmaps "one" not found (404 NotFound)',
    });
    expect(requests).toEqual(['POST 201', 'PATCH 200', 'GET 200', 'DELETE 200', 'GET 404', 'GET 404']);
  });

  test('mirrors what is there, and what comes and goes', async () => {
    const mirror = await startMirror({ kubeconfig: server.kubeconfig }, { namespace });
    await until('it is synced', () => mirror.reflector.state.kind === 'synced');
    await server.request('POST', all, configMap('seen'));
    await mirror.matches(server, all);
    await server.request('PUT', pathOf(configMaps, namespace, 'seen'), configMap('seen', { a: '1' }));
    await mirror.matches(server, all);
    await server.request('DELETE', pathOf(configMaps, namespace, 'seen'));
    await mirror.matches(server, all);
    await mirror.stop();
    expect(mirror.told).toEqual(['synced', `+${namespace}/seen`, `~${namespace}/seen`, `-${namespace}/seen`]);
    expect([mirror.nonsense, mirror.errors, mirror.retries]).toEqual([[], [], []]);
  });

  test('goes through the proxy that the kubeconfig names', async () => {
    const tunnels: string[] = [];
    const proxy = createServer().listen(0, '127.0.0.1');
    proxy.on('connect', ({ url = '' }, client: Socket) => {
      tunnels.push(url);
      const target = connect(Number(url.split(':')[1]), '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      for (const socket of [client, target]) socket.on('error', () => {});
      client.pipe(target).pipe(client);
    });
    await once(proxy, 'listening');
    const config = parse(readFileSync(server.kubeconfig, 'utf8'));
    config.clusters[0].cluster['proxy-url'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const file = join(folder, 'proxied');
    writeFileSync(file, stringify(config));
    const client = await load({ kubeconfig: file });
    expect(await client.request('GET', '/readyz')).toBe('ok');
    expect(tunnels).toEqual([new URL(server.url).host]);
    await client.close();
    proxy.close();
  });

  test('says who may not do what, and what would help', async () => {
    const file = join(folder, 'nobody');
    writeFileSync(file, kubeconfig(server, server.tokens.nobody));
    const client = await load({ kubeconfig: file });
    await expect(client.request('GET', all)).rejects.toThrow(
      `configmaps is forbidden: User "nobody" cannot list resource "configmaps" in API group "" in the namespace "${namespace}" (403): a Role or ClusterRole has to allow it`,
    );
  });
});
