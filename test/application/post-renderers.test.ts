import { describe, expect, test } from 'vitest';
import { lowerPostRenderers } from '../../src/application/lower/helm-release';
import { lower } from '../../src/application/lower/lower';
import { helmApplication } from './applications';
import { web } from './problems';

const target = { kind: 'Deployment', name: 'podinfo' };
const images = [{ name: 'podinfo', newTag: '6.9.0' }];
const merge = { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { name: 'podinfo' }, spec: { replicas: null } };
const operations = [
  { value: '0x1F', path: '/spec/paused', op: 'add' },
  { op: 'remove', path: '/spec/a' },
] as const;

test('post renderers in the form of HelmRelease v2 stay as they are', () => {
  const renderers = [{ kustomize: { patches: [{ patch: 'a: 1', target }], images } }, { kustomize: {} }, {}];
  expect(lowerPostRenderers(renderers)).toEqual(renderers);
});

test('the old forms become patches, in the order in which Kustomize applied them', () => {
  const kustomize = {
    patchesJson6902: [{ target, patch: operations }],
    patches: [{ patch: 'a: 1' }],
    patchesStrategicMerge: [merge, { kind: 'Service' }],
    images,
  };
  expect(lowerPostRenderers([{ kustomize }])).toEqual([
    {
      kustomize: {
        images,
        patches: [
          {
            patch: 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: podinfo\nspec:\n  replicas: null\n',
          },
          { patch: 'kind: Service\n' },
          { patch: 'a: 1' },
          { target, patch: '- op: add\n  path: /spec/paused\n  value: "0x1F"\n- op: remove\n  path: /spec/a\n' },
        ],
      },
    },
  ]);
});

test('an empty list of the old forms leaves nothing of them', () => {
  expect(lowerPostRenderers([{ kustomize: { patchesJson6902: [], patchesStrategicMerge: [] } }])).toEqual([
    { kustomize: { patches: [] } },
  ]);
});

describe('a null as the value of an operation', () => {
  const renderers = (operation: object) => [{ kustomize: { patchesJson6902: [{ target, patch: [operation] }] } }];
  const lowered = (operation: object) => lower(helmApplication([{ ...web, postRenderers: renderers(operation) }]));
  const withNull = lowered({ op: 'add', path: '/a', value: null });
  const without = lowered({ op: 'add', path: '/a' });

  test('is written as it is', () => {
    expect(withNull.objects[0]).toMatchObject({
      spec: {
        postRenderers: [{ kustomize: { patches: [{ target, patch: '- op: add\n  path: /a\n  value: null\n' }] } }],
      },
    });
  });

  test('leaves the digest as an API server does, which drops it', () => {
    expect(withNull.objects[0]?.metadata).toEqual(without.objects[0]?.metadata);
  });
});
