import { expect, test } from 'vitest';
import { isStillNew } from '../../../src/change';
import { object } from '../plan/objects';

const setOf = (id: string) => ({ 'applyset.kubernetes.io/part-of': id });
const config = (metadata: object) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop', ...metadata } },
});
const desired = object({ ...config({ labels: setOf('a') }), data: { a: '1' } });
const of = (manager: string, operation: string) => ({ manager, operation, fieldsV1: { 'f:data': { 'f:a': {} } } });

test.each([
  ['an earlier attempt whose response was lost', [of('fluxapp', 'Apply'), of('watcher', 'Update')], setOf('a'), true],
  ['an apply of another set', [of('fluxapp', 'Apply')], setOf('b'), false],
  ['another apply', [of('kustomize-controller', 'Apply')], {}, false],
  ['another write under this name', [of('fluxapp', 'Update')], setOf('a'), false],
  ['a controller that set no field', [], {}, true],
])('an object planned as new that was created by %s', (_, managedFields, labels, expected) => {
  expect(isStillNew(config({ labels, managedFields }), desired, 'fluxapp')).toBe(expected);
});
