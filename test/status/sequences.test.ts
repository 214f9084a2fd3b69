import { describe, expect, test } from 'vitest';
import type { FluxObject } from '../../src/status/flux-object';
import { helmApplication, kustomizationApplication, onHost } from '../application/applications';
import {
  condition,
  deployed,
  failedSource,
  fluxObject,
  readyKustomization,
  readyRelease,
  readySource,
} from './flux-objects';
import { WatchedApplication, type World } from './watched-application';

/**
 * Sequences of what Flux's controllers write, as observed on clusters and in their sources, and the resulting stored
 * Application.
 */

const NAME = 'podinfo--host--web';
const fetching = condition('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites');
const about = { observedGeneration: 1 };

/**
 * Shows a sequence of worlds to an application. Returns the sequence of states, and the number of patches of its
 * status.
 */
function watch(application: WatchedApplication, worlds: readonly World[]) {
  const before = application.patched.status;
  const states = worlds.map((world) => application.see(world).state);
  const changes = states.filter((state, index) => state !== states[index - 1]);
  return { states: changes, patches: application.patched.status - before };
}

const helm = () => new WatchedApplication(helmApplication([onHost('web')]));
const kustomization = () =>
  new WatchedApplication(
    kustomizationApplication([{ destination: { targetNamespace: 'web' }, interval: '8m', prune: true }]),
  );
const release = (status: object): World => ({ HelmRelease: [fluxObject('HelmRelease', NAME, status)] });
const kustomized = (status: object): World => ({ Kustomization: [readyKustomization(NAME, 'main@sha1:1', status)] });

test('a template error stays failed from one try to the next, and is written once', () => {
  const application = helm();
  const running = "Running 'install' action with timeout of 5m0s";
  const tries = [1, 2, 3, 4, 5, 6].flatMap((failures) => {
    const message = `Helm install failed for release web/podinfo with chart podinfo@1.0.0: line ${40 + failures}: boom`;
    const failed = condition('Released', 'False', 'InstallFailed', message, {
      lastTransitionTime: `2026-11-02T10:0${failures}:00Z`,
    });
    const ready = condition('Ready', 'False', 'InstallFailed', message, about);
    const rest = { observedGeneration: -1, failures, lastAttemptedRevision: '1.0.0' };
    return [
      release({ ...rest, conditions: [fetching, ready, failed] }),
      release({
        ...rest,
        conditions: [fetching, condition('Ready', 'Unknown', 'Progressing', running, about), failed],
      }),
    ];
  });
  const first = release({
    observedGeneration: -1,
    lastAttemptedRevision: '1.0.0',
    conditions: [fetching, condition('Ready', 'Unknown', 'Progressing', running, about)],
  });
  expect(watch(application, [first, ...tries])).toEqual({ states: ['Reconciling', 'Failed'], patches: 2 });
  const { conditions, failures } = application.entry('web');
  expect(conditions[0]).toMatchObject({
    status: 'False',
    reason: 'InstallFailed',
    message: 'Helm install failed for release web/podinfo with chart podinfo@1.0.0: line 41: boom',
  });
  expect(failures).toBe(1);
});

test('a watcher that starts while Helm tries again tells what Helm said of the last try', () => {
  const { targets } = helm().see(
    release({
      observedGeneration: -1,
      failures: 2,
      conditions: [
        fetching,
        condition('Ready', 'Unknown', 'Progressing', 'Running install', about),
        condition('Released', 'False', 'InstallFailed', 'Helm install failed: boom'),
      ],
    }),
  );
  expect(targets[0]).toMatchObject({ state: 'Failed', reason: 'InstallFailed', message: 'Helm install failed: boom' });
});

test('another chart version that fails in the same way is told of', () => {
  const application = helm();
  const failing = (version: string) =>
    release({
      failures: 1,
      lastAttemptedRevision: version,
      conditions: [fetching, condition('Ready', 'False', 'InstallFailed', `chart podinfo@${version}: boom`, about)],
    });
  expect(watch(application, [failing('1.0.0'), failing('1.1.0')])).toEqual({ states: ['Failed'], patches: 2 });
  expect(application.entry('web').conditions[0].message).toBe('chart podinfo@1.1.0: boom');
});

test('a fix of what has failed is on its way, and then ready', () => {
  const application = helm();
  const failed = release({ failures: 1, conditions: [condition('Ready', 'False', 'InstallFailed', 'boom', about)] });
  const tried = release({
    conditions: [fetching, condition('Ready', 'Unknown', 'Progressing', 'Running upgrade', about)],
  });
  expect(watch(application, [failed, tried, { HelmRelease: [readyRelease(NAME)] }])).toEqual({
    states: ['Failed', 'Reconciling', 'Ready'],
    patches: 3,
  });
});

test('Flux gives up', () => {
  const gaveUp = release({
    failures: 3,
    conditions: [
      condition('Ready', 'False', 'InstallFailed', 'boom', about),
      condition('Stalled', 'True', 'RetriesExceeded', 'Failed to install after 3 attempt(s)', about),
    ],
  });
  const application = helm();
  expect(watch(application, [gaveUp])).toEqual({ states: ['Stalled'], patches: 1 });
  expect(
    application.stored.status.conditions.map(({ type, status }: { type: string; status: string }) => [type, status]),
  ).toEqual([
    ['Ready', 'False'],
    ['Stalled', 'True'],
  ]);
  const [ready] = application.stored.status.conditions;
  expect(ready.message).toBe('0 of 1 ready; host stalled: boom');
  expect(application.stored.status.targets[0].message).toBe('Failed to install after 3 attempt(s): boom');
});

test('a healthy first apply of a chart is never failed', () => {
  const application = new WatchedApplication(
    helmApplication([onHost('web')], { chart: undefined, source: null, template: 'podinfo' }),
  );
  const on = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
  const waits = (reason: string, message: string) =>
    fluxObject('HelmRelease', NAME, {
      observedGeneration: -1,
      conditions: [fetching, condition('Ready', 'False', reason, message, about)],
    });
  const fresh = (kind: string, name: string, spec: object = {}) =>
    fluxObject(kind, name, { observedGeneration: -1 }, { spec });
  const chart = readySource('HelmChart', 'podinfo', '1.0.0', on);
  const repository = readySource('HelmRepository', 'charts', 'sha256:1');
  const steps: [FluxObject, ...FluxObject[]][] = [
    [fresh('HelmRelease', NAME)],
    [waits('ArtifactFailed', 'could not get Source object: helmcharts "podinfo" not found')],
    [waits('ArtifactFailed', 'could not get Source object'), fresh('HelmChart', 'podinfo', on)],
    [
      waits('SourceNotReady', 'not ready'),
      failedSource('HelmChart', 'podinfo', 'SourceUnavailable', 'helmrepositories "charts" not found', on),
    ],
    [
      waits('SourceNotReady', 'not ready'),
      failedSource('HelmChart', 'podinfo', 'NoSourceArtifact', 'no artifact available', on),
      fresh('HelmRepository', 'charts'),
    ],
    [waits('SourceNotReady', 'not ready'), fresh('HelmChart', 'podinfo', on), repository],
    [waits('ValuesError', 'configmaps "settings" not found'), chart, repository],
    [
      fluxObject('HelmRelease', NAME, {
        observedGeneration: -1,
        conditions: [fetching, condition('Ready', 'Unknown', 'Progressing', 'Running install', about)],
      }),
      chart,
      repository,
    ],
    [readyRelease(NAME), chart, repository],
  ];
  const worlds = steps.map(([object, ...sources]) => ({ HelmRelease: [object], sources }));
  expect(watch(application, [{}, ...worlds]).states).toEqual(['Missing', 'Unknown', 'Reconciling', 'Ready']);
});

test('a healthy first apply of manifests is never failed', () => {
  const application = kustomization();
  const first = { history: undefined, lastAppliedRevision: undefined, lastAttemptedRevision: undefined };
  const at = (conditions: object[]) => kustomized({ ...first, observedGeneration: -1, conditions });
  const worlds = [
    at([]),
    at([condition('Ready', 'False', 'ArtifactFailed', 'gitrepositories "repo" not found', about)]),
    at([condition('Ready', 'False', 'ArtifactFailed', 'Source artifact not found, retrying in 30s', about)]),
    at([condition('Ready', 'False', 'DependencyNotReady', 'dependency is not ready', about)]),
    at([fetching, condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress', about)]),
    kustomized({}),
  ];
  expect(watch(application, worlds).states).toEqual(['Unknown', 'Reconciling', 'Ready']);
});

test('an interval at which nothing changes is not written: Kustomization', () => {
  const application = kustomization();
  const inventory = { entries: [{ id: 'web_web_apps_Deployment', v: 'v1' }] };
  const at = (second: number, ready: object, ...others: object[]) =>
    kustomized({
      inventory,
      conditions: [...others, { ...ready, lastTransitionTime: `2026-11-02T10:00:0${second}Z` }],
    });
  const applied = condition('Ready', 'True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:1', about);
  const unknown = condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress', about);
  const progressing = condition('Reconciling', 'True', 'Progressing', 'Fetching manifests');
  const healthy = (duration: string) => condition('Healthy', 'True', 'Succeeded', `Health check passed in ${duration}`);
  watch(application, [at(0, applied, healthy('1.2s'))]);
  const interval = [
    at(1, unknown, progressing, healthy('1.2s')),
    at(2, unknown, progressing, condition('Healthy', 'Unknown', 'Progressing', 'Running health checks')),
    at(3, applied, healthy('23.4ms')),
  ];
  expect(watch(application, [...interval, ...interval])).toEqual({ states: ['Ready'], patches: 0 });
});

test('an interval at which nothing changes is not written: HelmRelease', () => {
  const application = helm();
  const ready = readyRelease(NAME);
  const { conditions, ...status } = ready.status as { conditions: object[] };
  watch(application, [{ HelmRelease: [ready] }]);
  const looked = { ...ready, status: { ...status, conditions: [fetching, ...conditions] } };
  const interval = [{ HelmRelease: [looked] }, { HelmRelease: [ready] }];
  expect(watch(application, [...interval, ...interval])).toEqual({ states: ['Ready'], patches: 0 });
  expect(application.patched.metadata).toBe(1);
});

test('an interval at which nothing changes is not written: a target that is missing', () => {
  const application = helm();
  expect(watch(application, [{}, {}, {}])).toEqual({ states: ['Missing'], patches: 1 });
});

test('a member that refuses connections: failed, steady, and ready again when it is back', () => {
  const application = helm();
  watch(application, [{ HelmRelease: [readyRelease(NAME)] }]);
  const refused = (port: number) =>
    release({
      ...deployed('1.0.0'),
      lastAttemptedRevision: '1.0.0',
      conditions: [
        fetching,
        condition('Ready', 'False', 'StateError', `dial tcp 10.0.0.1:${port}: connect: connection refused`, about),
        condition('Released', 'True', 'InstallSucceeded', 'Helm install succeeded'),
      ],
    });
  const down = [refused(40123), refused(9999), refused(51234)];
  expect(watch(application, down)).toEqual({ states: ['Failed'], patches: 1 });
  expect(application.stored.metadata.labels['gitops.kubesphere.io/ready-number']).toBe('0-1');
  expect(watch(application, [{ HelmRelease: [readyRelease(NAME)] }])).toEqual({ states: ['Ready'], patches: 1 });
});

/** A Kustomization that was ready, fails, and is retried three times. */
function failAgain(failed: object, rest: object) {
  const application = kustomization();
  const retries = condition('Reconciling', 'True', 'ProgressingWithRetry', 'Detecting drift');
  const unknown = condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress', about);
  const again = [
    kustomized({ ...rest, conditions: [retries, failed] }),
    kustomized({ ...rest, conditions: [fetching, unknown] }),
  ];
  watch(application, [kustomized({})]);
  const failing = watch(application, [...again, ...again, ...again]);
  return { ...failing, recovered: watch(application, [kustomized({})]) };
}

const recovered = { states: ['Ready'], patches: 1 };

test('a member that does not answer: failed, steady, and ready again when it is back', () => {
  const failed = condition('Ready', 'False', 'ReconciliationFailed', 'Get "https://10.0.0.1": i/o timeout', about);
  expect(failAgain(failed, {})).toEqual({ states: ['Failed'], patches: 1, recovered });
});

test('manifests that cannot be built stay failed from one try to the next', () => {
  const failed = condition('Ready', 'False', 'BuildFailed', 'kustomization.yaml: unknown field', about);
  const rest = { lastAttemptedRevision: 'main@sha1:2' };
  expect(failAgain(failed, rest)).toEqual({ states: ['Failed'], patches: 1, recovered });
});

test('what does not become healthy stays failed from one try to the next', () => {
  const failed = condition('Ready', 'False', 'HealthCheckFailed', 'timeout waiting for: [Deployment/web/web]', about);
  const history = [{ lastReconciledStatus: 'HealthCheckFailed', metadata: { revision: 'main@sha1:2' } }];
  const rest = { history, lastAttemptedRevision: 'main@sha1:2' };
  expect(failAgain(failed, rest)).toEqual({ states: ['Failed'], patches: 1, recovered });
});

describe('a fix of manifests that have failed is on its way, and then ready', () => {
  const unknown = (generation: number) =>
    condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress', { observedGeneration: generation });
  const unbuilt = {
    observedGeneration: -1,
    lastAppliedRevision: undefined,
    lastAttemptedRevision: 'main@sha1:1',
    history: undefined,
    conditions: [condition('Ready', 'False', 'BuildFailed', 'kustomization.yaml: unknown field', about)],
  };
  const noted = [{ lastReconciledStatus: 'HealthCheckFailed', metadata: { revision: 'main@sha1:1' } }];
  const unhealthy = {
    ...unbuilt,
    history: noted,
    conditions: [condition('Ready', 'False', 'HealthCheckFailed', 'timeout waiting for: [Deployment/web/web]', about)],
  };
  const ready: World = { Kustomization: [readyKustomization(NAME, 'main@sha1:2')] };
  const ofGeneration2 = ({ Kustomization = [] }: World): World => ({
    Kustomization: (Kustomization as FluxObject[]).map((each) => ({
      ...each,
      metadata: { ...each.metadata, generation: 2 },
    })),
  });
  const fixed = { states: ['Failed', 'Reconciling', 'Ready'], patches: 3 };

  test.each([
    ['not been built', unbuilt],
    ['not become healthy', unhealthy],
  ])('a commit, after they have %s', (_, failed) => {
    const tried = { ...failed, lastAttemptedRevision: 'main@sha1:2', conditions: [fetching, unknown(1)] };
    expect(watch(kustomization(), [kustomized(failed), kustomized(tried), ready])).toEqual(fixed);
  });

  test.each([
    ['not been built', unbuilt],
    ['not become healthy', unhealthy],
  ])('a change of the object, after they have %s', (_, failed) => {
    const tried = ofGeneration2(kustomized({ ...failed, conditions: [fetching, unknown(2)] }));
    const applied = condition('Ready', 'True', 'ReconciliationSucceeded', 'Applied', { observedGeneration: 2 });
    const done = ofGeneration2(kustomized({ observedGeneration: 2, conditions: [applied] }));
    expect(watch(kustomization(), [kustomized(failed), tried, done])).toEqual(fixed);
    // the watcher may also see the object before its controller does
    const seen = [kustomized(failed), ofGeneration2(kustomized(failed)), tried, done];
    expect(watch(kustomization(), seen).states).toEqual(fixed.states);
  });

  test('a source that is fetched again', () => {
    const application = kustomization();
    const waits = condition('Ready', 'False', 'ArtifactFailed', 'Source artifact not found, retrying in 30s', about);
    const first = { ...unbuilt, lastAttemptedRevision: undefined };
    const failing = failedSource('GitRepository', 'repo', 'AuthenticationFailed', 'authentication required');
    const fetched = readySource('GitRepository', 'repo', 'main@sha1:1');
    const worlds = [
      { ...kustomized({ ...first, conditions: [waits] }), sources: [failing] },
      { ...kustomized({ ...first, conditions: [fetching, unknown(1)] }), sources: [fetched] },
      { ...kustomized({}), sources: [fetched] },
    ];
    expect(watch(application, worlds.slice(0, 1)).states).toEqual(['Failed']);
    expect(application.entry('web').conditions[0]).toMatchObject({
      reason: 'AuthenticationFailed',
      message: 'GitRepository repo: authentication required',
    });
    expect(watch(application, worlds).states).toEqual(fixed.states);
  });
});

test('a stored failure from before the newest success is over, however often Flux looks', () => {
  const unknown = condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress', about);
  const failed = (at: string) =>
    condition('Ready', 'False', 'BuildFailed', 'kustomization.yaml: unknown field', {
      ...about,
      lastTransitionTime: at,
    });
  const application = kustomization();
  watch(application, [kustomized({ conditions: [failed('2026-10-01T00:00:00Z')] })]);
  // the watcher is gone for a month
  const [attempt] = (readyKustomization(NAME).status as { history: [object] }).history;
  const history = [{ ...attempt, lastReconciled: '2026-11-01T23:00:00Z' }];
  const interval = [kustomized({ history, conditions: [fetching, unknown] }), kustomized({ history })];
  expect(watch(application, [...interval, ...interval])).toEqual({ states: ['Ready'], patches: 1 });
  // the same failure again is another one
  const again = [
    kustomized({ history, conditions: [failed('2026-11-02T09:00:00Z')] }),
    kustomized({ history, conditions: [fetching, unknown] }),
  ];
  watch(application, [kustomized({ conditions: [failed('2026-10-01T00:00:00Z')] })]);
  expect(watch(application, [...again, ...again])).toEqual({ states: ['Failed'], patches: 1 });
});

test('a path that does not exist stays failed from one try to the next', () => {
  const failed = condition('Ready', 'False', 'ArtifactFailed', 'kustomization path not found', about);
  const rest = { observedGeneration: -1, lastAppliedRevision: undefined, lastAttemptedRevision: undefined };
  expect(failAgain(failed, { ...rest, history: undefined })).toEqual({ states: ['Failed'], patches: 1, recovered });
});

test('a new revision of manifests is on its way, and then ready', () => {
  const application = kustomization();
  const underway = kustomized({
    lastAttemptedRevision: 'main@sha1:2',
    conditions: [fetching, condition('Ready', 'Unknown', 'Progressing', 'Reconciliation in progress', about)],
  });
  expect(
    watch(application, [kustomized({}), underway, { Kustomization: [readyKustomization(NAME, 'main@sha1:2')] }]),
  ).toEqual({ states: ['Ready', 'Reconciling', 'Ready'], patches: 3 });
});

test('suspended and resumed', () => {
  const application = helm();
  const ready = readyRelease(NAME);
  const suspended = { ...ready, metadata: { ...ready.metadata, generation: 2 }, spec: { suspend: true } };
  const resumed = { ...ready, metadata: { ...ready.metadata, generation: 3 } };
  const done = readyRelease(NAME, '1.0.0', { metadata: { generation: 3 } });
  const worlds = [ready, suspended, resumed, done].map((object) => ({ HelmRelease: [object] }));
  expect(watch(application, worlds)).toEqual({
    states: ['Ready', 'Suspended', 'Reconciling', 'Ready'],
    patches: 4,
  });
});
