import { expect, test } from 'vitest';
import {
  applySetId,
  asMember,
  contentsOf,
  contentsOfObjects,
  joinedContents,
  parentOf,
  parentProblem,
  setIdOf,
} from '../../../src/change/prune';
import type { ValueMap } from '../../../src/json';
import { patched, release } from '../plan/objects';
import { core, SET } from './objects';

// test/api-server/apply-set.test.ts compares it with that of kubectl
const ID = 'applyset-DUw5P2Mc_OC-reFN2_jBiSqw6NA5WSGB10lMSWzMLMs-v1';
const contents = { kinds: ['ConfigMap', 'HelmRelease.helm.toolkit.fluxcd.io'], namespaces: ['flux'] };

test('the id is that of the parent', () => {
  expect(applySetId(SET)).toBe(ID);
  expect(applySetId({ ...SET, name: 'other' })).not.toBe(ID);
});

test('a member carries the id, and keeps its other labels', () => {
  const member = asMember(release('eu-1').value, ID);
  expect(member).toEqual(
    patched(release('eu-1').value, { metadata: { labels: { 'applyset.kubernetes.io/part-of': ID } } }),
  );
  expect([member, release('eu-1').value, undefined].map(setIdOf)).toEqual([ID, undefined, undefined]);
});

test('the parent says where the members are', () => {
  const parent = parentOf(SET, contents, '1.2.3');
  expect(parent).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      namespace: 'shop',
      name: 'fluxapp',
      labels: { 'applyset.kubernetes.io/id': ID },
      annotations: {
        'applyset.kubernetes.io/tooling': 'fluxapp/v1.2.3',
        'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,HelmRelease.helm.toolkit.fluxcd.io',
        'applyset.kubernetes.io/additional-namespaces': 'flux',
      },
    },
  });
  expect(contentsOf(parent)).toEqual(contents);
  expect(parentProblem(parent, SET)).toBe(undefined);
});

test('what is in a set, of objects and of two sets', () => {
  const objects = [
    release('eu-1'),
    core('ConfigMap', 'a'),
    release('eu-2'),
    { ...core('ConfigMap', 'b'), namespace: 'flux' },
  ];
  expect(contentsOfObjects(objects, SET)).toEqual(contents);
  expect(joinedContents({ kinds: ['A', 'C'], namespaces: [] }, { kinds: ['B', 'C'], namespaces: ['flux'] })).toEqual({
    kinds: ['A', 'B', 'C'],
    namespaces: ['flux'],
  });
});

test.each([
  ['without annotations', { 'applyset.kubernetes.io/contains-group-kinds': null }, undefined],
  [
    'with others in any order',
    {
      'applyset.kubernetes.io/contains-group-kinds': 'Secret,,ConfigMap,Secret',
      'applyset.kubernetes.io/additional-namespaces': null,
    },
    { kinds: ['ConfigMap', 'Secret'], namespaces: [] },
  ],
])('the contents of a parent %s', (_, annotations, expected) => {
  expect(contentsOf(patched(parentOf(SET, contents, '1.2.3'), { metadata: { annotations } }) as ValueMap)).toEqual(
    expected,
  );
});

test.each([
  [{ labels: null }, 'ConfigMap shop/fluxapp is not the parent of an ApplySet: name another one with --set'],
  [
    { labels: { 'applyset.kubernetes.io/id': 'applyset-x-v1' } },
    'ConfigMap shop/fluxapp has the id of another ApplySet in its label applyset.kubernetes.io/id: correct or delete it',
  ],
  [
    { annotations: { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36.3' } },
    'the ApplySet shop/fluxapp belongs to kubectl/v1.36.3: name another one with --set',
  ],
  [{ annotations: { 'applyset.kubernetes.io/tooling': 'fluxapp/v0.1.0' } }, undefined],
  [{ annotations: null }, undefined],
])('a ConfigMap of that name with %j', (metadata, problem) => {
  expect(parentProblem(patched(parentOf(SET, contents, '1.2.3'), { metadata }) as ValueMap, SET)).toBe(problem);
});
