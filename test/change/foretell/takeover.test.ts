import { expect, test } from 'vitest';
import { LAST_APPLIED } from '../../../src/application';
import { managedFieldsAfter } from '../../../src/change';

const entry = (manager: string, operation: string, fieldsV1: object, more: object = {}) => ({
  ...{ manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1 },
  ...more,
});
const annotations = { 'f:annotations': { '.': {}, [`f:${LAST_APPLIED}`]: {} } };
const clientSide = entry('kubectl-client-side-apply', 'Update', {
  'f:metadata': annotations,
  'f:data': { '.': {}, 'f:a': {} },
});
const edited = entry('kubectl-edit', 'Update', { 'f:data': { 'f:b': {} } });
const status = entry('kubectl-client-side-apply', 'Update', { 'f:status': {} }, { subresource: 'status' });
const live = (...managedFields: object[]) => ({ metadata: { managedFields } });
const own = { manager: 'fluxapp' };

test("what kubectl apply has written becomes the manager's", () => {
  expect(managedFieldsAfter(live(clientSide, edited, status), { ...own, migratesClientSide: true })).toEqual([
    edited,
    status,
    { ...clientSide, manager: 'fluxapp', operation: 'Apply' },
  ]);
});

test('it is joined with what the manager has applied', () => {
  const applied = entry('fluxapp', 'Apply', { 'f:data': { 'f:b': {}, 'f:a': {} }, 'f:metadata': { 'f:labels': {} } });
  expect(managedFieldsAfter(live(clientSide, applied), { ...own, migratesClientSide: true })).toEqual([
    {
      ...applied,
      fieldsV1: {
        'f:metadata': { ...annotations, 'f:labels': {} },
        'f:data': { '.': {}, 'f:a': {}, 'f:b': {} },
      },
    },
  ]);
});

test.each([
  ['nobody applies client-side', live(edited), { ...own, migratesClientSide: true }],
  ['it is not asked for', live(clientSide), own],
  ['there are none', {}, { ...own, migratesClientSide: true }],
])('nothing is taken over where %s', (_, object, as) => {
  expect(managedFieldsAfter(object, as)).toBeUndefined();
});
