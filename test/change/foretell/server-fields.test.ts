import { expect, test } from 'vitest';
import { withoutServerFields, wouldMoveGeneration } from '../../../src/change/foretell/server-fields';
import recorded from './recorded-objects.json';

const { edited, settings } = recorded;

test('what the API server, controllers and kubectl note for themselves is left out', () => {
  expect(withoutServerFields(edited)).toEqual({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'edited', namespace: 'shop' },
    spec: edited.spec,
  });
  expect(withoutServerFields(settings)).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'shop', annotations: { seen: 'yes', team: 'shop' } },
    data: settings.data,
  });
});

test('the spec moves the generation; metadata and status do not', () => {
  const after = { ...edited, metadata: { ...edited.metadata, labels: { a: 'b' } }, status: {} };
  expect(wouldMoveGeneration(edited, after)).toBe(false);
  expect(wouldMoveGeneration(edited, { ...after, spec: { ...edited.spec, interval: '10m0s' } })).toBe(true);
});

test('what has no generation has none that moves', () => {
  expect(wouldMoveGeneration(settings, { ...settings, data: {} })).toBe(false);
});
