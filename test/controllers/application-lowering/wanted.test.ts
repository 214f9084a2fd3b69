import { expect, test } from 'vitest';
import { lower } from '../../../src/application';
import { wantedOf } from '../../../src/controllers/application-lowering/wanted';
import { mapOf, omit } from '../../../src/json';
import { helmApplication, kustomizationApplication, onHost, onMember, SAVES } from '../../application/applications';

const trusted = { trustedNamespaces: ['apps'] };
// biome-ignore lint/suspicious/noExplicitAny: an object of any kind
const objectsOf = (application: object, rules: object = trusted): any[] => {
  const { objects, problems } = wantedOf(application as never, rules);
  expect(problems).toEqual([]);
  return [...objects];
};
/** A member that Flux reaches through a ConfigMap. */
function onIdentity(entry: object = {}) {
  const destination = { kubeConfig: { configMapRef: { name: 'eu-1' } }, targetNamespace: 'web' };
  return onMember('eu-1', 'web', { destination, ...entry });
}

test('are those of lower, with the label of the controller', () => {
  const values = { a: null, b: 1 };
  const application = helmApplication([onHost('web'), onMember('eu-1', 'web', { values })], { metadata: SAVES });
  const objects = objectsOf(application);
  expect(objects.map(({ kind }) => kind)).toEqual(['HelmChart', 'HelmRelease', 'ConfigMap', 'HelmRelease']);
  for (const { metadata } of objects) expect(metadata.labels['gitops.kubesphere.io/lowered-by']).toBe('controller');
  const without = objects.map(({ metadata, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, labels: omit(metadata.labels, ['gitops.kubesphere.io/lowered-by']) },
  }));
  expect(without).toEqual(lower(application).objects);
});

test('a pause that the Application does not ask for is left to whoever sets it', () => {
  const [running, paused] = objectsOf(
    helmApplication([onHost('web', { suspend: false }), onMember('eu-1', 'web', { suspend: true })]),
  );
  expect('suspend' in running.spec).toBe(false);
  expect(paused.spec.suspend).toBe(true);
});

test('what is wrong with an Application is said, with its place', () => {
  expect(wantedOf(helmApplication([{ destination: {} }]), {})).toEqual({
    objects: [],
    reason: 'Invalid',
    problems: [expect.stringContaining('deploy[0].interval')],
  });
});

test.each([
  ['a release', helmApplication([onMember('eu-1', 'web'), onHost('web')]), 'HelmRelease apps/podinfo--host--web'],
  [
    'a Kustomization',
    kustomizationApplication([onHost('web', { prune: true })]),
    'Kustomization apps/podinfo--host--web',
  ],
])(
  '%s for the host without an account is refused, unless there is a default or its namespace is trusted',
  (_, app, name) => {
    const { problems, reason } = wantedOf(app, {});
    expect({ problems, reason }).toEqual({
      reason: 'Refused',
      problems: [expect.stringMatching(new RegExp(`^${name} is for the host and names no serviceAccountName`))],
    });
    expect(wantedOf(app, { trustedNamespaces: ['other'] }).problems).toHaveLength(1);
    expect(objectsOf(app).map(({ spec }) => spec.serviceAccountName)).not.toContain('tenant');
    const objects = objectsOf(app, { defaultServiceAccount: 'tenant' });
    const accounts = objects.map(({ metadata, spec }) => [metadata.name, spec.serviceAccountName]);
    const onHosts = accounts.filter(([each]) => each.includes('--host--'));
    expect(onHosts).toEqual([['podinfo--host--web', 'tenant']]);
    // on members, the permissions are those of the kubeconfig
    expect(accounts.filter(([each]) => !each.includes('--host--')).flatMap(([, account]) => account ?? [])).toEqual([]);
  },
);

test.each([
  ['a release', helmApplication([onIdentity()]), 'HelmRelease'],
  [
    'a Kustomization',
    kustomizationApplication([onIdentity({ prune: true, storageNamespace: undefined })]),
    'Kustomization',
  ],
  ['one that names an account', helmApplication([onIdentity({ serviceAccountName: 'own' })]), 'HelmRelease'],
])('%s with kubeConfig.configMapRef is refused, unless its namespace is trusted', (_, app, kind) => {
  for (const rules of [{}, { defaultServiceAccount: 'tenant' }, { trustedNamespaces: ['other'] }]) {
    expect(wantedOf(app, rules)).toEqual({
      objects: [],
      reason: 'Refused',
      problems: [
        expect.stringMatching(new RegExp(`^${kind} apps/podinfo-eu-1-web-\\w+ has kubeConfig\\.configMapRef`)),
      ],
    });
  }
  expect(objectsOf(app)[0].spec.kubeConfig).toEqual({ configMapRef: { name: 'eu-1' } });
});

test('a default account is none of the lowering: a status does not take it for a change', () => {
  const [release] = objectsOf(helmApplication([onHost('web')]), { defaultServiceAccount: 'tenant' });
  expect(release.metadata.annotations['gitops.kubesphere.io/hatched']).toBe('["/spec/serviceAccountName"]');
});

test('an account that a target names stays', () => {
  const app = helmApplication([onHost('web', { serviceAccountName: 'own' })]);
  expect(objectsOf(app, { defaultServiceAccount: 'tenant' })[0].spec.serviceAccountName).toBe('own');
});

test('a source of another namespace is refused unless it is allowed', () => {
  const sourceRef = { kind: 'HelmRepository', name: 'charts', namespace: 'platform' };
  const app = helmApplication([onMember('eu-1', 'web')], { source: { sourceRef } });
  expect(wantedOf(app, trusted)).toEqual({
    objects: [],
    reason: 'Refused',
    problems: [
      'HelmRelease apps/podinfo--eu-1--web refers to platform/charts, which is in another namespace ' +
        '(spec.chart.spec.sourceRef): refer to an object in apps, or run the controller with --allow-cross-namespace-refs',
    ],
  });
  expect(objectsOf(app, { allowsCrossNamespaceRefs: true })).toHaveLength(1);
  const own = { ...sourceRef, namespace: 'apps' };
  expect(objectsOf(helmApplication([onMember('eu-1', 'web')], { source: { sourceRef: own } }))).toHaveLength(1);
  const git = { sourceRef: { kind: 'GitRepository', name: 'repo', namespace: 'platform' } };
  const kustomize = kustomizationApplication(
    [onMember('eu-1', 'web', { prune: true, storageNamespace: undefined })],
    git,
  );
  expect(wantedOf(kustomize, {}).problems[0]).toContain('platform/repo');
});

test.each([
  ['a release', helmApplication],
  ['a Kustomization', kustomizationApplication],
])('a dependency of %s in another namespace is refused unless it is allowed', (_, applicationOf) => {
  const dependsOn = [{ name: 'secrets', namespace: 'platform', readyExpr: 'dep.status.conditions[0].message == ""' }];
  const entry = applicationOf === helmApplication ? {} : { prune: true, storageNamespace: undefined };
  const app = (dependencies: object[]) =>
    applicationOf([onMember('eu-1', 'web', { ...entry, dependsOn: dependencies })]);
  expect(wantedOf(app(dependsOn), trusted)).toMatchObject({
    reason: 'Refused',
    problems: [
      expect.stringContaining('refers to platform/secrets, which is in another namespace (spec.dependsOn[0])'),
    ],
  });
  expect(objectsOf(app(dependsOn), { allowsCrossNamespaceRefs: true })).toHaveLength(1);
  expect(objectsOf(app([{ name: 'secrets', namespace: 'apps' }]))).toHaveLength(1);
});

test('nulls that an applier has dropped come from the annotation', () => {
  const nulls = { annotations: { 'gitops.kubesphere.io/nulls': '{"web":{"a":null}}' } };
  const app = helmApplication([onHost('web', { values: { b: 1 } })], { metadata: nulls });
  const [configMap] = objectsOf(app);
  expect(configMap.kind).toBe('ConfigMap');
  expect(Object.values(mapOf(configMap.data))).toEqual(['a: null\n']);
});
