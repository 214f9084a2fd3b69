import { expect, test } from 'vitest';
import { isRestored, managedFieldsOfApplier } from '../../../src/change';

const label = 'gitops.kubesphere.io/lowered-by';
const manager = 'fluxapp-controller';
const applied = {
  ...{ manager, operation: 'Apply', apiVersion: 'helm.toolkit.fluxcd.io/v2', fieldsType: 'FieldsV1' },
  fieldsV1: {
    'f:metadata': { 'f:labels': { [`f:${label}`]: {} } },
    'f:spec': { 'f:interval': {}, 'f:values': { 'f:a': {} } },
  },
};
const entryOf = (fieldsV1: object, parts: object = {}) => ({
  ...applied,
  manager: 'velero',
  operation: 'Update',
  fieldsV1,
  ...parts,
});
const objectOf = (...managedFields: object[]) => ({ metadata: { managedFields } });
const restorer = entryOf({
  'f:metadata': { 'f:labels': { '.': {}, [`f:${label}`]: {}, 'f:team': {} } },
  'f:spec': { '.': {}, 'f:interval': {}, 'f:suspend': {}, 'f:values': { '.': {}, 'f:a': {} } },
});

test('what the applier applies is no longer that of the restorer, which keeps the rest', () => {
  const status = entryOf({ 'f:status': {} }, { subresource: 'status' });
  expect(managedFieldsOfApplier(objectOf(restorer, applied, status), { label, manager })).toEqual([
    entryOf({
      'f:metadata': { 'f:labels': { '.': {}, 'f:team': {} } },
      'f:spec': { '.': {}, 'f:suspend': {} },
    }),
    applied,
    status,
  ]);
});

test('a restorer of whose fields nothing is left is no manager any more', () => {
  const alone = entryOf(applied.fieldsV1);
  const managedFields = managedFieldsOfApplier(objectOf(alone, applied), { label, manager });
  expect(managedFields).toEqual([applied]);
  expect(isRestored(objectOf(applied), label)).toBe(false);
});

test('an object is restored if its label is not from an apply alone', () => {
  expect(isRestored(objectOf(restorer), label)).toBe(true);
  // the fields of the applier are unknown until it has applied
  expect(managedFieldsOfApplier(objectOf(restorer), { label, manager })).toBeUndefined();
  const person = entryOf({ 'f:spec': { 'f:suspend': {} } });
  expect(isRestored(objectOf(applied, person), label)).toBe(false);
  expect(managedFieldsOfApplier(objectOf(applied, person), { label, manager })).toBeUndefined();
});
