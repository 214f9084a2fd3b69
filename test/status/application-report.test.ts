import { describe, expect, test } from 'vitest';
import { lower } from '../../src/lowering/lower';
import type { FluxObject } from '../../src/status/flux-object';
import {
  application as applicationOf,
  helmApplication,
  kustomizationApplication,
  onHost,
  onMember,
} from '../lowering/applications';
import {
  condition,
  deployed,
  failedRelease,
  failedSource,
  fluxObject,
  readyKustomization,
  readyRelease,
  readySource,
} from './flux-objects';
import { WatchedApplication, type World } from './watched-application';

const DIGEST = 'gitops.kubesphere.io/lowering-digest';
const RELEASE = 'podinfo--host--web';

/** What is said of the one target of an application. */
function say(world: World, application = helmApplication([onHost('web')])) {
  const report = new WatchedApplication(application).see(world);
  const [target] = report.targets;
  return { report, state: target?.state, reason: target?.reason, message: target?.message, flags: target?.flags };
}

test('before anything is applied every target has its entry, with a Ready condition that says why', () => {
  const application = new WatchedApplication(helmApplication([onHost('web'), onMember('eu-1', 'web')]));
  const { state, message } = application.see({});
  expect({ state, message, counted: application.counted }).toEqual({
    state: 'Missing',
    message: '0 of 2 ready; eu-1 missing; host missing',
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
    message: `HelmRelease ${name} is not there: it has not been applied`,
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

describe('a template', () => {
  const application = helmApplication([onHost('web')], { chart: undefined, source: null, template: 'podinfo' });
  const chart = (revision: string) => readySource('HelmChart', 'podinfo', revision);
  const over = (sources: World['sources'], release = readyRelease(RELEASE)) =>
    say({ HelmRelease: [release], sources }, application);

  test('that is what runs', () => {
    expect(over([chart('1.0.0')])).toMatchObject({ state: 'Ready' });
  });

  test('at a newer version than runs', () => {
    expect(over([chart('1.1.0')])).toMatchObject({
      state: 'Reconciling',
      reason: 'RevisionNotApplied',
      message: 'HelmChart podinfo is at 1.1.0, 1.0.0 runs',
    });
  });

  test('whose new generation has not been looked at', () => {
    const raised = chart('1.0.0');
    expect(over([{ ...raised, metadata: { ...raised.metadata, generation: 2 } }])).toMatchObject({
      state: 'Reconciling',
      reason: 'SourceNotReady',
      message: 'HelmChart podinfo is not ready: its controller has not got to generation 2 yet',
    });
  });

  test('at a version that does not exist', () => {
    const message = 'invalid chart reference: failed to get chart version: no chart version found for podinfo-9.9.9';
    const failing = failedSource('HelmChart', 'podinfo', 'InvalidChartReference', message);
    expect(over([failing])).toMatchObject({
      state: 'Failed',
      reason: 'InvalidChartReference',
      message: `HelmChart podinfo: ${message}`,
      flags: { sourceStale: true },
    });
  });

  test('that is not there', () => {
    expect(over([])).toMatchObject({ state: 'Reconciling', reason: 'SourceNotFound' });
  });

  test('that cannot be read', () => {
    expect(over({ unread: 'Forbidden', message: 'helmcharts is forbidden' })).toMatchObject({
      state: 'Unknown',
      reason: 'Forbidden',
      message: 'helmcharts is forbidden',
    });
  });

  test('that waits for its repository, as at a first apply', () => {
    const waits = failedSource('HelmChart', 'podinfo', 'NoSourceArtifact', 'no artifact available', {
      sourceRef: { kind: 'HelmRepository', name: 'charts' },
    });
    expect(over([waits])).toMatchObject({ state: 'Reconciling', reason: 'SourceNotReady' });
    const repository = failedSource('HelmRepository', 'charts', 'FetchFailed', 'no such host');
    expect(over([waits, repository])).toMatchObject({
      state: 'Failed',
      reason: 'FetchFailed',
      message: 'HelmRepository charts: no such host',
    });
  });

  test('whose repository fails, while it stands', () => {
    const stands = readySource('HelmChart', 'podinfo', '1.0.0', {
      sourceRef: { kind: 'HelmRepository', name: 'charts' },
    });
    const repository = failedSource('HelmRepository', 'charts', 'FetchFailed', 'no such host');
    expect(over([stands, repository])).toMatchObject({ state: 'Ready', flags: { sourceStale: true } });
  });

  test('beside a release that has failed: the release is what is told of', () => {
    const failing = failedSource('HelmChart', 'podinfo', 'FetchFailed', 'no such host');
    expect(over([failing], failedRelease(RELEASE))).toMatchObject({ state: 'Failed', reason: 'InstallFailed' });
  });
});

describe('an OCIRepository', () => {
  const application = helmApplication([onHost('web')], {
    chart: undefined,
    source: { sourceRef: { kind: 'OCIRepository', name: 'podinfo' } },
  });
  const release = (chartVersion: string, ociDigest?: string) => {
    const ready = readyRelease(RELEASE);
    const history = [{ chartVersion, version: 1, status: 'deployed', ...(ociDigest ? { ociDigest } : {}) }];
    return { ...ready, status: { ...(ready.status as object), history } };
  };
  const over = (revision: string, object: FluxObject) =>
    say({ HelmRelease: [object], sources: [readySource('OCIRepository', 'podinfo', revision)] }, application);

  test.each([
    ['6.5.0@sha256:0d5a', release('6.5.0+0d5a', 'sha256:0d5a'), 'Ready'],
    ['6.5.0@sha256:0d5a', release('6.5.0+ffff', 'sha256:ffff'), 'Reconciling'],
    ['6.5.0@sha256:0d5a', release('6.5.0'), 'Ready'],
    ['sha256:0d5a', release('6.5.0+0d5a', 'sha256:0d5a'), 'Ready'],
    ['latest@sha256:0d5a', release('6.5.0+0d5a', 'latest@sha256:0d5a'), 'Ready'],
    ['6.6.0@sha256:0d5a', release('6.5.0'), 'Reconciling'],
  ])('at %s', (revision, object, state) => {
    expect(over(revision, object).state).toBe(state);
  });
});

test('an ExternalArtifact tells of no generation, and is ready only with an artifact', () => {
  const application = helmApplication([onHost('web')], {
    chart: undefined,
    source: { sourceRef: { kind: 'ExternalArtifact', name: 'podinfo' } },
  });
  const conditions = [condition('Ready', 'True', 'Succeeded')];
  const artifact = (status: object) => ({
    ...fluxObject('ExternalArtifact', 'podinfo', {}, { metadata: { generation: 4 } }),
    status: { conditions, ...status },
  });
  const over = (source: FluxObject) => say({ HelmRelease: [readyRelease(RELEASE)], sources: [source] }, application);
  expect(over(artifact({ artifact: { revision: '1.0.0@sha256:1' } }))).toMatchObject({ state: 'Ready' });
  expect(over(artifact({ artifact: { revision: '1.1.0@sha256:2' } }))).toMatchObject({ reason: 'RevisionNotApplied' });
  expect(over(artifact({}))).toMatchObject({
    reason: 'SourceNotReady',
    message: 'ExternalArtifact podinfo is not ready: it has no artifact yet',
  });
});

describe('a chart that is written into the release', () => {
  const generated = 'apps-podinfo--host--web';
  const withChart = (release: FluxObject): FluxObject => ({
    ...release,
    status: { ...(release.status as object), helmChart: `apps/${generated}` },
  });

  test('whose newer version cannot be fetched: stale, and ready', () => {
    const sources = [failedSource('HelmChart', generated, 'FetchFailed', 'no such host')];
    expect(say({ HelmRelease: [withChart(readyRelease(RELEASE))], sources })).toMatchObject({
      state: 'Ready',
      flags: { sourceStale: true },
    });
  });

  test('that cannot be fetched, while the release waits for it: failed', () => {
    const sources = [failedSource('HelmRepository', 'charts', 'FetchFailed', 'no such host')];
    const release = failedRelease(RELEASE, 'HelmChart is not ready', 'SourceNotReady');
    expect(say({ HelmRelease: [withChart(release)], sources })).toMatchObject({
      state: 'Failed',
      reason: 'FetchFailed',
      message: 'HelmRepository charts: no such host',
    });
  });

  test('of a repository that is static', () => {
    const repository = { ...fluxObject('HelmRepository', 'charts', {}, { spec: { type: 'oci' } }), status: undefined };
    expect(say({ HelmRelease: [readyRelease(RELEASE)], sources: [repository] })).toMatchObject({
      state: 'Ready',
      flags: {},
    });
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

test('what is left over is listed, and counted neither as ready nor as desired', () => {
  const application = new WatchedApplication(helmApplication([onHost('web')]));
  const leaving = readyRelease('podinfo--us-1--web', '1.0.0', {
    metadata: { deletionTimestamp: '2026-11-01T00:00:00Z', annotations: { 'app.kubernetes.io/name': 'us-1-web' } },
  });
  const spec = { kubeConfig: { secretRef: { name: 'eu-1' } }, targetNamespace: 'web' };
  const left = readyRelease('podinfo--eu-1--web', '1.0.0', { spec });
  const report = application.see({
    HelmRelease: [left, readyRelease(RELEASE), leaving],
    Kustomization: [readyKustomization('podinfo--host--web')],
  });
  expect(report).toMatchObject({ state: 'Ready', ready: 1, desired: 1, message: '1 of 1 ready' });
  expect(report.orphans.map(({ kind, name, cluster, reason }) => [kind, name, cluster, reason])).toEqual([
    ['HelmRelease', 'podinfo--eu-1--web', 'eu-1', 'Orphaned'],
    ['Kustomization', 'podinfo--host--web', undefined, 'Orphaned'],
    ['HelmRelease', 'podinfo--us-1--web', undefined, 'Terminating'],
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

test('the entry of a release has what the console reads', () => {
  const application = new WatchedApplication(helmApplication([onHost('web')]));
  const release = fluxObject('HelmRelease', RELEASE, {
    conditions: [
      condition('Reconciling', 'True', 'ProgressingWithRetry'),
      condition('Drifted', 'False', 'NoDriftDetected'),
      condition('Ready', 'False', 'UpgradeFailed', 'boom', { observedGeneration: 1 }),
      condition('Released', 'False', 'UpgradeFailed', 'boom'),
    ],
    failures: 2,
    upgradeFailures: 2,
    lastAttemptedRevision: '1.2.0',
    lastHandledReconcileAt: 'now',
    helmChart: 'apps/apps-podinfo--host--web',
    history: [
      { chartVersion: '1.2.0', version: 4, status: 'failed' },
      { chartVersion: '1.1.0', version: 3, status: 'deployed' },
    ],
  });
  application.see({ HelmRelease: [release] });
  const { conditions, ...entry } = application.entry('web');
  expect(conditions.map(({ type, status }: { type: string; status: string }) => [type, status])).toEqual([
    ['Ready', 'False'],
    ['Released', 'False'],
    ['Drifted', 'False'],
  ]);
  expect(entry).toEqual({
    observedGeneration: 1,
    failures: 2,
    upgradeFailures: 2,
    lastAttemptedRevision: '1.2.0',
    lastHandledReconcileAt: 'now',
    lastAppliedRevision: '1.1.0',
    lastReleaseRevision: 3,
    helmChart: 'apps/apps-podinfo--host--web',
  });
});

test('with a template the entry names the HelmChart', () => {
  const template = helmApplication([onHost('web')], { chart: undefined, source: null, template: 'shared' });
  const application = new WatchedApplication(template);
  const chartRef = { kind: 'HelmChart', name: 'shared' };
  application.see({ HelmRelease: [readyRelease(RELEASE, '1.0.0', { spec: { chartRef } })] });
  expect(application.entry('web').helmChart).toBe('apps/shared');
  expect(application.stored.status.source).toBe('HelmChart/shared');
});
