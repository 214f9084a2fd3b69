import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { memberSecret } from '../../harness/kubeconfig';
import { describeWithClusters } from '../../harness/suite';
import { until } from '../../harness/wait';

const namespaceOnHost = 'apps';
const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  greeting: {{ .Values.greeting }}
`;
const chart = { name: 'hello', version: '1.0.0', files: { 'templates/configmap.yaml': template } };

const repository = (url: string) => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name: 'charts' },
  spec: { url, interval: '1m' },
});

const release = (member: string) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'hello' },
  spec: {
    interval: '1m',
    releaseName: 'hello',
    targetNamespace: 'web',
    storageNamespace: 'web',
    kubeConfig: { secretRef: { name: member } },
    install: { createNamespace: true },
    chart: { spec: { chart: 'hello', sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
    values: { greeting: 'hello from the host' },
  },
});

describeWithClusters('Flux on the host', { clusters: ['host', 'eu-1'], flux: true }, (running) => {
  let charts: ChartRepository;
  beforeAll(async () => {
    charts = await serveCharts([chart]);
  });
  afterAll(() => charts?.stop());

  test('installs a chart on a member through its kubeconfig Secret', async () => {
    const { host, 'eu-1': member } = running().clusters;
    const create = async (path: string, object: object) =>
      expect(await host.request('POST', `${path}?fieldValidation=Strict`, object)).toMatchObject({ status: 201 });
    const inApps = (group: string, plural: string) => `/apis/${group}/namespaces/${namespaceOnHost}/${plural}`;
    const releases = inApps('helm.toolkit.fluxcd.io/v2', 'helmreleases');
    await create('/api/v1/namespaces', { metadata: { name: namespaceOnHost } });
    await create(`/api/v1/namespaces/${namespaceOnHost}/secrets`, memberSecret(member, namespaceOnHost));
    await create(inApps('source.toolkit.fluxcd.io/v1', 'helmrepositories'), repository(charts.url));
    await create(releases, release(member.name));

    // the controller may report Ready shortly before it writes the history
    const ready = await until('the release is Ready and has a history', async () => {
      const { body } = await host.request('GET', `${releases}/hello`);
      const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
      const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
      return isReady && body.status.history?.length > 0 && body;
    });
    expect(ready.status.history[0]).toMatchObject({ name: 'hello', namespace: 'web', chartVersion: '1.0.0' });
    const { body } = await member.request('GET', '/api/v1/namespaces/web/configmaps/hello');
    expect(body.data).toEqual({ greeting: 'hello from the host' });
    expect((await host.request('GET', '/api/v1/namespaces/web')).status).toBe(404);
    expect(charts.requests).toEqual(['/index.yaml', '/hello-1.0.0.tgz']);
  });

  test('a killed controller comes back', async () => {
    const { flux } = running();
    const before = flux?.helm.pid;
    await flux?.helm.restart();
    expect(flux?.helm.running).toBe(true);
    expect(flux?.helm.pid).not.toBe(before);
  });
});
