import { Chart, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { Cluster, type Destination, Diagnostics, FluxApplication, GitRepository, HelmRepository } from '../../src';
import { errorsOf, testChart } from './chart';

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

test('a member has a name apart from its Secret or ConfigMap, and clusters have labels', () => {
  const labels = { stage: 'prod', 'example.com/region': '' };
  const clusters = [
    Cluster.host({ labels }),
    Cluster.member('eu-1', { secretName: 'kubeconfigs', key: 'eu-1', labels }),
    Cluster.memberFromConfigMap('us-1', { configMapName: 'oidc-us-1', labels }),
    Cluster.capi('ap-1', { labels }),
  ];
  expect(clusters.map(({ name, kubeConfig }) => [name, kubeConfig])).toEqual([
    ['host', undefined],
    ['eu-1', { secretRef: { name: 'kubeconfigs', key: 'eu-1' } }],
    ['us-1', { configMapRef: { name: 'oidc-us-1' } }],
    ['ap-1', { secretRef: { name: 'ap-1-kubeconfig' } }],
  ]);
  for (const cluster of clusters) expect(cluster.labels).toEqual(labels);
  expect(Cluster.member('eu-1').labels).toEqual({});
});

test('labels are copied', () => {
  const labels = { stage: 'prod' };
  const cluster = Cluster.member('eu-1', { labels });
  labels.stage = 'dev';
  expect(cluster.labels).toEqual({ stage: 'prod' });
});

// biome-ignore lint/suspicious/noExplicitAny: what an author without types may write
type Any = any;

test.each<[string, () => Cluster, string]>([
  [
    'the value of a label',
    () => Cluster.member('eu-1', { labels: { stage: 'a b' } }),
    "Cluster \"eu-1\": labels.stage: \"a b\" is not a label value: letters, digits, '-', '_' and '.', with a letter or digit at both ends",
  ],
  [
    'the key of a label',
    () => Cluster.host({ labels: { '/stage': 'prod' } }),
    'Cluster "host": labels["/stage"]: "/stage" is not a qualified name: [DNS subdomain/]name, the name of letters, digits, \'-\', \'_\' and \'.\'',
  ],
  [
    'the type of a label',
    () => Cluster.capi('eu-1', { labels: { tier: 1 as Any } }),
    'Cluster "eu-1": labels.tier: must be a string, got a number',
  ],
  [
    'the type of labels',
    () => Cluster.memberFromConfigMap('eu-1', { labels: ['prod'] as Any }),
    'Cluster "eu-1": labels: must be a map, got a list',
  ],
  [
    'a name',
    () => Cluster.member('EU 1', { secretName: 'eu-1' }),
    "Cluster \"EU 1\": the name is not a DNS subdomain: lower-case letters, digits, '-' and '.', with a letter or digit at the ends of every part",
  ],
  [
    'the type of a name',
    () => Cluster.member(1 as Any, { secretName: 'eu-1' }),
    'Cluster: the name must be a string, got a number',
  ],
])('%s is checked where the cluster is made', (_, make, message) => {
  expect(make).toThrow(new Error(message));
});

const CLUSTERS = 'gitops.kubesphere.io/clusters';

/** Synthesizes two applications, of a chart and of manifests, on some clusters. */
function synthesize(clusters: readonly Cluster[]): Any[] {
  const chart = testChart();
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: HelmRepository.fromName(chart, 'charts', 'charts'),
      chart: { chart: 'podinfo', version: '6.9.0' },
      defaults: { values: { a: null } },
      deploy: clusters.map((cluster) => ({ destination: cluster.namespace('web') })),
    },
  });
  addManifests(chart, 'settings', clusters);
  return Testing.synth(chart);
}

function addManifests(chart: Chart, name: string, clusters: readonly Cluster[]): void {
  new FluxApplication(chart, name, {
    kustomization: {
      source: GitRepository.fromName(chart, `${name}-source`, 'repository'),
      defaults: { prune: true },
      deploy: clusters.map((cluster): { destination: Destination } => ({ destination: cluster.allNamespaces() })),
    },
  });
}

test('names and labels of clusters change nothing but an annotation of the Application', () => {
  const plain = [
    Cluster.host(),
    Cluster.member('eu-1'),
    Cluster.member('eu-1-kubeconfig'),
    Cluster.member('kubeconfigs', { key: 'eu-2' }),
    Cluster.memberFromConfigMap('oidc-us-1'),
  ];
  const labels = { stage: 'prod' };
  const named = [
    Cluster.host({ labels }),
    Cluster.member('eu-1', { labels }),
    Cluster.member('eu-3', { secretName: 'eu-1-kubeconfig', labels }),
    Cluster.member('eu-2', { secretName: 'kubeconfigs', key: 'eu-2', labels }),
    Cluster.memberFromConfigMap('us-1', { configMapName: 'oidc-us-1', labels }),
  ];
  const [before, after] = [synthesize(plain), synthesize(named)];
  const applications = after.filter(({ kind }) => kind === 'Application');
  expect(applications).toHaveLength(2);
  for (const { metadata } of applications) {
    expect(metadata.annotations[CLUSTERS]).toBe(
      '{"ConfigMap/oidc-us-1":"us-1","eu-1-kubeconfig":"eu-3","kubeconfigs/eu-2":"eu-2"}',
    );
    delete metadata.annotations[CLUSTERS];
  }
  expect(after).toEqual(before);
});

test('a cluster of an application has one name, and a name is for one cluster', () => {
  const chart = testChart();
  addManifests(chart, 'web', [
    Cluster.host(),
    Cluster.member('a', { secretName: 'eu-1' }),
    Cluster.member('eu-1', { key: 'other' }),
    Cluster.member('b', { secretName: 'eu-1' }),
    Cluster.member('a', { secretName: 'eu-2' }),
    Cluster.memberFromConfigMap('host', { configMapName: 'us-1' }),
  ]);
  const path = '[test/web] kustomization.deploy';
  expect(errorsOf(chart)).toEqual([
    `${path}[3].destination: Secret "eu-1" is cluster "b" here and cluster "a" in deploy[1]: a cluster can only have one name`,
    `${path}[4].destination: cluster "a" is Secret "eu-2" here and Secret "eu-1" in deploy[1]: a name can only be used for one cluster`,
    `${path}[5].destination: cluster "host" is ConfigMap "us-1" here and the host in deploy[0]: a name can only be used for one cluster`,
  ]);
});

test('without names given, a Secret, a ConfigMap and the host may be called the same', () => {
  const chart = testChart();
  addManifests(chart, 'web', [Cluster.host(), Cluster.member('eu-1'), Cluster.member('eu-1', { key: 'other' })]);
  addManifests(chart, 'shop', [Cluster.member('host'), Cluster.memberFromConfigMap('eu-1')]);
  expect(errorsOf(chart)).toEqual([]);
});

test('a cluster has one name in all applications of a namespace', () => {
  const chart = testChart();
  addManifests(chart, 'shop', [Cluster.member('eu', { secretName: 'eu-1' }), Cluster.member('us-1')]);
  addManifests(chart, 'web', [Cluster.member('eu-1'), Cluster.member('us-1', { secretName: 'us-1-kubeconfig' })]);
  const path = '[test/web] kustomization.deploy';
  expect(errorsOf(chart)).toEqual([
    `${path}[0].destination: Secret "eu-1" is cluster "eu-1" here and cluster "eu" in Application apps/shop: a cluster can only have one name; and 1 more of its clusters`,
  ]);
});

test('a Secret of another namespace is another one', () => {
  const app = Testing.app();
  const names = ['eu', 'us'].map((name) => ({ name, chart: new Chart(app, name, { namespace: name }) }));
  for (const { name, chart } of names) addManifests(chart, 'web', [Cluster.member(name, { secretName: 'kubeconfig' })]);
  expect(names.flatMap(({ chart }) => errorsOf(chart))).toEqual([]);
});

test('messages call clusters by their names', () => {
  const chart = testChart();
  const [eu, us] = ['eu-1', 'us-1'].map((name) => Cluster.capi(name)) as [Cluster, Cluster];
  const of = (name: string, cluster: Cluster, fields: object) =>
    new FluxApplication(chart, name, {
      helmRelease: {
        source: HelmRepository.fromName(chart, `${name}-charts`, 'charts'),
        chart: { chart: 'podinfo', version: '6.9.0' },
        deploy: [{ destination: cluster.namespace('web'), ...fields }],
      },
    });
  const db = of('db', eu, {});
  of('shop', us, { dependsOn: [db] });
  of('web', eu, { releaseName: 'db' });
  expect(errorsOf(chart)).toEqual([
    '[test/shop] helmRelease.deploy[0].dependsOn[0]: "test/db" is not deployed to cluster "us-1" but to "eu-1": name one of its objects, { name, namespace }, to depend on it across clusters',
    '[test/web] helmRelease.deploy[0].releaseName: makes the same Helm release as Application apps/db: "db", stored in namespace "web" of cluster "eu-1"',
  ]);
});

test('names that have no room in the Application are left out, and that is told', () => {
  const chart = testChart();
  const clusters = Array.from({ length: 1100 }, (_, index) => Cluster.capi(`a-cluster-with-a-long-name-${index}`));
  addManifests(chart, 'web', clusters.slice(0, 600));
  addManifests(chart, 'shop', clusters);
  const [web, shop] = Testing.synth(chart).filter(({ kind }) => kind === 'Application');
  expect(Object.keys(JSON.parse(web.metadata.annotations[CLUSTERS]))).toHaveLength(600);
  expect(shop.metadata.annotations).not.toHaveProperty([CLUSTERS]);
  Diagnostics.of(chart).strict({ except: ['apply-too-large'] });
  expect(errorsOf(chart)).toEqual([
    '[test/shop] the names of 1100 clusters exceed 65536 bytes, so the Application does not contain them: the status shows the names of their kubeconfig Secrets instead',
  ]);
});
