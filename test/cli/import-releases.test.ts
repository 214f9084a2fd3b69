import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ApiServer } from '../recorded/api-server';
import { fluxapp, folderOf } from './run';

const FIXTURES = join(__dirname, '../fixtures/import');

const REPOSITORY = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: podinfo, namespace: apps }
spec: { interval: 5m, url: https://stefanprodan.github.io/podinfo }
`;

/** A hand-written HelmRelease. */
const release = (name: string, cluster: string, rest = '') => `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}-${cluster}, namespace: apps }
spec:
  interval: 10m
  kubeConfig: { secretRef: { name: ${cluster} } }
  chart: { spec: { chart: ${name}, version: 1.0.0, sourceRef: { kind: HelmRepository, name: podinfo } } }
  targetNamespace: web
  releaseName: ${name}
  storageNamespace: web
${rest}`;

const CLUSTERS = `apiVersion: fluxapp/v1
kind: ClusterList
clusters:
  - { name: eu-1, labels: { stage: prod } }
  - { name: eu-2, labels: { stage: prod } }
  - { name: us-1, labels: { stage: test } }
`;

test('prints a program with defaults, overrides by labels of clusters, and targets', async () => {
  const prod = '  values: { replicaCount: 3, image: { tag: a } }\n';
  const fleet = [
    REPOSITORY,
    release('web', 'eu-1', prod),
    release('web', 'eu-2', `${prod}  dependsOn: [{ name: db-eu-2 }]\n`),
    release('web', 'us-1', '  values: { replicaCount: 1, image: { tag: a } }\n'),
    release('db', 'eu-2'),
  ];
  const folder = folderOf({ 'fleet.yaml': fleet.join(''), 'clusters.yaml': CLUSTERS });
  const { code, stdout, stderr } = await folder.fluxapp([
    ...['import', 'releases', '-f', './fleet.yaml', '--clusters', './clusters.yaml'],
  ]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: '4 HelmReleases became 2 applications, with 1 source\n',
  });
  expect(stdout.replace(folder.path, '.')).toBe(`import { App, Chart } from 'cdk8s';
import { ClusterSet, FluxApplication, HelmRepository } from 'cdk8s-fluxapp';

const app = new App();

const clusters = ClusterSet.fromFile('./clusters.yaml');
const eu1 = clusters.get('eu-1');
const eu2 = clusters.get('eu-2');
const us1 = clusters.get('us-1');

const apps = new Chart(app, 'apps', { namespace: 'apps' });

const podinfo = new HelmRepository(apps, 'podinfo', { url: 'https://stefanprodan.github.io/podinfo', interval: '5m' });

const db = new FluxApplication(apps, 'db', {
  helmRelease: {
    source: podinfo,
    chart: { chart: 'db', version: '1.0.0' },
    deploy: [{ destination: eu2.namespace('web') }],
  },
});

new FluxApplication(apps, 'web', {
  helmRelease: {
    source: podinfo,
    chart: { chart: 'web', version: '1.0.0' },
    defaults: { values: { replicaCount: 3, image: { tag: 'a' } } },
    deploy: [
      { destination: eu1.namespace('web') },
      { destination: eu2.namespace('web'), dependsOn: [db] },
      { destination: us1.namespace('web'), values: { replicaCount: 1 } },
    ],
  },
});

app.synth();
`);
});

// the program is compiled together with the others
test('prints a program that compiles', async () => {
  const { code, stdout, stderr } = await fluxapp(['import', 'releases', '-f', join(FIXTURES, 'fleet.yaml')]);
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot(join(FIXTURES, 'main.ts'));
  await expect(stderr.replaceAll(FIXTURES, '.')).toMatchFileSnapshot(join(FIXTURES, 'stderr.txt'));
});

test('--moves prints the names of what was taken', async () => {
  const { path: _, ...folder } = folderOf({ 'fleet.yaml': release('web', 'eu-1') + release('web', 'us-1') });
  const { code, stdout } = await folder.fluxapp(['import', 'releases', '-f', './fleet.yaml', '--moves']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'HelmRelease apps web-eu-1 web--eu-1--web\nHelmRelease apps web-us-1 web--us-1--web\n',
  });
});

test('says what it leaves, and what refers to a name that has changed', async () => {
  const kustomization = (name: string, rest: string, metadata = '') => `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: apps${metadata} }
spec:
  interval: 1m
  prune: true
  sourceRef: { kind: GitRepository, name: fleet }
${rest}`;
  const folder = folderOf({
    'fleet.yaml': [
      release('web', 'eu-1'),
      release('twice', 'eu-1').replace('releaseName: twice', 'releaseName: web'),
      release('left', 'eu-1', '  dependsOn: [{ name: web-eu-1 }]\n  nonsense: true\n'),
      kustomization('owned', '', ', ownerReferences: [{ kind: Tenant, name: a }]'),
      kustomization('by-set', '', ', labels: { resourceset.fluxcd.controlplane.io/name: tenants }'),
      kustomization('substituted', `  path: ./\${CLUSTER}\n`),
      kustomization('checked', '  healthChecks: [{ apiVersion: a/v1, kind: HelmRelease, name: web-eu-1 }]\n'),
      kustomization('unread', '  kubeConfig: { secretRef: {} }\n'),
    ].join(''),
  });
  const { code, stderr } = await folder.fluxapp(['import', 'releases', '-f', './fleet.yaml']);
  expect(code).toBe(0);
  expect(stderr.split('\n').map((line) => line.replace(/^warning: \S+ \(document \d+\): /, ''))).toEqual([
    'HelmRelease apps/twice-eu-1 stays as it is: releaseName: makes the same Helm release as Application apps/web: "web", stored in namespace "web" of cluster "eu-1"',
    expect.stringMatching(/^HelmRelease apps\/left-eu-1 stays as it is: nonsense: unknown field; allowed: /),
    'HelmRelease apps/left-eu-1 needs a change: it names HelmRelease apps/web-eu-1, which is web--eu-1--web now',
    'Kustomization apps/owned stays as it is: Tenant "a" owns it',
    'Kustomization apps/by-set stays as it is: ResourceSet "tenants" makes it',
    `Kustomization apps/substituted stays as it is: it holds "\${CLUSTER}", which Flux substitutes: read it from the cluster`,
    'Kustomization apps/checked needs a change: it names HelmRelease apps/web-eu-1, which is web--eu-1--web now',
    'Kustomization apps/unread stays as it is: spec.kubeConfig or spec.targetNamespace is not valid in Flux',
    '1 HelmRelease and 1 Kustomization became 2 applications; 6 objects left',
    '',
  ]);
});

test('a cluster of the list with another key of the same Secret is a warning', async () => {
  const keyed = (name: string, cluster: string, key: string) =>
    release(name, cluster).replace(`{ name: ${cluster} } }`, `{ name: ${cluster}, key: ${key} } }`);
  const folder = folderOf({
    'fleet.yaml': [
      keyed('web', 'eu-1-kubeconfig', 'value.yaml'),
      keyed('web', 'eu-2-kubeconfig', 'value.yaml'),
      keyed('db', 'shared', 'b'),
    ].join(''),
    'clusters.yaml': `apiVersion: fluxapp/v1
kind: ClusterList
clusters:
  - { name: eu-1, secretName: eu-1-kubeconfig }
  - { name: eu-2, secretName: eu-2-kubeconfig, key: value.yaml }
  - { name: a, secretName: shared, key: a }
  - { name: b, secretName: shared, key: b }
`,
  });
  const args = ['import', 'releases', '-f', './fleet.yaml', '--clusters', './clusters.yaml'];
  const { code, stderr } = await folder.fluxapp(args);
  expect({ code, stderr: stderr.split('\n') }).toEqual({
    code: 0,
    stderr: [
      'warning: cluster eu-1 of the list has the same Secret as targets of the input, and another key: theirs is "value.yaml"',
      '3 HelmReleases became 2 applications',
      '',
    ],
  });
});

test('values with a variable are imported, and a warning names it without its default', async () => {
  const values = (text: string) => `  values: { host: "${text}" }\n`;
  const escaped = release('literal', 'eu-1', values('{{ x }} $HOME $1{a}'));
  const stored = release('stored', 'eu-1', values(`\${HOST}`)).replace('namespace: apps', 'namespace: apps, uid: a');
  const folder = folderOf({
    'fleet.yaml': [release('web', 'eu-1', values(`web.\${DOMAIN:=canary-4711}`)), escaped, stored].join(''),
  });
  const { code, stdout, stderr } = await folder.fluxapp(['import', 'releases', '-f', './fleet.yaml']);
  expect({ code, stderr: stderr.split('\n') }).toEqual({
    code: 0,
    stderr: [
      `warning: ./fleet.yaml:2:1 (document 1): HelmRelease apps/web-eu-1 is imported with \${DOMAIN} in spec.values: it is only substituted if the Kustomization that applies the new object has the same spec.postBuild`,
      '3 HelmReleases became 3 applications',
      '',
    ],
  });
  expect(stdout).toContain(`web.\${DOMAIN:=canary-4711}`);
});

test('reads a cluster', async () => {
  const objects = [
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'web', namespace: 'apps', uid: '1', resourceVersion: '1', generation: 1 },
      spec: { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' } },
      status: { observedGeneration: 1 },
    },
  ];
  const server = await ApiServer.start(objects);
  try {
    const { path, ...folder } = folderOf({ kubeconfig: server.kubeconfig });
    const { code, stdout } = await folder.fluxapp(['import', 'releases', '-A', '--kubeconfig', './kubeconfig']);
    expect([code, path !== '', stdout]).toEqual([
      0,
      true,
      expect.stringContaining('host.allNamespaces(), prune: true'),
    ]);
  } finally {
    await server.close();
  }
});

test('fails where there is nothing to take', async () => {
  const folder = folderOf({ 'a.yaml': REPOSITORY });
  for (const [kind, what] of [
    ['releases', 'HelmRelease or Kustomization'],
    ['applications', 'Application'],
  ] as const) {
    expect(await folder.fluxapp(['import', kind, '-f', './a.yaml'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `warning: ./a.yaml:1:1: HelmRepository apps/podinfo stays as it is: no application that was found uses it\nerror: no ${what} in ./a.yaml can be imported\n1 error: nothing was printed\n`,
    });
  }
});
