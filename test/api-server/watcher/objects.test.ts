import { expect, test } from 'vitest';
import { describeWithApiServer } from '../../../harness/suite';
import type { FluxApplicationWatcherProps } from '../../../src';
import { only, watcherObjects } from '../../constructs/watcher/objects';
import { type Manifest, refusals } from '../judge';

describeWithApiServer('an API server', (client) => {
  // no ServiceMonitor, because its CRD belongs to the Prometheus operator
  test.each<[string, Partial<FluxApplicationWatcherProps>]>([
    ['one replica for all namespaces', {}],
    [
      'two replicas for one namespace, and every other prop',
      {
        replicas: 2,
        watchNamespace: 'apps',
        labels: { team: 'platform' },
        selector: 'team=web',
        logLevel: 'debug',
        imagePullSecrets: ['registry'],
        metricsPort: 9090,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'platform', effect: 'NoSchedule' }],
        resources: { limits: { memory: '1Gi', cpu: 1 } },
      },
    ],
    ['the longest names', { name: `w${'x'.repeat(62)}`, namespace: 'n'.repeat(63), replicas: 2 }],
  ])('accepts every object of a watcher: %s', async (_, props) => {
    expect(await refusals(client, watcherObjects(props))).toEqual([]);
  });

  test('takes its Pods where Pod Security is restricted, and would not without what they say of it', async () => {
    const namespace = 'watcher-restricted';
    const { status } = await client.request('POST', '/api/v1/namespaces', {
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
    expect(status).toBe(201);
    const { metadata, spec } = only(watcherObjects({ replicas: 2 }), 'Deployment').spec.template;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name: 'watcher', namespace },
      spec,
    } satisfies Manifest & { spec: object };
    expect(await refusals(client, [pod])).toEqual([]);

    const { securityContext: ofPod, ...lax } = spec;
    const { securityContext: ofContainer, ...container } = spec.containers[0];
    for (const without of [lax, { ...spec, containers: [container] }]) {
      expect(await refusals(client, [{ ...pod, spec: without } as Manifest])).toEqual([
        expect.stringContaining('violates PodSecurity "restricted:latest"'),
      ]);
    }
  });
});
