import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { reportOn } from '../../src/status/application-report';
import { type Desired, type DesiredTarget, desiredOf } from '../../src/status/desired';
import { type FluxObject, fluxObjectOf } from '../../src/status/flux-object';
import { desiredOfDeliveries } from '../../src/status/undeclared';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';
import { applications } from '../application/arbitrary-application';
import { runs } from '../random-runs';

/** The lowered HelmReleases and Kustomizations of an Application, as a watcher keeps them. */
function deliveriesOf(application: unknown): FluxObject[] {
  const { objects } = lower(application as Parameters<typeof lower>[0]);
  return objects
    .filter(({ kind }) => kind === 'HelmRelease' || kind === 'Kustomization')
    .flatMap((object) => fluxObjectOf(object, undefined, { keepsSource: true }) ?? []);
}

const charts = { kind: 'HelmRepository', namespace: 'apps', name: 'charts' };
const web = helmApplication([onHost('web'), onMember('eu-1', 'web')]);
const targets = [
  { key: 'eu-1-web', cluster: 'eu-1', namespace: 'web', name: 'podinfo--eu-1--web', sourceRef: charts },
  { key: 'web', namespace: 'web', name: 'podinfo--host--web', sourceRef: charts },
];

test('wants, by key, the objects that are there', () => {
  expect(desiredOfDeliveries(deliveriesOf(web))).toEqual({
    kind: 'HelmRelease',
    source: 'HelmRepository/charts',
    targets,
    undeclared: true,
  });
});

test('wants them in the waves that the objects say', () => {
  const waves = [['eu-1-web'], ['web']];
  const annotations = { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves }) };
  const deploy = [onHost('web'), onMember('eu-1', 'web')];
  const waved = helmApplication(deploy, { chart: { chart: 'podinfo', version: '6.9.0' }, metadata: { annotations } });
  expect(desiredOfDeliveries(deliveriesOf(waved))?.rollout).toEqual({ waves });
});

/** The facts about a target that the objects alone show. */
function told({ digest: _, specDigest: __, suspended: ___, kubeConfig, cluster, ...target }: DesiredTarget) {
  const secret = kubeConfig ?? cluster;
  return secret === undefined ? target : { ...target, cluster: secret };
}

test('wants the targets of any Application by what it is lowered to', () => {
  let found = 0;
  fc.assert(
    fc.property(applications, (application) => {
      const desired = desiredOf(application) as Desired;
      fc.pre(desired.targets.length > 0);
      const { kind, targets = [] } = desiredOfDeliveries(deliveriesOf(application)) ?? {};
      expect({ kind, targets }).toEqual({ kind: desired.kind, targets: desired.targets.map(told) });
      found += targets.length;
    }),
    { numRuns: runs(200) },
  );
  expect(found).toBeGreaterThan(100);
});

test('an object that lowering has not made or named is no part of it', () => {
  const [release] = deliveriesOf(web) as [FluxObject];
  const { metadata } = release;
  const plain = { ...release, metadata: { ...metadata, annotations: { 'app.kubernetes.io/name': 'web' } } };
  const copy = { ...release, metadata: { ...metadata, name: `copy-of-${metadata.name}` } };
  const moved = { ...release, spec: { ...(release.spec as object), targetNamespace: 'other' } };
  expect(desiredOfDeliveries([plain, copy, moved])).toBeUndefined();
  expect(desiredOfDeliveries([plain, copy, moved, ...deliveriesOf(web)])?.targets).toEqual(targets);
});

test('it has the kind of most objects, and the others are left over', () => {
  const left = deliveriesOf(kustomizationApplication([{ ...onHost('web'), prune: true }]));
  const own = deliveriesOf(web);
  const desired = desiredOfDeliveries([...left, ...own]) as Desired;
  expect(desired.targets).toEqual(targets);
  const observed = { HelmRelease: own, Kustomization: left, sources: new Map() };
  const report = reportOn({ desired, observed, now: '2026-11-02T10:00:00Z' });
  expect(report.orphans).toEqual([
    {
      key: 'web',
      namespace: 'web',
      kind: 'Kustomization',
      name: 'podinfo--host--web',
      state: 'Orphaned',
      reason: 'Orphaned',
      message:
        'Kustomization podinfo--host--web is left over, because its application consists of HelmReleases: delete it, or apply with pruning',
      since: '2026-11-02T10:00:00Z',
      firstSeen: true,
      flags: {},
    },
  ]);
});

test('two objects of one key are two targets', () => {
  const keyed = onMember('eu-1', 'web', {
    destination: { kubeConfig: { secretRef: { name: 'eu-1', key: 'kubeconfig' } }, targetNamespace: 'web' },
  });
  const objects = [...deliveriesOf(web), ...deliveriesOf(helmApplication([keyed]))];
  expect(desiredOfDeliveries(objects)?.targets.map(({ key, name }) => [key, name])).toEqual([
    ['eu-1-web', 'podinfo--eu-1--web'],
    ['podinfo-eu-1-web-4eb8f654b5ef', 'podinfo-eu-1-web-4eb8f654b5ef'],
    ['web', 'podinfo--host--web'],
  ]);
});

test('has a source where all its targets have the same', () => {
  const other = { kind: 'HelmRepository', name: 'other' };
  const own = helmApplication([onHost('web'), onHost('b', { source: { sourceRef: other } })]);
  expect(desiredOfDeliveries(deliveriesOf(own))?.source).toBeUndefined();
  const template = helmApplication([onHost('web')], { chart: undefined, source: null, template: 'shared' });
  expect(desiredOfDeliveries(deliveriesOf(template))?.source).toBe('HelmChart/shared');
});
