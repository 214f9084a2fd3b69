import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, HelmRepository } from '../../src';
import { printYaml } from '../../src/yaml/print';
import { awkwardNulls, awkwardValues, leavesOf } from '../awkward-values';
import { type Applier, ways } from './appliers';
import { installApplicationCrd, synthesize } from './synthesize';

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  values: {{ .Values | toJson | b64enc }}
`;
/** The chart has a default for every null of the application. */
const defaults = {
  deleted: Object.fromEntries(Object.keys(awkwardNulls.deleted).map((key) => [key, 'default'])),
  kept: 'default',
};
const files = { 'templates/configmap.yaml': template, 'values.yaml': printYaml(defaults) };

describeWithClusters('values that are hard to carry', { clusters: ['host'], flux: true }, (running) => {
  let repository: ChartRepository;
  beforeAll(async () => {
    repository = await serveCharts([{ name: 'echo', version: '1.0.0', files }]);
    await installApplicationCrd(running().host);
  });
  afterAll(() => repository?.stop());

  describe.each(ways.map((way, index) => ({ ...way, namespace: `way-${index}` })))('$name', ({ start, namespace }) => {
    let applier: Applier;
    beforeAll(async () => {
      const { host } = running();
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
      applier = await start(host, namespace);
    });
    afterAll(() => applier?.stop());

    test('reach the chart exactly as they were written', async () => {
      const yaml = synthesize(namespace, (chart) => {
        new FluxApplication(chart, 'echo', {
          helmRelease: {
            source: new HelmRepository(chart, 'charts', { url: repository.url }),
            chart: { chart: 'echo', version: '1.0.0' },
            deploy: [
              {
                destination: Cluster.host().namespace(namespace),
                values: { ...awkwardValues, ...awkwardNulls },
              },
            ],
          },
        });
      });
      await applier.apply(yaml);
      const { host } = running();
      const released = await until('the chart is released', async () => {
        const { body } = await host.request('GET', `/api/v1/namespaces/${namespace}/configmaps/echo`);
        return body.data?.values && JSON.parse(Buffer.from(body.data.values, 'base64').toString());
      });
      const { lists } = awkwardNulls;
      expect(leavesOf(released)).toEqual(leavesOf({ ...awkwardValues, lists, deleted: {}, kept: 'default' }));
    });
  });
});
