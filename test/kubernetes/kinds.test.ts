import { expect, test } from 'vitest';
import { APPLICATION, DELIVERIES, namespacedName, objectId, pathOf, type Resource } from '../../src/kubernetes/kinds';

const pods: Resource = { group: '', version: 'v1', plural: 'pods', kind: 'Pod' };

test.for([
  [pathOf(DELIVERIES.HelmRelease), '/apis/helm.toolkit.fluxcd.io/v2/helmreleases'],
  [pathOf(DELIVERIES.HelmRelease, 'apps'), '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases'],
  [
    pathOf(DELIVERIES.HelmRelease, 'apps', 'a.b', 'status'),
    '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/a.b/status',
  ],
  [pathOf(pods, 'apps', '../x'), '/api/v1/namespaces/apps/pods/..%2Fx'],
  [pathOf(pods, undefined, 'x'), '/api/v1/pods/x'],
])('the path is %s', ([path, expected]) => {
  expect(path).toBe(expected);
});

test('an object is known by its kind, its namespace and its name', () => {
  expect(namespacedName({ namespace: 'apps', name: 'podinfo' })).toBe('apps/podinfo');
  expect(['', undefined].map((namespace) => namespacedName({ namespace, name: 'podinfo' }))).toEqual([
    'podinfo',
    'podinfo',
  ]);
  expect(objectId({ kind: 'HelmChart', namespace: 'apps', name: 'podinfo' })).toBe('HelmChart apps/podinfo');
});

test('the API version is that of the group', () => {
  expect([APPLICATION, DELIVERIES.HelmRelease, DELIVERIES.Kustomization].map(({ apiVersion }) => apiVersion)).toEqual([
    'gitops.kubesphere.io/v1alpha1',
    'helm.toolkit.fluxcd.io/v2',
    'kustomize.toolkit.fluxcd.io/v1',
  ]);
});
