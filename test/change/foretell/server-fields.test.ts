import { expect, test } from 'vitest';
import { withoutServerFields } from '../../../src/change/foretell/server-fields';
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
