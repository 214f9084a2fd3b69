/** Code that compiles with an imported chart. */
import type { Chart } from 'cdk8s';
import {
  Cluster,
  FluxApplication,
  type FluxApplicationProps,
  HelmRepository,
  HelmTemplate,
  type HelmTemplateProps,
  type IHelmTemplate,
  OCIRepository,
  type RepositoryReleaseProps,
  type TypedChart,
  typedChart,
  type ValuesMap,
} from '../../src';
import { type PodinfoValues, podinfo, podinfo68 } from './podinfo';

interface OtherValues {
  replicaCount?: number;
}

declare const chart: Chart;
const clusters = ['eu-1', 'us-1'].map((name) => Cluster.member(name));
const source = HelmRepository.fromName(chart, 'charts', 'charts');
const destination = Cluster.host().namespace('web');

new FluxApplication(chart, 'layers', {
  helmRelease: {
    source,
    chart: podinfo,
    saveTemplate: true,
    defaults: { values: { replicaCount: '1', resources: { limits: { cpu: 1 } } } },
    overrides: [{ matchLabels: { stage: 'prod' }, values: { redis: null } }],
    deploy: [
      { destination, values: { ui: { color: null } } },
      // keys that the type does not have: a spread is not checked for misspelt keys
      { destination, values: { replicaCount: 1, ...{ unknownKey: 1 } } },
      { destination, values: { ...({ unknownKey: 1 } as ValuesMap) } },
      { destination, chart: { version: '6.10.0' }, set: ['ui.color=red'] },
    ],
  },
});

// a map with any keys is accepted, a list is not
interface Annotations {
  readonly team: string;
}
const annotations: Annotations = { team: 'a' };
podinfo.values({ podAnnotations: { team: 'a' } });
podinfo.values({ podAnnotations: annotations });
podinfo.values({ podAnnotations: { team: 'a' } as ValuesMap });
// @ts-expect-error a list
podinfo.values({ podAnnotations: [] });
// @ts-expect-error a list
podinfo.values({ podAnnotations: ['team'] });

// loops, and targets with another chart
new FluxApplication(chart, 'targets', {
  helmRelease: {
    source,
    chart: { ...podinfo, interval: '5m' },
    deploy: [
      ...clusters.map((cluster) => ({
        destination: cluster.namespace('a'),
        values: podinfo.values({ replicaCount: 2 }),
      })),
      ...clusters.map((cluster) => podinfo68.target({ destination: cluster.namespace('b'), values: { replicas: 2 } })),
      podinfo68.target({ destination, chart: { interval: '1h' } }),
    ],
  },
});

// templates
const template = new HelmTemplate(chart, 'template', { ...podinfo, source });
new FluxApplication(chart, 'of a template', {
  helmRelease: { template, deploy: [{ destination, values: { ui: {} } }] },
});
const ofChart = new HelmTemplate(chart, 'template of a chart', { source, chart: podinfo });
const ofFields = new HelmTemplate(chart, 'fields', {
  source,
  chart: { ...podinfo, interval: '5m' },
  version: '6.10.0',
});
for (const each of [ofChart, ofFields]) {
  new FluxApplication(chart, 'of a template of a chart', {
    helmRelease: { template: each, deploy: [{ destination, values: { ui: { color: null } } }] },
  });
}
export const untypedTemplate: HelmTemplate = new HelmTemplate(chart, 'plain', {
  source,
  chart: 'podinfo',
  version: '6.x',
});
const templateProps: HelmTemplateProps<PodinfoValues> = { ...podinfo, source };
export const chartName: string = new HelmTemplate(chart, templateProps.chart.trim(), templateProps).name;
const untyped: IHelmTemplate = template;
const typed: IHelmTemplate<PodinfoValues> = untyped;
new FluxApplication<OtherValues>(chart, 'of an untyped template', {
  helmRelease: { template: untyped, deploy: [{ destination, values: { replicaCount: 1 } }] },
});
new FluxApplication(chart, 'of a typed template', { helmRelease: { template: typed, deploy: [] } });

// artifacts
const url = 'oci://registry.example.com/charts/podinfo';
const digest = `sha256:${'0'.repeat(64)}`;
for (const source of [
  new OCIRepository(chart, 'artifact', { url, chart: podinfo }),
  OCIRepository.byDigest(chart, 'digest', { url, digest, chart: podinfo }),
]) {
  new FluxApplication(chart, 'of an artifact', {
    helmRelease: { source, deploy: [{ destination, values: { ui: { color: null } } }] },
  });
}
const plain = new OCIRepository(chart, 'untyped artifact', { url });
new FluxApplication(chart, 'of an untyped artifact', {
  helmRelease: { source: plain, deploy: [{ destination, values: { anything: 1 } }] },
});
new FluxApplication<OtherValues>(chart, 'of an artifact with a type of its own', {
  helmRelease: { source: plain, deploy: [{ destination, values: { replicaCount: 1 } }] },
});
new FluxApplication(chart, 'of an artifact that exists', {
  helmRelease: {
    source: OCIRepository.fromName(chart, 'reference', 'podinfo'),
    deploy: [{ destination, values: { anything: 1 } }],
  },
});

// a type other than that of the chart, and no type
new FluxApplication<ValuesMap>(chart, 'any values', {
  helmRelease: { source, chart: podinfo, deploy: [{ destination, values: { anything: 1 } }] },
});
const asChart: RepositoryReleaseProps['chart'] = podinfo;
const props: FluxApplicationProps<PodinfoValues> = { helmRelease: { source, chart: podinfo, deploy: [] } };
const some: TypedChart<OtherValues> = typedChart<OtherValues>(asChart);
new FluxApplication(chart, 'props', props);
new FluxApplication(chart, 'some', { helmRelease: { source, chart: some, deploy: [] } });
export const values = { replicaCount: 1 } satisfies PodinfoValues;
