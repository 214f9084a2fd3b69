import { expect, test } from 'vitest';
import { pathOf, type Resource } from '../../src/kube';
import { isNewer } from '../../src/kube/resource-version';

const releases: Resource = {
  group: 'helm.toolkit.fluxcd.io',
  version: 'v2',
  plural: 'helmreleases',
  kind: 'HelmRelease',
};
const pods: Resource = { group: '', version: 'v1', plural: 'pods', kind: 'Pod' };

test.for([
  [pathOf(releases), '/apis/helm.toolkit.fluxcd.io/v2/helmreleases'],
  [pathOf(releases, 'apps'), '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases'],
  [
    pathOf(releases, 'apps', 'a.b', 'status'),
    '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/a.b/status',
  ],
  [pathOf(pods, 'apps', '../x'), '/api/v1/namespaces/apps/pods/..%2Fx'],
  [pathOf(pods, undefined, 'x'), '/api/v1/pods/x'],
])('the path is %s', ([path, expected]) => {
  expect(path).toBe(expected);
});

test.for([
  ['10', '9', true],
  ['9', '10', false],
  ['10', '10', false],
  ['18446744073709551615', '18446744073709551614', true],
  ['010', '9', true],
  ['x', '9', false],
  ['9', '', false],
] as const)('whether %s is newer than %s: %s', ([one, other, expected]) => {
  expect(isNewer(one, other)).toBe(expected);
});
