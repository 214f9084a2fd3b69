import { describe, expect, test } from 'vitest';
import {
  type ClusterRef,
  clusterId,
  clusterOf,
  objectName,
  type TargetIdentity,
  targetKeys,
} from '../../src/application/targets';
import { dnsSubdomainProblem } from '../../src/kubernetes/formats';

const host: ClusterRef = { kind: 'host', name: 'host', key: '' };
const secret = (name: string, key = 'value'): ClusterRef => ({ kind: 'Secret', name, key });
const configMap = (name: string): ClusterRef => ({ kind: 'ConfigMap', name, key: '' });

describe('the cluster of a destination', () => {
  test.each([
    ['no kubeConfig is the host', {}, host],
    ['a Secret, with the default key of Flux', { kubeConfig: { secretRef: { name: 'eu-1' } } }, secret('eu-1')],
    ['a Secret with a key', { kubeConfig: { secretRef: { name: 'eu-1', key: 'config' } } }, secret('eu-1', 'config')],
    ['a ConfigMap', { kubeConfig: { configMapRef: { name: 'eu-1' } } }, configMap('eu-1')],
  ])('%s', (_, destination, cluster) => {
    expect(clusterOf(destination)).toEqual(cluster);
  });

  test('is the same only for the same object and key', () => {
    const clusters = [
      host,
      secret('host'),
      secret('a'),
      secret('a', 'b'),
      configMap('a'),
      configMap('host'),
      secret(''),
    ];
    expect(new Set(clusters.map(clusterId)).size).toBe(clusters.length);
    expect(clusterId(secret('a'))).toBe(clusterId(clusterOf({ kubeConfig: { secretRef: { name: 'a' } } })));
  });
});

describe('the KEY of a target', () => {
  const keyOf = (target: TargetIdentity, ...others: TargetIdentity[]) => targetKeys([target, ...others])[0];
  const namespace = 'web';

  test.each<[string, TargetIdentity, string]>([
    ['the namespace, on the host', { cluster: host, namespace }, 'web'],
    ['cluster and namespace, on a member', { cluster: secret('eu-1'), namespace }, 'eu-1-web'],
    ['so too for a key of its own', { cluster: secret('eu-1', 'config'), namespace }, 'eu-1-web'],
    ['so too by a ConfigMap', { cluster: configMap('eu-1'), namespace }, 'eu-1-web'],
    ['host, without a namespace', { cluster: host }, 'host'],
    ['the cluster, without a namespace', { cluster: secret('eu-1') }, 'eu-1'],
    ['the explicit name goes behind', { cluster: host, namespace, name: 'blue' }, 'web-blue'],
    ['on a member as well', { cluster: secret('eu-1'), namespace, name: 'blue' }, 'eu-1-web-blue'],
    ['and without a namespace', { cluster: host, name: 'blue' }, 'host-blue'],
  ])('%s', (_, target, key) => {
    expect(keyOf(target)).toBe(key);
  });

  test('has the key of the Secret where another target uses the same Secret with another key', () => {
    const keys = targetKeys([
      { cluster: secret('eu'), namespace },
      { cluster: secret('eu', 'second'), namespace },
      { cluster: secret('eu', 'second') },
      { cluster: secret('us', 'second'), namespace },
      { cluster: configMap('eu'), namespace },
      { cluster: host, namespace },
    ]);
    expect(keys).toEqual(['eu-value-web', 'eu-second-web', 'eu-second', 'us-web', 'eu-web', 'web']);
  });

  test('is the same whatever else there is, but for that', () => {
    const target = { cluster: secret('eu'), namespace };
    const others = [{ cluster: host, namespace: 'eu-web' }, { cluster: configMap('eu'), namespace }, target];
    expect(keyOf(target, ...others)).toBe(keyOf(target));
  });
});

describe('the name of the object of a target', () => {
  const namespace = 'web';
  const long = 'a'.repeat(63);

  test.each<[string, string, TargetIdentity, string]>([
    ['says all, where that is clear', 'podinfo', { cluster: host, namespace }, 'podinfo--host--web'],
    ['on a member', 'podinfo', { cluster: secret('eu-1'), namespace }, 'podinfo--eu-1--web'],
    ['with an explicit name', 'podinfo', { cluster: host, namespace, name: 'blue' }, 'podinfo--host--web--blue'],
    ['without a namespace', 'podinfo', { cluster: host }, 'podinfo--host'],
    ['to the last character', 'a'.repeat(52), { cluster: host, namespace }, `${'a'.repeat(52)}--host--web`],
  ])('%s', (_, application, target, name) => {
    expect(objectName(application, target)).toBe(name);
  });

  test.each<[string, string, TargetIdentity, string]>([
    ['is too long', 'a'.repeat(53), { cluster: host, namespace }, `${'a'.repeat(50)}-8bd8c19750f5`],
    [
      'is much too long',
      long,
      { cluster: secret(long), namespace: long, name: long },
      `${'a'.repeat(50)}-5fbee7063dba`,
    ],
    ['holds two dashes', 'a--b', { cluster: host, namespace }, 'a-b-host-web-c88b5bc18f92'],
    ['holds a dot', 'a.b', { cluster: host, namespace }, 'a-b-host-web-d72112495443'],
    ['is a member called host', 'podinfo', { cluster: secret('host'), namespace }, 'podinfo-host-web-71318ec1ff5b'],
    ['has a key of its own', 'podinfo', { cluster: secret('eu', 'config'), namespace }, 'podinfo-eu-web-dd75a33771ff'],
    ['is known by a ConfigMap', 'podinfo', { cluster: configMap('eu'), namespace }, 'podinfo-eu-web-fdb24ad3da59'],
    ['has a name and no namespace', 'podinfo', { cluster: host, name: 'web' }, 'podinfo-host-web-e7805af4c104'],
    ['would be cut at a dash', 'a'.repeat(49), { cluster: host, namespace: long }, `${'a'.repeat(49)}-506cd534c2a5`],
  ])('ends with a digest where it %s', (_, application, target, name) => {
    expect(objectName(application, target)).toBe(name);
  });

  test('is another for every other target of every other application, however alike they are', () => {
    const labels = ['a', 'b', 'a-b', 'a--b', 'host', long];
    const subdomains = [...labels, 'a.b', 'a.b-b', 'b'.repeat(253)];
    const clusters = [host, ...subdomains.flatMap((name) => [secret(name), secret(name, 'a'), configMap(name)])];
    const names = new Set<string>();
    let count = 0;
    for (const application of [...labels, 'a.b', 'a.b-b']) {
      for (const cluster of clusters) {
        for (const namespace of [undefined, ...labels]) {
          for (const name of [undefined, ...labels]) {
            const object = objectName(application, { cluster, namespace, name });
            if (dnsSubdomainProblem(object, 63) !== undefined) expect.fail(object);
            names.add(object);
            count++;
          }
        }
      }
    }
    expect(count).toBe(8 * 28 * 7 * 7);
    expect(names.size).toBe(count);
  });
});
