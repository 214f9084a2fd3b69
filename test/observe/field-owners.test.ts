import { expect, test } from 'vitest';
import { appliersOf, undoneBy } from '../../src/observe/field-owners';

interface Written {
  readonly suspend?: boolean;
  readonly lastApplied?: unknown;
  readonly managers?: readonly (readonly [manager: string, operation: string])[];
}

/** A release whose spec.suspend was written by these managers. */
function release({ suspend, lastApplied, managers = [] }: Written) {
  const text = typeof lastApplied === 'string' ? lastApplied : JSON.stringify(lastApplied);
  return {
    metadata: {
      annotations: { ...(text === undefined ? {} : { 'kubectl.kubernetes.io/last-applied-configuration': text }) },
      managedFields: managers.map(([manager, operation]) => ({
        manager,
        operation,
        fieldsV1: { 'f:spec': { 'f:suspend': {} } },
      })),
    },
    spec: { suspend },
  };
}

test('nobody who does not write "suspend" undoes it', () => {
  const object = release({ lastApplied: { spec: { interval: '1h' } } });
  expect(undoneBy(object, true)).toEqual([]);
  expect(undoneBy({ ...object, spec: { suspend: true } }, false)).toEqual([]);
  expect(undoneBy({}, true)).toEqual([]);
});

test('kubectl apply undoes what it was given otherwise', () => {
  expect(undoneBy(release({ suspend: false, lastApplied: { spec: { suspend: false } } }), true)).toEqual([
    'kubectl apply',
  ]);
  expect(undoneBy(release({ suspend: true, lastApplied: { spec: { suspend: true } } }), false)).toEqual([
    'kubectl apply',
  ]);
  expect(undoneBy(release({ suspend: false, lastApplied: { spec: { suspend: true } } }), true)).toEqual([]);
  expect(undoneBy(release({ suspend: true, lastApplied: 'no JSON' }), false)).toEqual([]);
});

test('so does whoever applies on the server, Helm and Argo CD, as they know no other value than that which is there', () => {
  const managers = [
    ['kustomize-controller', 'Apply'],
    ['kubectl', 'Apply'],
    ['argocd-controller', 'Update'],
    ['helm', 'Update'],
    ['kubectl-edit', 'Update'],
    ['flux', 'Update'],
    ['fluxapp', 'Update'],
  ] as const;
  const undoing = ['argocd-controller', 'helm', 'kubectl apply --server-side', 'kustomize-controller'];
  expect(undoneBy(release({ suspend: false, managers }), true)).toEqual(undoing);
  expect(undoneBy(release({ suspend: true, managers }), false)).toEqual(undoing);
  expect(undoneBy(release({ suspend: true, managers }), true)).toEqual([]);
});

test('appliers are known by the very field', () => {
  const object = release({ managers: [['kustomize-controller', 'Apply']] });
  expect(appliersOf(object, ['spec', 'suspend'])).toEqual(['kustomize-controller']);
  expect(appliersOf(object, ['spec', 'values'])).toEqual([]);
});
