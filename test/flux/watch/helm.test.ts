import { afterAll, beforeAll, expect, test } from 'vitest';
import { Cluster, FluxApplication, HelmRepository } from '../../../src';
import { memberSecret } from '../../cluster';
import { type ChartRepository, serveCharts } from '../../cluster/chart-repository';
import { describeWithClusters } from '../../cluster/suite';
import { type RunningWatcher, startWatcher } from '../../watcher/watcher-under-test';
import { installApplicationCrd } from '../synthesize';
import { apply, counted, synthesizeIn, untilSaid } from './stand';

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  replicas: {{ required "replicas must be set" .Values.replicas | quote }}
`;
const charts = ['1.0.0', '2.0.0'].map((version) => ({
  name: 'hello',
  version,
  files: { 'templates/configmap.yaml': template, 'values.yaml': 'replicas: 1\n' },
}));
const web = ['apps', 'web'] as const;

describeWithClusters(
  'a Helm application on three clusters',
  { clusters: ['host', 'eu-1', 'us-1'], flux: true },
  (running) => {
    let repository: ChartRepository;
    let watcher: RunningWatcher;

    beforeAll(async () => {
      repository = await serveCharts(charts);
      const { host, 'eu-1': eu, 'us-1': us } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      for (const member of [eu, us])
        await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(member, 'apps'));
      watcher = startWatcher({ kubeconfig: host.kubeconfig });
    });
    afterAll(async () => {
      await watcher?.stop();
      await repository?.stop();
    });

    const yaml = (eu: object = {}) =>
      synthesizeIn('apps', (chart) => {
        new FluxApplication(chart, 'web', {
          helmRelease: {
            source: new HelmRepository(chart, 'charts', { url: repository.url }),
            chart: { chart: 'hello', version: '1.0.0' },
            defaults: { interval: '10s', install: { createNamespace: true } },
            deploy: [
              { destination: Cluster.host().namespace('web') },
              { destination: Cluster.member('eu-1').namespace('web'), ...eu },
              { destination: Cluster.member('us-1').namespace('web') },
            ],
          },
        });
      });

    test('comes to 3/3', async () => {
      const { host } = running();
      await apply(host, yaml());
      const stored = await untilSaid(host, web, '3-3', (app) => counted(app) === '3-3');
      expect(stored.metadata.labels).toMatchObject({ 'gitops.kubepshere.io/type': 'HelmRelease' });
      expect(stored.metadata.annotations).toMatchObject({ 'gitops.kubesphere.io/last-revision': '1.0.0' });
      expect(stored.status).toMatchObject({
        observedGeneration: 1,
        summary: '3/3',
        revision: '1.0.0',
        source: 'HelmRepository/charts',
      });
    });

    test('a bad value in one cluster fails there with what Helm says, and the others go on', async () => {
      const { host } = running();
      await apply(host, yaml({ values: { replicas: null } }));
      const stored = await untilSaid(host, web, 'eu-1 failed', (app) =>
        app.status.targets.some(({ state }: { state: string }) => state === 'Failed'),
      );
      console.log(JSON.stringify(stored.status, null, 1));
      console.log(
        watcher.log
          .filter(({ level }) => level !== 'debug')
          .map((l) => JSON.stringify(l))
          .join('\n'),
      );
    });
  },
);
