import { describe, expect, test } from 'vitest';
import { defaultReleaseName, helmReleaseId } from '../../src/application/release-name';
import { helmReleaseTargets } from '../../src/application/targets';
import { onHost, onMember } from './applications';

describe('the name that Flux gives to a release', () => {
  test.each([
    ['is that of the object', 'podinfo', undefined, 'podinfo'],
    ['begins with the target namespace', 'podinfo', 'web', 'web-podinfo'],
    ['may have 53 characters', 'a'.repeat(49), 'web', `web-${'a'.repeat(49)}`],
    [
      // the documentation of Flux shows two characters more than the code keeps
      'is cut to its first 40 characters and a digest where it is longer',
      'with-a-nice-object-name',
      'a-very-lengthy-target-namespace',
      'a-very-lengthy-target-namespace-with-a-n-97af5d7f41f3',
    ],
  ])('%s', (_, object, namespace, name) => {
    expect(defaultReleaseName(object, namespace)).toBe(name);
  });
});

/** The identity of the Helm release of an entry. */
function idOf(entry: object, namespace: string | undefined = 'apps', application = 'podinfo') {
  const [target] = helmReleaseTargets({ name: application, namespace }, [entry as never]);
  return helmReleaseId(namespace, target as never, entry);
}

describe('two targets fight over one Helm release', () => {
  const release = { releaseName: 'podinfo', storageNamespace: 'web' };
  const member = onMember('eu-1', 'web', release);
  const secret = (name: string, key?: string) => ({
    ...member,
    destination: { kubeConfig: { secretRef: { name, key } } },
  });

  test.each([
    ['with all the same', member, secret('eu-1', 'value')],
    ['whatever their target namespaces are', onHost('web', release), onHost('api', release)],
    [
      'where one says what is the default',
      onHost('web', { releaseName: 'web-podinfo--host--web' }),
      onHost('web', { storageNamespace: 'apps' }),
    ],
  ])('%s', (_, one, other) => {
    expect(idOf(one).id).toBe(idOf(other).id);
  });

  test('on the host from two namespaces, but not on members, whose Secrets differ', () => {
    expect(idOf(onHost('web', release), 'a').id).toBe(idOf(onHost('web', release), 'b').id);
    expect(idOf(member, 'a').id).not.toBe(idOf(member, 'b').id);
  });

  test.each([
    ['another name', member, { ...member, releaseName: 'other' }],
    ['another storage namespace', member, { ...member, storageNamespace: 'other' }],
    ['another Secret', member, secret('eu-2')],
    ['another key of the Secret', member, secret('eu-1', 'other')],
    ['a ConfigMap', member, { ...member, destination: { kubeConfig: { configMapRef: { name: 'eu-1' } } } }],
    ['the host', member, onHost('web', release)],
    ['names that are left to Flux', onHost('web'), onHost('api')],
  ])('but not with %s', (_, one, other) => {
    expect(idOf(one).id).not.toBe(idOf(other).id);
  });
});

test('a release is described by its name, its storage and its cluster', () => {
  expect(idOf(onMember('eu-1', 'web', { releaseName: 'podinfo' })).description).toBe(
    '"podinfo", stored in namespace "web" of cluster "eu-1"',
  );
  expect(idOf(onHost('web')).description).toBe('"web-podinfo--host--web", stored in namespace "apps" of the host');
});
