import { expect, test } from 'vitest';
import { fluxObjectOf } from '../../src/status/flux-object';
import { condition } from './flux-objects';

test('what reports depend on is kept, and nothing else', () => {
  const kept = {
    kind: 'HelmChart',
    metadata: { name: 'web', annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } },
    spec: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    status: {
      history: [{ lastReconciledStatus: 'HealthCheckFailed' }],
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
