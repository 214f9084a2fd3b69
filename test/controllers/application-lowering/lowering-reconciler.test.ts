import { expect, test } from 'vitest';
import type { LoweringClient } from '../../../src/controllers/application-lowering/lowering-client';
import {
  LoweringReconciler,
  type LoweringReconcilerParts,
} from '../../../src/controllers/application-lowering/lowering-reconciler';
import { CONTROLLER_MANAGER } from '../../../src/controllers/application-lowering/made-object';
import { wantedOf } from '../../../src/controllers/application-lowering/wanted';
import { mapOf, type ValueMap } from '../../../src/json';
import { SILENT } from '../../../src/runtime';
import { helmApplication, onMember } from '../../application/applications';

const targets = ['eu-1', 'eu-2', 'eu-3'].map((name) => onMember(name, 'web'));
const appOf = (metadata: object = {}) =>
  helmApplication(targets, {
    metadata: { uid: 'u', annotations: { 'gitops.kubesphere.io/lowered-by': 'controller' }, ...metadata },
  });

/** A reconciler of one Application, without an API server. */
function reconcilerOf(application: ValueMap, client: Partial<LoweringClient>): LoweringReconciler {
  const parts = {
    cache: {
      isKnown: true,
      application: () => application,
      madeOf: () => [],
      namespaceLabel: () => undefined,
      observe: () => {},
    },
    client: { get: async () => undefined, setFinalizer: async () => application, ...client },
    schema: { get: async () => ({}) },
    events: { record: () => {} },
    metrics: { said: () => {}, wrote: () => {} },
    ...{ log: SILENT, rules: {}, all: false, now: () => new Date() },
  };
  return new LoweringReconciler(parts as unknown as LoweringReconcilerParts);
}

test('applies nothing more once its signal is aborted', async () => {
  const stopping = new AbortController();
  let applied = 0;
  const reconciler = reconcilerOf(appOf(), {
    apply: async (object) => {
      applied += 1;
      stopping.abort();
      return { outcome: 'applied', object };
    },
  });
  await expect(reconciler.reconcile('apps/podinfo', stopping.signal)).rejects.toThrow('aborted');
  expect(applied).toBe(1);
});

test('deletes nothing more once its signal is aborted', async () => {
  const stopping = new AbortController();
  let deleted = 0;
  const members = wantedOf(appOf(), {}).objects.map((object) => {
    const managedFields = [{ manager: CONTROLLER_MANAGER, operation: 'Apply', fieldsV1: { 'f:spec': {} } }];
    return { ...object, metadata: { ...mapOf(object.metadata), managedFields } };
  });
  const going = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['gitops.kubesphere.io/lowering'] };
  const reconciler = reconcilerOf(appOf(going), {
    deletedAround: async () => undefined,
    objectsIn: async () => members,
    delete: async () => {
      deleted += 1;
      stopping.abort();
    },
  });
  await expect(reconciler.reconcile('apps/podinfo', stopping.signal)).rejects.toThrow('aborted');
  expect(deleted).toBe(1);
});
