import { expect, test } from 'vitest';
import { removalOf } from '../../../src/controllers/application-lowering/removal';
import { wantedOf } from '../../../src/controllers/application-lowering/wanted';
import { mapOf, type ValueMap } from '../../../src/json';
import { CONTROLLER_MANAGER } from '../../../src/observe';
import { helmApplication, kustomizationApplication, onHost, onMember, SAVES } from '../../application/applications';

const rules = { trustedNamespaces: ['apps'] };
const clusters = (count: number) => Array.from({ length: count }, (_, index) => onMember(`eu-${index}`, 'web'));
const appOf = (targets: readonly object[], metadata: object = {}) => helmApplication(targets, { metadata });
/** The objects as applied by the controller. */
const stored = (application: ValueMap): ValueMap[] =>
  wantedOf(application, rules).objects.map((object) => {
    const fieldsV1 = { [object.kind === 'ConfigMap' ? 'f:data' : 'f:spec']: {} };
    const managedFields = [{ manager: CONTROLLER_MANAGER, operation: 'Apply', fieldsType: 'FieldsV1', fieldsV1 }];
    const metadata = { ...mapOf(object.metadata), uid: `uid-${mapOf(object.metadata).name}`, managedFields };
    return { ...object, metadata };
  });
const names = (objects: readonly { readonly address: string }[]) => objects.map(({ address }) => address);
const removal = (parts: Partial<Parameters<typeof removalOf>[0]> & Pick<Parameters<typeof removalOf>[0], 'members'>) =>
  removalOf({ application: appOf([], { generation: 7 }), others: [], wanted: [], ...parts });

test('a target that has left goes, with what it alone needs', () => {
  const before = appOf([...clusters(2), onMember('us', 'web', { values: { a: null } })]);
  const after = appOf(clusters(2));
  const { deletions, stays, held } = removal({ members: stored(before), wanted: wantedOf(after, rules).objects });
  expect({ stays, held }).toEqual({ stays: [], held: undefined });
  expect(deletions.map(({ address, waitsFor }) => [address, waitsFor])).toEqual([
    ['HelmRelease/apps/podinfo--us--web', []],
    ['ConfigMap/apps/podinfo--us--web-values', ['HelmRelease/apps/podinfo--us--web']],
  ]);
});

test('of waves the last goes first', () => {
  const waves = { waves: [['eu-0-web'], ['eu-1-web'], ['eu-2-web']] };
  const annotations = { 'gitops.kubesphere.io/rollout': JSON.stringify(waves) };
  const parts = { chart: { chart: 'podinfo', version: '6.9.0' }, metadata: { annotations } };
  const { deletions } = removal({ members: stored(helmApplication(clusters(3), parts)) });
  const ready = deletions.filter(({ waitsFor }) => waitsFor.length === 0);
  expect(names(ready)).toEqual(['HelmRelease/apps/podinfo--eu-2--web']);
});

test('a suspended target stays, with what it needs', () => {
  const members = stored(appOf([onMember('us', 'web', { suspend: true, values: { a: null } }), ...clusters(1)]));
  const { deletions, stays } = removal({ members });
  expect(names(deletions)).toEqual(['HelmRelease/apps/podinfo--eu-0--web']);
  expect(stays.map(({ address, why }) => [address, why])).toEqual([
    ['ConfigMap/apps/podinfo--us--web-values', 'HelmRelease apps/podinfo--us--web needs it'],
    ['HelmRelease/apps/podinfo--us--web', 'it is suspended'],
  ]);
});

test('a suspended target that is being deleted is waited for', () => {
  const [release] = stored(appOf([onMember('us', 'web', { suspend: true })])) as [ValueMap];
  const going = { ...release, metadata: { ...mapOf(release.metadata), deletionTimestamp: '2026-01-01T00:00:00Z' } };
  const { deletions, stays } = removal({ members: [going] });
  expect([deletions.map(({ isGoing }) => isGoing), stays]).toEqual([[true], []]);
});

test.each([
  ['all of ten', 10, 0, undefined, false],
  ['all of eleven', 11, 0, undefined, true],
  ['half of twenty-two', 22, 11, undefined, false],
  ['more than half of twenty-three', 23, 11, undefined, true],
  ['all of eleven, confirmed', 11, 0, '7', false],
  ['all of eleven, confirmed for an earlier generation', 11, 0, '6', true],
])('%s: waits for somebody to confirm it where many go', (_, all, kept, confirmed, isHeld) => {
  const annotations = confirmed === undefined ? {} : { 'gitops.kubesphere.io/confirm-removal': confirmed };
  const { held } = removal({
    application: appOf([], { generation: 7, annotations }),
    members: stored(appOf(clusters(all))),
    wanted: wantedOf(appOf(clusters(kept)), rules).objects,
  });
  const message = `${all - kept} targets of ${all} would be removed, and their releases uninstalled: to confirm, annotate the Application with gitops.kubesphere.io/confirm-removal=7`;
  expect(held).toEqual(isHeld ? { reason: 'ConfirmRemoval', message } : undefined);
});

test('what is under way does not count again', () => {
  const members = stored(appOf(clusters(11)));
  const going = members.map((each, index) =>
    index < 2 ? { ...each, metadata: { ...mapOf(each.metadata), deletionTimestamp: 'x' } } : each,
  );
  expect(removal({ members: going }).held).toBeUndefined();
});

test.each([
  ['half of them are leaving already', { deletionTimestamp: 'x' }, {}],
  ['half of them are suspended and stay', {}, { suspend: true }],
])('all that remain wait for a confirmation where %s', (_, metadata, spec) => {
  const members = stored(appOf(clusters(22))).map((each, index) =>
    index < 11
      ? each
      : { ...each, metadata: { ...mapOf(each.metadata), ...metadata }, spec: { ...mapOf(each.spec), ...spec } },
  );
  expect(removal({ members }).held?.message).toMatch(/^11 targets of 11 would be removed/);
});

test('what somebody else needs, or applies, is kept', () => {
  const members = stored(appOf(clusters(1)));
  const [own] = members as [ValueMap];
  const user = {
    ...own,
    metadata: { name: 'other', namespace: 'apps' },
    spec: { dependsOn: [{ name: 'podinfo--eu-0--web' }] },
  };
  expect(removal({ members, others: [user] }).held).toEqual({
    reason: 'StillNeeded',
    message: expect.stringMatching(
      /^HelmRelease apps\/podinfo--eu-0--web has left the Application, but HelmRelease apps\/other still needs it/,
    ),
  });
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
  const { managedFields } = mapOf(own.metadata) as { managedFields: object[] };
  const metadata = {
    ...mapOf(own.metadata),
    labels: { ...mapOf(mapOf(own.metadata).labels), ...labels },
    managedFields: [...managedFields, { ...managedFields[0], manager: 'kustomize-controller' }],
  };
  expect(removal({ members: [{ ...own, metadata }] }).held?.message).toContain(
    'is applied by Kustomization flux-system/apps',
  );
});

test('a Kustomization stays while another one may apply the same objects', () => {
  const tenant = (name: string): ValueMap => {
    const entry = { path: './web', prune: true, postBuild: { substitute: { tenant: name } } };
    const [made] = stored(kustomizationApplication([onHost('web', entry)])) as [ValueMap];
    return { ...made, metadata: { ...mapOf(made.metadata), name } };
  };
  const old = tenant('a');
  const wanted = [tenant('b')];
  const held = (remedy: string) => ({
    reason: 'StillNeeded',
    message:
      'Kustomization apps/a has left the Application, but Kustomization apps/b may apply the same objects and has not done so ' +
      `yet, so that they would be deleted: ${remedy}`,
  });
  // a new one is not created while the old one is held
  expect(removal({ members: [old], wanted }).held).toEqual(
    held(
      'suspend the first one before, or, if they have no objects in common, remove it before you add the second one',
    ),
  );
  expect(removal({ members: [old, ...wanted], wanted }).held).toEqual(held('wait until the second one is ready'));
});

test('a template is not a member: the HelmChart that releases refer to may go without it', () => {
  const [template, ...members] = stored(appOf(clusters(1), SAVES));
  expect(template?.kind).toBe('HelmChart');
  expect(names(removal({ members, others: [template as ValueMap] }).deletions)).toEqual([
    'HelmRelease/apps/podinfo--eu-0--web',
  ]);
});
