import { App, Chart as Cdk8sChart } from 'cdk8s';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, memberSecret, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { describeWithClusters } from '../../harness/suite';
import { ApplicationCrd, Cluster, FluxApplication, HelmRepository, HelmTemplate } from '../../src';

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  chart: {{ .Chart.Version | quote }}
  values: {{ .Values | toJson | quote }}
`;
const files = { 'templates/configmap.yaml': template, 'values.yaml': 'kept: default\ngone: default\nreplicas: 1\n' };
const charts = ['1.0.0', '2.0.0'].map((version) => ({ name: 'hello', version, files }));

/** The code of a chart author: one application on the host and a member, and one that depends on it. */
function synthesize(repository: string, version: string): string {
  const app = new App({ outdir: 'dist/test' });
  new ApplicationCrd(new Cdk8sChart(app, 'crds'), 'application');
  const chart = new Cdk8sChart(app, 'hello', { namespace: 'apps' });
  const template = new HelmTemplate(chart, 'hello', {
    source: new HelmRepository(chart, 'charts', { url: repository }),
    chart: 'hello',
    version,
  });
  const eu = Cluster.member('eu-1');
  const first = new FluxApplication(chart, 'first', {
    helmRelease: {
      template,
      defaults: { install: { createNamespace: true }, values: { replicas: 2 } },
      deploy: [
        { destination: Cluster.host().namespace('first') },
        { destination: eu.namespace('first'), values: { gone: null }, set: ['added=true'] },
      ],
    },
  });
  new FluxApplication(chart, 'second', {
    helmRelease: {
      template,
      deploy: [{ destination: eu.namespace('second'), install: { createNamespace: true }, dependsOn: [first] }],
    },
  });
  return app.synthYaml();
}

describeWithClusters('Flux, given what was synthesized', { clusters: ['host', 'eu-1'], flux: true }, (running) => {
  let repository: ChartRepository;
  beforeAll(async () => {
    repository = await serveCharts(charts);
    const { host, 'eu-1': member } = running().clusters;
    await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
    await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(member, 'apps'));
  });
  afterAll(() => repository?.stop());

  const apply = async (version: string) => {
    const { host } = running();
    const input = synthesize(repository.url, version);
    // the CRD is among the objects, and is served shortly after it was created
    await until('everything is applied', async () => (await host.kubectl(['apply', '-f', '-'], { input })).code === 0);
  };
  const fetched = (path: string) => repository.requests.filter((request) => request === path).length;
  const released = (cluster: Client, namespace: string, chart: string) =>
    until(`${namespace} runs ${chart} on ${cluster.name}`, async () => {
      const { body } = await cluster.request('GET', `/api/v1/namespaces/${namespace}/configmaps/${namespace}`);
      return body.data?.chart === chart && JSON.parse(body.data.values);
    });

  test('delivers every target, to members that had nothing but their kubeconfig', async () => {
    await apply('1.0.0');
    const { host, 'eu-1': member } = running().clusters;
    expect(await released(host, 'first', '1.0.0')).toEqual({ kept: 'default', gone: 'default', replicas: 2 });
    expect(await released(member, 'first', '1.0.0')).toEqual({ kept: 'default', replicas: 2, added: true });
    expect(await released(member, 'second', '1.0.0')).toEqual({ kept: 'default', gone: 'default', replicas: 1 });
    expect((await member.request('GET', '/api/v1/namespaces/apps')).status).toBe(404);
    // source-controller may fetch a new chart twice, but not once for each release
    expect(fetched('/hello-1.0.0.tgz')).toBeLessThan(3);
  });

  test('a new version of the template is every release’s', async () => {
    await apply('2.0.0');
    const { host, 'eu-1': member } = running().clusters;
    await Promise.all([
      released(host, 'first', '2.0.0'),
      released(member, 'first', '2.0.0'),
      released(member, 'second', '2.0.0'),
    ]);
    expect(fetched('/hello-2.0.0.tgz')).toBeLessThan(3);
  });
});
