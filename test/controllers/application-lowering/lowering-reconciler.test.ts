import { expect, test } from 'vitest';
import { LoweringClient } from '../../../src/controllers/application-lowering/lowering-client';
import {
  LoweringReconciler,
  type LoweringReconcilerParts,
} from '../../../src/controllers/application-lowering/lowering-reconciler';
import { wantedOf } from '../../../src/controllers/application-lowering/wanted';
import { mapOf, type ValueMap } from '../../../src/json';
import { ApiError } from '../../../src/kube';
import { apiError } from '../../../src/kube/errors';
import { APPLICATION, pathOf } from '../../../src/kubernetes';
import { CONTROLLER_MANAGER } from '../../../src/observe';
import { SILENT } from '../../../src/runtime';
import { helmApplication, onMember } from '../../application/applications';
import { useFakeCluster } from '../../runtime/fake-cluster';

const cluster = useFakeCluster();

const targets = ['eu-1', 'eu-2', 'eu-3'].map((name) => onMember(name, 'web'));
const annotations = { 'gitops.kubesphere.io/lowered-by': 'controller', 'gitops.kubesphere.io/lowering-uid': 'u' };
const appOf = (metadata: object = {}) => helmApplication(targets, { metadata: { uid: 'u', annotations, ...metadata } });

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
    client: {
      get: async () => undefined,
      setHold: async () => application,
      dropEarlierMarks: async () => undefined,
      ...client,
    },
    schema: { get: async () => ({}) },
    events: { record: () => {} },
    metrics: { said: () => {}, wrote: () => {} },
    ...{ log: SILENT, rules: {}, all: false, now: () => new Date() },
  };
  return new LoweringReconciler(parts as unknown as LoweringReconcilerParts);
}

const GOING = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['gitops.kubesphere.io/lowering'] };
/** The stored members of the application. */
const members = () =>
  wantedOf(appOf(), {}).objects.map((object) => {
    const managedFields = [{ manager: CONTROLLER_MANAGER, operation: 'Apply', fieldsV1: { 'f:spec': {} } }];
    return { ...object, metadata: { ...mapOf(object.metadata), managedFields } };
  });

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
  const reconciler = reconcilerOf(appOf(GOING), {
    deletedAround: async () => undefined,
    objectsIn: async () => members(),
    checkUnchanged: async () => {},
    delete: async () => {
      deleted += 1;
      stopping.abort();
    },
  });
  await expect(reconciler.reconcile('apps/podinfo', stopping.signal)).rejects.toThrow('aborted');
  expect(deleted).toBe(1);
});

test('deletes nothing where the Application has changed since it was read', async () => {
  let deleted = 0;
  const reconciler = reconcilerOf(appOf(GOING), {
    deletedAround: async () => undefined,
    objectsIn: async () => members(),
    checkUnchanged: async () => {
      throw new ApiError('it has changed', 409, 'Conflict');
    },
    delete: async () => {
      deleted += 1;
    },
  });
  expect(await reconciler.reconcile('apps/podinfo', new AbortController().signal)).toEqual({ requeue: true });
  expect(deleted).toBe(0);
});

test.for([
  [
    'applications "podinfo" is forbidden: User "me" cannot patch resource "applications" in API group "x"',
    ' (403): a Role or ClusterRole has to allow it: grant the controller the permissions that fluxapp install prints',
  ],
  ['applications "podinfo" is forbidden: exceeded quota: q', ' (403 Forbidden)'],
] as const)('a refusal names permissions only where they are the cause: %s', async ([message, rest]) => {
  const refusal = { status: 403, body: { message }, request: 'PATCH /a', server: 'https://a', user: 'me' };
  const reconciler = reconcilerOf(appOf(), {
    setHold: async () => {
      throw apiError(refusal);
    },
  });
  const { problem } = await reconciler.reconcile('apps/podinfo', new AbortController().signal);
  expect(problem).toBe(`ApplyFailed: ${message}${rest}`);
});

test('to check that an Application is unchanged writes nothing, and fails where it was edited', async () => {
  const { client, request } = cluster();
  const applications = pathOf(APPLICATION, 'apps');
  const { body: stored } = await request('POST', applications, helmApplication(targets));
  const lowering = new LoweringClient(await client());
  await lowering.checkUnchanged(stored);
  expect((await request('GET', `${applications}/podinfo`)).body).toEqual(stored);
  const annotations = { a: 'b' };
  const merge = { contentType: 'application/merge-patch+json' };
  await request('PATCH', `${applications}/podinfo`, { metadata: { annotations } }, merge);
  await expect(lowering.checkUnchanged(stored)).rejects.toMatchObject({ status: 409 });
});
