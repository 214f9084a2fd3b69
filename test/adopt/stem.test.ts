import { expect, test } from 'vitest';
import { applicationName, stemOf } from '../../src/adopt/stem';

const member = (name: string) => ({ kind: 'Secret', name, key: 'value' }) as const;

test.each([
  ['podinfo-eu-1', 'eu-1', 'podinfo'],
  ['eu-1-podinfo', 'eu-1', 'podinfo'],
  ['eu-1.podinfo', 'eu-1', 'podinfo'],
  ['podinfo--eu-1', 'eu-1', 'podinfo'],
  ['podinfo-eu-1-web', 'eu-1', 'podinfo-web'],
  ['podinfo--eu-1--web', 'eu-1', 'podinfo-web'],
  ['podinfo-eu-1', 'eu-1-kubeconfig', 'podinfo'],
  ['podinfo-eu-1-kubeconfig', 'eu-1-kubeconfig', 'podinfo'],
  // the name of another cluster is part of the name
  ['podinfo-eu-10', 'eu-1', 'podinfo-eu-10'],
  ['podinfo', 'eu-1', 'podinfo'],
  ['eu-1', 'eu-1', 'eu-1'],
  ['podinfo-a.b', 'a.b', 'podinfo'],
  ['podinfo-axb', 'a.b', 'podinfo-axb'],
])('of %s on the cluster of %s it is %s', (name, cluster, stem) => {
  expect(stemOf(name, member(cluster))).toBe(stem);
});

test('of an object on the host it is its name', () => {
  expect(stemOf('podinfo-host', { kind: 'host', name: 'host', key: '' })).toBe('podinfo-host');
});

test('the name of an application has room in a label', () => {
  expect(applicationName('podinfo')).toBe('podinfo');
  const long = `${'x'.repeat(49)}-${'y'.repeat(50)}`;
  expect(applicationName(long)).toMatch(/^x{49}-[0-9a-f]{12}$/);
});
