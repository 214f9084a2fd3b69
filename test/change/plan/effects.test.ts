import { describe, expect, it } from 'vitest';
import { type PlanObject, planOf } from '../../../src/change';
import { chart, kustomization, object, release } from './objects';

/** What Flux does, for the first object that changes. */
function effect(before: PlanObject | undefined, after: PlanObject | undefined, others: Others = {}) {
  const { changes } = planOf({
    evidence: 'offline',
    before: [...(before ? [before] : []), ...(others.before ?? [])],
    after: [...(after ? [after] : []), ...(others.after ?? [])],
  });
  const change = changes.find(({ name }) => name === (after ?? before)?.name);
  if (change === undefined) return undefined;
  const { action, effect, note, replacePaths } = change;
  const forcedBy = replacePaths.map((path) => path.join('.'));
  return { action, effect, ...(note && { note }), ...(forcedBy.length > 0 && { forcedBy }) };
}

interface Others {
  readonly before?: readonly PlanObject[];
  readonly after?: readonly PlanObject[];
}

const RECONCILIATION = { action: 'update', effect: 'none', note: 'one reconciliation, without a Helm release' };
const METADATA = { action: 'update', effect: 'none', note: 'labels and annotations alone: Flux does nothing' };
const UPGRADE = { action: 'update', effect: 'upgrade' };

describe('a HelmRelease that changes in place', () => {
  it.each([
    ['interval', { interval: '10m' }],
    ['timeout', { timeout: '10m' }],
    ['maxHistory', { maxHistory: 3 }],
    ['install', { install: { remediation: { retries: 3 } } }],
    ['dependsOn', { dependsOn: [{ name: 'db' }] }],
    ['driftDetection', { driftDetection: { mode: 'enabled' } }],
    ['the repository of the same chart', { chart: { spec: { sourceRef: { name: 'mirror' } } } }],
  ])('%s: no Helm release', (_, spec) => {
    expect(effect(release('eu-1'), release('eu-1', { spec }))).toEqual(RECONCILIATION);
  });

  it.each([
    ['values', { values: { image: { tag: '1.9.0' } } }],
    ['valuesFrom', { valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] }],
    ['the chart version', { chart: { spec: { version: '1.1.0' } } }],
    ['postRenderers', { postRenderers: [{ kustomize: { patches: [] } }] }],
    ['commonMetadata', { commonMetadata: { labels: { a: 'b' } } }],
    ['files of values', { chart: { spec: { valuesFiles: ['prod.yaml'] } } }],
    [
      'another chart, upgraded in place',
      {
        chart: { spec: { chart: 'web2' } },
        upgrade: { chartNameChangeStrategy: 'InPlaceUpdate' },
      },
    ],
  ])('%s: an upgrade', (_, spec) => {
    expect(effect(release('eu-1'), release('eu-1', { spec }))).toEqual(UPGRADE);
  });

  it('labels and annotations: nothing', () => {
    expect(effect(release('eu-1'), release('eu-1', { metadata: { labels: { team: 'a' } } }))).toEqual(METADATA);
  });

  it('another release name, storage or chart: a reinstallation', () => {
    const old = release('eu-1');
    expect(effect(old, release('eu-1', { spec: { releaseName: 'postgres' } }))).toEqual({
      action: 'replace',
      effect: 'reinstall',
      note: 'Flux uninstalls Helm release web/web, then installs Helm release web/postgres',
      forcedBy: ['spec.releaseName'],
    });
    expect(effect(old, release('eu-1', { spec: { storageNamespace: 'flux' } }))).toEqual({
      action: 'replace',
      effect: 'reinstall',
      note: 'Flux uninstalls Helm release web/web, then installs Helm release web/web',
      forcedBy: ['spec.storageNamespace'],
    });
    expect(effect(old, release('eu-1', { spec: { chart: { spec: { chart: 'web2' } } } }))).toEqual({
      action: 'replace',
      effect: 'reinstall',
      note: 'Flux uninstalls Helm release web/web, then installs Helm release web/web',
      forcedBy: ['spec.chart.spec.chart'],
    });
  });

  it('another namespace: a reinstallation that leaves something behind', () => {
    const unnamed = { releaseName: null, storageNamespace: 'flux' };
    const moved = { ...unnamed, targetNamespace: 'store' };
    expect(effect(release('eu-1', { spec: unnamed }), release('eu-1', { spec: moved }))).toEqual({
      action: 'replace',
      effect: 'reinstall',
      note:
        'Flux uninstalls its Helm release in web, then installs its Helm release in store; ' +
        'what names no namespace in the chart stays in web, unmanaged',
      forcedBy: ['spec.targetNamespace'],
    });
  });

  it('another cluster: the old one keeps the release', () => {
    const moved = release('eu-1', { spec: { kubeConfig: { secretRef: { name: 'eu-2' } } } });
    expect(effect(release('eu-1'), moved)).toEqual({
      action: 'update',
      effect: 'orphan',
      note: 'Flux installs Helm release web/web on the new cluster; on the old one Helm release web/web stays, unmanaged',
    });
    expect(effect(release('eu-1'), release('eu-1', { spec: { kubeConfig: null } }))?.effect).toBe('orphan');
  });

  it('suspended: nothing until it is resumed', () => {
    const paused = release('eu-1', { spec: { suspend: true } });
    const changed = release('eu-1', { spec: { suspend: true, values: { image: { tag: '2' } } } });
    const held = { action: 'update', effect: 'none', note: 'suspended: nothing happens until it is resumed' };
    expect(effect(release('eu-1'), paused)).toEqual(held);
    expect(effect(paused, changed)).toEqual(held);
    expect(effect(paused, release('eu-1'))).toEqual({
      action: 'update',
      effect: 'none',
      note: 'resumed: what changed in the meantime takes effect',
    });
    expect(effect(changed, release('eu-1'))).toEqual(UPGRADE);
  });

  it('the same chart by another reference: no Helm release', () => {
    const byRef = (name: string) => release('eu-1', { spec: { chart: null, chartRef: { kind: 'HelmChart', name } } });
    const charts = { before: [chart('web'), chart('other')], after: [chart('web'), chart('other')] };
    expect(effect(byRef('web'), byRef('other'), charts)).toEqual(RECONCILIATION);
    expect(effect(release('eu-1'), byRef('web'), charts)).toEqual(RECONCILIATION);
    expect(effect(byRef('web'), release('eu-1'), charts)).toEqual(RECONCILIATION);
    expect(effect(byRef('web'), byRef('elsewhere'), charts)).toEqual({
      ...UPGRADE,
      note: 'no Helm release if the chart has the same name and version',
    });
  });

  it('a reference to another version or chart: an upgrade, a reinstallation', () => {
    const oci = (name: string, url: string, tag: string) =>
      object({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        metadata: { name, namespace: 'shop' },
        spec: { url, ref: { tag } },
      });
    const all = [oci('web', 'oci://r.example.com/web', '1.0.0'), oci('next', 'oci://r.example.com/web', '2.0.0')];
    const others = [...all, oci('db', 'oci://r.example.com/db', '1.0.0')];
    const byRef = (name: string) =>
      release('eu-1', { spec: { chart: null, chartRef: { kind: 'OCIRepository', name } } });
    const charts = { before: others, after: others };
    expect(effect(byRef('web'), byRef('next'), charts)).toEqual(UPGRADE);
    expect(effect(byRef('web'), byRef('db'), charts)).toMatchObject({
      effect: 'reinstall',
      forcedBy: ['spec.chartRef'],
    });
  });
});

describe('a HelmRelease that comes or goes', () => {
  it('is installed and uninstalled', () => {
    expect(effect(undefined, release('eu-1'))).toEqual({
      action: 'create',
      effect: 'install',
      note: 'Flux installs Helm release web/web',
    });
    expect(effect(release('eu-1'), undefined)).toEqual({
      action: 'delete',
      effect: 'uninstall',
      note: 'Flux uninstalls Helm release web/web',
    });
  });

  it('keeps its Helm release where it is suspended', () => {
    const paused = release('eu-1', { spec: { suspend: true } });
    expect(effect(undefined, paused)).toEqual({
      action: 'create',
      effect: 'none',
      note: 'suspended: nothing is installed',
    });
    expect(effect(paused, undefined)).toEqual({
      action: 'delete',
      effect: 'orphan',
      note: 'suspended: Helm release web/web stays, unmanaged',
    });
  });
});

describe('a Kustomization', () => {
  const changed = (spec: object) => effect(kustomization('eu-1'), kustomization('eu-1', { spec }));

  it('applies its manifests again, and prunes what is gone', () => {
    expect(changed({ interval: '10m' })).toEqual({ action: 'update', effect: 'none', note: 'one reconciliation' });
    expect(changed({ postBuild: { substitute: { A: 'b' } } })).toEqual(UPGRADE);
    expect(changed({ path: './prod' })).toEqual({
      ...UPGRADE,
      note: 'what it applied and does not apply any more is deleted',
    });
    expect(changed({ targetNamespace: 'store' })).toEqual({
      action: 'update',
      effect: 'prune',
      note: 'Flux applies the manifests in the new namespace, and deletes those in the old one',
    });
  });

  it('leaves what it applied on the old cluster, and where prune is off', () => {
    expect(changed({ kubeConfig: { secretRef: { name: 'eu-2' } } })).toEqual({
      action: 'update',
      effect: 'orphan',
      note: 'Flux applies the manifests on the new cluster; on the old one all that it applied stays, unmanaged',
    });
    expect(changed({ path: './prod', prune: false })).toEqual({
      action: 'update',
      effect: 'orphan',
      note: 'what it applied and does not apply any more stays, unmanaged: prune is off',
    });
  });

  it.each([
    [{}, 'prune', 'Flux deletes all that it applied'],
    [{ prune: false }, 'orphan', 'all that it applied stays, unmanaged: prune is off'],
    [{ deletionPolicy: 'Orphan' }, 'orphan', 'all that it applied stays, unmanaged: deletionPolicy is Orphan'],
    [{ prune: false, deletionPolicy: 'Delete' }, 'prune', 'Flux deletes all that it applied'],
    [{ suspend: true }, 'orphan', 'suspended: all that it applied stays, unmanaged'],
  ])('that goes, with %j', (spec, expected, note) => {
    const left = { action: 'delete', effect: expected, note };
    expect(effect(kustomization('eu-1', { spec }), undefined)).toEqual(left);
  });
});

describe('what several targets share', () => {
  const byRef = (cluster: string) =>
    release(cluster, { spec: { chart: null, chartRef: { kind: 'HelmChart', name: 'web-1' } } });
  const users = [byRef('eu-1'), byRef('eu-2')];
  const with2 = { before: users, after: users };

  it('a HelmChart of another version upgrades its releases, one of another chart reinstalls them', () => {
    const old = chart('web-1');
    expect(effect(old, chart('web-1', { spec: { version: '1.1.0' } }), with2)).toEqual({
      ...UPGRADE,
      note: 'the chart of 2 HelmReleases',
    });
    expect(effect(old, chart('web-1', { spec: { chart: 'db' } }), with2)).toEqual({
      action: 'update',
      effect: 'reinstall',
      note: 'another chart for 2 HelmReleases: Flux uninstalls, then installs anew',
    });
    expect(effect(old, chart('web-1', { spec: { interval: '1h' } }), with2)).toEqual({
      action: 'update',
      effect: 'none',
    });
    expect(effect(old, undefined, with2)).toEqual({
      action: 'delete',
      effect: 'none',
      note: 'still needed by 2 HelmReleases',
    });
  });

  it('a template stays when it leaves the code', () => {
    const kept = chart('web-1', { metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } } });
    expect(effect(kept, undefined)).toEqual({
      action: 'forget',
      effect: 'none',
      note: 'stays: kustomize.toolkit.fluxcd.io/prune is disabled',
    });
  });

  it('a repository and a ConfigMap of values', () => {
    const repository = (url: string) =>
      object({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata: { name: 'charts', namespace: 'shop' },
        spec: { url },
      });
    const direct = { before: [release('eu-1')], after: [release('eu-1')] };
    expect(effect(repository('https://a.example.com'), repository('https://b.example.com'), direct)).toEqual({
      ...UPGRADE,
      note: 'used by HelmRelease shop/web--eu-1--web: what they deliver changes as far as its content does',
    });
    const values = (text: string) =>
      object({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'more', namespace: 'shop' },
        data: { 'values.yaml': text },
      });
    const reader = release('eu-1', { spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] } });
    expect(effect(values('a: 1'), values('a: 2'), { before: [reader], after: [reader] })).toEqual({
      ...UPGRADE,
      note: 'read by HelmRelease shop/web--eu-1--web, at the next reconciliation',
    });
  });

  it('says nothing of objects that Flux does not act on', () => {
    const deployment = (replicas: number) =>
      object({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'x', namespace: 'shop' },
        spec: { replicas },
      });
    expect(effect(deployment(1), deployment(2))).toEqual({ action: 'update', effect: undefined });
  });
});
