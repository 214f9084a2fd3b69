import { expect, test } from 'vitest';
import { startClusters } from '../../harness/cluster';
import { compact } from '../../harness/etcd';
import { describeWithApiServer, describeWithClusters } from '../../harness/suite';

const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { answer: '42' },
});
const configMaps = '/api/v1/namespaces/default/configmaps';

describeWithApiServer('the shared API server', (cluster) => {
  test('is ready', async () => {
    expect(await cluster.request('GET', '/readyz')).toEqual({ status: 200, body: 'ok' });
  });

  test('refuses a user without rights', async () => {
    const { status, body } = await cluster.request('GET', configMaps, undefined, { token: cluster.tokens.nobody });
    expect(status).toBe(403);
    expect(body.message).toContain('User "nobody" cannot list resource "configmaps"');
  });

  test('judges objects strictly without storing them', async () => {
    const path = `${configMaps}?fieldValidation=Strict&dryRun=All`;
    expect((await cluster.request('POST', path, configMap('dry'))).status).toBe(201);
    const wrong = await cluster.request('POST', path, { ...configMap('dry'), dta: {} });
    expect(wrong.status).toBe(400);
    expect(wrong.body.message).toContain('unknown field "dta"');
    expect((await cluster.request('GET', `${configMaps}/dry`)).status).toBe(404);
  });

  test('takes kubectl with input', async () => {
    const input = JSON.stringify(configMap('by-kubectl'));
    expect(await cluster.kubectl(['create', '-f', '-', '-o', 'name'], { input })).toEqual({
      stdout: 'configmap/by-kubectl\n',
      stderr: '',
      code: 0,
    });
    const missing = await cluster.kubectl(['get', 'configmap', 'missing']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('configmaps "missing" not found');
    await cluster.request('DELETE', `${configMaps}/by-kubectl`);
  });
});

describeWithApiServer('starting', () => {
  test('shows the log of an API server that does not come up', async () => {
    const starting = startClusters({ clusters: ['host'], apiServerFlags: ['--no-such-flag'] });
    await expect(starting).rejects.toThrow(/^host-kube-apiserver ended \(exit code 1\).*unknown flag: --no-such-flag/s);
  });
});

describeWithClusters(
  'own clusters',
  { clusters: ['host', 'eu-1'], apiServerFlags: ['--goaway-chance=0.01'] },
  (running) => {
    test('share nothing but etcd', async () => {
      const { host, 'eu-1': member } = running().clusters;
      expect((await host.request('POST', configMaps, configMap('only-here'))).status).toBe(201);
      expect((await member.request('GET', `${configMaps}/only-here`)).status).toBe(404);
      expect((await member.request('GET', '/readyz', undefined, { token: host.tokens.admin })).status).toBe(401);
    });

    test('a frozen API server does not answer, a thawed one does', async () => {
      const { host, 'eu-1': member } = running().clusters;
      await host.apiServer.freeze();
      const signal = AbortSignal.timeout(300);
      await expect(host.request('GET', '/readyz', undefined, { signal })).rejects.toThrow('aborted');
      expect((await member.request('GET', '/readyz')).status).toBe(200);
      host.apiServer.thaw();
      expect((await host.request('GET', '/readyz')).status).toBe(200);
    });

    test('a killed API server refuses connections and comes back with its data', async () => {
      const { host } = running().clusters;
      await host.request('POST', configMaps, configMap('kept'));
      await host.apiServer.kill();
      expect(host.apiServer.running).toBe(false);
      await expect(host.request('GET', '/readyz')).rejects.toThrow('ECONNREFUSED');
      await host.apiServer.restart();
      expect((await host.request('GET', `${configMaps}/kept`)).body.data).toEqual({ answer: '42' });
    });

    test('history before a compaction is gone once the API server has forgotten it too', async () => {
      const { etcdUrl, clusters } = running();
      const { host } = clusters;
      const { resourceVersion } = (await host.request('GET', configMaps)).body.metadata;
      await host.request('POST', configMaps, configMap('made-before'));
      expect(await compact(etcdUrl)).toBeGreaterThan(Number(resourceVersion));
      await host.apiServer.restart();
      const watch = `${configMaps}?watch=true&timeoutSeconds=1&resourceVersion=${resourceVersion}`;
      expect((await host.request('GET', watch)).body).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    });

    test('a killed etcd comes back with its data', async () => {
      const { etcd, host } = running();
      await host.request('POST', configMaps, configMap('in-etcd'));
      await etcd.kill();
      await etcd.restart();
      expect((await host.request('POST', configMaps, configMap('in-etcd'))).status).toBe(409);
    });
  },
);
