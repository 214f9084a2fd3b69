import { expect, test } from 'vitest';
import { helmApplication, onHost } from '../application/applications';
import { condition, fluxObject, readyRelease } from './flux-objects';
import { RELEASE } from './say';
import { WatchedApplication } from './watched-application';

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
