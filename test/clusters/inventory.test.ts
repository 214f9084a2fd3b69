import { expect, test } from 'vitest';
import { CLUSTER_SOURCES, inventoryOf } from '../../src/clusters/inventory';

const object = (name: string, labels?: object, namespace: string | undefined = 'apps') => ({
  metadata: { name, labels, namespace },
});
const [capi, secrets, kubeSphere, profiles] = CLUSTER_SOURCES as [
  (typeof CLUSTER_SOURCES)[0],
  (typeof CLUSTER_SOURCES)[0],
  (typeof CLUSTER_SOURCES)[0],
  (typeof CLUSTER_SOURCES)[0],
];

test('every source says how its clusters are reached', () => {
  const host = { metadata: { name: 'main', labels: { 'cluster-role.kubesphere.io/host': '' } } };
  const found = [
    { source: capi, objects: [object('eu-1', { stage: 'prod', region: 'eu' })] },
    { source: secrets, objects: [object('eu-2')] },
    { source: kubeSphere, objects: [host, { metadata: { name: 'eu-3' } }] },
    { source: profiles, objects: [object('ap-1', {})] },
  ];
  expect(inventoryOf(found)).toEqual({
    clusters: [
      { entry: { host: true, labels: { 'cluster-role.kubesphere.io/host': '' } }, knownBy: ['KubeSphere main'] },
      { entry: { name: 'ap-1' }, knownBy: ['ClusterProfile apps/ap-1'] },
      {
        entry: { name: 'eu-1', secretName: 'eu-1-kubeconfig', labels: { region: 'eu', stage: 'prod' } },
        knownBy: ['Cluster API apps/eu-1'],
      },
      { entry: { name: 'eu-2' }, knownBy: ['Secret apps/eu-2'] },
      { entry: { name: 'eu-3' }, knownBy: ['KubeSphere eu-3'] },
    ],
    problems: [],
  });
});

test('a cluster that several sources know is listed once, with all labels and the Secret of the first', () => {
  const found = [
    { source: capi, objects: [object('eu-1', { stage: 'prod' })] },
    { source: secrets, objects: [object('eu-1-kubeconfig', { stage: 'dev', kubeconfig: '' })] },
    { source: profiles, objects: [object('eu-1', { region: 'eu' }, 'fleet')] },
  ];
  expect(inventoryOf(found)).toEqual({
    clusters: [
      {
        entry: {
          name: 'eu-1',
          secretName: 'eu-1-kubeconfig',
          labels: { kubeconfig: '', region: 'eu', stage: 'prod' },
        },
        knownBy: ['Cluster API apps/eu-1', 'Secret apps/eu-1-kubeconfig', 'ClusterProfile fleet/eu-1'],
      },
    ],
    problems: [],
  });
});

test('what a list cannot hold is left out, and told', () => {
  const found = [
    { source: capi, objects: [object('eu-1'), object('eu-1', {}, 'other'), object('host')] },
    { source: secrets, objects: [object('eu-1', {}, 'other')] },
  ];
  const { clusters, problems } = inventoryOf(found);
  expect(clusters.map(({ knownBy }) => knownBy)).toEqual([['Cluster API apps/eu-1', 'Secret other/eu-1']]);
  expect(problems).toEqual([
    'Cluster API other/eu-1 is omitted: Cluster API apps/eu-1 has the same name or Secret, and a list has no namespaces',
    'Cluster API apps/host is omitted: the name host is reserved for the host cluster',
  ]);
});

test('the objects may be anything', () => {
  const { clusters } = inventoryOf(CLUSTER_SOURCES.map((source) => ({ source, objects: [null, {}, { metadata: 1 }] })));
  expect(clusters.length).toBeLessThan(3);
});
