/** Mistakes in props. The golden files contain the compilers' message about each. */
import type { Chart } from 'cdk8s';
import { Cluster, FluxApplication, GitRepository, HelmRepository, HelmTemplate, OCIRepository } from '../../../src';

declare const chart: Chart;
const git = GitRepository.fromName(chart, 'git', 'git');
const source = HelmRepository.fromName(chart, 'helm', 'helm');
const oci = OCIRepository.fromName(chart, 'oci', 'oci');
const template = HelmTemplate.fromName(chart, 'template', 'template');
const destination = Cluster.host().namespace('web');
const deploy = [{ destination }];
const podinfo = { source, chart: { chart: 'podinfo' } };

new FluxApplication(chart, 'neither a chart nor manifests', {});
new FluxApplication(chart, 'both', {
  helmRelease: { ...podinfo, deploy },
  kustomization: { source: git, deploy },
});
new FluxApplication(chart, 'unknown field', { helmRelease: { ...podinfo, deploy }, allias: 'web' });
new FluxApplication(chart, 'unknown field of the release', { helmRelease: { ...podinfo, deploy, default: {} } });
new FluxApplication(chart, 'unknown field of a target', {
  helmRelease: { ...podinfo, deploy: [{ destination, intervall: '5m' }] },
});
new FluxApplication(chart, 'unknown field of defaults', {
  helmRelease: { ...podinfo, defaults: { intervall: '5m' }, deploy },
});
new FluxApplication(chart, 'no destination', { helmRelease: { ...podinfo, deploy: [{ values: {} }] } });
new FluxApplication(chart, 'no namespace', {
  helmRelease: { ...podinfo, deploy: [{ destination: Cluster.host().allNamespaces() }] },
});
new FluxApplication(chart, 'a cluster is no destination', {
  helmRelease: { ...podinfo, deploy: [{ destination: Cluster.host() }] },
});
new FluxApplication(chart, 'no list', { helmRelease: { ...podinfo, deploy: { destination } } });
new FluxApplication(chart, 'wrong literal', {
  helmRelease: { ...podinfo, deploy: [{ destination, install: { crds: 'createReplace' } }] },
});
new FluxApplication(chart, 'wrong type', { helmRelease: { ...podinfo, deploy: [{ destination, suspend: 'yes' }] } });
new FluxApplication(chart, 'values are a map', { helmRelease: { ...podinfo, deploy: [{ destination, values: 'a' }] } });
new FluxApplication(chart, 'two origins', { helmRelease: { template, source, chart: { chart: 'podinfo' }, deploy } });
new FluxApplication(chart, 'no chart', { helmRelease: { source, deploy } });
new FluxApplication(chart, 'an artifact is the chart', {
  helmRelease: { source: oci, chart: { chart: 'podinfo' }, deploy },
});
new FluxApplication(chart, 'charts are no manifests', { kustomization: { source, deploy } });
new FluxApplication(chart, 'a name is no source', { kustomization: { source: 'git', deploy } });
