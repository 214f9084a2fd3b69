import { expect, test } from 'vitest';
import { helmApplication, onHost, onMember, SAVES } from '../application/applications';
import { condition, failedRelease, failedSource, fluxObject, readyRelease } from './flux-objects';
import { WatchedApplication, type World } from './watched-application';

const WAVES = [['eu-1-web', 'eu-2-web'], ['us-1-web', 'us-2-web'], ['web']];
const NAMES: Readonly<Record<string, string>> = {
  'eu-1': 'podinfo--eu-1--web',
  'eu-2': 'podinfo--eu-2--web',
  'us-1': 'podinfo--us-1--web',
  'us-2': 'podinfo--us-2--web',
  host: 'podinfo--host--web',
};

/** A HelmRelease that waits for another one, as reported by helm-controller. */
function waiting(
  cluster: string,
  dependency: string,
  says = `dependency 'apps/${dependency}' is not ready according to readyExpr eval`,
) {
  return fluxObject('HelmRelease', NAMES[cluster] as string, {
    observedGeneration: -1,
    conditions: [
      condition('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites'),
      condition('Ready', 'False', 'DependencyNotReady', says, { observedGeneration: 1 }),
    ],
  });
}

const ready = (cluster: string) => readyRelease(NAMES[cluster] as string);
const [eu1, eu2, us1, us2, host] = [ready('eu-1'), ready('eu-2'), ready('us-1'), ready('us-2'), ready('host')];
const held = {
  us1: waiting('us-1', NAMES['eu-1'] as string),
  us2: waiting('us-2', NAMES['eu-1'] as string),
  host: waiting('host', NAMES['us-1'] as string),
};
const marked = <T extends { readonly metadata: object }>(object: T, metadata: object): T => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});
const REVISION = 'gitops.kubesphere.io/rollout';
const inWave = <T extends { readonly metadata: object }>(object: T, revision: string, awaited?: string): T =>
  marked(object, { labels: { [REVISION]: revision, ...(awaited && { [`${REVISION}-gate`]: awaited }) } });
const approved = <T extends { readonly metadata: object }>(object: T, revision: string): T =>
  marked(object, { annotations: { 'gitops.kubesphere.io/approved': revision } });

const failed = (cluster: string) => failedRelease(NAMES[cluster] as string, 'boom');

/** The message of the application, and those of its targets that wait. */
function said(releases: World['HelmRelease'], waves: readonly (readonly string[])[] = WAVES, approve: number[] = []) {
  const deploy = [...['eu-1', 'eu-2', 'us-1', 'us-2'].map((name) => onMember(name, 'web')), onHost('web')];
  const annotations = { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves, approve }) };
  const application = new WatchedApplication(helmApplication(deploy, { metadata: { annotations } }));
  const { message, state, targets } = application.see({ HelmRelease: releases });
  const due = targets.filter((target) => target.due).map(({ key }) => key);
  const waits = targets.filter(({ held: isHeld }) => isHeld).map(({ key, message: why }) => [key, why]);
  const entries = application.stored.status.fluxApp.helmReleaseStatus;
  return { state, message, due, waits: Object.fromEntries(waits), entry: entries['us-1-web'].conditions[0].message };
}

test('what waits says which wave is not there yet, and why', () => {
  const releases = [failed('eu-1'), eu2, held.us1, held.us2, held.host];
  expect(said(releases)).toEqual({
    state: 'Failed',
    message: '1 of 5 ready; eu-1 failed: boom; 3 waiting (us-1, us-2, host): for wave 1: eu-1 (Failed: boom)',
    due: [],
    waits: {
      'us-1-web': 'waits for wave 1: eu-1 (Failed: boom)',
      'us-2-web': 'waits for wave 1: eu-1 (Failed: boom)',
      web: 'waits for wave 1: eu-1 (Failed: boom)',
    },
    entry: 'waits for wave 1: eu-1 (Failed: boom)',
  });
});

test('how many there are is said once', () => {
  const releases = [held.us1, held.us2, held.host];
  expect(said(releases).waits.web).toBe('waits for wave 1: eu-1 (Missing) and 1 more');
});

test('what is suspended is named where nothing else holds', () => {
  const paused = readyRelease(NAMES['eu-1'] as string, '1.0.0', { spec: { suspend: true } });
  expect(said([paused, eu2, held.us1, held.us2, held.host]).waits).toEqual({
    'us-1-web': 'waits for eu-1, which is suspended',
    'us-2-web': 'waits for eu-1, which is suspended',
    web: 'waits for eu-1, which is suspended',
  });
  const failing = failed('eu-2');
  expect(said([paused, failing, held.us1, us2, host]).waits['us-1-web']).toBe(
    'waits for wave 1: eu-2 (Failed: boom) and 1 more',
  );
});

test('a wave that is ready is looked at again soon', () => {
  const { waits, due } = said([eu1, eu2, held.us1, us2, held.host]);
  expect(waits['us-1-web']).toBe('waits for wave 1, which is ready: Flux looks at it again soon');
  expect(due).toEqual(['us-1-web', 'web']);
});

test('a wave that is ready with something else than what is waited for', () => {
  const [one, two, us] = [inWave(eu1, 'new'), inWave(eu2, 'old'), inWave(held.us1, 'newer', 'new')];
  expect(said([one, two, us, us2, host])).toMatchObject({
    due: [],
    waits: { 'us-1-web': `waits for wave 1: eu-2 has another label ${REVISION} than it waits for` },
  });
  expect(said([eu1, two, us, us2, host]).waits).toEqual({
    'us-1-web': `waits for wave 1: eu-1 and 1 more have another label ${REVISION} than it waits for`,
  });
  expect(said([one, inWave(eu2, 'new'), us, us2, host]).due).toEqual(['us-1-web']);
});

test('a wave that nobody has approved', () => {
  expect(said([eu1, eu2, held.us1, us2, host], WAVES, [2]).waits['us-1-web']).toBe('waits for approval of wave 2');
  expect(said([failed('eu-1'), eu2, held.us1, us2, host], WAVES, [2]).waits['us-1-web']).toBe(
    'waits for wave 1: eu-1 (Failed: boom)',
  );
});

test('an approval counts for what a target is to get', () => {
  const [one, other] = [
    inWave(held.us1, 'newer', 'new'),
    inWave(waiting('us-2', NAMES['us-1'] as string), 'newer', 'new'),
  ];
  const before = [inWave(eu1, 'new'), inWave(eu2, 'new')];
  const [waits, due] = [
    'waits for approval of wave 2',
    'waits for wave 1, which is ready: Flux looks at it again soon',
  ];
  expect(said([...before, approved(one, 'older'), us2, host], WAVES, [2])).toMatchObject({
    waits: { 'us-1-web': waits },
    due: [],
  });
  // the other targets of a wave wait for its first one, which is the only one to approve
  expect(said([...before, one, other, host], WAVES, [2]).waits).toEqual({ 'us-1-web': waits, 'us-2-web': waits });
  const first = 'waits for us-1, the first of wave 2';
  expect(said([...before, approved(one, 'newer'), other, host], WAVES, [2])).toMatchObject({
    waits: { 'us-1-web': due, 'us-2-web': first },
    due: ['us-1-web'],
  });
  expect(said([...before, approved(inWave(us1, 'newer', 'new'), 'newer'), other, host], WAVES, [2])).toMatchObject({
    waits: { 'us-2-web': due },
    due: ['us-2-web'],
  });
});

test('a chart that cannot be fetched is no failure of what has not begun', () => {
  const annotations = { [REVISION]: JSON.stringify({ waves: [['eu-1-web'], ['us-1-web']] }) };
  const application = new WatchedApplication(
    helmApplication([onMember('eu-1', 'web'), onMember('us-1', 'web')], {
      chart: { chart: 'podinfo', version: '2.0.0' },
      metadata: { annotations, ...SAVES },
    }),
  );
  const name = application.desired.targets[0]?.chartRef?.name as string;
  const sources = [failedSource('HelmChart', name, 'InvalidChartReference', 'no version 2.0.0')];
  const HelmRelease = [inWave(eu1, 'new'), inWave(held.us1, 'newer', 'new')];
  const { targets } = application.see({ HelmRelease, sources });
  expect(targets.map(({ state, message }) => `${state}: ${message}`)).toEqual([
    `Failed: HelmChart ${name}: no version 2.0.0`,
    `Reconciling: waits for wave 1: eu-1 (Failed: HelmChart ${name}: no version 2.0.0)`,
  ]);
});

test('what waits for the first one of its own wave waits for the wave before', () => {
  const led = waiting('us-2', NAMES['us-1'] as string);
  const releases = [failed('eu-1'), eu2, held.us1, led, held.host];
  expect(said(releases).waits['us-2-web']).toBe('waits for wave 1: eu-1 (Failed: boom)');
});

test('what waits for something else is left as Flux says it', () => {
  const others = [
    waiting('us-1', 'database'),
    waiting('us-1', NAMES.host as string),
    waiting('us-1', 'any', 'something else'),
  ];
  for (const other of others) {
    expect(said([eu1, eu2, other, us2, host]).waits).toEqual({});
  }
  // a first wave waits for no other wave
  expect(said([waiting('eu-1', NAMES['eu-2'] as string), eu2, us1, us2, host]).waits).toEqual({});
  expect(said([eu1, eu2, held.us1, us2, host], []).waits).toEqual({});
});
