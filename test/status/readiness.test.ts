import { describe, expect, test } from 'vitest';
import { readinessOf } from '../../src/status/readiness';
import { condition, failedRelease, fluxObject, readyKustomization, readyRelease, readySource } from './flux-objects';

/** Cases that the decision table does not cover. */
describe('beside the table', () => {
  test('it tells the revision that runs, and since when', () => {
    expect(readinessOf(readyRelease('web', '1.2.3'))).toEqual({
      state: 'Ready',
      reason: 'InstallSucceeded',
      message: 'Helm install succeeded for release apps/podinfo.v1 with chart podinfo@1.2.3',
      revision: '1.2.3',
      since: '2026-11-01T00:00:00Z',
      flags: {},
    });
    expect(readinessOf(readyKustomization('web')).revision).toBe('main@sha1:4b8497c8');
    expect(readinessOf(readySource('HelmChart', 'web', '1.2.3')).revision).toBe('1.2.3');
  });

  test('an object that nobody has looked at is unknown, whatever it lacks', () => {
    for (const status of [
      undefined,
      null,
      {},
      { observedGeneration: -1 },
      { conditions: [] },
      { conditions: 'none' },
    ]) {
      const object = { ...readyRelease('web'), status };
      expect(readinessOf(object)).toMatchObject({ state: 'Unknown', reason: 'NotReconciled' });
    }
  });

  test('a Ready condition that is none of three is unknown', () => {
    const odd = fluxObject('HelmRelease', 'web', { conditions: [condition('Ready', 'Perhaps', 'Odd')] });
    expect(readinessOf(odd)).toMatchObject({ state: 'Unknown', reason: 'NoReadyCondition' });
  });

  test('a Ready condition of a generation to come is failed or unknown, never on its way', () => {
    const ahead = (status: string) =>
      fluxObject('HelmRelease', 'web', {
        conditions: [condition('Ready', status, 'Odd', '', { observedGeneration: 2 })],
      });
    expect(['False', 'Unknown'].map((status) => readinessOf(ahead(status)).state)).toEqual(['Failed', 'Unknown']);
  });

  test('an old object without generations in its conditions goes by that of its status', () => {
    const old = (observedGeneration: number, about: object) =>
      fluxObject('HelmRelease', 'web', {
        observedGeneration,
        conditions: [condition('Ready', 'True', 'Done', '', about)],
      });
    for (const about of [{}, { observedGeneration: 0 }]) {
      const states = [1, 0, -1].map((observed) => readinessOf(old(observed, about)).state);
      expect(states).toEqual(['Ready', 'Reconciling', 'Reconciling']);
    }
  });

  test('a repository of type oci has no status and is ready, unless it is suspended or deleted', () => {
    const oci = { ...fluxObject('HelmRepository', 'web', {}, { spec: { type: 'oci' } }), status: undefined };
    expect(readinessOf(oci)).toMatchObject({ state: 'Ready', reason: 'Static' });
    expect(readinessOf({ ...oci, spec: { type: 'default' } }).state).toBe('Unknown');
    expect(readinessOf({ ...oci, spec: { type: 'oci', suspend: true } }).state).toBe('Suspended');
  });
});

describe('after remediation', () => {
  const about = { observedGeneration: 1 };
  const upgrade = 'Helm upgrade failed for release web/web with chart web@1.1.0: context deadline exceeded';
  const rollback = 'Helm rollback to previous release web/web.v1 with chart web@1.0.0 succeeded';
  const released = condition('Released', 'False', 'UpgradeFailed', upgrade, about);
  const tested = [
    condition('Released', 'True', 'UpgradeSucceeded', 'Helm upgrade succeeded', about),
    condition('TestSuccess', 'False', 'TestFailed', 'Helm test failed: boom', about),
  ];
  const remedied = (reason: string, message: string, ...others: object[]) =>
    fluxObject('HelmRelease', 'web', {
      failures: 1,
      conditions: [
        condition('Ready', 'False', reason, message, { ...about, lastTransitionTime: '2026-11-01T00:00:09Z' }),
        condition('Remediated', 'True', reason, message, about),
        ...others,
      ],
    });

  test.each([
    ['UpgradeFailed', `${upgrade}; rolled back`, remedied('RollbackSucceeded', rollback, released)],
    ['TestFailed', 'Helm test failed: boom; rolled back', remedied('RollbackSucceeded', rollback, ...tested)],
    ['UpgradeFailed', `${upgrade}; uninstalled`, remedied('UninstallSucceeded', 'Helm uninstall succeeded', released)],
    ['RollbackSucceeded', rollback, remedied('RollbackSucceeded', rollback)],
  ])('the cause is shown: %s: %s', (reason, message, release) => {
    expect(readinessOf(release)).toMatchObject({ state: 'Failed', reason, message });
    const suspended = readinessOf({ ...release, spec: { suspend: true } });
    expect(suspended.message).toBe(`suspended; failed before: ${message}`);
  });

  test('a failure of another kind than remediation is shown itself', () => {
    const failed = condition('Ready', 'False', 'StateError', 'connection refused', about);
    const remediated = condition('Remediated', 'True', 'RollbackSucceeded', rollback, about);
    const release = fluxObject('HelmRelease', 'web', { conditions: [failed, remediated, released] });
    expect(readinessOf(release)).toMatchObject({ reason: 'StateError', message: 'connection refused' });
  });

  test('so is a rollback that failed', () => {
    const message = 'Helm rollback to previous release web/web.v1 with chart web@1.0.0 failed: boom';
    const conditions = ['Ready', 'Remediated'].map((type) =>
      condition(type, 'False', 'RollbackFailed', message, about),
    );
    const release = fluxObject('HelmRelease', 'web', { conditions: [...conditions, released] });
    expect(readinessOf(release)).toMatchObject({ reason: 'RollbackFailed', message });
  });

  test('Flux gives up: the number of attempts, and the cause', () => {
    const stalled = condition('Stalled', 'True', 'RetriesExceeded', 'Failed to upgrade after 1 attempt(s)', about);
    expect(readinessOf(remedied('RollbackSucceeded', rollback, released, stalled))).toMatchObject({
      state: 'Stalled',
      reason: 'RetriesExceeded',
      message: `Failed to upgrade after 1 attempt(s): ${upgrade}; rolled back`,
    });
  });

  test('Flux has given up before, and does not even begin again', () => {
    const conditions = [
      condition('Stalled', 'True', 'RetriesExceeded', 'Failed to upgrade after 1 attempt(s)', about),
      condition('Ready', 'Unknown', 'Progressing', 'reconciliation in progress', about),
      released,
    ];
    expect(readinessOf(fluxObject('HelmRelease', 'web', { conditions, lastAttemptedRevision: '1.1.0' }))).toEqual({
      state: 'Stalled',
      reason: 'RetriesExceeded',
      message: `Failed to upgrade after 1 attempt(s): ${upgrade}`,
      since: '2026-11-01T00:00:00Z',
      flags: { reconciling: true },
      attempt: { generation: 1, revision: '1.1.0' },
    });
  });
});

describe('flags', () => {
  const requested = (at: string, handled?: string) => {
    const release = readyRelease('web', '1.0.0', {
      metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': at } },
    });
    return { ...release, status: { ...(release.status as object), lastHandledReconcileAt: handled } };
  };

  test('somebody asks for a reconciliation', () => {
    expect(readinessOf(requested('now'))).toMatchObject({ state: 'Ready', flags: { reconciling: true } });
    expect(readinessOf(requested('now', 'before'))).toMatchObject({ flags: { reconciling: true } });
    expect(readinessOf(requested('now', 'now')).flags).toEqual({});
  });

  test('the cluster has drifted, and is left so', () => {
    const release = readyRelease('web');
    const { conditions, ...status } = release.status as { conditions: object[] };
    const drifted = [...conditions, condition('Drifted', 'True', 'DriftDetected')];
    expect(readinessOf({ ...release, status: { ...status, conditions: drifted } })).toMatchObject({
      state: 'Ready',
      flags: { drifted: true },
    });
  });

  test('it fails, and is tried again; it is changed, and what was before had failed', () => {
    const failed = failedRelease('web');
    expect(readinessOf(failed).flags).toEqual({ reconciling: true, retrying: true });
    expect(readinessOf({ ...failed, metadata: { ...failed.metadata, generation: 2 } })).toMatchObject({
      state: 'Reconciling',
      flags: { reconciling: true, failing: true },
    });
  });
});

describe('what was said before', () => {
  const underway = [condition('Ready', 'Unknown', 'Progressing', 'in progress', { observedGeneration: 1 })];
  const previous = {
    status: 'False',
    reason: 'BuildFailed',
    message: 'boom',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    generation: 1,
  };
  const attempted = 'main@sha1:2';

  test('what kept helm-controller from an action on the release is over when it begins one', () => {
    const released = condition('Released', 'False', 'UpgradeFailed', 'no replicas', { observedGeneration: 1 });
    const release = (...more: object[]) =>
      fluxObject('HelmRelease', 'web', { conditions: [...underway, ...more], failures: 1 });
    const missing = { ...previous, reason: 'ValuesError', message: 'could not find Secret x' };
    expect(readinessOf(release(released), missing)).toMatchObject({ reason: 'UpgradeFailed', message: 'no replicas' });
    const failed = { ...previous, reason: 'UpgradeFailed', message: 'no replicas, twice' };
    expect(readinessOf(release(released), failed)).toMatchObject({ reason: 'UpgradeFailed', message: failed.message });
    expect(readinessOf(release(), missing)).toMatchObject({ state: 'Failed', reason: 'ValuesError' });
  });

  test('a Kustomization that had no artifact has not failed to apply one', () => {
    const message = 'Source artifact not found, retrying in 30s';
    const waiting = readyKustomization('web', attempted, {
      conditions: [condition('Ready', 'False', 'ArtifactFailed', message, { observedGeneration: 1 })],
    });
    expect(readinessOf(waiting)).toMatchObject({ state: 'Failed', message });
    expect(readinessOf(waiting).attempt).toBeUndefined();
    const stored = { ...previous, reason: 'ArtifactFailed', message, generation: undefined, attempted };
    expect(readinessOf(readyKustomization('web', attempted, { conditions: underway }), stored).state).toBe('Ready');
  });

  test('a Kustomization that had failed has failed until it is ready', () => {
    const tried = readyKustomization('web', attempted, { conditions: underway });
    expect(readinessOf(tried, { ...previous, attempted })).toEqual({
      state: 'Failed',
      reason: 'BuildFailed',
      message: 'boom',
      since: '2026-01-01T00:00:00Z',
      revision: 'main@sha1:2',
      flags: { reconciling: true },
      attempt: { generation: 1, revision: 'main@sha1:2', repeating: true },
    });
    // the shortest form of a stored status
    expect(readinessOf(tried, { ...previous, message: '' })).toMatchObject({
      state: 'Failed',
      message: 'the last attempt failed and is being retried',
    });
    expect(readinessOf(readyKustomization('web'), previous).state).toBe('Ready');
    expect(readinessOf(tried, { ...previous, status: 'Unknown' }).state).toBe('Ready');
  });

  test('a failure that was about something else is over', () => {
    const tried = readyKustomization('web', attempted, { conditions: underway, lastAppliedRevision: 'main@sha1:1' });
    for (const other of [
      { attempted: 'main@sha1:1' },
      { attempted, generation: 2 },
      // the failure of a source
      { attempted, generation: undefined },
    ])
      expect(readinessOf(tried, { ...previous, ...other })).toMatchObject({
        state: 'Reconciling',
        reason: 'Progressing',
        message: 'in progress',
      });
  });

  test('a recorded failure counts for its revision and its generation', () => {
    const noted = (revision: string) =>
      readyKustomization('web', attempted, {
        conditions: underway,
        history: [{ lastReconciledStatus: 'HealthCheckFailed', metadata: { revision } }],
      });
    const failed = { state: 'Failed', reason: 'HealthCheckFailed' };
    const known = { ...previous, reason: 'HealthCheckFailed', attempted };
    expect(readinessOf(noted(attempted))).toMatchObject(failed);
    expect(readinessOf(noted(attempted), known)).toMatchObject({ ...failed, message: 'boom' });
    expect(readinessOf(noted('main@sha1:1')).state).toBe('Reconciling');
    expect(readinessOf(noted(attempted), { ...known, generation: 2 }).state).toBe('Reconciling');
    expect(readinessOf(noted(attempted), { ...known, status: 'Unknown' }).state).toBe('Reconciling');
  });

  test('a HelmRelease counts its failures: without any it is on its way', () => {
    const tried = (failures: number) => fluxObject('HelmRelease', 'web', { failures, conditions: underway });
    expect(readinessOf(tried(0), previous).state).toBe('Reconciling');
    expect(readinessOf(tried(2), previous)).toMatchObject({ state: 'Failed', message: 'boom' });
    expect(readinessOf(tried(2))).toMatchObject({
      state: 'Failed',
      reason: 'Failed',
      message: 'the last attempt failed and is being retried',
    });
  });

  test('a Kustomization that is looked at again says what it said', () => {
    const again = readyKustomization('web', 'main@sha1:1', { conditions: underway });
    const said = { status: 'True', reason: 'Custom', message: 'as before' };
    expect(readinessOf(again, said)).toMatchObject({ state: 'Ready', reason: 'Custom', message: 'as before' });
    expect(readinessOf(again)).toMatchObject({ state: 'Ready', message: 'Applied revision: main@sha1:1' });
  });
});
