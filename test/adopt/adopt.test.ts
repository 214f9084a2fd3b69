import { expect, test } from 'vitest';
import { adopt } from '../../src/adopt';

const release = (name: string, spec: object = {}, namespace = 'apps') => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, namespace },
  spec: {
    interval: '10m',
    chart: { spec: { chart: 'web', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
    ...spec,
  },
});
const on = (name: string, spec: object = {}) => ({
  kubeConfig: { secretRef: { name } },
  targetNamespace: 'web',
  ...spec,
});
const chart = (name: string, source = 'charts') => ({
  chart: { spec: { chart: name, version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: source } } },
});
const kustomization = (name: string, spec: object = {}) => ({
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name, namespace: 'apps' },
  spec: { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' }, ...spec },
});

/** The applications by name, with the numbers of their targets. */
const found = (...objects: object[]) =>
  adopt(objects as Parameters<typeof adopt>[0]).applications.map(({ namespace, name, targets }) => {
    return `${namespace}/${name}: ${targets.length}`;
  });

test.each([
  [
    'names that differ in the cluster',
    [release('web-eu-1', on('eu-1')), release('us-1-web', on('us-1'))],
    ['apps/web: 2'],
  ],
  ['the host, too', [release('web'), release('web-us-1', on('us-1'))], ['apps/web: 2']],
  [
    'one releaseName',
    [release('a', on('eu-1', { releaseName: 'site' })), release('b', on('us-1', { releaseName: 'site' }))],
    ['apps/site: 2'],
  ],
  ['other names', [release('web', on('eu-1')), release('shop', on('us-1'))], ['apps/web: 1', 'apps/shop: 1']],
  [
    'other charts',
    [release('web-eu-1', on('eu-1')), release('web-us-1', on('us-1', chart('other')))],
    ['apps/web: 1', 'apps/web-2: 1'],
  ],
  [
    'other sources',
    [release('web-eu-1', on('eu-1')), release('web-us-1', on('us-1', chart('web', 'other')))],
    ['apps/web: 1', 'apps/web-2: 1'],
  ],
  [
    'other namespaces',
    [release('web-eu-1', on('eu-1')), release('web-us-1', on('us-1'), 'other')],
    ['apps/web: 1', 'other/web: 1'],
  ],
  [
    'other kinds',
    [release('web-eu-1', on('eu-1')), kustomization('web-us-1', on('us-1'))],
    ['apps/web: 1', 'apps/web-2: 1'],
  ],
  [
    'paths that differ',
    [kustomization('web-eu-1', on('eu-1', { path: './eu' })), kustomization('web-us-1', on('us-1', { path: './us' }))],
    ['apps/web: 2'],
  ],
  [
    'versions that differ',
    [
      release('web-eu-1', on('eu-1')),
      release('web-us-1', on('us-1', { chart: { spec: { ...chart('web').chart.spec, version: '2.0.0' } } })),
    ],
    ['apps/web: 2'],
  ],
  [
    'an Application of that name',
    [
      release('web'),
      {
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'web', namespace: 'apps' },
      },
    ],
    ['apps/web-2: 1'],
  ],
])('finds applications: %s', (_, objects, names) => {
  expect(found(...objects)).toEqual(names);
});

test('two targets in one place get names', () => {
  const [application] = adopt([
    release('blue', on('eu-1', { releaseName: 'web', storageNamespace: 'a' })),
    release('green', on('eu-1', { releaseName: 'web', storageNamespace: 'b' })),
  ]).applications;
  expect(application?.targets.map(({ name }) => name)).toEqual(['blue', 'green']);
});

test('the same object twice is one, another of its name is left', () => {
  const twice = { ...release('web'), status: { observedGeneration: 1 } };
  const other = release('web', { interval: '1h' });
  const { taken, left } = adopt([release('web'), twice, other]);
  expect([taken.length, left]).toEqual([
    1,
    [{ object: other, message: 'the input has another object of that name before it' }],
  ]);
});

test('what would make one Helm release of two is left', () => {
  const { taken, left } = adopt([
    release('web', { releaseName: 'a' }),
    release('shop', { releaseName: 'a', ...chart('b') }),
  ]);
  expect(taken.map(({ name }) => name)).toEqual(['web']);
  expect(left.map(({ message }) => message)).toEqual([
    'releaseName: makes the same Helm release as Application apps/a: "a", stored in namespace "apps" of the host',
  ]);
});

test('a Kustomization that applies others is left', () => {
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'fleet', 'kustomize.toolkit.fluxcd.io/namespace': 'apps' };
  const applied = release('web');
  const { taken, left } = adopt([
    kustomization('fleet'),
    { ...applied, metadata: { ...applied.metadata, labels } },
    kustomization('other'),
  ]);
  expect(taken.map(({ name }) => name)).toEqual(['web', 'other']);
  expect(left.map(({ message }) => message)).toEqual(['it applies HelmRelease apps/web, which is in the input too']);
});
