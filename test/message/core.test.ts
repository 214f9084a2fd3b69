import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coreOf, withoutParticulars } from '../../src/message/core';

const DRY_RUN =
  'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"web"}}: field is immutable';

/** Messages of the controllers, and their essential parts. */
const MESSAGES: readonly [string, string][] = [
  // Helm, by helm-controller
  [
    "Helm upgrade failed for release web/web with chart web@6.5.0: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- at '/replicas': got string, want integer\n",
    "values: at '/replicas': got string, want integer",
  ],
  [
    "Helm install failed for release web/web with chart web@6.5.0: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- replicas: Invalid type. Expected: integer, given: string\n- image: tag is required\n",
    'values: replicas: Invalid type. Expected: integer, given: string; image: tag is required',
  ],
  [
    "Helm install failed for release web/web with chart web@6.5.0: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- at '': additional properties 'port' not allowed\nredis:\n- at '/auth': got string, want object\n",
    "values: web: at '': additional properties 'port' not allowed; redis: at '/auth': got string, want object",
  ],
  [
    'Helm install failed for release web/web with chart web@6.5.0: resource Deployment/web/web not ready. status: InProgress, message: Available: 0/1\ncontext deadline exceeded\n\nLast Helm logs:\n\n2026-11-20T00:00:00Z beginning wait',
    'resource Deployment/web/web not ready. status: InProgress, message: Available: 0/1',
  ],
  [
    'failed to retrieve last release from storage: query: failed to query with labels: Get "https://10.7.0.1:6443/api/v1/namespaces/data/secrets?labelSelector=name%3Dredis%2Cowner%3Dhelm": dial tcp 10.7.0.1:6443: connect: connection refused',
    'dial tcp 10.7.0.1:6443: connect: connection refused',
  ],
  [
    'Helm upgrade failed for release web/web with chart web@6.5.0: context deadline exceeded',
    'context deadline exceeded',
  ],
  [
    'Helm upgrade failed for release web/web with chart web@6.5.0: pre-upgrade hooks failed: warning: Hook pre-upgrade web/templates/migrate.yaml failed: 1 error occurred:\n\t* job web-migrate failed: BackoffLimitExceeded',
    'job web-migrate failed: BackoffLimitExceeded',
  ],
  [
    'Helm install failed for release web/web with chart web@6.5.0: unable to build kubernetes objects from release manifest: resource mapping not found for name: "web" namespace: "" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"',
    'resource mapping not found for name: "web" namespace: "" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1"',
  ],
  [
    'Helm install failed for release web/web with chart web@6.5.0: unable to continue with install: Secret "web" in namespace "web" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
    'Secret "web" in namespace "web" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
  ],
  [
    'Helm upgrade failed for release web/web with chart web@6.5.0: template: web/templates/deployment.yaml:3:20: executing "web/templates/deployment.yaml" at <.Values.image.tag>: nil pointer evaluating interface {}.tag',
    'template: web/templates/deployment.yaml:3:20: executing "web/templates/deployment.yaml" at <.Values.image.tag>: nil pointer evaluating interface {}.tag',
  ],
  [
    'Helm rollback to previous release web/web.v1 with chart web@6.4.0 failed: release web failed: context deadline exceeded',
    'context deadline exceeded',
  ],
  ['Helm uninstall remediation for release web/web.v1 with chart web@6.5.0 failed: timed out', 'timed out'],
  ['Helm test failed for release web/web.v1 with chart web@6.5.0: pod web-test failed', 'pod web-test failed'],
  ['Failed to upgrade after 3 attempt(s)', 'Failed to upgrade after 3 attempt(s)'],
  [
    'Failed to perform remediation: missing target release for rollback: required to rollback',
    'missing target release for rollback: required to rollback',
  ],
  [
    'Could not determine release state: cluster reachability check failed: kubernetes cluster unreachable: Get "https://10.0.0.7:6443/version": dial tcp 10.0.0.7:6443: connect: connection refused',
    'kubernetes cluster unreachable: Get "https://10.0.0.7:6443/version": dial tcp 10.0.0.7:6443: connect: connection refused',
  ],
  // helm-controller
  ["dependency 'apps/db--eu-1--db' is not ready", "dependency 'apps/db--eu-1--db' is not ready"],
  [
    'unable to get \'apps/db\' dependency: HelmRelease.helm.toolkit.fluxcd.io "db" not found',
    'unable to get \'apps/db\' dependency: HelmRelease.helm.toolkit.fluxcd.io "db" not found',
  ],
  [
    "HelmChart 'apps/apps-web' is not ready: latest generation of object has not been reconciled",
    "HelmChart 'apps/apps-web' is not ready: latest generation of object has not been reconciled",
  ],
  [
    "HelmChart 'apps/apps-web' is not ready: chart pull error: failed to download chart for remote reference: failed to fetch https://charts.example.com/web-9.9.9.tgz : 404 Not Found",
    'failed to fetch https://charts.example.com/web-9.9.9.tgz : 404 Not Found',
  ],
  [
    "could not resolve Secret chart values reference 'apps/web' with key 'values.yaml': secrets \"web\" not found",
    "could not resolve Secret chart values reference 'apps/web' with key 'values.yaml': secrets \"web\" not found",
  ],
  // source-controller
  [
    "invalid chart reference: failed to get chart version for remote reference: no 'web' chart with version matching '9.9.9' found",
    "no 'web' chart with version matching '9.9.9' found",
  ],
  [
    'failed to fetch Helm repository index: failed to cache index to temporary file: failed to fetch https://charts.example.com/index.yaml : 404 Not Found',
    'failed to fetch https://charts.example.com/index.yaml : 404 Not Found',
  ],
  [
    'failed to determine artifact digest: GET https://ghcr.io/v2/web/manifests/9.9.9: MANIFEST_UNKNOWN: manifest unknown',
    'GET https://ghcr.io/v2/web/manifests/9.9.9: MANIFEST_UNKNOWN: manifest unknown',
  ],
  [
    "failed to checkout and determine revision: unable to clone 'https://git.example.com/repo': authentication required",
    "unable to clone 'https://git.example.com/repo': authentication required",
  ],
  // kustomize-controller
  [
    "kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'x.yaml': open /tmp/kustomization-1/x.yaml: no such file or directory'",
    "accumulation err='accumulating resources from 'x.yaml': open /tmp/kustomization-1/x.yaml: no such file or directory'",
  ],
  [
    "health check failed after 30.01s: timeout waiting for: [Deployment/web/web status: 'InProgress']",
    "timeout waiting for: [Deployment/web/web status: 'InProgress']",
  ],
  [`Deployment/web/web dry-run failed (Invalid): ${DRY_RUN}\nService/web/web created`, DRY_RUN],
  [
    'ConfigMap/web/web dry-run failed (Forbidden): configmaps "web" is forbidden: User "x" cannot patch resource "configmaps"',
    'ConfigMap/web/web dry-run failed (Forbidden): configmaps "web" is forbidden: User "x" cannot patch resource "configmaps"',
  ],
  [
    "post build failed for '~G_v1_ConfigMap/web': envsubst error: variable substitution failed: missing closing brace",
    'envsubst error: variable substitution failed: missing closing brace',
  ],
  [
    'kustomization path not found: stat /tmp/kustomization-1/web: no such file or directory',
    'kustomization path not found: stat /tmp/kustomization-1/web: no such file or directory',
  ],
  // this project
  ['HelmRelease web--eu-1--web does not exist: it has not been applied', 'it has not been applied'],
  ['suspended by admin: a move; runs 6.5.0; failed before: Helm install failed: boom', 'suspended by admin: a move'],
  // nothing to remove
  ['', ''],
  ['Helm install failed: boom\n\nLast Helm logs:\n…', 'Helm install failed: boom'],
];

test.each(MESSAGES)('%j', (message, core) => {
  expect(coreOf(message)).toBe(core);
});

test('the core of a core is itself, in one line, and never empty where the message is not', () => {
  const parts = MESSAGES.flatMap(([message]) => [message, ...message.split(/(?<=: )/)]);
  const message = fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 5 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(message, (text) => {
      const core = coreOf(text);
      expect(coreOf(core)).toBe(core);
      expect(core).not.toContain('\n');
    }),
  );
});

test.each([
  ["dependency 'apps/db--eu-1--db' is not ready", "dependency 'apps/db--us-2--db' is not ready"],
  ['dial tcp 10.0.0.7:6443: connect: refused', 'dial tcp 10.1.2.3:8443: connect: refused'],
  ['Get "https://eu-1.example.com:6443/version": EOF', 'Get "https://10.0.0.1/version": EOF'],
  ['pod web-5d4b9c7f68-x2x9z failed', 'pod web-7c6d8b9f44-k8w2q failed'],
  ['retrying after 1m30s', 'retrying after 45.5s'],
  ['main@sha1:0a1b2c3d4e5f60718293a4b5c6d7e8f901234567', 'main@sha1:ffffffffffffffff0123456789abcdefffffffff'],
  ['chart web 1.2.3', 'chart web 1.10.0'],
])('%j and %j are the same on two clusters', (one, other) => {
  expect(withoutParticulars(one, ['eu-1'])).toBe(withoutParticulars(other, ['us-2']));
});

test.each([
  ['404 Not Found', '503 Service Unavailable'],
  ["dependency 'apps/db' is not ready", "dependency 'apps/cache' is not ready"],
  ["at '/replicas': got string, want integer", "at '/port': got string, want integer"],
  ['no matches for kind "A"', 'no matches for kind "B"'],
])('%j and %j differ', (one, other) => {
  expect(withoutParticulars(one, ['eu-1'])).not.toBe(withoutParticulars(other, ['eu-1']));
});

test('a member that cannot be reached is one cause for all releases on it', () => {
  const of = (namespace: string, name: string) =>
    `Get "https://10.7.0.1:6443/api/v1/namespaces/${namespace}/secrets?labelSelector=name%3D${name}": dial tcp 10.7.0.1:6443`;
  expect(withoutParticulars(of('data', 'redis'), ['edge-7'])).toBe(withoutParticulars(of('shop', 'web'), ['edge-7']));
});

test('a name is no part of a longer word', () => {
  expect(withoutParticulars('a chart at web-a', ['a'])).toBe('* chart at web-*');
});
