import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { objectId } from '../../src/kubernetes/kinds';
import { desiredOf, onClusters } from '../../src/status/desired';
import {
  application,
  helmApplication,
  kustomizationApplication,
  onHost,
  onMember,
  SAVES,
} from '../application/applications';
import { applications } from '../application/arbitrary-application';
import { runs } from '../random-runs';

const DIGEST = 'gitops.kubesphere.io/lowering-digest';

test('wants, by key, the objects that the Application is lowered to', () => {
  expect(desiredOf(helmApplication([onHost('web'), onMember('eu-1', 'web')]))).toEqual({
    kind: 'HelmRelease',
    source: 'HelmRepository/charts',
    targets: [
      {
        key: 'eu-1-web',
        cluster: 'eu-1',
        namespace: 'web',
        name: 'podinfo--eu-1--web',
        digest: expect.stringMatching(/^\w+/),
        specDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        sourceRef: { kind: 'HelmRepository', namespace: 'apps', name: 'charts' },
      },
      {
        key: 'web',
        namespace: 'web',
        name: 'podinfo--host--web',
        digest: expect.stringMatching(/^\w+/),
        specDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        sourceRef: { kind: 'HelmRepository', namespace: 'apps', name: 'charts' },
      },
    ],
  });
});

test('calls clusters as the annotation of the Application does', () => {
  const annotation = (names: unknown) => ({
    metadata: {
      name: 'podinfo',
      namespace: 'apps',
      annotations: { 'gitops.kubesphere.io/clusters': typeof names === 'string' ? names : JSON.stringify(names) },
    },
  });
  const entries = [
    onMember('eu-1-kubeconfig', 'web'),
    onHost('web'),
    onMember('kubeconfigs', 'web', {
      destination: { kubeConfig: { secretRef: { name: 'kubeconfigs', key: 'eu-2' } }, targetNamespace: 'web' },
    }),
    onMember('oidc', 'web', {
      destination: { kubeConfig: { configMapRef: { name: 'oidc' } }, targetNamespace: 'web' },
    }),
    onMember('us-1', 'web'),
  ];
  const clustersOf = (application: unknown) =>
    desiredOf(application)?.targets.map(({ key, cluster, kubeConfig }) => [key, cluster, kubeConfig]);
  const names = {
    'eu-1-kubeconfig': 'eu-1',
    'kubeconfigs/eu-2': 'eu-2',
    'ConfigMap/oidc': 'ap-1',
    host: 'no',
    'us-1': 'Not A Name',
    oidc: 'no',
    kubeconfigs: 'no',
  };
  const named = [
    ['eu-1-kubeconfig-web', 'eu-1', 'eu-1-kubeconfig'],
    ['kubeconfigs-web', 'eu-2', 'kubeconfigs'],
    ['oidc-web', 'ap-1', 'oidc'],
    ['us-1-web', 'us-1', undefined],
    ['web', undefined, undefined],
  ];
  expect(clustersOf(helmApplication(entries, annotation(names)))).toEqual(named);
  // also for one with errors
  expect(clustersOf(helmApplication([...entries, {}], annotation(names)))).toEqual(expect.arrayContaining(named));
  expect(clustersOf(helmApplication([onMember('eu-1', 'web')], annotation('{')))).toEqual([
    ['eu-1-web', 'eu-1', undefined],
  ]);
});

test.each([
  [[], ['host', 'a', 'b', 'c']],
  [['host'], ['host']],
  [['a'], ['a']],
  [['s-b'], ['b']],
  [
    ['c', 's-b'],
    ['b', 'c'],
  ],
  [['d'], []],
])('the targets on the clusters %j are those on %j', (wanted, expected) => {
  // the Secret of c has the name of another cluster
  const targets = [{}, { cluster: 'a' }, { cluster: 'b', kubeConfig: 's-b' }, { cluster: 'c', kubeConfig: 'a' }];
  expect(targets.filter(onClusters(targets, wanted)).map(({ cluster = 'host' }) => cluster)).toEqual(expected);
});

test('every digest and name is that of an object', () => {
  fc.assert(
    fc.property(applications, (each) => {
      const { objects } = lower(each);
      const desired = desiredOf(each);
      const made = objects.filter(({ kind }) => kind === desired?.kind).map(({ metadata }) => metadata);
      const wanted = desired?.targets.map(({ name, digest }) => `${name} ${digest}`);
      expect(wanted?.sort()).toEqual(made.map(({ name, annotations }) => `${name} ${annotations?.[DIGEST]}`).sort());
      expect(desired?.problem).toBeUndefined();
    }),
    { numRuns: runs(100) },
  );
});

describe('where a chart comes from', () => {
  const refsOf = (each: unknown) => {
    const { chartRef, sourceRef } = desiredOf(each)?.targets[0] ?? {};
    return { chartRef, sourceRef };
  };

  test.each([
    [
      'a template',
      helmApplication([onHost('web')], { chart: undefined, source: null, template: 'shared' }),
      'HelmChart apps/shared',
    ],
    ['a template that is saved', helmApplication([onHost('web')], { metadata: SAVES }), 'HelmChart apps/podinfo'],
    [
      'an OCIRepository',
      helmApplication([onHost('web')], {
        chart: undefined,
        source: { sourceRef: { kind: 'OCIRepository', name: 'podinfo' } },
      }),
      'OCIRepository apps/podinfo',
    ],
  ])('%s', (_, each, expected) => {
    const { chartRef, sourceRef } = refsOf(each);
    expect([chartRef && objectId(chartRef), sourceRef]).toEqual([expected, undefined]);
  });

  test('a source of another namespace', () => {
    const source = { sourceRef: { kind: 'GitRepository', name: 'repo', namespace: 'flux-system' } };
    const entry = { destination: { targetNamespace: 'web' }, interval: '8m', prune: true };
    const sourceRef = { kind: 'GitRepository', namespace: 'flux-system', name: 'repo' };
    expect(refsOf(kustomizationApplication([entry], source))).toEqual({ chartRef: undefined, sourceRef });
  });
});

test('what is not Flux’s is not wanted', () => {
  const argo = { ...application({}), spec: { kind: 'argocd', argoApp: {} } };
  expect([argo, undefined, null, 1, 'x', [], {}].map((each) => desiredOf(each))).toEqual(Array(7).fill(undefined));
});

test('of an Application with errors, the targets are told so far as they can be', () => {
  const broken = helmApplication([onHost('web', { interval: 1 }), { destination: 'nowhere' }, onMember('eu-1', 'web')]);
  const { targets, problem } = desiredOf(broken) ?? {};
  expect(targets).toEqual([
    { key: 'eu-1-web', cluster: 'eu-1', namespace: 'web', name: 'podinfo--eu-1--web' },
    { key: 'web', namespace: 'web', name: 'podinfo--host--web' },
  ]);
  expect(problem).toMatch(/interval/);
  expect(problem).toMatch(/; and 2 more, which fluxapp lower lists$/);
});

test('of an Application with errors, what targets share counts as one error', () => {
  const deploy = Array.from({ length: 60 }, (_, number) =>
    onMember(`eu-${number}`, `Web_${number}`, { maxHistory: '1' }),
  );
  const entry = 'spec.fluxApp.spec.config.helmRelease.deploy[0]';
  expect(desiredOf(helmApplication(deploy))?.problem).toBe(
    `${entry}.maxHistory (and 59 more: deploy[1..59]): must be an integer, got a string ("1"); and 2 more, which fluxapp lower lists`,
  );
});
