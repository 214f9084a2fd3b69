/** Mistakes in targets that a function returns, which `target()` finds. */
import type { Chart } from 'cdk8s';
import {
  Cluster,
  FluxApplication,
  GitRepository,
  HelmRepository,
  type KustomizationTarget,
  target,
} from '../../../src';

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

new FluxApplication(chart, 'a misspelt field of a target', {
  helmRelease: {
    ...charts,
    deploy: clusters.map((cluster) => target({ destination: cluster.namespace('web'), valuess: { replicaCount: 1 } })),
  },
});

new FluxApplication<WebValues>(chart, 'a misspelt value of a target', {
  helmRelease: {
    ...charts,
    deploy: clusters.map((cluster) => target({ destination: cluster.namespace('web'), values: { replicaCuont: 1 } })),
  },
});

new FluxApplication(chart, 'a misspelt field of a target of manifests', {
  kustomization: {
    source,
    defaults: { prune: true },
    deploy: clusters.map((cluster) => target({ destination: cluster.namespace('web'), pathh: './web' })),
  },
});

new FluxApplication(chart, 'a destination without a namespace', {
  helmRelease: {
    ...charts,
    deploy: clusters.map((cluster) => target({ destination: cluster.allNamespaces() })),
  },
});

new FluxApplication(chart, 'a misspelt field of a target in a list of its own', {
  helmRelease: {
    ...charts,
    deploy: elsewhere(),
  },
});
function elsewhere() {
  return clusters.map((cluster) => target({ destination: cluster.namespace('web'), valuess: {} }));
}

new FluxApplication(chart, 'a misspelt field of manifests in a list of its own', {
  kustomization: { source, deploy: manifests() },
});
function manifests() {
  return clusters.map((cluster) => target<KustomizationTarget>({ destination: cluster.allNamespaces(), prone: true }));
}
