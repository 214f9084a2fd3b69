import { expect, test } from 'vitest';
import { foreignWriters, WATCHER_MANAGER } from '../../src/observe/foreign-writers';

const entry = (manager: string, fieldsV1: object) => ({
  manager,
  operation: 'Update',
  fieldsType: 'FieldsV1',
  fieldsV1,
});
const label = (name: string) => ({ 'f:metadata': { 'f:labels': { [`f:${name}`]: {} } } });

test.each([
  ['nobody wrote anything', undefined, []],
  ['only watchers did', [entry(WATCHER_MANAGER, { 'f:status': { 'f:summary': {} } })], []],
  ['an author wrote the spec', [entry('kubectl', { 'f:spec': { 'f:kind': {} }, ...label('team') })], []],
  [
    'another tool has a condition of its own, and another engine its status',
    [entry('policy', { 'f:status': { 'f:conditions': {}, 'f:argoApp': {} } })],
    [],
  ],
  [
    'other controllers write what a watcher decides',
    [
      entry('devops', { 'f:status': { 'f:fluxApp': { 'f:helmReleaseStatus': { 'f:web': {} } } } }),
      entry('devops', label('gitops.kubesphere.io/ready-number')),
      entry('console', { 'f:metadata': { 'f:annotations': { 'f:gitops.kubesphere.io/last-revision': {} } } }),
    ],
    ['console', 'devops'],
  ],
  ['garbage', [7, null, { fieldsV1: 'x' }, { fieldsV1: { 'f:status': { 'f:ready': {} } } }], ['unknown']],
])('%s', (_, managedFields, expected) => {
  expect(foreignWriters(managedFields)).toEqual(expected);
});
