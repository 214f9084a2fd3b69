/** Mistakes in typed values. The goldens hold what the compilers say of each. */
import type { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from '../../../src';

interface WebValues {
  readonly replicaCount?: number | string | null;
  readonly service?: WebService | null;
}

interface WebService {
  readonly type?: string | null;
  readonly port?: number | null;
}

declare const chart: Chart;
const podinfo = { source: HelmRepository.fromName(chart, 'charts', 'charts'), chart: { chart: 'podinfo' } };
const destination = Cluster.host().namespace('web');

new FluxApplication<WebValues>(chart, 'misspelled in defaults', {
  helmRelease: { ...podinfo, defaults: { values: { replicaCoutn: 3 } }, deploy: [{ destination }] },
});
new FluxApplication<WebValues>(chart, 'misspelled in a target', {
  helmRelease: { ...podinfo, deploy: [{ destination, values: { service: { prot: 80 } } }] },
});
new FluxApplication<WebValues>(chart, 'a text for a map', {
  helmRelease: { ...podinfo, deploy: [{ destination, values: { service: 'ClusterIP' } }] },
});
new FluxApplication<WebValues>(chart, 'a list for a number', {
  helmRelease: { ...podinfo, deploy: [{ destination, values: { replicaCount: [1] } }] },
});
new FluxApplication<string>(chart, 'values are a map', { helmRelease: { ...podinfo, deploy: [{ destination }] } });
