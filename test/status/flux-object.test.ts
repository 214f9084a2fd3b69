import { expect, test } from 'vitest';
import { fluxObjectOf } from '../../src/status/flux-object';
import { condition } from './flux-objects';

test('of a history, the releases or the newest attempt are kept', () => {
  const release = { status: 'deployed', chartVersion: '1.0.0', version: 1 };
  const attempt = {
    lastReconciledStatus: 'HealthCheckFailed',
    lastReconciled: '2026-11-02T10:00:00Z',
    metadata: { revision: 'main@sha1:1' },
  };
  const twice = (entry: object) => Array(2).fill({ ...entry, digest: 'sha256:1' });
  const kept = (kind: string, history: object[]) =>
    fluxObjectOf({ kind, metadata: { name: 'web' }, status: { history } });
  expect(kept('HelmRelease', twice(release))?.status).toEqual({ history: [release, release] });
  expect(kept('Kustomization', twice(attempt))?.status).toEqual({ history: [attempt] });
});

test('an inventory is kept for a Kustomization', () => {
  const inventory = { entries: [{ id: 'web_web_apps_Deployment', v: 'v1' }] };
  const kept = (kind: string) => fluxObjectOf({ kind, metadata: { name: 'web' }, status: { inventory } })?.status;
  expect(['HelmRelease', 'Kustomization'].map(kept)).toEqual([{}, { inventory }]);
});

test('what reports depend on is kept, and nothing else', () => {
  const kept = {
    kind: 'HelmChart',
    metadata: { name: 'web', annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } },
    spec: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    status: {
      artifact: { revision: 'main@sha1:1' },
      conditions: [condition('Ready', 'True', 'Done')],
    },
  };
  const { annotations } = kept.metadata;
  const whole = { ...kept, metadata: { ...kept.metadata, annotations: { ...annotations, more: 'x' } }, data: {} };
  expect(fluxObjectOf(whole)).toEqual(kept);
  expect([undefined, null, 'text', {}, { kind: 'HelmChart' }].map((each) => fluxObjectOf(each))).toEqual(
    Array(5).fill(undefined),
  );
});
