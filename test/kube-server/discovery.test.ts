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
      expect(await discovery.preferredKind('apps', 'Deployment')).toEqual({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
      });
      expect(await discovery.preferredKind('', 'Secret')).toEqual({ apiVersion: 'v1', kind: 'Secret' });
      expect(await discovery.preferredKind('', 'Deployment')).toBe(undefined);
      expect(await discovery.preferredKind('example.com', 'Thing')).toBe(undefined);
      // one further request reads the groups
      expect(requests).toBe(5);
      const listable = (await discovery.listableKinds()).kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);
      expect(listable).toEqual(expect.arrayContaining(['v1 ConfigMap', 'apps/v1 Deployment', 'batch/v1 Job']));
      // objects of this kind can be created, but not listed
      expect(listable).not.toContain('authentication.k8s.io/v1 TokenReview');
    } finally {
      await client.close();
    }
  });
});
