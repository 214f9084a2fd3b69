/** Code that compiles with `target()`. */
import type { Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository, HelmRepository, type KustomizationTarget, target } from '../../src';

interface WebValues {
  readonly replicaCount?: number;
}

declare const chart: Chart;
const clusters = ['eu-1', 'us-1'].map((name) => Cluster.member(name));
const charts = {
  source: HelmRepository.fromName(chart, 'charts', 'charts'),
  chart: { chart: 'podinfo', version: '6.9.0' },
};
const source = GitRepository.fromName(chart, 'source', 'source');

new FluxApplication<WebValues>(chart, 'a-chart', {
  helmRelease: {
    ...charts,
    deploy: [
      ...clusters.map((cluster) => target({ destination: cluster.namespace('web'), values: { replicaCount: 1 } })),
      target({ destination: Cluster.host().namespace('web') }),
      { destination: Cluster.host().namespace('web-2') },
    ],
  },
});

new FluxApplication(chart, 'manifests', {
  kustomization: {
    source,
    deploy: clusters.map((cluster) => target({ destination: cluster.allNamespaces(), prune: true })),
  },
});

const targets = clusters.map((cluster) => target({ destination: cluster.namespace('web'), values: { anything: 1 } }));
new FluxApplication(chart, 'elsewhere', { helmRelease: { ...charts, deploy: targets } });
const entries = clusters.map((cluster) => target<KustomizationTarget>({ destination: cluster.allNamespaces() }));
new FluxApplication(chart, 'manifests-elsewhere', {
  kustomization: { source, defaults: { prune: true }, deploy: entries },
});
