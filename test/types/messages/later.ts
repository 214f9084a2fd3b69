/** Mistakes in the shapes that are to come. The goldens hold what the compilers say of each. */
import type { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository } from '../later/cdk8s-fluxapp';
import { podinfo } from '../later/podinfo';

declare const chart: Chart;
const source = HelmRepository.fromName(chart, 'charts', 'charts');
const destination = Cluster.host().namespace('web');

new FluxApplication(chart, 'misspelled in defaults', {
  helmRelease: { source, chart: podinfo, defaults: { values: { replicaCoutn: 3 } }, deploy: [{ destination }] },
});
new FluxApplication(chart, 'misspelled in an override', {
  helmRelease: {
    source,
    chart: podinfo,
    overrides: [{ matchLabels: { stage: 'prod' }, values: { ui: { colour: 'red' } } }],
    deploy: [{ destination }],
  },
});
new FluxApplication(chart, 'misspelled in a target', {
  helmRelease: { source, chart: podinfo, deploy: [{ destination, values: { replicaCoutn: 3 } }] },
});
new FluxApplication(chart, 'unknown field of an override', {
  helmRelease: {
    source,
    chart: podinfo,
    overrides: [{ matchLabel: { stage: 'prod' }, suspend: true }],
    deploy: [{ destination }],
  },
});
new FluxApplication(chart, "a target's own chart", {
  helmRelease: { source, chart: podinfo, deploy: [{ destination, chart: { verison: '6.9.0' } }] },
});
new FluxApplication(chart, 'an unknown wave', {
  helmRelease: { source, chart: podinfo, deploy: [{ destination }] },
  rollout: { waves: [{ matchLabels: { stage: 'dev' }, first: 'ten' }] },
});
