import { expect, test } from 'vitest';
import { distinctObjects } from '../../src/observe/distinct-objects';

const release = (metadata: object, apiVersion = 'helm.toolkit.fluxcd.io/v2') => ({
  apiVersion,
  kind: 'HelmRelease',
  metadata: { namespace: 'shop', name: 'web', ...metadata },
});

test('objects of other names, namespaces, kinds and groups are kept, in their order', () => {
  const objects = [
    release({ name: 'b' }),
    release({ name: 'a' }),
    release({ namespace: 'other', name: 'a' }),
    { ...release({ name: 'a' }), kind: 'Kustomization' },
    release({ name: 'a' }, 'example.com/v1'),
  ];
  expect(distinctObjects(objects)).toEqual(objects);
});

test('the newest version of an object counts, whichever dump is first', () => {
  const [old, newer] = [release({ uid: 'u', resourceVersion: '9' }), release({ uid: 'u', resourceVersion: '10' })];
  expect(distinctObjects([old, newer])).toEqual([newer]);
  expect(distinctObjects([newer, old])).toEqual([newer]);
  expect(distinctObjects([newer, release({ name: 'a' }), old])).toEqual([newer, release({ name: 'a' })]);
});

test('another version of the API is the same object', () => {
  const [v2, v2beta2] = ['helm.toolkit.fluxcd.io/v2', 'helm.toolkit.fluxcd.io/v2beta2'].map((version) =>
    release({ uid: 'u', resourceVersion: '1' }, version),
  );
  expect(distinctObjects([v2 as object, v2beta2 as object] as never)).toHaveLength(1);
});

test('an object from a cluster counts more than one from a file, and the last file most', () => {
  const stored = release({ uid: 'u', resourceVersion: '1' });
  const files = ['a', 'b'].map((label) => release({ labels: { label } }));
  expect(distinctObjects([stored, ...files])).toEqual([stored]);
  expect(distinctObjects([...files, stored])).toEqual([stored]);
  expect(distinctObjects(files)).toEqual([files[1]]);
  expect(distinctObjects([release({}), release({ namespace: undefined })])).toHaveLength(2);
  expect(distinctObjects([release({ namespace: 'default' }), release({ namespace: undefined })])).toHaveLength(1);
});

test('dumps of two clusters are refused', () => {
  const objects = ['one', 'two'].map((uid) => release({ uid, resourceVersion: '1' }));
  expect(() => distinctObjects(objects)).toThrow(
    'HelmRelease shop/web is in the input with two UIDs: read dumps of different clusters one by one',
  );
});
