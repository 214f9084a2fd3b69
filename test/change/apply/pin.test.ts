import { expect, test } from 'vitest';
import { isPinned, pinOf } from '../../../src/change';
import { patched } from '../plan/objects';

type Live = Readonly<Record<string, unknown>>;

/** An entry of managedFields. */
const owns = (manager: string, fieldsV1: object, operation = 'Apply', more: object = {}) => ({
  ...{ manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1 },
  ...more,
});

const RELEASE: Live = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: {
    name: 'web',
    namespace: 'shop',
    uid: 'u-1',
    generation: 3,
    resourceVersion: '100',
    labels: { team: 'shop' },
    annotations: { note: 'a' },
    managedFields: [
      owns('fluxapp', {
        'f:metadata': { 'f:labels': { 'f:team': {} }, 'f:annotations': { 'f:note': {} } },
        'f:spec': { 'f:interval': {}, 'f:values': { 'f:password': {} } },
      }),
      owns('flux', { 'f:metadata': { 'f:annotations': { 'f:reconcile': {} } } }, 'Update'),
      owns('helm-controller', { 'f:status': { 'f:observedGeneration': {} } }, 'Update', { subresource: 'status' }),
    ],
  },
  spec: { interval: '5m', values: { password: 'canary-4711' } },
  status: { observedGeneration: 3 },
};

const CONFIG: Live = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    ...{ name: 'settings', namespace: 'shop', uid: 'u-2', resourceVersion: '7' },
    managedFields: [owns('fluxapp', { 'f:data': { 'f:a': {} } }), owns('other', { 'f:data': { 'f:b': {} } }, 'Update')],
  },
  data: { a: '1', b: '1' },
};

const SECRET: Live = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { ...{ name: 'db', namespace: 'shop', uid: 'u-3', resourceVersion: '9' }, managedFields: [] },
  data: { password: 'Y2FuYXJ5' },
};

test.each<[what: string, live: Live, patch: object, isSame: boolean]>([
  [
    'another state of the same',
    RELEASE,
    { metadata: { resourceVersion: '200' }, status: { observedGeneration: 2 } },
    true,
  ],
  ['an annotation of somebody else', RELEASE, { metadata: { annotations: { reconcile: 'now' } } }, true],
  ['a finalizer', RELEASE, { metadata: { finalizers: ['finalizers.fluxcd.io'] } }, true],
  ['another generation', RELEASE, { metadata: { generation: 4 } }, false],
  ['another object of the name', RELEASE, { metadata: { uid: 'u-9' } }, false],
  ['another label of the code', RELEASE, { metadata: { labels: { team: 'web' } } }, false],
  ['an annotation of the code that is gone', RELEASE, { metadata: { annotations: { note: null } } }, false],
  ['data, where there is no generation', CONFIG, { data: { a: '2' } }, false],
  ['data of others, where there is no generation', CONFIG, { data: { b: '2' } }, false],
  ['another state of data', CONFIG, { metadata: { resourceVersion: '8' } }, true],
  ['another state of a Secret, which nothing else shows', SECRET, { metadata: { resourceVersion: '10' } }, false],
])('%s', (_, live, patch, isSame) => {
  expect(isPinned(patched(live, patch) as Live, 'fluxapp', pinOf(live, 'fluxapp'))).toBe(isSame);
});

test('a digest does not depend on what may be secret', () => {
  for (const live of [RELEASE, SECRET]) {
    const other = JSON.parse(JSON.stringify(live).replace('canary-4711', 'x').replace('Y2FuYXJ5', 'eA=='));
    expect(pinOf(other, 'fluxapp')).toEqual(pinOf(live, 'fluxapp'));
  }
  expect(pinOf(SECRET, 'fluxapp')).toEqual({
    uid: 'u-3',
    resourceVersion: '9',
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
});
