import { expect, test } from 'vitest';
import type { StatusTarget } from '../../src/observe';
import { wavesOf } from '../../src/page';

const target = (key: string, wave: number | undefined, state: StatusTarget['state'], message = ''): StatusTarget => ({
  ...{ key, wave, state, message, kind: 'HelmRelease', name: key, reason: '', suspended: false, flags: [] },
});

test('targets stand by wave, the worst of each first, with what holds them', () => {
  const waits = 'waits for wave 1: eu-1 (Failed: boom)';
  const waves = wavesOf([
    target('us-1', 2, 'Reconciling', waits),
    target('eu-2', 1, 'Ready'),
    target('eu-1', 1, 'Failed', 'boom'),
    target('us-2', 2, 'Ready'),
    target('ap-1', 10, 'Reconciling', 'waits for wave 2: us-1 (Reconciling)'),
  ]);
  expect(waves.map(({ wave, targets, waits: held }) => [wave, targets.map(({ key }) => key), held])).toEqual([
    [1, ['eu-1', 'eu-2'], undefined],
    [2, ['us-1', 'us-2'], waits],
    [10, ['ap-1'], 'waits for wave 2: us-1 (Reconciling)'],
  ]);
});

test('without waves they are one group, and wait for nothing', () => {
  const waves = wavesOf([target('b', undefined, 'Ready'), target('a', undefined, 'Failed', 'waits for x')]);
  expect(waves).toMatchObject([{ targets: [{ key: 'a' }, { key: 'b' }] }]);
  expect(waves[0]?.waits).toBeUndefined();
});
