import { Lazy, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { Cluster, FluxApplication, HelmRepository } from '../../src/constructs';
import { errorsOf, testChart } from './chart';

const NULLS = 'gitops.kubesphere.io/nulls';

test('the Application says what its targets were lowered to, and which nulls their values hold', () => {
  const chart = testChart();
  new FluxApplication(chart, 'web', {
    helmRelease: {
      source: HelmRepository.fromName(chart, 'charts', 'charts'),
      chart: { chart: 'podinfo', version: '6.9.0' },
      defaults: { values: { a: null, replicas: Lazy.any({ produce: () => 2 }) } },
      deploy: [
        { destination: Cluster.host().namespace('web') },
        { destination: Cluster.member('eu-1').namespace('web'), values: { a: 1 }, set: ['b.c=null'] },
      ],
    },
  });
  const [application, ...objects] = Testing.synth(chart);
  const { objects: lowered } = lower(application, { withApplication: true });
  expect([application, ...objects]).toEqual(lowered);
  expect(application.metadata.annotations[NULLS]).toBe('{"eu-1-web":{"b":{"c":null}},"web":{"a":null}}');
});

test('an author cannot set what the lowering says', () => {
  const chart = testChart();
  new FluxApplication(chart, 'web', {
    metadata: {
      annotations: { [NULLS]: '{}', 'gitops.kubesphere.io/digests': '{}', 'gitops.kubesphere.io/clusters': '{}' },
    },
    helmRelease: {
      source: HelmRepository.fromName(chart, 'charts', 'charts'),
      chart: { chart: 'podinfo', version: '6.9.0' },
      deploy: [{ destination: Cluster.host().namespace('web') }],
    },
  });
  const reserved = 'is reserved for lowering: it describes the lowered objects';
  expect(errorsOf(chart)).toEqual([
    `[test/web] metadata.annotations["gitops.kubesphere.io/digests"]: ${reserved}`,
    `[test/web] metadata.annotations["gitops.kubesphere.io/nulls"]: ${reserved}`,
    '[test/web] metadata.annotations["gitops.kubesphere.io/clusters"]: is reserved for the library: it contains the names of the clusters of deploy',
  ]);
});
