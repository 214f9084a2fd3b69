import { describe, expect, it } from 'vitest';
import { type PlanObject, planOf } from '../../../src/change';
import { chart, kustomization, object, patched, release } from './objects';

/** The effect in Flux for the first object that changes. */
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
const METADATA = { action: 'update', effect: 'none', note: 'only labels and annotations: Flux does nothing' };
const UPGRADE = { action: 'update', effect: 'upgrade' };

describe('a HelmRelease that changes in place', () => {
  it('the API version alone: nothing', () => {
    const older = object({ ...release('eu-1').value, apiVersion: 'helm.toolkit.fluxcd.io/v2beta2' });
    const note = 'only the API version of the text: Flux does nothing';
    expect(effect(older, release('eu-1'))).toEqual({ action: 'update', effect: 'none', note });
  });

  it.each([
    ['interval', { interval: '10m' }],
    ['timeout', { timeout: '10m' }],
    ['maxHistory', { maxHistory: 3 }],
    ['install', { install: { remediation: { retries: 3 } } }],
    ['dependsOn', { dependsOn: [{ name: 'db' }] }],
    ['driftDetection', { driftDetection: { mode: 'warn', ignore: [{ paths: ['/data'] }] } }],
    ['flags of an upgrade', { upgrade: { force: true, crds: 'Skip' } }],
    ['the interval of the chart', { chart: { spec: { interval: '1h', reconcileStrategy: 'Revision' } } }],
    ['values.yaml as the only file of values', { chart: { spec: { valuesFiles: ['values.yaml'] } } }],
    ['the version in other words', { chart: { spec: { version: 'v1.0.0' } } }],
    ['the repository of the same chart', { chart: { spec: { sourceRef: { name: 'mirror' } } } }],
  ])('%s: no Helm release', (_, spec) => {
    expect(effect(release('eu-1'), release('eu-1', { spec }))).toEqual(RECONCILIATION);
  });

  it.each([
    ['values', { values: { image: { tag: '1.9.0' } } }],
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

  it('what one reconciliation does beside', () => {
    const note = (spec: object) => effect(release('eu-1'), release('eu-1', { spec }))?.note;
    expect(note({ test: { enable: true } })).toBe(
      'one reconciliation, in which the tests of the chart run, without a Helm release',
    );
    expect(note({ driftDetection: { mode: 'enabled' } })).toBe(
      'one reconciliation, which undoes drift, without a Helm release',
    );
  });

  it('values that are the same to Helm: no Helm release', () => {
    const without = release('eu-1', { spec: { values: null } });
    const empty = object(patched(without.value, { spec: { values: {} } }));
    expect(effect(without, empty)).toEqual(RECONCILIATION);
    const spec = { valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] };
    expect(effect(release('eu-1'), release('eu-1', { spec }))).toEqual({
      ...UPGRADE,
      note: 'no Helm release if the values are the same',
    });
  });

  it('a range of versions: an upgrade, unless it was that version already', () => {
    const at = (version: string | null, name = 'charts') =>
      release('eu-1', { spec: { chart: { spec: { version, sourceRef: { name } } } } });
    const open = { ...UPGRADE, note: 'no Helm release if the chart has the same name and version' };
    expect(effect(at('1.x'), at('1.0.0'))).toEqual(open);
    expect(effect(at('1.0.0'), at('1.x'))).toEqual(open);
    expect(effect(at('1.x'), at('1.x', 'mirror'))).toEqual(open);
    expect(effect(at(null), at('*'))).toEqual(RECONCILIATION);
  });

  it('a chart from a repository of files, in which its version stands', () => {
    const at = (chart: string, sourceRef: object, reconcileStrategy = 'ChartVersion') =>
      release('eu-1', { spec: { chart: { spec: { chart, sourceRef, reconcileStrategy } } } });
    const git = { kind: 'GitRepository', name: 'git' };
    const open = { ...UPGRADE, note: 'no Helm release if the chart has the same name and version' };
    expect(effect(at('./charts/web', git), at('./old/web', git))).toEqual(open);
    expect(effect(at('./charts/web', git), at('./charts/web', { ...git, name: 'fork' }))).toEqual(open);
    expect(effect(at('./charts/web', git), at('./charts/web', git, 'Revision'))).toEqual(UPGRADE);
    expect(effect(at('./charts/web', git), at('./charts/shop', git))).toEqual({
      action: 'replace',
      effect: 'reinstall',
      note: 'Flux uninstalls Helm release web/web, then installs Helm release web/web, if the chart in the folder has another name',
      forcedBy: ['spec.chart.spec.chart'],
    });
    expect(effect(at('./charts/web', git), at('web', { kind: 'HelmRepository', name: 'charts' }))).toEqual(open);
    const quicker = release('eu-1', { spec: { interval: '1m', chart: { spec: { chart: 'web', sourceRef: git } } } });
    expect(effect(at('web', git), quicker)).toEqual(RECONCILIATION);
  });

  it('merged files of values: any change of the HelmChart makes another version', () => {
    const chart = { spec: { valuesFiles: ['values.yaml', 'production.yaml'] } };
    const at = (spec: object) => release('eu-1', { spec: { chart, ...spec } });
    const counted = {
      ...UPGRADE,
      note: 'with valuesFiles any change of its HelmChart makes another version of the chart',
    };
    expect(effect(at({}), at({ interval: '10m' }))).toEqual(counted);
    const mirror = { spec: { ...chart.spec, sourceRef: { name: 'mirror' } } };
    expect(effect(at({}), at({ chart: mirror }))).toEqual(counted);
    expect(effect(at({}), at({ interval: '5m0s' }))).toEqual(RECONCILIATION);
    expect(effect(at({}), at({ timeout: '10m' }))).toEqual(RECONCILIATION);
    const apart = { spec: { ...chart.spec, interval: '1h' } };
    expect(effect(at({ chart: apart }), at({ chart: apart, interval: '10m' }))).toEqual(RECONCILIATION);
    expect(effect(at({}), release('eu-1'))).toEqual(UPGRADE);
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

  it('a namespace that is written out begins the release name that is not: a reinstallation', () => {
    const unnamed = { releaseName: null, targetNamespace: null };
    const written = { releaseName: null, targetNamespace: 'shop' };
    expect(effect(release('eu-1', { spec: unnamed }), release('eu-1', { spec: written }))).toEqual({
      action: 'replace',
      effect: 'reinstall',
      note: 'Flux uninstalls its Helm release in shop, then installs its Helm release in shop',
      forcedBy: ['spec.targetNamespace'],
    });
    const named = release('eu-1', { spec: { releaseName: 'web--eu-1--web', targetNamespace: null } });
    expect(effect(release('eu-1', { spec: unnamed }), named)).toEqual(RECONCILIATION);
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

  it('another Secret for a cluster that keeps its name', () => {
    const named = (names: object) =>
      object({
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: 'web',
          namespace: 'shop',
          annotations: { 'gitops.kubesphere.io/clusters': JSON.stringify(names) },
        },
        spec: { kind: 'fluxcd', fluxApp: { spec: {} } },
      });
    const others = { before: [named({})], after: [named({ 'eu-1-v2': 'eu-1' })] };
    const moved = release('eu-1', { spec: { kubeConfig: { secretRef: { name: 'eu-1-v2' } } } });
    expect(effect(release('eu-1'), moved, others)).toEqual(RECONCILIATION);
    expect(
      effect(release('eu-1-v2'), undefined, { before: others.before, after: [moved, ...others.after] })?.note,
    ).toBe('Flux uninstalls Helm release web/web');
    // its name contains that of the Secret
    const { changes, warnings } = planOf({
      evidence: 'offline',
      before: [release('eu-1'), ...others.before],
      after: [release('eu-1-v2'), ...others.after],
    });
    expect(changes.flatMap(({ kind, effect }) => (kind === 'HelmRelease' ? [effect] : []))).toEqual([
      'uninstall',
      'upgrade',
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['renames-release']);
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
    const oci = (name: string, repository: string, ref: object) =>
      object({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        metadata: { name, namespace: 'shop' },
        spec: { url: `oci://r.example.com/${repository}`, ref },
      });
    const all = [
      chart('web-1'),
      oci('web', 'web', { tag: '1.0.0' }),
      oci('same', 'web', { tag: '1.0.0' }),
      oci('next', 'web', { tag: '2.0.0' }),
      oci('mirror', 'mirror/web', { tag: '1.0.0' }),
      oci('db', 'db', { tag: '1.0.0' }),
      oci('digest-1', 'web', { digest: 'sha256:1' }),
      oci('digest-1-mirror', 'mirror/web', { digest: 'sha256:1' }),
      oci('digest-2', 'web', { digest: 'sha256:2' }),
    ];
    const byRef = (name: string, kind = 'OCIRepository') =>
      release('eu-1', { spec: { chart: null, chartRef: { kind, name } } });
    const between = (old: string, now: string) => effect(byRef(old), byRef(now), { before: all, after: all });
    const open = { ...UPGRADE, note: 'no Helm release if the chart has the same name and version' };
    expect(between('web', 'next')).toEqual(UPGRADE);
    expect(between('web', 'same')).toEqual(RECONCILIATION);
    expect(between('web', 'mirror')).toEqual(open);
    expect(between('web', 'digest-1')).toEqual(open);
    expect(between('digest-1', 'digest-1-mirror')).toEqual(RECONCILIATION);
    expect(between('digest-1', 'digest-2')).toEqual(UPGRADE);
    expect(between('web', 'db')).toMatchObject({ effect: 'reinstall', forcedBy: ['spec.chartRef'] });
    // the digest is part of its version
    expect(effect(byRef('web-1', 'HelmChart'), byRef('web'), { before: all, after: all })).toEqual(UPGRADE);
    expect(effect(release('eu-1'), byRef('web'), { before: all, after: all })).toEqual(UPGRADE);
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

describe('a HelmRelease that another one takes over from', () => {
  const old = (spec: object = {}) => release('eu-1', { metadata: { name: 'old' }, spec });
  const said = (before: PlanObject, after: PlanObject) => {
    const { changes, warnings } = planOf({ evidence: 'offline', before: [before], after: [after] });
    return { changes: changes.map(({ name, effect, note }) => ({ name, effect, note })), warnings };
  };
  const takes = {
    name: 'web--eu-1--web',
    effect: 'upgrade',
    note: 'Flux takes over Helm release web/web from HelmRelease shop/old',
  };

  it('uninstalls the release under it', () => {
    expect(said(old(), release('eu-1'))).toEqual({
      changes: [
        {
          name: 'old',
          effect: 'uninstall',
          note:
            'Flux uninstalls Helm release web/web under HelmRelease shop/web--eu-1--web, which reinstalls it at its ' +
            'next reconciliation',
        },
        takes,
      ],
      warnings: [
        {
          code: 'renames-release',
          message:
            '1 HelmRelease for one and the same Helm release has another name or namespace: shop/old becomes ' +
            'shop/web--eu-1--web. When the old object is deleted, Flux uninstalls the release. To keep it, suspend the old ' +
            'HelmRelease first, and then apply this change. Its HelmChart, NAMESPACE-NAME, stays then: delete it.',
        },
      ],
    });
  });

  it('leaves it the release where it is suspended', () => {
    expect(said(old({ suspend: true }), release('eu-1'))).toEqual({
      changes: [
        {
          name: 'old',
          effect: 'none',
          note: 'suspended: HelmRelease shop/web--eu-1--web keeps Helm release web/web',
        },
        takes,
      ],
      warnings: [],
    });
  });
});

describe('a HelmRelease that moves to another namespace of the host', () => {
  const said = (spec: object) => {
    const before = [release('eu-1', { spec })];
    const after = [release('eu-1', { metadata: { namespace: 'store' } })];
    const { changes, warnings } = planOf({ evidence: 'offline', before, after });
    const codes = warnings.map(({ code }) => code);
    return { changes: changes.map(({ effect, note }) => ({ effect, note })), codes };
  };
  const installs = {
    effect: 'install',
    note: 'Flux installs Helm release web/web over that of HelmRelease shop/web--eu-1--web',
  };

  it('loses what it has made, and does not notice', () => {
    expect(said({})).toEqual({
      changes: [
        {
          effect: 'uninstall',
          note:
            'Flux uninstalls Helm release web/web under HelmRelease store/web--eu-1--web, which does not notice, and ' +
            'installs nothing',
        },
        installs,
      ],
      codes: ['renames-release'],
    });
  });

  it('keeps it where it was suspended', () => {
    expect(said({ suspend: true })).toEqual({
      changes: [
        {
          effect: 'orphan',
          note: 'suspended: HelmRelease store/web--eu-1--web keeps Helm release web/web; its record in shop stays, unmanaged',
        },
        installs,
      ],
      codes: ['orphans'],
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

  it('applies its manifests under other names, and prunes those of before', () => {
    const renamed = {
      action: 'update',
      effect: 'prune',
      note: 'Flux applies the manifests under new names, and deletes those under the old ones',
    };
    expect(changed({ namePrefix: 'eu-' })).toEqual(renamed);
    expect(changed({ nameSuffix: '-eu' })).toEqual(renamed);
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

  it('that gets another name applies over the old one, which deletes what is left', () => {
    const said = (spec: object) => {
      const before = [kustomization('eu-1', { spec })];
      const after = [kustomization('eu-1', { metadata: { name: 'new' } })];
      return planOf({ evidence: 'offline', before, after }).changes.map(({ effect, note }) => ({ effect, note }));
    };
    const over = { effect: 'upgrade', note: 'Flux applies its manifests over those of Kustomization shop/base--eu-1' };
    expect(said({})).toEqual([
      {
        effect: 'prune',
        note: 'Flux deletes all that it applied, but for what Kustomization shop/new was the last to apply',
      },
      over,
    ]);
    expect(said({ suspend: true })).toEqual([
      { effect: 'none', note: 'suspended: Kustomization shop/new keeps what it applied' },
      over,
    ]);
    expect(said({ prune: false })).toEqual([
      { effect: 'none', note: 'prune is off: Kustomization shop/new keeps what it applied' },
      over,
    ]);
    expect(said({ path: './other' })).toEqual([
      { effect: 'prune', note: 'Flux deletes all that it applied' },
      { effect: 'install', note: 'Flux applies its manifests' },
    ]);
    const perhaps = {
      effect: 'install',
      note: 'Flux applies its manifests, perhaps over those of Kustomization shop/base--eu-1',
    };
    expect(said({ components: ['../debug'] })).toEqual([
      {
        effect: 'prune',
        note: 'Flux deletes all that it applied, but for what Kustomization shop/new was the last to apply',
      },
      perhaps,
    ]);
    expect(said({ components: ['../debug'], prune: false })).toEqual([
      {
        effect: 'orphan',
        note: 'prune is off: all that it applied stays, unmanaged, but for what Kustomization shop/new applies too',
      },
      perhaps,
    ]);
  });

  it('that goes or comes beside one with other variables, which stays, has nothing to do with it', () => {
    const tenant = (name: string) =>
      kustomization('eu-1', { metadata: { name }, spec: { postBuild: { substitute: { tenant: name } } } });
    const two = [tenant('a'), tenant('b')];
    const said = (before: PlanObject[], after: PlanObject[]) =>
      planOf({ evidence: 'offline', before, after }).changes.map(({ note }) => note);
    expect(said(two, [tenant('a')])).toEqual(['Flux deletes all that it applied']);
    expect(said([tenant('a')], two)).toEqual(['Flux applies its manifests']);
  });

  it.each([
    [{}, 'prune', 'Flux deletes all that it applied'],
    [{ prune: false }, 'orphan', 'prune is off: all that it applied stays, unmanaged'],
    [{ deletionPolicy: 'Orphan' }, 'orphan', 'deletionPolicy is Orphan: all that it applied stays, unmanaged'],
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
      note: 'another chart for 2 HelmReleases: Flux uninstalls, then reinstalls',
    });
    expect(effect(old, chart('web-1', { spec: { interval: '1h' } }), with2)).toEqual({
      action: 'update',
      effect: 'none',
    });
    const repository = { sourceRef: { kind: 'HelmRepository', name: 'mirror' } };
    expect(effect(old, chart('web-1', { spec: repository }), with2)).toEqual({
      action: 'update',
      effect: 'none',
      note: '2 HelmReleases: the chart keeps its name and version',
    });
    expect(effect(old, chart('web-1', { spec: { version: '1.x' } }), with2)).toEqual({
      ...UPGRADE,
      note: 'used by 2 HelmReleases: what they deliver changes as far as its content does',
    });
    expect(effect(old, chart('web-1', { spec: { version: '1.1.0', suspend: true } }), with2)).toEqual({
      action: 'update',
      effect: 'none',
      note: 'suspended: nothing is fetched until it is resumed',
    });
    const newer = chart('web-1', { spec: { version: '1.1.0' } });
    expect(effect(old, newer, { after: users })).toEqual({ action: 'update', effect: 'none' });
    const paused = users.map(({ value }) => object(patched(value, { spec: { suspend: true } })));
    expect(effect(old, newer, { before: users, after: paused })).toEqual({ action: 'update', effect: 'none' });
    const merged = { valuesFiles: ['values.yaml', 'production.yaml'] };
    const quicker = chart('web-1', { spec: { ...merged, interval: '1h' } });
    expect(effect(chart('web-1', { spec: merged }), quicker, with2)).toEqual({
      ...UPGRADE,
      note: 'the chart of 2 HelmReleases',
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

  it.each([
    ['kustomize.toolkit.fluxcd.io/prune', 'labels'],
    ['kustomize.toolkit.fluxcd.io/reconcile', 'annotations'],
    ['kustomize.toolkit.fluxcd.io/reconcile', 'labels'],
  ])('an object stays with %s among its %s', (mark, field) => {
    const note = `stays: ${mark} is disabled`;
    const kept = chart('web-1', { metadata: { [field]: { [mark]: 'Disabled' } } });
    expect(effect(kept, undefined)).toEqual({ action: 'forget', effect: 'none', note });
  });

  it('a repository and a ConfigMap of values', () => {
    const repository = (url: string) =>
      object({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata: { name: 'charts', namespace: 'shop' },
        spec: { url },
      });
    const moved = (user: PlanObject) =>
      effect(repository('https://a.example.com'), repository('https://b.example.com'), {
        before: [user],
        after: [user],
      });
    expect(moved(release('eu-1'))).toEqual({
      action: 'update',
      effect: 'none',
      note: 'HelmRelease shop/web--eu-1--web: the chart keeps its name and version',
    });
    expect(moved(release('eu-1', { spec: { chart: { spec: { version: '1.x' } } } }))).toEqual({
      ...UPGRADE,
      note: 'used by HelmRelease shop/web--eu-1--web: what they deliver changes as far as its content does',
    });
    const values = (text: string, other = 'a') =>
      object({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'more', namespace: 'shop' },
        data: { 'values.yaml': text, other },
      });
    const reader = release('eu-1', { spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] } });
    const users = { before: [reader], after: [reader] };
    expect(effect(values('a: 1'), values('a: 2'), users)).toEqual({
      ...UPGRADE,
      note: 'read by HelmRelease shop/web--eu-1--web, at the next reconciliation',
    });
    expect(effect(values('a: 1'), values('a: 1', 'b'), users)).toEqual({ action: 'update', effect: 'none' });
    const substituted = kustomization('eu-1', {
      spec: { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'more' }] } },
    });
    const all = { before: [substituted], after: [substituted] };
    expect(effect(values('a: 1'), values('a: 1', 'b'), all)?.effect).toBe('upgrade');
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
