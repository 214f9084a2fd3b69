import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import {
  application as applicationOf,
  helmApplication,
  kustomizationApplication,
  onHost,
  onMember,
} from '../application/applications';
import { deployed, failedRelease, readyKustomization, readyRelease } from './flux-objects';
import { RELEASE, say } from './say';
import { WatchedApplication } from './watched-application';

const DIGEST = 'gitops.kubesphere.io/lowering-digest';

test('before anything is applied every target has its entry, with a Ready condition that says why', () => {
  const application = new WatchedApplication(helmApplication([onHost('web'), onMember('eu-1', 'web')]));
  const { state, message } = application.see({});
  expect({ state, message, counted: application.counted }).toEqual({
    state: 'Missing',
    message: '0 of 2 ready; 2 missing (eu-1, host)',
    counted: '0-2',
  });
  expect(application.stored.status.fluxApp.helmReleaseStatus).toEqual({
    'eu-1-web': { conditions: [missing('podinfo--eu-1--web')] },
    web: { conditions: [missing('podinfo--host--web')] },
  });
});

function missing(name: string) {
  return {
    type: 'Ready',
    status: 'Unknown',
    reason: 'Missing',
    message: `HelmRelease ${name} does not exist: it has not been applied`,
    lastTransitionTime: '2026-11-02T10:01:00Z',
  };
}

test('a suspended target is neither ready nor failed, and says what runs and what was wrong', () => {
  const suspended = { ...failedRelease(RELEASE), spec: { suspend: true } };
  const { report, ...said } = say({
    HelmRelease: [{ ...suspended, status: { ...(suspended.status as object), ...deployed('1.0.0') } }],
  });
  expect(said).toEqual({
    state: 'Suspended',
    reason: 'Suspended',
    message: 'suspended; runs 1.0.0; failed before: Helm install failed: boom',
    flags: { failing: true },
  });
  expect(report).toMatchObject({ state: 'Suspended', message: '0 of 1 ready; host suspended', ready: 0 });
});

describe('the digest', () => {
  const application = helmApplication([onHost('web')]);
  const { metadata } = lower(application).objects[0] as { metadata: { annotations: Record<string, string> } };

  test('is that of the stored Application: judged by what Flux says', () => {
    const release = readyRelease(RELEASE, '1.0.0', { metadata: { annotations: metadata.annotations } });
    expect(say({ HelmRelease: [release] })).toMatchObject({ state: 'Ready', reason: 'InstallSucceeded' });
  });

  test('is another one: the Application was edited alone', () => {
    const release = readyRelease(RELEASE, '1.0.0', { metadata: { annotations: metadata.annotations } });
    const edited = helmApplication([onHost('web', { values: { replicaCount: 2 } })]);
    const { report, ...said } = say({ HelmRelease: [release] }, edited);
    expect(said).toMatchObject({ state: 'Reconciling', reason: 'NotApplied' });
    expect(report.ready).toBe(0);
  });

  test('is another one, and it has failed: that stands', () => {
    const failed = failedRelease(RELEASE);
    const other = { ...failed, metadata: { ...failed.metadata, annotations: { [DIGEST]: 'another' } } };
    expect(say({ HelmRelease: [other] })).toMatchObject({ state: 'Failed', reason: 'InstallFailed' });
  });

  test('is not there: the object was made by other means', () => {
    expect(say({ HelmRelease: [readyRelease(RELEASE)] })).toMatchObject({ state: 'Ready' });
  });
});

test('what cannot be read is unknown, and what was known of it stays', () => {
  const application = new WatchedApplication(helmApplication([onHost('web')]));
  application.see({ HelmRelease: [readyRelease(RELEASE)] });
  const before = application.entry('web');
  const { targets, revision } = application.see({ HelmRelease: { unread: 'Forbidden', message: 'may not list' } });
  expect(targets[0]).toMatchObject({
    state: 'Unknown',
    reason: 'Forbidden',
    message: 'may not list',
    revision: '1.0.0',
  });
  expect(revision).toBe('1.0.0');
  const [ready, ...others] = application.entry('web').conditions;
  expect(ready).toMatchObject({ type: 'Ready', status: 'Unknown', reason: 'Forbidden' });
  expect({ ...application.entry('web'), conditions: others }).toEqual({
    ...before,
    conditions: before.conditions.slice(1),
  });
});

/** The annotation of an object that lowering created. */
const LOWERED = { 'gitops.kubesphere.io/lowering-digest': 'sha256:0' };

test('what is left over is listed, and counted neither as ready nor as desired', () => {
  const application = new WatchedApplication(helmApplication([onHost('web')]));
  const leaving = readyRelease('podinfo--us-1--web', '1.0.0', {
    spec: { kubeConfig: { secretRef: { name: 'us-1' } }, targetNamespace: 'web' },
    metadata: {
      deletionTimestamp: '2026-11-01T00:00:00Z',
      annotations: { ...LOWERED, 'app.kubernetes.io/name': 'us-1-web' },
    },
  });
  const spec = { kubeConfig: { secretRef: { name: 'eu-1' } }, targetNamespace: 'web' };
  const left = readyRelease('podinfo--eu-1--web', '1.0.0', { spec, metadata: { annotations: LOWERED } });
  const foreign = readyRelease('database');
  const files = readyKustomization('podinfo--host--web');
  const report = application.see({
    HelmRelease: [left, readyRelease(RELEASE), leaving, foreign],
    Kustomization: [
      { ...files, metadata: { ...files.metadata, annotations: LOWERED }, spec: { targetNamespace: 'web' } },
    ],
  });
  expect(report).toMatchObject({ state: 'Ready', ready: 1, desired: 1, message: '1 of 1 ready' });
  expect(report.orphans.map(({ kind, name, cluster, reason }) => [kind, name, cluster, reason])).toEqual([
    ['HelmRelease', 'podinfo--eu-1--web', 'eu-1', 'Orphaned'],
    ['Kustomization', 'podinfo--host--web', undefined, 'Orphaned'],
    ['HelmRelease', 'podinfo--us-1--web', 'us-1', 'Terminating'],
  ]);
  const { conditions, fluxApp, targets } = application.stored.status;
  expect(Object.keys(fluxApp.helmReleaseStatus)).toEqual(['web']);
  expect(conditions[1]).toMatchObject({
    type: 'Orphaned',
    status: 'True',
    message:
      '3 left over: HelmRelease podinfo--eu-1--web, Kustomization podinfo--host--web, HelmRelease podinfo--us-1--web',
  });
  expect(targets.map(({ key, state }: { key: string; state: string }) => [key, state])).toEqual([
    ['web', 'Ready'],
    ['podinfo--eu-1--web', 'Orphaned'],
    ['podinfo--host--web', 'Orphaned'],
    ['us-1-web', 'Orphaned'],
  ]);
  application.see({ HelmRelease: [readyRelease(RELEASE)] });
  expect(application.stored.status.conditions).toHaveLength(1);
  expect(application.stored.status.targets).toHaveLength(1);
});

test('a target that is no longer wanted leaves', () => {
  const application = new WatchedApplication(helmApplication([onHost('web'), onHost('api')]));
  const releases = [readyRelease('podinfo--host--web'), readyRelease('podinfo--host--api')];
  application.see({ HelmRelease: releases });
  application.stored = { ...application.stored, spec: helmApplication([onHost('web')]).spec };
  application.see({ HelmRelease: releases });
  expect(Object.keys(application.stored.status.fluxApp.helmReleaseStatus)).toEqual(['web']);
  expect(application.counted).toBe('1-1');
});

test('an Application that becomes another kind keeps nothing of the first', () => {
  const application = new WatchedApplication(helmApplication([onHost('web')]));
  application.see({ HelmRelease: [readyRelease(RELEASE)] });
  const entry = { destination: { targetNamespace: 'web' }, interval: '8m', prune: true };
  application.stored = { ...application.stored, spec: kustomizationApplication([entry]).spec };
  application.see({ Kustomization: [readyKustomization('podinfo--host--web')] });
  const { helmReleaseStatus, kustomizationStatus } = application.stored.status.fluxApp;
  expect([helmReleaseStatus, Object.keys(kustomizationStatus)]).toEqual([undefined, ['web']]);
});

test('an Application with errors is Invalid, and its targets are still told of', () => {
  const invalid = helmApplication([onHost('web', { interval: 'often' })]);
  const { report, state } = say({ HelmRelease: [readyRelease(RELEASE)] }, invalid);
  expect({ state: report.state, target: state, ready: report.ready }).toEqual({
    state: 'Invalid',
    target: 'Ready',
    ready: 1,
  });
  expect(report.message).toMatch(/^1 of 1 ready; the Application has errors: .*interval.*often/);
  const application = new WatchedApplication(applicationOf({ config: {} }));
  expect(application.see({})).toMatchObject({ state: 'Invalid', desired: 0, ready: 0 });
  expect(application.stored.status.conditions[0]).toMatchObject({ type: 'Ready', status: 'False', reason: 'Invalid' });
});

test('of two targets with one KEY the first is told of, and the Application has errors', () => {
  const { report } = say(
    { HelmRelease: [readyRelease(RELEASE)] },
    helmApplication([onHost('web'), onHost('web', { timeout: '1m' })]),
  );
  expect(report.targets.map(({ key }) => key)).toEqual(['web']);
  expect(report).toMatchObject({ state: 'Invalid', desired: 1, ready: 1 });
});

test('an object of another name is found by its KEY', () => {
  const other = readyRelease('web-by-hand', '1.0.0', {
    metadata: { annotations: { 'app.kubernetes.io/name': 'web' } },
  });
  const { report, state } = say({ HelmRelease: [other] });
  expect({ state, orphans: report.orphans }).toEqual({ state: 'Ready', orphans: [] });
});

test('a reason that no condition takes is replaced by the state', () => {
  for (const reason of ['', 'a reason', 'R'.repeat(49), '9']) {
    expect(say({ HelmRelease: [failedRelease(RELEASE, 'boom', reason)] })).toMatchObject({
      state: 'Failed',
      reason: 'Failed',
      message: 'boom',
    });
  }
});

test('an object is that of the target whose name it has, whatever KEY it carries', () => {
  const metadata = { annotations: { 'app.kubernetes.io/name': 'web' } };
  const api = readyRelease('podinfo--host--api', '1.0.0', { metadata });
  const { report } = say({ HelmRelease: [api] }, helmApplication([onHost('web'), onHost('api')]));
  expect(report.targets.map(({ key, state }) => [key, state])).toEqual([
    ['api', 'Ready'],
    ['web', 'Missing'],
  ]);
});
