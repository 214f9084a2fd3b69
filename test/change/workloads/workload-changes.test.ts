import { describe, expect, test } from 'vitest';
import {
  asDelivered,
  formsOfSecret,
  type Manifest,
  manifestOf,
  type WorkloadChange,
  withoutSecrets,
  workloadChanges,
} from '../../../src/change';
import { release } from '../plan/objects';

const place = {
  namespace: 'web',
  isNamespaced: (_: string, kind: string) => (kind === 'Thing' ? undefined : kind !== 'ClusterRole'),
};
const manifest = (...documents: readonly string[]) => manifestOf(documents.join('\n---\n'), place) as Manifest;
const configMap = (name: string, data: object) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

/** The changes if every rendering of an input is the same. */
const between = (running: Manifest, next: Manifest, secrets: readonly string[] = []) =>
  workloadChanges({ running, runningAgain: running, next, nextAgain: next, secrets });

describe('a manifest', () => {
  test('has the items of lists by themselves, and objects in the namespaces that they get', () => {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMapList', items: [JSON.parse(configMap('b', {}))] });
    const role = JSON.stringify({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'c' },
    });
    const thing = JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'd' } });
    const objects = [...manifest(configMap('a', {}), '# nothing', list, role, thing).values()];
    expect(objects.map(({ kind, namespace, name }) => ({ kind, namespace, name }))).toEqual([
      { kind: 'ConfigMap', namespace: 'web', name: 'a' },
      { kind: 'ConfigMap', namespace: 'web', name: 'b' },
      { kind: 'ClusterRole', namespace: undefined, name: 'c' },
      { kind: 'Thing', namespace: undefined, name: 'd' },
    ]);
  });

  test('that is no YAML cannot be read', () => {
    expect(manifestOf('a: [', place)).toBeUndefined();
  });

  test('is delivered with the common metadata, and with the name of its HelmRelease above that', () => {
    const commonMetadata = { labels: { team: 'a', 'helm.toolkit.fluxcd.io/name': 'other' }, annotations: { b: 'c' } };
    const [delivered] = asDelivered(
      manifest(configMap('a', {})),
      release('eu-1', { spec: { commonMetadata } }),
    ).values();
    expect(delivered?.value.metadata).toEqual({
      name: 'a',
      labels: {
        team: 'a',
        'helm.toolkit.fluxcd.io/name': 'web--eu-1--web',
        'helm.toolkit.fluxcd.io/namespace': 'shop',
      },
      annotations: { b: 'c' },
    });
  });
});

describe('what changes', () => {
  test('objects and fields, by the names of the objects', () => {
    const running = manifest(configMap('b', { x: '1', y: '1' }), configMap('gone', {}), configMap('same', {}));
    const next = manifest(configMap('same', {}), configMap('b', { x: '2', y: '1' }), configMap('a', { z: '1' }));
    expect(between(running, next)).toEqual([
      { object: 'v1 ConfigMap web/a', action: 'create', fields: [], unforetold: [] },
      {
        object: 'v1 ConfigMap web/b',
        action: 'update',
        fields: [{ path: ['data', 'x'], before: '1', after: '2' }],
        unforetold: [],
      },
      { object: 'v1 ConfigMap web/gone', action: 'delete', fields: [], unforetold: [] },
    ]);
  });

  test('what differs between two renderings of one input is not foretold', () => {
    const of = (random: string, found: string, other = '1') => manifest(configMap('a', { random, found, other }));
    expect(
      workloadChanges({
        running: of('r0', 'kept'),
        runningAgain: of('r1', 'new'),
        next: of('r2', 'new', '2'),
        nextAgain: of('r3', 'new', '2'),
        secrets: [],
      }),
    ).toEqual([
      {
        object: 'v1 ConfigMap web/a',
        action: 'update',
        fields: [{ path: ['data', 'other'], before: '1', after: '2' }],
        unforetold: [
          ['data', 'found'],
          ['data', 'random'],
        ],
      },
    ]);
  });

  test('a list that got longer counts as a whole where one of its items is not foretold', () => {
    const of = (...env: readonly string[]) => manifest(configMap('a', { env }));
    const renderings = { next: of('new', '1', 'random-2'), nextAgain: of('new', '1', 'random-2'), secrets: [] };
    expect(workloadChanges({ running: of('1', 'random-0'), runningAgain: of('1', 'random-1'), ...renderings })).toEqual(
      [
        {
          object: 'v1 ConfigMap web/a',
          action: 'update',
          fields: [],
          unforetold: [0, 1, 2].map((index) => ['data', 'env', index]),
        },
      ],
    );
  });

  test('an object that is there in one of two renderings alone is uncertain', () => {
    const [some, none] = [manifest(configMap('a', {})), manifest()];
    const unverified = { object: 'v1 ConfigMap web/a', fields: [], unforetold: [], unverified: true };
    expect(workloadChanges({ running: some, runningAgain: none, next: none, nextAgain: none, secrets: [] })).toEqual([
      { ...unverified, action: 'delete' },
    ]);
    expect(workloadChanges({ running: new Map(), next: some, nextAgain: none, secrets: [] })).toEqual([
      { ...unverified, action: 'create' },
    ]);
  });

  test('a new version of the API is a change of one object', () => {
    const [old, now] = ['example.com/v1', 'example.com/v2'].map((apiVersion) =>
      manifest(JSON.stringify({ apiVersion, kind: 'Thing', metadata: { name: 'a' } })),
    ) as [Manifest, Manifest];
    expect(between(old, now).map(({ object, action }) => ({ object, action }))).toEqual([
      { object: 'example.com/v2 Thing a', action: 'update' },
    ]);
  });
});

describe('what is secret', () => {
  const values = (changes: readonly WorkloadChange[]) =>
    changes.flatMap(({ fields }) => fields.map(({ path: _, ...field }) => field));

  test('data of Secrets, keys that say so, and texts that a Secret brings', () => {
    const secret = (token: string) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { token } });
    const of = (token: string, password: string, text: string) =>
      manifest(secret(token), configMap('a', { password, text }));
    const masked = { before: '(sensitive)', after: '(sensitive)', sensitive: true };
    expect(values(between(of('a', 'b', 'c'), of('x', 'y', 'url is hunter22!'), ['hunter22']))).toEqual([
      masked,
      masked,
      masked,
    ]);
  });

  test('a short text of a Secret hides what is equal to it', () => {
    const of = (text: string) => manifest(configMap('a', { text }));
    expect(values(between(of('180'), of('80'), ['80']))).toEqual([
      { before: '(sensitive)', after: '(sensitive)', sensitive: true },
    ]);
    expect(values(between(of('180'), of('81'), ['80']))).toEqual([{ before: '180', after: '81' }]);
  });

  test('a message is printed without it', () => {
    expect(withoutSecrets('hunter22 is refused, 80 too', ['hunter22', '80'])).toBe('(sensitive) is refused, 80 too');
  });

  test('a message is printed without a longer secret that contains another one', () => {
    const secrets = ['hunter22', 'hunter22-and-more'];
    expect(withoutSecrets('hunter22-and-more is refused', secrets)).toBe('(sensitive) is refused');
  });
});

test('a secret of several lines stands indented in a file, or in base64', () => {
  expect(formsOfSecret('[db]\n  hunter22\n')).toEqual([
    '[db]\n  hunter22\n',
    'hunter22',
    'W2RiXQogIGh1bnRlcjIyCg==',
    'aHVudGVyMjI=',
  ]);
});
