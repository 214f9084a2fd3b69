import { expect, test } from 'vitest';
import { describeWithApiServer } from '../../harness/suite';
import { Discovery, KubeClient } from '../../src/kube';

describeWithApiServer('discovery', (server) => {
  test('spells kinds as the API server does, and asks once for each version', async () => {
    let requests = 0;
    const client = await KubeClient.load({
      kubeconfig: server.kubeconfig,
      onRequest: () => requests++,
    });
    try {
      const discovery = new Discovery(client);
      const asked = [
        ['v1', 'Namespace'],
        ['v1', 'ConfigMap'],
        ['apps/v1', 'Deployment'],
        ['v1', 'Deployment'],
        ['example.com/v1', 'Thing'],
        ['apps/v0', 'Deployment'],
      ] as const;
      const found = await Promise.all(asked.map(([apiVersion, kind]) => discovery.kind(apiVersion, kind)));
      expect(found).toEqual([
        { resource: { group: '', version: 'v1', plural: 'namespaces', kind: 'Namespace' }, isNamespaced: false },
        { resource: { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap' }, isNamespaced: true },
        { resource: { group: 'apps', version: 'v1', plural: 'deployments', kind: 'Deployment' }, isNamespaced: true },
        undefined,
        undefined,
        undefined,
      ]);
      expect(requests).toBe(4);
    } finally {
      await client.close();
    }
  });
});
