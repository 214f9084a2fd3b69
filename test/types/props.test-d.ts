/** Code that the types reject, checked by tsc, which fails if an expected error does not occur. */
import type { Chart } from 'cdk8s';
import {
  Cluster,
  FluxApplication,
  FluxApplicationUi,
  FluxApplicationWatcher,
  GitRepository,
  HelmRepository,
  HelmTemplate,
  type IHelmTemplate,
  OCIRepository,
} from '../../src';

declare const chart: Chart;
declare const template: IHelmTemplate;
const git = GitRepository.fromName(chart, 'git', 'git');
const helm = HelmRepository.fromName(chart, 'helm', 'helm');
const oci = OCIRepository.fromName(chart, 'oci', 'oci');
const web = Cluster.host().namespace('web');

// @ts-expect-error neither helmRelease nor kustomization
new FluxApplication(chart, 'neither', {});
// @ts-expect-error exactly one of the two
new FluxApplication(chart, 'both', {
  helmRelease: { template, deploy: [] },
  kustomization: { source: git, deploy: [] },
});
// @ts-expect-error a chart has only one origin
new FluxApplication(chart, 'origins', { helmRelease: { template, source: helm, chart: { chart: 'c' }, deploy: [] } });
// @ts-expect-error a repository contains many charts, so one must be named
new FluxApplication(chart, 'which', { helmRelease: { source: helm, deploy: [] } });
// @ts-expect-error an OCIRepository is the chart
new FluxApplication(chart, 'oci', { helmRelease: { source: oci, chart: { chart: 'c' }, deploy: [] } });
// @ts-expect-error a HelmRepository contains no manifests
new FluxApplication(chart, 'manifests', { kustomization: { source: helm, deploy: [] } });
new FluxApplication(chart, 'everywhere', {
  helmRelease: {
    template,
    deploy: [
      // @ts-expect-error a Helm release needs a namespace
      { destination: Cluster.host().allNamespaces() },
    ],
  },
});
new FluxApplication(chart, 'fields', {
  helmRelease: {
    template,
    // @ts-expect-error not the name of a field
    defaults: { intervall: '5m' },
    deploy: [
      { destination: web, install: { crds: 'CreateReplace' } },
      {
        destination: web,
        install: {
          // @ts-expect-error not one of the literals of the field
          crds: 'createReplace',
        },
      },
      // @ts-expect-error no destination
      { values: {} },
    ],
  },
});
new HelmTemplate(chart, 'template', {
  source: git,
  chart: './chart',
  // @ts-expect-error lowering sets this field
  sourceRef: { kind: 'GitRepository', name: 'x' },
});
new FluxApplicationWatcher(chart, 'watcher', { image: 'fluxapp:1', replicas: 2, logLevel: 'warn' });
// @ts-expect-error there is no published image, so one is required
new FluxApplicationWatcher(chart, 'image', {});
// @ts-expect-error two replicas are enough, because only one is active
new FluxApplicationWatcher(chart, 'replicas', { image: 'fluxapp:1', replicas: 3 });
// @ts-expect-error the command does not have this level
new FluxApplicationWatcher(chart, 'level', { image: 'fluxapp:1', logLevel: 'trace' });
// @ts-expect-error one namespace, or all namespaces
new FluxApplicationWatcher(chart, 'namespaces', { image: 'fluxapp:1', watchNamespace: ['a', 'b'] });
new FluxApplicationUi(chart, 'ui', { image: 'fluxapp:1', allowedHosts: ['status.example.com'], port: 8080 });
// @ts-expect-error there is no published image, so one is required
new FluxApplicationUi(chart, 'ui-image', {});
// @ts-expect-error one namespace, or all namespaces
new FluxApplicationUi(chart, 'ui-namespaces', { image: 'fluxapp:1', watchNamespace: ['a', 'b'] });
