import { describe, expect, test } from 'vitest';
import type { PlanObject } from '../../../src/change';
import { beyondLimits, beyondSet, DEFAULT_LIMITS, isUnchanged } from '../../../src/change/prune';
import type { ValueMap } from '../../../src/json';
import { chart, kustomization, object, patched, release } from '../plan/objects';
import { core, live, member, prune, source, waits } from './objects';

const addresses = (members: readonly ValueMap[], more: Parameters<typeof prune>[1] = {}) =>
  prune(members, more).deletions.map(({ address }) => address);

test('members that are not in the code', () => {
  const eu1 = release('eu-1');
  expect(addresses([member(eu1), member(release('eu-2'))], { code: [eu1] })).toEqual([
    'HelmRelease/shop/web--eu-2--web',
  ]);
  // an object in another API version is the same object
  const old = object(patched(eu1.value, { apiVersion: 'helm.toolkit.fluxcd.io/v2beta2' }));
  expect(addresses([member(old)], { code: [eu1] })).toEqual([]);
});

test('what is in another set, or in none, is never deleted', () => {
  const other = patched(member(release('eu-1')), {
    metadata: { labels: { 'applyset.kubernetes.io/part-of': 'applyset-other-v1' } },
  });
  expect(prune([other as ValueMap, live(release('eu-2'))])).toMatchObject({ size: 0, deletions: [], refusals: [] });
});

test('what is being deleted is not deleted again', () => {
  const going = member(release('eu-1'), { metadata: { deletionTimestamp: '2026-11-30T10:00:00Z' } });
  const { deletions } = prune([going, member(release('eu-2'))]);
  expect(deletions.map(({ address, isGoing }) => [address, isGoing])).toEqual([
    ['HelmRelease/shop/web--eu-1--web', true],
    ['HelmRelease/shop/web--eu-2--web', false],
  ]);
});

describe('what stays', () => {
  const namespace = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const crd = object({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
  });

  test.each<[string, PlanObject, object, string]>([
    [
      'an annotation of kustomize-controller',
      release('eu-1'),
      { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'Disabled' } },
      'kustomize.toolkit.fluxcd.io/prune is disabled',
    ],
    [
      'a label of kustomize-controller',
      release('eu-1'),
      { labels: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } },
      'kustomize.toolkit.fluxcd.io/reconcile is disabled',
    ],
    [
      'an annotation of Helm',
      release('eu-1'),
      { annotations: { 'helm.sh/resource-policy': 'keep' } },
      'helm.sh/resource-policy is keep',
    ],
    ['a namespace', namespace, {}, 'a namespace is never deleted, because everything in it would be too'],
    [
      'a CustomResourceDefinition',
      crd,
      {},
      'a CustomResourceDefinition is never deleted, because all objects of its kind would be too',
    ],
  ])('by %s', (_, planned, metadata, why) => {
    const { deletions, stays, refusals } = prune([member(planned, { metadata })]);
    expect({ deletions, stays: stays.map((each) => each.why), refusals }).toEqual({
      deletions: [],
      stays: [why],
      refusals: [],
    });
  });

  test('a copy of a member, which has its label', () => {
    const labelled = (manager: string, operation: string) => ({
      metadata: {
        managedFields: [
          {
            ...{ manager, operation, apiVersion: 'v1' },
            fieldsV1: {
              'f:data': {},
              'f:metadata': { 'f:labels': { '.': {}, 'f:applyset.kubernetes.io/part-of': {} } },
            },
          },
        ],
      },
    });
    const settings = core('ConfigMap', 'settings');
    expect(prune([member(settings, labelled('kubectl-create', 'Update'))])).toMatchObject({
      deletions: [],
      stays: [
        {
          address: 'ConfigMap/shop/settings',
          why: 'kubectl-create has written its label applyset.kubernetes.io/part-of, as with a copy of another object',
        },
      ],
    });
    expect(addresses([member(settings, labelled('fluxapp', 'Apply'))])).toEqual(['ConfigMap/shop/settings']);
  });

  test('what something needs that stays', () => {
    const kept = member(release('eu-1', { spec: { chart: null, chartRef: { kind: 'HelmChart', name: 'web' } } }), {
      metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } },
    });
    const others = [chart('web'), source('HelmRepository', 'charts'), core('Secret', 'eu-1'), core('Secret', 'eu-2')];
    const pruned = prune([kept, ...others.map((each) => member(each))]);
    expect(pruned.deletions.map(({ address }) => address)).toEqual(['Secret/shop/eu-2']);
    expect(Object.fromEntries(pruned.stays.map(({ address, why }) => [address, why]))).toEqual({
      'HelmRelease/shop/web--eu-1--web': 'helm.sh/resource-policy is keep',
      'HelmChart/shop/web': 'HelmRelease shop/web--eu-1--web needs it',
      'HelmRepository/shop/charts': 'HelmChart shop/web needs it',
      'Secret/shop/eu-1': 'HelmRelease shop/web--eu-1--web needs it',
    });
    expect(pruned.refusals).toEqual([]);
  });
});

describe('refusals', () => {
  const appliedBy = (manager: string) => [
    { manager, operation: 'Apply', apiVersion: 'helm.toolkit.fluxcd.io/v2', fieldsV1: { 'f:spec': {} } },
  ];
  const flux = {
    labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
    managedFields: appliedBy('kustomize-controller'),
  };
  const apps = (entries: readonly object[]) =>
    new Map<string, ValueMap>([['flux-system/apps', { spec: { prune: true }, status: { inventory: { entries } } }]]);
  const ofShop = { id: 'shop_web--eu-1--web_helm.toolkit.fluxcd.io_HelmRelease', v: 'v2' };
  const start = 'HelmRelease shop/web--eu-1--web has left the code, but it is applied by ';

  test.each<[string, object, string]>([
    ['a Kustomization', flux, 'Kustomization flux-system/apps'],
    [
      'a HelmRelease',
      { labels: { 'helm.toolkit.fluxcd.io/name': 'all', 'helm.toolkit.fluxcd.io/namespace': 'flux' } },
      'HelmRelease flux/all',
    ],
    [
      'Helm',
      { annotations: { 'meta.helm.sh/release-name': 'all', 'meta.helm.sh/release-namespace': 'flux' } },
      'Helm release flux/all',
    ],
    [
      'Argo CD',
      {
        annotations: {
          'argocd.argoproj.io/tracking-id': 'site:helm.toolkit.fluxcd.io/HelmRelease:shop/web--eu-1--web',
        },
      },
      'Application site of Argo CD',
    ],
    [
      'a ResourceSet',
      {
        labels: {
          'resourceset.fluxcd.controlplane.io/name': 'all',
          'resourceset.fluxcd.controlplane.io/namespace': 'flux',
        },
        managedFields: appliedBy('flux-operator'),
      },
      'ResourceSet flux/all',
    ],
    ['another field manager', { managedFields: appliedBy('pulumi') }, 'field manager pulumi'],
    [
      'a controller',
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Thing', name: 'one', uid: '1', controller: true }] },
      'the controller of Thing one',
    ],
  ])('what %s applies', (_, metadata, owner) => {
    const pruned = prune([member(release('eu-1'), { metadata })], { kustomizations: apps([ofShop]) });
    expect(pruned.refusals).toEqual([`${start}${owner}: delete it there`]);
  });

  test('the marks of others alone are none', () => {
    const copied = 'site:helm.toolkit.fluxcd.io/HelmRelease:shop/other';
    for (const metadata of [
      { labels: flux.labels },
      { annotations: { 'argocd.argoproj.io/tracking-id': copied } },
      { labels: { 'argocd.argoproj.io/instance': 'site' } },
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Thing', name: 'one', uid: '1' }] },
    ]) {
      expect(prune([member(release('eu-1'), { metadata })], { kustomizations: apps([ofShop]) }).refusals).toEqual([]);
    }
    // by a Kustomization that has released it
    expect(prune([member(release('eu-1'), { metadata: flux })], { kustomizations: apps([]) }).refusals).toEqual([]);
  });

  test('what a Kustomization applies that has no inventory yet, as after it was restored', () => {
    const kustomizations = new Map<string, ValueMap>([['flux-system/apps', { spec: { prune: true } }]]);
    expect(prune([member(release('eu-1'), { metadata: flux })], { kustomizations }).refusals).toEqual([
      `${start}Kustomization flux-system/apps: delete it there`,
    ]);
  });

  const needs = (what: string, who: string) =>
    `${what} has left the code, but ${who} still needs it: change that first`;

  test('what the code still needs', () => {
    const code = ['eu-1', 'eu-2', 'us-1'].map((cluster) =>
      release(cluster, { spec: { valuesFrom: [{ kind: 'ConfigMap', name: 'all' }], dependsOn: [{ name: 'db' }] } }),
    );
    const left = [
      release('db', { metadata: { name: 'db' } }),
      source('HelmRepository', 'charts'),
      core('ConfigMap', 'all'),
      core('Secret', 'eu-1'),
      core('Secret', 'other'),
    ];
    expect(
      prune(
        [...code, ...left].map((each) => member(each)),
        { code },
      ).refusals,
    ).toEqual([
      needs('HelmRelease shop/db', 'HelmRelease shop/web--eu-1--web and 2 others'),
      needs('HelmRepository shop/charts', 'HelmRelease shop/web--eu-1--web and 2 others'),
      needs('ConfigMap shop/all', 'HelmRelease shop/web--eu-1--web and 2 others'),
      needs('Secret shop/eu-1', 'HelmRelease shop/web--eu-1--web'),
    ]);
  });

  test('what the code needed before is not needed', () => {
    const before = release('eu-1', { spec: { dependsOn: [{ name: 'db' }] } });
    const db = release('db', { metadata: { name: 'db' } });
    const pruned = prune([member(before), member(db)], { code: [release('eu-1')], others: [live(before)] });
    expect(pruned).toMatchObject({ refusals: [], deletions: [{ address: 'HelmRelease/shop/db' }] });
  });

  test('what others need: a HelmChart of a template, a source, a Secret of a source', () => {
    const elsewhere = (spec: object) => live(release('eu-9', { metadata: { namespace: 'team' }, spec }));
    const others = [
      elsewhere({ chart: null, chartRef: { kind: 'HelmChart', name: 'template', namespace: 'shop' } }),
      live(kustomization('eu-1')),
      live(source('OCIRepository', 'images', { secretRef: { name: 'pull' }, verify: { secretRef: { name: 'keys' } } })),
    ];
    const left = [
      chart('template'),
      source('GitRepository', 'git'),
      source('HelmRepository', 'charts'),
      core('Secret', 'keys'),
      core('Secret', 'pull'),
    ];
    expect(
      prune(
        left.map((each) => member(each)),
        { others },
      ).refusals,
    ).toEqual([
      needs('HelmChart shop/template', 'HelmRelease team/web--eu-9--web'),
      needs('GitRepository shop/git', 'Kustomization shop/base--eu-1'),
      needs('Secret shop/keys', 'OCIRepository shop/images'),
      needs('Secret shop/pull', 'OCIRepository shop/images'),
    ]);
  });

  test('the HelmChart that Flux makes of a HelmRelease needs nothing by itself', () => {
    const made = live(chart('shop-web--eu-1--web'), {
      metadata: { labels: { 'helm.toolkit.fluxcd.io/name': 'web--eu-1--web' } },
    });
    const left = [release('eu-1'), source('HelmRepository', 'charts')].map((each) => member(each));
    expect(prune(left, { others: [made] })).toMatchObject({ refusals: [], deletions: [{}, {}] });
  });

  test('a Helm release that another HelmRelease of the code has', () => {
    const old = release('eu-1', { metadata: { name: 'old' } });
    const code = [release('eu-1')];
    expect(prune([member(old)], { code }).refusals).toEqual([
      'HelmRelease shop/old has left the code, but HelmRelease shop/web--eu-1--web is for the same Helm release, which would be uninstalled: suspend the first one before',
    ]);
    expect(prune([member(old, { spec: { suspend: true } })], { code }).refusals).toEqual([]);
    expect(prune([member(old)], { code: [release('eu-2')] }).refusals).toEqual([]);
  });

  test('a Helm release that somebody else has a HelmRelease for', () => {
    const others = [live(release('eu-1', { metadata: { name: 'handed-over' } }))];
    expect(prune([member(release('eu-1'))], { others }).refusals).toEqual([
      'HelmRelease shop/web--eu-1--web has left the code, but HelmRelease shop/handed-over is for the same Helm release, which would be uninstalled: suspend the first one before',
    ]);
    expect(prune([member(release('eu-2'))], { others }).refusals).toEqual([]);
    // a Secret with the same name in another namespace may belong to another cluster; the host is always the same
    const elsewhere = (spec: object) => [live(release('eu-1', { metadata: { namespace: 'team' }, spec }))];
    expect(prune([member(release('eu-1'))], { others: elsewhere({}) }).refusals).toEqual([]);
    const onHost = { kubeConfig: null };
    expect(prune([member(release('eu-1', { spec: onHost }))], { others: elsewhere(onHost) }).refusals).toHaveLength(1);
  });

  test('a Helm release on a cluster that the code calls otherwise, by the same Secret', () => {
    const application = (name: string, cluster: string) =>
      object({
        ...{ apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'Application' },
        metadata: { name, namespace: 'shop', annotations: { 'gitops.kubesphere.io/clusters': `{"${cluster}":"s"}` } },
      });
    const at = (name: string) =>
      release('eu-1', {
        metadata: { name, annotations: { 'gitops.kubesphere.io/application': name } },
        spec: { kubeConfig: { secretRef: { name: 's' } } },
      });
    const left = [application('old', 'paris'), at('old')].map((each) => member(each));
    expect(prune(left, { code: [application('new', 'europe'), at('new')] }).refusals).toHaveLength(1);
    // in another namespace a Secret of the same name, or of the name of the cluster, may be for another cluster
    const elsewhere = (each: PlanObject) => object(patched(each.value, { metadata: { namespace: 'team' } }));
    const others = (spec: object) => [
      live(elsewhere(application('new', 'europe'))),
      live(elsewhere(object(patched(at('new').value, { spec })))),
    ];
    expect(prune([member(at('old'))], { others: others({}) }).refusals).toEqual([]);
    const named = { kubeConfig: { secretRef: { name: 'paris' } } };
    expect(prune(left, { others: others(named) }).refusals).toEqual([]);
  });

  test('manifests that another Kustomization of the code applies', () => {
    const old = kustomization('eu-1', { metadata: { name: 'old' } });
    const code = [kustomization('eu-1')];
    expect(prune([member(old)], { code }).refusals).toEqual([
      'Kustomization shop/old has left the code, but Kustomization shop/base--eu-1 applies the same manifests, which would be deleted: suspend the first one before',
    ]);
    for (const spec of [{ suspend: true }, { prune: false }, { deletionPolicy: 'Orphan' }]) {
      expect(prune([member(old, { spec })], { code }).refusals).toEqual([]);
    }
    expect(prune([member(old)], { code: [kustomization('eu-2')] }).refusals).toEqual([]);
    expect(prune([member(old)], { code: [kustomization('eu-1', { spec: { path: './other' } })] }).refusals).toEqual([]);
  });

  describe('a Kustomization of the same path, with', () => {
    const refused = (state: string) =>
      `Kustomization shop/old has left the code, but Kustomization shop/base--eu-1 may apply the same objects and ${state}, ` +
      'so that they would be deleted: apply without --prune, and prune when the second one is ready';
    const OPEN = refused('has not done so yet');
    const UNREADY = refused('is not ready in its present form');
    const old = (spec: object) => kustomization('eu-1', { metadata: { name: 'old' }, spec });
    const variables = (substitute: object) => ({ postBuild: { substitute } });
    const from = (namespace: string) => ({ sourceRef: { kind: 'GitRepository', name: 'app', namespace } });
    const patches = (patch: string) => ({ patches: [{ patch }] });

    test.each<[string, object, object]>([
      ['values of variables', variables({ replicas: '2' }), variables({ replicas: '3' })],
      ['variables from elsewhere', {}, { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'a' }] } }],
      ['namespace of its source', from('team-a'), from('team-b')],
      ['components', {}, { components: ['../debug'] }],
      ['patches that remove', {}, patches('$patch: delete\nkind: Job\nmetadata: { name: a }')],
      ['patches that rename', {}, patches('[{"op": "replace", "path": "/metadata/name", "value": "a"}]')],
    ])('other %s, that is new', (_, before, after) => {
      expect(prune([member(old(before))], { code: [kustomization('eu-1', { spec: after })] }).refusals).toEqual([OPEN]);
      for (const spec of [{ suspend: true }, { prune: false }, { deletionPolicy: 'Orphan' }]) {
        const members = [member(old({ ...before, ...spec }))];
        expect(prune(members, { code: [kustomization('eu-1', { spec: after })] }).refusals).toEqual([]);
      }
    });

    test('another namespace, with its own source and Secret', () => {
      const code = [kustomization('eu-1', { metadata: { namespace: 'store' } })];
      expect(prune([member(old({}))], { code }).refusals).toEqual([
        OPEN.replace('shop/base--eu-1', 'store/base--eu-1'),
      ]);
    });

    const entries = (...names: string[]) => ({
      inventory: { entries: names.map((name) => ({ id: `web_${name}_apps_Deployment`, v: 'v1' })) },
    });
    const tenant = kustomization('eu-1', { spec: variables({ tenant: 'b' }) });
    const left = member(old(variables({ tenant: 'a' })), { status: entries('a') });
    const reconciled = (names: string[], observedGeneration = 3) => ({
      metadata: { generation: 3 },
      status: { observedGeneration, ...entries(...names) },
    });

    test.each<[string, ValueMap, string[]]>([
      ['is not refused if it has applied other objects', member(tenant, reconciled(['b'])), []],
      ['is not, of another set', live(tenant, reconciled(['b'])), []],
      [
        'is refused if it has applied the same objects',
        member(tenant, reconciled(['a', 'b'])),
        [
          'Kustomization shop/old has left the code, but Kustomization shop/base--eu-1 applies the same manifests, which ' +
            'would be deleted: suspend the first one before',
        ],
      ],
      ['is refused before it has applied its present form', member(tenant, reconciled(['b'], 2)), [UNREADY]],
      ['is refused before it has applied anything', member(tenant, { metadata: { generation: 1 } }), [OPEN]],
      [
        'is refused if it had another path until now',
        member(kustomization('eu-1', { spec: { path: './other' } }), reconciled(['b'])),
        [UNREADY],
      ],
      [
        'is refused if it had other variables until now',
        member(kustomization('eu-1', { spec: variables({ tenant: 'c' }) }), reconciled(['b'])),
        [UNREADY],
      ],
      [
        'is refused if it had other patches until now',
        member(
          kustomization('eu-1', { spec: { ...variables({ tenant: 'b' }), ...patches('$patch: delete') } }),
          reconciled(['b']),
        ),
        [UNREADY],
      ],
      [
        'is refused if it had a source in another namespace until now',
        member(
          kustomization('eu-1', { spec: { ...variables({ tenant: 'b' }), sourceRef: { namespace: 'team' } } }),
          reconciled(['b']),
        ),
        [UNREADY],
      ],
      [
        'is refused if the controller gives it up before it applies anything',
        member(
          tenant,
          patched(reconciled(['b']), {
            status: { conditions: [{ type: 'Stalled', status: 'True', reason: 'InvalidCELExpression' }] },
          }) as object,
        ),
        [UNREADY],
      ],
      [
        'is refused if it was suspended, which counts as observed',
        member(tenant, { ...reconciled(['b']), spec: { suspend: true } }),
        [UNREADY],
      ],
    ])('other variables, that is there, %s', (_, there, refusals) => {
      expect(prune([left, there], { code: [tenant], others: [there] }).refusals).toEqual(refusals);
    });

    test('variables of a ConfigMap, with the default that the API server adds', () => {
      const from = (source: object) => ({
        postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'b', ...source }] },
      });
      const there = member(kustomization('eu-1', { spec: from({ optional: false }) }), reconciled(['b']));
      const code = [kustomization('eu-1', { spec: from({}) })];
      expect(prune([left, there], { code, others: [there] }).refusals).toEqual([]);
    });

    test.each<[string, ValueMap[], string[]]>([
      ['new', [], []],
      ['there', [member(tenant, { ...reconciled(['b']), spec: { suspend: true } })], []],
      ['running until now', [member(tenant, reconciled(['b'], 2))], [UNREADY]],
      [
        'there, and has the same objects',
        [member(tenant, { ...reconciled(['a']), spec: { suspend: true } })],
        [
          'Kustomization shop/old has left the code, but Kustomization shop/base--eu-1 applies the same manifests, which ' +
            'would be deleted: suspend the first one before',
        ],
      ],
    ])('other variables, that is suspended in the code: %s', (_, there, refusals) => {
      const code = [object(patched(tenant.value, { spec: { suspend: true } }))];
      expect(prune([left, ...there], { code }).refusals).toEqual(refusals);
    });
  });
});

describe('limits', () => {
  const members = (count: number) =>
    Array.from({ length: count }, (_, index) => member(core('ConfigMap', `c-${index}`)));
  const code = (count: number) => Array.from({ length: count }, (_, index) => core('ConfigMap', `c-${index}`));
  const beyond = (size: number, left: number, limits = {}) =>
    beyondLimits(prune(members(size), { code: code(size - left) }), { ...DEFAULT_LIMITS, ...limits });

  test('by number', () => {
    expect(beyond(100, 10)).toEqual([]);
    expect(beyond(100, 11)).toEqual([
      '11 objects would be deleted, but the limit is 10: to delete them, add --max-delete 11',
    ]);
    expect(beyond(100, 11, { most: 11 })).toEqual([]);
    expect(beyond(100, 1, { most: 0 })).toEqual([
      '1 object would be deleted, but the limit is 0: to delete them, add --max-delete 1',
    ]);
  });

  test('by percent, in sets of more than 10 objects', () => {
    expect(beyond(10, 10)).toEqual([]);
    expect(beyond(12, 6)).toEqual([]);
    expect(beyond(12, 7)).toEqual([
      '7 of the 12 objects of the set would be deleted, but the limit is 50 %: to delete them, add --max-delete-percent 59',
    ]);
    expect(beyond(12, 7, { mostPercent: 59 })).toEqual([]);
    expect(beyond(40, 40, { mostPercent: 100, most: 40 })).toEqual([]);
  });

  test('a small set is not deleted as a whole, as where the code is meant for another one', () => {
    const other = [core('ConfigMap', 'other')];
    const refusal =
      'no object of the code is in the set shop/fluxapp, and all of its objects would be deleted: name the set of the code with --set, or if that is right, --max-delete-percent 100';
    const small = prune(members(3), { code: other });
    expect(beyondSet(small, DEFAULT_LIMITS)).toEqual([refusal]);
    expect(beyondSet(small, { ...DEFAULT_LIMITS, mostPercent: 100 })).toEqual([]);
    expect(beyondSet(prune(members(3), { code: [...other, ...code(1)] }), DEFAULT_LIMITS)).toEqual([]);
    expect(beyondSet(prune([], { code: other }), DEFAULT_LIMITS)).toEqual([]);
    // for a larger set, the limit is a percentage
    expect(beyondSet(prune(members(12), { code: other }), DEFAULT_LIMITS)).toEqual([]);
  });

  test('what is under way is not counted', () => {
    const going = members(12).map((each) => patched(each, { metadata: { deletionTimestamp: 'now' } }) as ValueMap);
    expect(beyondLimits(prune(going), DEFAULT_LIMITS)).toEqual([]);
  });
});

describe('the order', () => {
  const dependsOn = (...names: string[]) => ({ spec: { dependsOn: names.map((name) => ({ name })) } });
  const named = (name: string, patch: object = {}) => release('host', patched({ metadata: { name } }, patch));

  test('what a release needs goes after it', () => {
    const spec = {
      chart: null,
      chartRef: { kind: 'HelmChart', name: 'web' },
      valuesFrom: [{ kind: 'ConfigMap', name: 'values' }],
    };
    const left = [
      object({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'deployer', namespace: 'shop' } }),
      core('Secret', 'eu-1'),
      core('Secret', 'login'),
      source('HelmRepository', 'charts', { secretRef: { name: 'login' } }),
      core('ConfigMap', 'values'),
      core('ConfigMap', 'other'),
      chart('web'),
      object({
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'web', namespace: 'shop' },
      }),
      kustomization('eu-1'),
      release('eu-1', { spec }),
    ];
    const web = 'HelmRelease/shop/web--eu-1--web';
    const base = 'Kustomization/shop/base--eu-1';
    const { deletions } = prune(left.map((each) => member(each)));
    expect(waits(deletions)).toEqual({
      [web]: [],
      [base]: [],
      'Application/shop/web': [web],
      'HelmChart/shop/web': [web],
      'ConfigMap/shop/other': [],
      'ConfigMap/shop/values': [web],
      'HelmRepository/shop/charts': [web, 'HelmChart/shop/web'],
      'Secret/shop/eu-1': [web, base],
      'Secret/shop/login': [web, 'HelmChart/shop/web', 'HelmRepository/shop/charts'],
      'ServiceAccount/shop/deployer': [web, base],
    });
    expect(Object.keys(waits(deletions)).slice(0, 2)).toEqual([web, base]);
  });

  test('a release goes after those that depend on it, also by one that stays', () => {
    const [db, api, web] = [named('db'), named('api', dependsOn('db')), named('web', dependsOn('api'))];
    expect(waits(prune([db, api, web].map((each) => member(each))).deletions)).toEqual({
      'HelmRelease/shop/api': ['HelmRelease/shop/web'],
      'HelmRelease/shop/db': ['HelmRelease/shop/api', 'HelmRelease/shop/web'],
      'HelmRelease/shop/web': [],
    });
    const pruned = prune(
      [db, api, web].map((each) => member(each)),
      { code: [named('api')] },
    );
    expect(waits(pruned.deletions)).toEqual({
      'HelmRelease/shop/db': ['HelmRelease/shop/web'],
      'HelmRelease/shop/web': [],
    });
  });

  test('releases that depend on each other do not wait', () => {
    const circle = [named('a', dependsOn('b')), named('b', dependsOn('a')), named('c', dependsOn('a', 'c'))];
    expect(waits(prune(circle.map((each) => member(each))).deletions)).toEqual({
      'HelmRelease/shop/a': ['HelmRelease/shop/c'],
      'HelmRelease/shop/b': ['HelmRelease/shop/c'],
      'HelmRelease/shop/c': [],
    });
  });
});

describe('a change since the plan', () => {
  const before = member(release('eu-1'));
  const isSame = (patch: object) => isUnchanged(before, patched(before, patch) as ValueMap);

  test.each([
    ['status', { status: { observedGeneration: 4 } }],
    ['resourceVersion', { metadata: { resourceVersion: '8', managedFields: [] } }],
    ['finalizers', { metadata: { finalizers: ['finalizers.fluxcd.io'] } }],
    ['deletion', { metadata: { deletionTimestamp: 'now', deletionGracePeriodSeconds: 0 } }],
  ])('%s is none', (_, patch) => {
    expect(isSame(patch)).toBe(true);
  });

  test.each([
    ['another object of the name', { metadata: { uid: 'other' } }],
    ['spec', { spec: { suspend: true } }],
    ['an annotation', { metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } } }],
    ['a label', { metadata: { labels: { 'applyset.kubernetes.io/part-of': null } } }],
  ])('%s is one', (_, patch) => {
    expect(isSame(patch)).toBe(false);
  });
});
