import { describe, expect, test } from 'vitest';
import type { FluxObject } from '../../src/status/flux-object';
import { helmApplication, onHost } from '../application/applications';
import { condition, failedRelease, failedSource, fluxObject, readyRelease, readySource } from './flux-objects';
import { RELEASE, say } from './say';
import type { World } from './watched-application';

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
      message: 'HelmChart podinfo is not ready: its controller has not processed generation 2 yet',
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

  describe('beside a release that has failed with 1.0.0', () => {
    const failed = failedRelease(RELEASE);
    const release = { ...failed, status: { ...(failed.status as object), lastAttemptedRevision: '1.0.0' } };
    const raised = chart('1.0.0');

    test.each<[string, World['sources'], boolean]>([
      ['that version: the failure is of today', [chart('1.0.0')], false],
      ['another version: it is to be tried', [chart('1.0.1')], true],
      [
        'a generation that nobody has looked at',
        [{ ...raised, metadata: { ...raised.metadata, generation: 2 } }],
        true,
      ],
      [
        'a version that does not exist: nothing will be tried',
        [failedSource('HelmChart', 'podinfo', 'InvalidChartReference', 'no chart version found')],
        false,
      ],
      ['no template at all', [], false],
    ])('%s', (_, sources, isOutdated) => {
      const { state, flags } = over(sources, release);
      expect({ state, isOutdated: flags?.outdated === true }).toEqual({ state: 'Failed', isOutdated });
    });

    test('with nothing noted: nothing speaks for another one', () => {
      expect(over([chart('1.0.1')], failed).flags?.outdated).toBeUndefined();
    });
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

  test.each([
    ['6.5.0@sha256:0d5a', '6.5.0+0d5a', 'sha256:0d5a', false],
    ['6.5.1@sha256:ffff', '6.5.0+0d5a', 'sha256:0d5a', true],
    ['latest@sha256:0d5a', '6.5.0+0d5a', 'latest@sha256:0d5a', false],
    ['latest@sha256:ffff', '6.5.0+0d5a', 'latest@sha256:0d5a', true],
    ['sha256:0d5a', '6.5.0+0d5a', 'sha256:0d5a', false],
  ])('at %s beside a release that has failed with %s', (revision, tried, digest, isOutdated) => {
    const failed = failedRelease(RELEASE);
    const status = { ...(failed.status as object), lastAttemptedRevision: tried, lastAttemptedRevisionDigest: digest };
    expect(over(revision, { ...failed, status }).flags?.outdated === true).toBe(isOutdated);
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
  // what Flux does not record cannot be compared
  const { status, ...rest } = failedRelease(RELEASE);
  const failed = { ...rest, status: { ...(status as object), lastAttemptedRevision: '1.0.0' } };
  for (const revision of ['v1.0.0', '0d5a1b2c']) {
    const sources = [artifact({ artifact: { revision } })];
    expect(over(sources[0] as FluxObject)).toMatchObject({ state: 'Ready', flags: {} });
    expect(say({ HelmRelease: [failed], sources }, application).flags?.outdated).toBeUndefined();
  }
  expect(over(artifact({}))).toMatchObject({
    reason: 'SourceNotReady',
    message: 'ExternalArtifact podinfo is not ready: it has no artifact yet',
  });
});

test('a source that is not read matters only to a template', () => {
  const sources = { unread: 'OtherNamespace', message: 'HelmChart podinfo is outside the watched namespace' };
  const template = helmApplication([onHost('web')], { chart: undefined, source: null, template: 'podinfo' });
  expect(say({ HelmRelease: [readyRelease(RELEASE)], sources }, template)).toMatchObject({
    state: 'Unknown',
    reason: 'OtherNamespace',
    message: 'HelmChart podinfo is outside the watched namespace',
  });
  const waits = failedRelease(RELEASE, 'HelmChart is not ready', 'SourceNotReady');
  expect(say({ HelmRelease: [waits], sources }, template)).toMatchObject({ state: 'Reconciling', flags: {} });
  expect(say({ HelmRelease: [readyRelease(RELEASE)], sources })).toMatchObject({ state: 'Ready', flags: {} });
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
