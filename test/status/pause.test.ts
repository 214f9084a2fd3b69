import { expect, test } from 'vitest';
import { describePause, isExpired, pauseOf } from '../../src/status/pause';
import { helmApplication, onHost, onMember } from '../application/applications';
import { fluxObject, readyRelease } from './flux-objects';
import { WatchedApplication } from './watched-application';

const annotations = {
  'gitops.kubesphere.io/suspend-reason': 'the database is moved',
  'gitops.kubesphere.io/suspend-by': 'admin',
  'gitops.kubesphere.io/suspend-since': '2026-11-02T09:00:00Z',
  // a watched application reports first at 10:01, and then every minute
  'gitops.kubesphere.io/suspend-until': '2026-11-02T10:02:00Z',
};
const pause = {
  reason: 'the database is moved',
  by: 'admin',
  since: '2026-11-02T09:00:00Z',
  until: '2026-11-02T10:02:00Z',
};
const paused = (name: string) => readyRelease(name, '1.0.0', { metadata: { annotations }, spec: { suspend: true } });
const EU = 'podinfo--eu-1--web';
const HOST = 'podinfo--host--web';

test('a pause is what the annotations of a suspended object say', () => {
  expect(pauseOf(paused(EU))).toEqual(pause);
  expect(pauseOf(fluxObject('HelmRelease', EU, {}, { spec: { suspend: true } }))).toEqual({});
});

test('annotations of an object that is not suspended are no pause', () => {
  expect(pauseOf(fluxObject('HelmRelease', EU, {}, { metadata: { annotations } }))).toBeUndefined();
});

test('what is no time says nothing', () => {
  const odd = { 'gitops.kubesphere.io/suspend-until': 'tomorrow', 'gitops.kubesphere.io/suspend-reason': '' };
  expect(
    pauseOf(fluxObject('HelmRelease', EU, {}, { metadata: { annotations: odd }, spec: { suspend: true } })),
  ).toEqual({});
});

test('it is over from the very moment on that it was meant for, in whatever time zone', () => {
  expect(isExpired(pause, '2026-11-02T10:01:59Z')).toBe(false);
  expect(isExpired(pause, '2026-11-02T10:02:00Z')).toBe(true);
  expect(isExpired({ until: '2026-11-02T12:02:00+02:00' }, '2026-11-02T10:01:59Z')).toBe(false);
  expect(isExpired({}, '2099-01-01T00:00:00Z')).toBe(false);
});

test.each([
  [{}, 'suspended'],
  [{ by: 'admin' }, 'suspended by admin'],
  [{ reason: 'because' }, 'suspended: because'],
  [{ reason: 'one\n\u001b[31mtwo ' }, 'suspended: one [31mtwo'],
  [pause, 'suspended by admin until 2026-11-02T10:02:00Z: the database is moved'],
])('%j in words', (said, words) => {
  expect(describePause(said)).toBe(words);
});

test('a paused target says why, by whom and until when; then that this is over, and a condition says it too', () => {
  const application = new WatchedApplication(helmApplication([onHost('web'), onMember('eu-1', 'web')]));
  const world = { HelmRelease: [paused(EU), readyRelease(HOST)] };

  const [before] = application.see(world).targets;
  expect(before).toMatchObject({
    state: 'Suspended',
    reason: 'Suspended',
    message: 'suspended by admin until 2026-11-02T10:02:00Z: the database is moved; runs 1.0.0',
    since: '2026-11-02T09:00:00Z',
    pause,
  });
  expect(application.stored.status.conditions).toMatchObject([
    {
      type: 'Ready',
      message: '1 of 2 ready; eu-1 suspended: by admin until 2026-11-02T10:02:00Z: the database is moved',
    },
  ]);

  const [after] = application.see(world).targets;
  expect(after).toMatchObject({
    state: 'Suspended',
    reason: 'PauseExpired',
    message:
      'the pause should have ended at 2026-11-02T10:02:00Z; suspended by admin until 2026-11-02T10:02:00Z: the database is moved; runs 1.0.0',
    since: '2026-11-02T10:02:00Z',
  });
  expect(application.stored.status.conditions).toMatchObject([
    { type: 'Ready', status: 'Unknown', message: '1 of 2 ready; eu-1 suspended beyond the planned end' },
    {
      type: 'PauseExpired',
      status: 'True',
      reason: 'PauseExpired',
      message: 'paused beyond the planned end, fluxapp resume --expired ends it: eu-1-web since 2026-11-02T10:02:00Z',
    },
  ]);
  const written = { ...application.patched };
  application.see(world);
  expect(application.patched).toEqual(written);

  application.see({ HelmRelease: [readyRelease(EU), readyRelease(HOST)] });
  expect(application.stored.status.conditions).toMatchObject([{ type: 'Ready', status: 'True' }]);
});
