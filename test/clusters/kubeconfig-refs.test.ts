import { expect, test } from 'vitest';
import { lower } from '../../src';
import { kubeconfigRefs, lackOf } from '../../src/clusters/kubeconfig-refs';
import { helmApplication, kustomizationApplication, onHost, onMember } from '../application/applications';

const secret = (name: string, key?: string) => ({ kubeConfig: { secretRef: { name, key } }, targetNamespace: 'web' });
const release = (name: string, kubeConfig: unknown, metadata: object = {}) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name, ...metadata },
  spec: { kubeConfig },
});

test('the Secrets and ConfigMaps of deliveries, by namespace, each once', () => {
  const objects = [
    release('b', { secretRef: { name: 'eu-1' } }, { namespace: 'apps' }),
    release('a', { secretRef: { name: 'eu-1' } }, { namespace: 'apps' }),
    release('c', { secretRef: { name: 'eu-1', key: 'value' } }, { namespace: 'apps' }),
    { ...release('d', { configMapRef: { name: 'oidc' } }), apiVersion: 'kustomize.toolkit.fluxcd.io/v1' },
    { ...release('e', { configMapRef: { name: 'oidc' } }), kind: 'Kustomization' },
    release('f', undefined),
    {
      ...release('g', { configMapRef: { name: 'oidc' } }),
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
    },
    null,
  ];
  expect(kubeconfigRefs(objects, 'default')).toEqual([
    { namespace: 'apps', kind: 'Secret', name: 'eu-1', neededBy: ['a', 'b'] },
    { namespace: 'apps', kind: 'Secret', name: 'eu-1', key: 'value', neededBy: ['c'] },
    { namespace: 'default', kind: 'ConfigMap', name: 'oidc', neededBy: ['g'] },
  ]);
});

test('an Application needs what its deliveries need, with them or without', () => {
  const applications = [
    helmApplication([
      onHost('web'),
      onMember('eu-1', 'web'),
      { ...onMember('eu-2', 'web'), destination: secret('eu-2', 'kubeconfig') },
    ]),
    {
      ...kustomizationApplication([{ destination: secret('eu-1'), interval: '10m', prune: true }]),
      metadata: { name: 'settings' },
    },
  ];
  const refs = [
    { namespace: 'apps', kind: 'Secret', name: 'eu-1', neededBy: ['podinfo'] },
    { namespace: 'apps', kind: 'Secret', name: 'eu-2', key: 'kubeconfig', neededBy: ['podinfo'] },
    { namespace: 'default', kind: 'Secret', name: 'eu-1', neededBy: ['settings'] },
  ];
  expect(kubeconfigRefs(applications, 'default')).toEqual(refs);
  const lowered = applications.flatMap((each) => lower(each as never, { withApplication: true }).objects);
  expect(lowered).toHaveLength(6);
  expect(kubeconfigRefs(lowered, 'default')).toEqual(refs);
});

const ref = { namespace: 'apps', kind: 'Secret', name: 'eu-1', neededBy: [] } as const;

test.each([
  [ref, ['value'], undefined],
  [ref, ['value.yaml', 'other'], undefined],
  [{ ...ref, key: 'value' }, ['value.yaml'], 'has no key value, but value.yaml'],
  [{ ...ref, key: 'config' }, ['config'], undefined],
  [ref, ['b', 'a'], 'has no key value or value.yaml, but a, b'],
  [ref, [], 'has no key value or value.yaml, but none'],
  [ref, undefined, 'there is no such Secret'],
  [{ ...ref, kind: 'ConfigMap' } as const, [], undefined],
  [{ ...ref, kind: 'ConfigMap' } as const, undefined, 'there is no such ConfigMap'],
])('%j with the keys %j: %s', (needed, keys, lack) => {
  expect(lackOf(needed, keys)).toBe(lack);
});
