import { expect, test } from 'vitest';
import { Cluster } from '../../src';

test('a cluster is the host, or a member by its Secret or ConfigMap', () => {
  const clusters = [
    Cluster.host(),
    Cluster.member('eu-1'),
    Cluster.member('eu-1', { key: 'kubeconfig' }),
    Cluster.memberFromConfigMap('us-1'),
  ];
  expect(clusters.map(({ name, kubeConfig }) => [name, kubeConfig])).toEqual([
    ['host', undefined],
    ['eu-1', { secretRef: { name: 'eu-1' } }],
    ['eu-1', { secretRef: { name: 'eu-1', key: 'kubeconfig' } }],
    ['us-1', { configMapRef: { name: 'us-1' } }],
  ]);
});

test('a destination is a namespace of a cluster, or the cluster as a whole', () => {
  const cluster = Cluster.member('eu-1');
  expect([cluster.namespace('web'), cluster.allNamespaces()]).toEqual([{ cluster, namespace: 'web' }, { cluster }]);
});
