import { describe, expect, test } from 'vitest';
import { type PlanObject, planOf } from '../../../src/change';
import { movesOf, rivalsOf } from '../../../src/change/plan/live/moves';
import { addressOf } from '../../../src/change/plan/plan-object';
import type { ValueMap } from '../../../src/json';
import { kustomization, object, patched, release } from './objects';

/** The release of application shop/front on a cluster, whose Helm release is still called web. */
const renamed = (cluster: string, patch: object = {}) =>
  object(
    patched(release(cluster).value, {
      metadata: {
        name: `front--${cluster}--web`,
        labels: { 'app.kubernetes.io/managed-by': 'front' },
        annotations: { 'gitops.kubesphere.io/application': 'front' },
      },
      ...patch,
    }),
  );

/** An object as returned by an API server. @param manager the manager that has applied it */
function live({ value }: PlanObject, manager = 'fluxapp', patch: object = {}): ValueMap {
  const managedFields = [{ manager, operation: 'Apply', fieldsV1: { 'f:spec': { 'f:interval': {} } } }];
  return patched(patched(value, { metadata: { uid: 'uid', managedFields } }), patch) as ValueMap;
}

/** By address of the new object: the address of the old one. */
function moves(
  code: readonly PlanObject[],
  cluster: readonly ValueMap[],
  kustomizations = new Map<string, ValueMap>(),
  setId?: string,
) {
  return Object.fromEntries(
    [...movesOf(code, cluster, kustomizations, false, setId)].map(([to, from]) => [to, addressOf(from)]),
  );
}

const MOVE = { 'HelmRelease/shop/front--eu-1--web': 'HelmRelease/shop/web--eu-1--web' };
const application = (name: string, clusters: object) =>
  object({
    apiVersion: 'gitops.kubesphere.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'shop', annotations: { 'gitops.kubesphere.io/clusters': JSON.stringify(clusters) } },
    spec: { kind: 'fluxcd' },
  });

describe('a HelmRelease goes on under another name', () => {
  test('where its application has another one', () => {
    const code = [renamed('eu-1'), renamed('eu-2'), renamed('us-1')];
    expect(moves(code, [live(release('eu-1')), live(release('us-1', { spec: { releaseName: 'other' } }))])).toEqual(
      MOVE,
    );
  });

  test('where the Secret of its cluster has another one', () => {
    const [before, after] = [application('web', { old: 'eu-1' }), application('web', { new: 'eu-1' })];
    const code = [after, release('new')];
    expect(moves(code, [live(before), live(release('old'))])).toEqual({
      'HelmRelease/shop/web--new--web': 'HelmRelease/shop/web--old--web',
    });
    expect(moves([release('new')], [live(release('old'))])).toEqual({});
  });

  test('but not in another namespace where a Secret has the name that the cluster had', () => {
    const move = (application: PlanObject, cluster: string) => {
      const metadata = { ...(renamed('eu-1').value.metadata as object), namespace: 'store' };
      const now = renamed(cluster, { metadata, spec: { storageNamespace: 'shop' } });
      const code = [object(patched(application.value, { metadata: { namespace: 'store' } })), now];
      return moves(code, [live(before), live(release('s1'))]);
    };
    const before = application('web', { s1: 'paris' });
    expect(move(application('front', {}), 'paris')).toEqual({});
    expect(move(application('front', { s2: 'paris' }), 's2')).toEqual({
      'HelmRelease/store/front--eu-1--web': 'HelmRelease/shop/web--s1--web',
    });
  });

  test('that is in no other set', () => {
    const member = live(release('eu-1'), 'fluxapp', {
      metadata: { labels: { 'applyset.kubernetes.io/part-of': 'applyset-a-v1' } },
    });
    const of = (setId: string) => moves([renamed('eu-1')], [member], new Map(), setId);
    expect([of('applyset-a-v1'), of('applyset-b-v1')]).toEqual([MOVE, {}]);
    expect(moves([renamed('eu-1')], [live(release('eu-1'))], new Map(), 'applyset-b-v1')).toEqual(MOVE);
    expect(movesOf([renamed('eu-1')], [member], new Map(), true, 'applyset-b-v1').size).toBe(1);
  });

  test.each(['kubectl', 'fluxapp'])('that %s has applied', (manager) => {
    expect(moves([renamed('eu-1')], [live(release('eu-1'), manager)])).toEqual(MOVE);
  });

  const inventory = (id: string) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    status: { inventory: { entries: [{ id, v: 'v2' }] } },
  });
  const ofFlux = live(release('eu-1'), 'kustomize-controller', {
    metadata: {
      labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
    },
  });

  test.each<[string, string]>([
    ['that a Kustomization has let go of', 'shop_other_helm.toolkit.fluxcd.io_HelmRelease'],
  ])('%s', (_, id) => {
    expect(moves([renamed('eu-1')], [ofFlux], new Map([['flux-system/apps', inventory(id)]]))).toEqual(MOVE);
  });

  const flux = new Map([['flux-system/apps', inventory('shop_web--eu-1--web_helm.toolkit.fluxcd.io_HelmRelease')]]);
  const old = release('eu-1');
  test.each<[string, PlanObject, ValueMap[], Map<string, ValueMap>?]>([
    ['that a Kustomization prunes', renamed('eu-1'), [ofFlux], flux],
    ['whose Kustomization may not be read', renamed('eu-1'), [ofFlux]],
    [
      'whose Kustomization has no inventory yet',
      renamed('eu-1'),
      [ofFlux],
      new Map([['flux-system/apps', { spec: { prune: true } }]]),
    ],
    ['that somebody else applies', renamed('eu-1'), [live(old, 'terraform')]],
    [
      'that Argo CD prunes',
      renamed('eu-1'),
      [
        live(old, 'argocd-controller', {
          metadata: {
            annotations: {
              'argocd.argoproj.io/tracking-id': 'shop:helm.toolkit.fluxcd.io/HelmRelease:shop/web--eu-1--web',
            },
          },
        }),
      ],
    ],
    ['where the new one is there already', renamed('eu-1'), [live(old), live(renamed('eu-1'))]],
    ['where the new one is suspended', renamed('eu-1', { spec: { suspend: true } }), [live(old)]],
    ['with another release', renamed('eu-1', { spec: { releaseName: 'front' } }), [live(old)]],
    ['with another storage', renamed('eu-1', { spec: { storageNamespace: 'web' } }), [live(old)]],
    [
      'in another namespace',
      renamed('eu-1', { spec: { targetNamespace: 'front', storageNamespace: 'shop' } }),
      [live(old)],
    ],
    ['on another cluster', renamed('us-1'), [live(old)]],
    [
      'in another namespace, with its own Secret',
      renamed('eu-1', {
        metadata: { ...(renamed('eu-1').value.metadata as object), namespace: 'store' },
        spec: { storageNamespace: 'shop' },
      }),
      [live(old)],
    ],
    [
      'of which there are two',
      renamed('eu-1'),
      [
        live(old),
        live(
          object(
            patched(old.value, {
              metadata: { name: 'api--eu-1--web', annotations: { 'gitops.kubesphere.io/application': 'api' } },
            }),
          ),
        ),
      ],
    ],
    [
      'that lowering has not made',
      renamed('eu-1'),
      [live(object(patched(old.value, { metadata: { name: 'by-hand' } })))],
    ],
  ])('but not one %s', (_, code, cluster, kustomizations = new Map()) => {
    expect(moves([code], cluster, kustomizations)).toEqual({});
  });
});

describe('a HelmRelease or Kustomization that somebody has written', () => {
  const byHand = (made: PlanObject, name = 'by-hand', patch: object = {}) =>
    object(patched(patched(made.value, { metadata: { name, labels: null, annotations: null } }), patch));
  const adopted = (code: readonly PlanObject[], cluster: readonly ValueMap[]) =>
    Object.fromEntries([...movesOf(code, cluster, new Map(), true)].map(([to, from]) => [to, addressOf(from)]));
  const rivals = (code: readonly PlanObject[], cluster: readonly ValueMap[]) =>
    rivalsOf(code, cluster, new Map(), new Set()).map(({ object, other, owner }) => [object.name, other.name, owner]);
  const movable = (code: readonly PlanObject[], cluster: readonly ValueMap[]) =>
    rivalsOf(code, cluster, new Map(), new Set()).filter(({ isMovable }) => isMovable).length;
  const new1 = release('eu-1');

  test.each([
    ['kubectl', new1, byHand(new1)],
    ['kubectl', kustomization('eu-1'), byHand(kustomization('eu-1'))],
    ['fluxapp', new1, byHand(new1, 'web', { metadata: { namespace: 'shop' }, spec: { storageNamespace: 'shop' } })],
  ])('goes on as a target where it is adopted (%s)', (manager, made, old) => {
    expect(adopted([made], [live(old, manager)])).toEqual({ [addressOf(made)]: addressOf(old) });
    expect(moves([made], [live(old, manager)])).toEqual({});
    expect(rivals([made], [live(old, manager)])).toEqual([[made.name, old.name, undefined]]);
    expect(movable([made], [live(old, manager)])).toBe(1);
  });

  test.each<[string, PlanObject[], ValueMap[], unknown[]]>([
    [
      'that another tool applies',
      [new1],
      [live(byHand(new1), 'terraform')],
      [[new1.name, 'by-hand', 'field manager terraform']],
    ],
    [
      'of which there are two',
      [new1],
      [live(byHand(new1)), live(byHand(new1, 'other'))],
      [
        [new1.name, 'by-hand', undefined],
        [new1.name, 'other', undefined],
      ],
    ],
    ['where the new one is there', [new1], [live(byHand(new1)), live(new1)], [[new1.name, 'by-hand', undefined]]],
    [
      'with another path',
      [kustomization('eu-1')],
      [live(byHand(kustomization('eu-1'), 'a', { spec: { path: './other' } }))],
      [],
    ],
    ['on another cluster', [new1], [live(byHand(release('eu-2')))], []],
    ['of another API group', [new1], [live(byHand(new1, 'a', { apiVersion: 'example.com/v1' }))], []],
  ])('does not, %s', (_, code, cluster, expected) => {
    expect(adopted(code, cluster)).toEqual({});
    expect(rivals(code, cluster)).toEqual(expected);
    expect(movable(code, cluster)).toBe(0);
  });

  test('is in no way while it is suspended, and goes on all the same', () => {
    const old = byHand(new1, 'by-hand', { spec: { suspend: true } });
    expect(rivals([new1], [live(old)])).toEqual([]);
    expect(adopted([new1], [live(old)])).toEqual({ [addressOf(new1)]: addressOf(old) });
  });

  test('is in the way also as a target of another application, unless it is moved or deleted', () => {
    const [old, now] = [release('eu-1'), renamed('eu-1')];
    expect(rivals([now], [live(old)])).toEqual([[now.name, old.name, undefined]]);
    expect(rivalsOf([now], [live(old)], new Map(), new Set([addressOf(old)]))).toEqual([]);
    expect(rivals([now], [live(object(patched(old.value, { spec: { suspend: true } })))])).toEqual([]);
  });

  test.each<[string, PlanObject, string]>([
    ['HelmRelease', new1, 'Flux takes over Helm release web/web from HelmRelease shop/by-hand'],
    ['Kustomization', kustomization('eu-1'), 'Flux applies its manifests over those of Kustomization shop/by-hand'],
  ])('is named by the plan of a new %s', (_, made, note) => {
    const rivals = [{ object: made, other: byHand(made) }];
    const { changes } = planOf({ evidence: 'read-only', before: [], after: [made], rivals });
    expect(changes.map(({ action, effect, note }) => [action, effect, note])).toEqual([['create', 'upgrade', note]]);
  });

  test('is a warning of the plan, by who applies it', () => {
    const { warnings } = planOf({
      evidence: 'read-only',
      before: [],
      after: [new1, release('eu-2')],
      rivals: [
        { object: new1, other: byHand(new1), isMovable: true },
        { object: new1, other: byHand(new1, 'a') },
        { object: new1, other: byHand(new1, 'b') },
        { object: release('eu-2'), other: byHand(release('eu-2'), 'two'), owner: 'Kustomization flux-system/apps' },
      ],
    });
    expect(warnings).toEqual([
      {
        code: 'delivered-twice',
        message:
          '1 object in the cluster delivers the same as the code, and is not in it: HelmRelease/shop/by-hand (as ' +
          'web--eu-1--web). Flux would apply both in turn. fluxapp apply --adopt moves it.',
      },
      {
        code: 'delivered-twice',
        message:
          '2 objects in the cluster deliver the same as the code, and are not in it: HelmRelease/shop/a (as web--eu-1--web), ' +
          'HelmRelease/shop/b (as web--eu-1--web). Flux would apply both in turn. Suspend them, apply this code, and then ' +
          'delete them: --adopt does not move them.',
      },
      {
        code: 'delivered-twice',
        message:
          '1 object in the cluster delivers the same as the code, and is not in it: HelmRelease/shop/two (as web--eu-2--web), ' +
          'applied by Kustomization flux-system/apps. Flux would apply both in turn. Suspend them where they are written, and ' +
          'then remove them.',
      },
    ]);
  });
});

describe('a Kustomization goes on under another name', () => {
  const made = (application: string, patch: object = {}) =>
    kustomization(
      'eu-1',
      patched(
        {
          metadata: {
            name: `${application}--eu-1`,
            labels: { 'app.kubernetes.io/managed-by': application },
            annotations: { 'gitops.kubesphere.io/application': application },
          },
        },
        patch,
      ),
    );
  const [old, now] = [made('base'), made('core')];

  test('that applies the same manifests', () => {
    expect(moves([now], [live(old)])).toEqual({ 'Kustomization/shop/core--eu-1': 'Kustomization/shop/base--eu-1' });
    for (const spec of [{ path: './other' }, { targetNamespace: 'x' }, { namePrefix: 'x-' }, { suspend: true }]) {
      expect(moves([made('core', { spec })], [live(old)])).toEqual({});
    }
    expect(moves([now], [live(old), live(now)])).toEqual({});
  });

  const variables = (substitute: object) => ({ postBuild: { substitute } });
  const from = (name: string, reference: object) => ({ sourceRef: { kind: 'GitRepository', name, ...reference } });
  const patches = (patch: string) => ({ patches: [{ patch }] });

  test.each<[string, object, object]>([
    ['variables, in any order', variables({ a: '1', b: '2' }), variables({ b: '2', a: '1' })],
    ['no variables', {}, { postBuild: { substitute: {} } }],
    ['its source, by its full name', from('git', {}), from('git', { namespace: 'shop' })],
    [
      'images and patches that rename nothing',
      { images: [{ name: 'a', newTag: '1' }] },
      patches('{"spec": {"replicas": 2}}'),
    ],
  ])('that has %s', (_, before, after) => {
    const cluster = [live(made('base', { spec: before }))];
    expect(Object.keys(moves([made('core', { spec: after })], cluster))).toEqual(['Kustomization/shop/core--eu-1']);
  });

  test.each<[string, object, object]>([
    ['values of variables', variables({ tenant: 'a' }), variables({ tenant: 'b' })],
    ['variables from elsewhere', {}, { postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'a' }] } }],
    ['namespace of its source', from('app', { namespace: 'team-a' }), from('app', { namespace: 'team-b' })],
    ['components', {}, { components: ['../debug'] }],
    ['patches that remove', {}, patches('$patch: delete\nkind: Job\nmetadata: { name: a }')],
    ['patches that rename', {}, patches('[{"op": "replace", "path": "/metadata/name", "value": "a"}]')],
  ])('but not one with other %s', (_, before, after) => {
    const cluster = [live(made('base', { spec: before }))];
    const code = [made('core', { spec: after })];
    expect(moves(code, cluster)).toEqual({});
    // both may apply the same objects in turn, unless they are known to go on beside each other
    const rivals = rivalsOf(code, cluster, new Map(), new Set());
    expect(rivals.map(({ other, mayDiffer }) => [other.name, mayDiffer])).toEqual([['base--eu-1', true]]);
    expect(rivalsOf(code, [...cluster, ...code.map((each) => live(each))], new Map(), new Set())).toEqual([]);
    const { warnings, changes } = planOf({ evidence: 'read-only', before: [], after: code, rivals });
    expect(changes.map(({ effect, note }) => [effect, note])).toEqual([['install', 'Flux applies its manifests']]);
    expect(warnings).toEqual([
      {
        code: 'delivered-twice',
        message:
          '1 Kustomization in the cluster may apply the same objects as new ones of the code, and is not in it: ' +
          'Kustomization/shop/base--eu-1 (as core--eu-1). The path and the name of the source are equal; the namespace of the ' +
          'source, variables, patches or components differ. If there are common objects, Flux would apply both in turn: then ' +
          'suspend it first.',
      },
    ]);
  });

  test('but not one in another namespace with its own source, or its own Secret', () => {
    const store = { metadata: { namespace: 'store' } };
    expect(moves([made('core', store)], [live(old)])).toEqual({});
    const source = { spec: from('git', { namespace: 'git' }) };
    expect(moves([made('core', { ...store, ...source })], [live(made('base', source))])).toEqual({});
    const moved = { 'Kustomization/store/core--eu-1': 'Kustomization/shop/base--eu-1' };
    // an explicit name says that both Secrets are for one cluster
    const [before, after] = ['base', 'core'].map((name) => application(name, { 'eu-1': 'paris' })) as [
      PlanObject,
      PlanObject,
    ];
    const code = [object(patched(after.value, store)), made('core', { ...store, ...source })];
    expect(moves(code, [live(before), live(made('base', source))])).toEqual(moved);
    // both are on the host
    const onHost = { spec: { ...source.spec, kubeConfig: undefined } };
    const [here, there] = [made('base', onHost), made('core', { ...store, ...onHost })];
    expect(movesOf([there], [live(here)], new Map(), true).size).toBe(1);
  });

  test('and the plan says what becomes of what it has applied; its finalizers are no difference', () => {
    const before = object(patched(old.value, { metadata: { finalizers: ['finalizers.fluxcd.io'] } }));
    const { changes } = planOf({
      ...{ evidence: 'read-only', before: [before], after: [now] },
      moves: new Map([[addressOf(now), before]]),
    });
    expect(changes.map(({ action, effect, note }) => [action, effect, note])).toEqual([
      ['move', 'upgrade', 'same manifests: suspended, deleted, adopted; nothing is deleted in the cluster'],
    ]);
    expect(changes.flatMap(({ fields }) => fields.map(({ path }) => path.join('.')))).not.toContainEqual(
      expect.stringMatching(/finalizers/),
    );
  });
});

test('a plan has one change of it, from the old object to the new one', () => {
  const [old, now] = [release('eu-1'), renamed('eu-1', { spec: { values: { image: { tag: '1.9.0' } } } })];
  const { changes, summary, warnings } = planOf({
    evidence: 'read-only',
    before: [old],
    after: [now],
    moves: new Map([[addressOf(now), old]]),
  });
  expect(
    changes.map(({ before: _, after: __, fields, ...change }) => [change, fields.map(({ path }) => path.join('.'))]),
  ).toEqual([
    [
      {
        ...{
          address: 'HelmRelease/shop/front--eu-1--web',
          apiVersion: 'helm.toolkit.fluxcd.io/v2',
          kind: 'HelmRelease',
        },
        ...{ namespace: 'shop', name: 'front--eu-1--web', application: 'shop/front', target: 'eu-1-web' },
        ...{ cluster: 'eu-1', place: 'eu-1', action: 'move', from: old, effect: 'upgrade' },
        note: 'same Helm release web/web: suspended, deleted, adopted; nothing is uninstalled',
        ...{ replacePaths: [], conflicts: [], sensitive: { before: [], after: [] } },
      },
      [
        'metadata.annotations.gitops.kubesphere.io/application',
        'metadata.labels.app.kubernetes.io/managed-by',
        'metadata.name',
        'spec.values.image.tag',
      ],
    ],
  ]);
  expect(summary).toMatchObject({ add: 0, change: 0, destroy: 0, forget: 0, move: 1, unchanged: 0 });
  expect(warnings).toEqual([
    {
      code: 'application-left',
      message:
        'the targets of shop/web move to another application: delete the old Application, as --prune does, or fluxapp status reports the targets as missing.',
    },
  ]);
});

describe('a plan warns of a pause that a move ends', () => {
  const now = renamed('eu-1');
  const warningsOf = (annotations: object, suspend = true) => {
    const old = object(patched(release('eu-1').value, { metadata: { annotations }, spec: { suspend } }));
    const moves = new Map([[addressOf(now), old]]);
    const { warnings } = planOf({ evidence: 'read-only', before: [old], after: [now], moves });
    return warnings.filter(({ code }) => code === 'ends-pause').map(({ message }) => message);
  };
  const reason = (text: string) => ({ 'gitops.kubesphere.io/suspend-reason': text });

  test.each<[string, object, string]>([
    ['without a reason', {}, 'suspended'],
    ['with a reason', reason('the database is moved'), 'suspended: the database is moved'],
    [
      'of another move',
      reason('fluxapp apply moves it to shop/other'),
      'suspended: fluxapp apply moves it to shop/other',
    ],
  ])('%s', (_, annotations, words) => {
    expect(warningsOf(annotations)).toEqual([
      `a move ends a pause: shop/web--eu-1--web (${words}). Apply this change after the pause, or suspend the new target again.`,
    ]);
  });

  test('but not where there is none, or where an interrupted run of the same move has suspended it', () => {
    expect(warningsOf({}, false)).toEqual([]);
    expect(warningsOf(reason('fluxapp apply moves it to shop/front--eu-1--web'))).toEqual([]);
  });
});
