import { expect, test } from 'vitest';
import { foretoldApply } from '../../../src/change/foretell/foretold-apply';
import { unsetFields } from '../../../src/change/foretell/unset-fields';
import recorded from './recorded-objects.json';

const { edited, chart, settings } = recorded;

type KubeObject = Readonly<Record<string, unknown>>;

function unset(live: KubeObject, desired: KubeObject) {
  const as = { method: 'server-side', manager: 'fluxapp', force: true } as const;
  return unsetFields({ live, desired, stored: foretoldApply({ live, desired, as }).object });
}

test('fields that somebody else has added stay, and are named with their owner', () => {
  const spec = { ...edited.spec, values: { image: { tag: '1.9.0' } } };
  expect(unset(edited, { ...edited, spec })).toEqual([
    { path: ['spec', 'values', 'fail'], value: true, owners: ['kubectl-edit'] },
    { path: ['spec', 'values', 'image', 'pullPolicy'], value: 'Always', owners: ['kubectl-edit'] },
  ]);
});

test('so do fields that the code set by kubectl apply', () => {
  expect(unset(settings, { ...settings, data: { color: 'red' } })).toEqual([
    { path: ['data', 'debug'], value: 'on', owners: ['kubectl-edit'] },
    { path: ['data', 'size'], value: '2', owners: ['kubectl-client-side-apply'] },
  ]);
});

test('defaults of the API server are nobody’s', () => {
  const { reconcileStrategy: _, version: __, ...spec } = chart.spec;
  expect(unset(chart, { ...chart, spec })).toEqual([]);
});

test('a list that nobody in the code sets is named as a whole', () => {
  const fieldsV1 = { 'f:spec': { 'f:dependsOn': {} } };
  const entry = { manager: 'script', operation: 'Update', fieldsV1 };
  const metadata = { ...edited.metadata, managedFields: [...edited.metadata.managedFields, entry] };
  const live = { ...edited, metadata, spec: { ...edited.spec, dependsOn: [{ name: 'db' }] } };
  expect(unset(live, edited)).toEqual([{ path: ['spec', 'dependsOn'], value: [{ name: 'db' }], owners: ['script'] }]);
});
