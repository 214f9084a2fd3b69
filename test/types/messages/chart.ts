/** Mistakes in the values of an imported chart. The golden files contain the compilers' message about each. */
import type { Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate, OCIRepository } from '../../../src';
import { podinfo, podinfo68 } from '../podinfo';

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
new FluxApplication(chart, 'a text for a map of the chart', {
  helmRelease: { source, chart: podinfo, deploy: [{ destination, values: { ui: 'red' } }] },
});
new FluxApplication(chart, 'a list for a number of the chart', {
  helmRelease: {
    source,
    chart: { ...podinfo, interval: '5m' },
    defaults: { values: { replicaCount: [1] } },
    deploy: [],
  },
});
new FluxApplication(chart, "misspelled in what a function returns, within the chart's values()", {
  helmRelease: {
    source,
    chart: podinfo,
    deploy: [1, 2].map((replicaCount) => ({ destination, values: podinfo.values({ replicaCount, uii: {} }) })),
  },
});
new FluxApplication(chart, 'misspelled in a target with another chart', {
  helmRelease: {
    source,
    chart: podinfo,
    deploy: [podinfo68.target({ destination, values: { replicaCount: 1 } })],
  },
});
new FluxApplication(chart, 'misspelled with a template of the chart', {
  helmRelease: {
    template: new HelmTemplate(chart, 'ofChart', { source, chart: podinfo }),
    deploy: [{ destination, values: { replicaCoutn: 3 } }],
  },
});
new FluxApplication(chart, 'misspelled fields of templates', {
  helmRelease: {
    template: new HelmTemplate(chart, 'fields', { source, chart: podinfo, verison: '6.9.0' }),
    deploy: [
      { destination, template: new HelmTemplate(chart, 'plain', { source, chart: 'podinfo', verison: '6.9.0' }) },
      { destination, template: new HelmTemplate(chart, 'nowhere', { chart: 'podinfo' }) },
    ],
  },
});
new FluxApplication(chart, 'misspelled with an artifact', {
  helmRelease: {
    source: new OCIRepository(chart, 'artifact', { url: 'oci://example.com/podinfo', chart: podinfo }),
    deploy: [{ destination, values: { replicaCoutn: 3 } }],
  },
});
new FluxApplication(chart, 'misspelled with a template', {
  helmRelease: {
    template: new HelmTemplate(chart, 'template', { ...podinfo, source }),
    deploy: [{ destination, values: { replicaCoutn: 3 } }],
  },
});
new FluxApplication(chart, "a target's own chart", {
  helmRelease: { source, chart: podinfo, deploy: [{ destination, chart: { verison: '6.9.0' } }] },
});
new FluxApplication(chart, 'an unknown wave', {
  helmRelease: { source, chart: podinfo, deploy: [{ destination }] },
  rollout: { waves: [{ matchLabels: { stage: 'dev' }, first: 'ten' }] },
});
