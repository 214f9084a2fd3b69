import { expect, test } from 'vitest';
import { helmApplication, onHost, onMember } from '../application/applications';
import { condition, failedRelease, fluxObject, readyRelease } from './flux-objects';
import { WatchedApplication, type World } from './watched-application';

const WAVES = [['eu-1-web', 'eu-2-web'], ['us-1-web', 'us-2-web'], ['web']];
const NAMES: Readonly<Record<string, string>> = {
  'eu-1': 'podinfo--eu-1--web',
  'eu-2': 'podinfo--eu-2--web',
  'us-1': 'podinfo--us-1--web',
  'us-2': 'podinfo--us-2--web',
  host: 'podinfo--host--web',
};

/** A HelmRelease that waits for another one, as helm-controller says it. */
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

const failed = (cluster: string) => failedRelease(NAMES[cluster] as string, 'boom');

/** What is said of the application, and of its targets that wait. */
function said(releases: World['HelmRelease'], waves: readonly (readonly string[])[] = WAVES, approve: number[] = []) {
  const deploy = [...['eu-1', 'eu-2', 'us-1', 'us-2'].map((name) => onMember(name, 'web')), onHost('web')];
  const annotations = { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves, approve }) };
  const application = new WatchedApplication(helmApplication(deploy, { metadata: { annotations } }));
  const { message, state, targets } = application.see({ HelmRelease: releases });
  const waits = targets.filter(({ held: isHeld }) => isHeld).map(({ key, message: why }) => [key, why]);
  const entries = application.stored.status.fluxApp.helmReleaseStatus;
  return { state, message, waits: Object.fromEntries(waits), entry: entries['us-1-web'].conditions[0].message };
}

test('what waits says which wave is not there yet, and why', () => {
  const releases = [failed('eu-1'), eu2, held.us1, held.us2, held.host];
  expect(said(releases)).toEqual({
    state: 'Failed',
    message: '1 of 5 ready; eu-1 failed: boom; 3 waiting (us-1, us-2, host): for wave 1: eu-1 (Failed: boom)',
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
  expect(said([eu1, eu2, held.us1, us2, host]).waits['us-1-web']).toBe(
    'waits for wave 1, which is ready: Flux looks at it again soon',
  );
});

test('a wave that nobody has approved', () => {
  expect(said([eu1, eu2, held.us1, us2, host], WAVES, [2]).waits['us-1-web']).toBe('waits for approval of wave 2');
  expect(said([failed('eu-1'), eu2, held.us1, us2, host], WAVES, [2]).waits['us-1-web']).toBe(
    'waits for wave 1: eu-1 (Failed: boom)',
  );
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
  // a first wave waits for no wave
  expect(said([waiting('eu-1', NAMES['eu-2'] as string), eu2, us1, us2, host]).waits).toEqual({});
  expect(said([eu1, eu2, held.us1, us2, host], []).waits).toEqual({});
});
