import { startClusters, memberSecret, until } from './cluster';
import { serveCharts } from './cluster/chart-repository';
import { installApplicationCrd } from './flux/synthesize';
import { apply, synthesizeIn } from './flux/watch/stand';
import { Cluster, FluxApplication, HelmRepository } from '../src';
(async () => {
  const running = await startClusters({ clusters: ['host', 'eu-1'], flux: true });
  const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n';
  const repository = await serveCharts([{ name: 'hello', version: '1.0.0', files: { 'templates/configmap.yaml': template, 'values.yaml': '{}\n' } }]);
  try {
    const { host, clusters } = running; const eu = clusters['eu-1'];
    await installApplicationCrd(host);
    await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
    await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(eu, 'apps'));
    await apply(host, synthesizeIn('apps', (chart) => { new FluxApplication(chart, 'web', { helmRelease: { source: new HelmRepository(chart, 'charts', { url: repository.url, interval: '1h' }), chart: { chart: 'hello', version: '1.0.0' }, defaults: { interval: '10s', install: { createNamespace: true } }, deploy: [{ destination: Cluster.member('eu-1').namespace('web') }] } }); }));
    const get = async () => (await host.request('GET', '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/web--eu-1--web')).body;
    await until('ready', async () => (await get()).status.conditions?.some((c: any) => c.type === 'Ready' && c.status === 'True'));
    await new Promise((r) => setTimeout(r, 15000));
    await eu.apiServer.freeze();
    const start = performance.now(); let last = '';
    while (performance.now() - start < 130000) {
      const { status } = await get();
      const text = JSON.stringify(status.conditions.map((c: any) => `${c.type}=${c.status} ${c.reason} ${c.message.slice(0, 80)}`)) + ` og=${status.observedGeneration} failures=${status.failures}`;
      if (text !== last) console.log(((performance.now() - start) / 1000).toFixed(1), text); last = text;
      await new Promise((r) => setTimeout(r, 200));
    }
  } finally { await running.stop(); await repository.stop(); }
  process.exit(0);
})();
