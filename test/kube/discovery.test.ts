import { expect, test } from 'vitest';
import { Discovery, type KubeClient } from '../../src/kube';

const GROUP = 'notification.toolkit.fluxcd.io';
const versions = ['v1beta3', 'v1', 'v1beta2'].map((version) => ({ groupVersion: `${GROUP}/${version}`, version }));
const resources = (...kinds: string[]) => ({
  resources: kinds.map((kind) => ({ name: `${kind.toLowerCase()}s`, kind, namespaced: true, verbs: ['get', 'list'] })),
});
const ANSWERS: Readonly<Record<string, unknown>> = {
  '/apis': { groups: [{ name: GROUP, versions, preferredVersion: versions[1] }] },
  '/api/v1': resources('Secret'),
  [`/apis/${GROUP}/v1`]: resources('Receiver'),
  [`/apis/${GROUP}/v1beta3`]: resources('Alert', 'Provider'),
  [`/apis/${GROUP}/v1beta2`]: resources('Alert', 'Provider', 'Receiver'),
};
const client = { request: async (_: string, path: string) => ANSWERS[path] } as unknown as KubeClient;

test('finds kinds that the preferred version of their group does not have', async () => {
  const discovery = new Discovery(client);
  const found = await Promise.all(['Receiver', 'Alert', 'Other'].map((kind) => discovery.preferredKind(GROUP, kind)));
  expect(found.map((each) => each?.apiVersion)).toEqual([`${GROUP}/v1`, `${GROUP}/v1beta3`, undefined]);
  const { kinds, silent } = await discovery.listableKinds();
  expect(kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
    'v1 Secret',
    `${GROUP}/v1 Receiver`,
    `${GROUP}/v1beta3 Alert`,
    `${GROUP}/v1beta3 Provider`,
  ]);
  expect(silent).toEqual([]);
});
