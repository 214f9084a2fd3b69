import { expect, test } from 'vitest';
import { handoverFromController, handoverToController } from '../../../src/change';
import { wantedOf } from '../../../src/controllers/application-lowering/wanted';
import { mapOf, type ValueMap } from '../../../src/json';
import { helmApplication, onMember } from '../../application/applications';

const MANAGER = 'fluxapp-controller';
const application = helmApplication([onMember('eu-1', 'web', { values: { a: 1 } })]) as ValueMap;
const [release] = wantedOf(application, {}).objects as [ValueMap];
/** The spec with the default that Flux's CRD fills in. */
const storedSpec = (spec: ValueMap): ValueMap => {
  const chart = mapOf(spec.chart);
  return { ...spec, chart: { ...chart, spec: { reconcileStrategy: 'ChartVersion', ...mapOf(chart.spec) } } };
};

/** The fields of a value in the format of managedFields. */
const fieldsOf = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [`f:${key}`, fieldsOf(part)]))
    : {};
/** The release as applied by another manager. */
const applied = (manager: string, parts: { labels?: object; annotations?: object; spec?: object } = {}): ValueMap => {
  const { namespace, name, labels, annotations } = mapOf(release.metadata);
  const { 'gitops.kubesphere.io/lowered-by': _, ...own } = mapOf(labels);
  const metadata = {
    labels: { ...own, ...parts.labels },
    annotations: { ...mapOf(annotations), ...parts.annotations },
  };
  const spec = { ...mapOf(release.spec), ...parts.spec };
  const entry = { manager, operation: 'Apply', apiVersion: 'helm.toolkit.fluxcd.io/v2', fieldsType: 'FieldsV1' };
  const managedFields = [{ ...entry, fieldsV1: fieldsOf({ metadata, spec }) }];
  return {
    ...release,
    metadata: { namespace, name, ...metadata, uid: 'x', generation: 1, managedFields },
    spec: storedSpec(spec),
  };
};
const flux = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
const plan = (live: ValueMap | undefined, parts: Partial<Parameters<typeof handoverToController>[0]> = {}) =>
  handoverToController({
    ...{ application, wanted: [release], liveOf: () => live, kustomizations: new Map(), manager: MANAGER },
    ...parts,
  });

test('what a command has applied becomes the controller’s, with all fields', () => {
  const { refusals, objects } = plan(applied('fluxapp'));
  expect(refusals).toEqual([]);
  expect(objects[0]?.managedFieldsOf(applied('fluxapp'))).toMatchObject([{ manager: MANAGER, operation: 'Apply' }]);
});

test('the Application loses the marks of others, and asks for the controller', () => {
  const annotations = { 'gitops.kubesphere.io/digests': '{}', other: 'stays' };
  const marked = {
    ...application,
    metadata: { ...mapOf(application.metadata), annotations, labels: { ...flux, a: 'b' } },
  };
  const gone = new Map([['flux-system/apps', { status: { inventory: { entries: [] } } }]]);
  expect(plan(applied('fluxapp'), { application: marked, kustomizations: gone }).application).toEqual({
    metadata: {
      annotations: { 'gitops.kubesphere.io/lowered-by': 'controller', 'gitops.kubesphere.io/digests': null },
      labels: { 'kustomize.toolkit.fluxcd.io/name': null, 'kustomize.toolkit.fluxcd.io/namespace': null },
    },
  });
});

test('is refused while a Kustomization holds the object, and not once that has let go', () => {
  const live = applied('kustomize-controller', { labels: flux });
  const entries = [{ id: 'apps_podinfo--eu-1--web_helm.toolkit.fluxcd.io_HelmRelease', v: 'v2' }];
  const holding = new Map([['flux-system/apps', { status: { inventory: { entries } } }]]);
  expect(plan(live, { kustomizations: holding }).refusals).toEqual([
    expect.stringMatching(
      /^HelmRelease apps\/podinfo--eu-1--web is applied by Kustomization flux-system\/apps, which would continue to apply it/,
    ),
  ]);
  expect(
    plan(live, { kustomizations: new Map([['flux-system/apps', { status: { inventory: { entries: [] } } }]]) })
      .refusals,
  ).toEqual([]);
});

test.each([
  ['a spec would change', applied('fluxapp', { spec: { interval: '1h' } }), 'would change (spec.interval)'],
  ['a field would go', applied('fluxapp', { spec: { timeout: '1h' } }), 'would change (spec.timeout)'],
  [
    'it has changes that are not in the Application',
    applied('fluxapp', {
      annotations: { 'gitops.kubesphere.io/hatched': '["/spec/timeout"]' },
      spec: { timeout: '1h' },
    }),
    'has changes that are not in the Application (["/spec/timeout"])',
  ],
  ['it does not exist', undefined, 'does not exist'],
])('is refused where %s', (_, live, message) => {
  expect(plan(live).refusals).toEqual([expect.stringContaining(message)]);
});

test.each([
  [
    'metadata.ownerReferences of Fleet web',
    { ownerReferences: [{ apiVersion: 'x.io/v1', kind: 'Fleet', name: 'web' }] },
  ],
  [
    'annotation argocd.argoproj.io/tracking-id of Argo CD Application shop',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:gitops.kubesphere.io/Application:other/shop' } },
  ],
])('is refused where the Application has %s, with which the controller would not lower it', (mark, parts) => {
  const marked = { ...application, metadata: { ...mapOf(application.metadata), ...parts } };
  expect(plan(applied('fluxapp'), { application: marked }).refusals).toEqual([
    `Application apps/podinfo has ${mark}: remove it first`,
  ]);
});

test('is refused while the Application is being deleted, in both directions', () => {
  const metadata = { ...mapOf(application.metadata), deletionTimestamp: '2026-11-01T08:00:00Z' };
  const deleted = { ...application, metadata };
  const refusals = ['Application apps/podinfo is being deleted'];
  expect(plan(applied('fluxapp'), { application: deleted }).refusals).toEqual(refusals);
  const names = { from: MANAGER, to: 'kustomize-controller' };
  expect(handoverFromController(deleted, [applied(MANAGER)], names).refusals).toEqual(refusals);
});

test('what the controller has applied becomes that of who is named', () => {
  const { objects, application: patch } = handoverFromController(application, [applied(MANAGER)], {
    from: MANAGER,
    to: 'kustomize-controller',
  });
  expect(objects[0]?.managedFieldsOf(applied(MANAGER))).toMatchObject([
    { manager: 'kustomize-controller', operation: 'Apply' },
  ]);
  expect(patch).toEqual({ metadata: { annotations: { 'gitops.kubesphere.io/lowered-by': 'synthesis' } } });
});
