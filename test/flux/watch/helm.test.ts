import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberSecret, until } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { describeWithClusters } from '../../../harness/suite';
import { Cluster, FluxApplication, type HelmReleaseTarget, HelmRepository } from '../../../src';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import { installApplicationCrd } from '../synthesize';
import { application, apply, counted, installedWatcher, states, synthesizeIn, untilSaid } from './stand';

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  replicas: {{ required "replicas must be set" .Values.replicas | quote }}
`;
const files = { 'templates/configmap.yaml': template, 'values.yaml': 'replicas: 1\n' };
const web = ['apps', 'web'] as const;
const releases = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
const merge = { contentType: 'application/merge-patch+json' };

describeWithClusters(
  'the watcher, of a Helm application on three clusters',
  { clusters: ['host', 'eu-1', 'us-1'], flux: true },
  (running) => {
    let repository: ChartRepository;
    let watcher: RunningWatcher;
    let kubeconfig: string;

    beforeAll(async () => {
      repository = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
      const { host, 'eu-1': eu, 'us-1': us } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      for (const member of [eu, us]) {
        await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(member, 'apps'));
      }
      kubeconfig = await installedWatcher(host);
      watcher = startWatcher({ kubeconfig });
    });
    afterAll(async () => {
      await watcher?.stop();
      expect(watcher?.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
      await repository?.stop();
    });

    interface Wanted {
      readonly replicas?: number;
      readonly eu?: Partial<HelmReleaseTarget>;
      readonly without?: string;
    }

    /** The application as written by its author. */
    const yaml = ({ replicas = 1, eu = {}, without }: Wanted = {}) =>
      synthesizeIn('apps', (chart) => {
        const source = new HelmRepository(chart, 'charts', { url: repository.url, interval: '1h' });
        const deploy = [
          { destination: Cluster.host().namespace('web') },
          { destination: Cluster.member('eu-1').namespace('web'), ...eu },
          ...(without === 'us-1' ? [] : [{ destination: Cluster.member('us-1').namespace('web') }]),
        ];
        const defaults = { interval: '1h', install: { createNamespace: true }, values: { replicas } };
        const chartOf = { chart: 'hello', version: '1.0.0' };
        new FluxApplication(chart, 'web', { helmRelease: { source, chart: chartOf, defaults, deploy } });
      });
    const justApplication = (documents: string) =>
      documents.split('---\n').find((text) => /^kind: Application$/m.test(text)) as string;
    const running3 = async (replicas: string) => {
      const { clusters } = running();
      const seen = Object.values(clusters).map(async (cluster) => {
        const { body } = await cluster.request('GET', '/api/v1/namespaces/web/configmaps/web');
        return body.data?.replicas === replicas;
      });
      return (await Promise.all(seen)).every(Boolean);
    };

    test('is seeded before there is any release', async () => {
      const { host } = running();
      await apply(host, justApplication(yaml()));
      const stored = await untilSaid(host, web, 'seeded', (app) => counted(app) !== undefined);
      expect(counted(stored)).toBe('0-3');
      expect(Object.keys(stored.status.fluxApp.helmReleaseStatus)).toEqual(['eu-1-web', 'us-1-web', 'web']);
      for (const entry of Object.values<{ conditions: object[] }>(stored.status.fluxApp.helmReleaseStatus)) {
        expect(entry.conditions).toMatchObject([{ type: 'Ready', status: 'Unknown', reason: 'Missing' }]);
      }
    });

    test('comes to 3/3, and says so in the fields, labels and annotation of the contract', async () => {
      const { host } = running();
      await apply(host, yaml());
      const stored = await untilSaid(host, web, '3-3', (app) => counted(app) === '3-3');
      expect(await running3('1')).toBe(true);
      const { labels, annotations } = stored.metadata;
      const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...own } = annotations;
      const masked = JSON.stringify({ labels, annotations: own, status: stored.status }, null, 1).replace(
        /"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g,
        '"TIME"',
      );
      expect(masked).toMatchSnapshot();
    });

    test('is what kubectl shows, and what it waits for', async () => {
      const { host } = running();
      const { stdout } = await host.kubectl(['get', 'applications.gitops.kubesphere.io', '-n', 'apps']);
      expect(stdout.split('\n').map((line) => line.split(/\s{2,}/))).toMatchObject([
        ['NAME', 'TYPE', 'SOURCE', 'REVISION', 'READY', 'STATUS', 'AGE'],
        ['web', 'HelmRelease', 'HelmRepository/charts', '1.0.0', '3/3', 'Ready', expect.any(String)],
        [''],
      ]);
      const waited = await host.kubectl([
        'wait',
        '-n',
        'apps',
        'applications.gitops.kubesphere.io/web',
        '--for=condition=Ready',
        '--timeout=5s',
      ]);
      expect(waited).toMatchObject({ code: 0 });
      const { body } = await host.request(
        'GET',
        '/api/v1/namespaces/apps/events?fieldSelector=involvedObject.name=web',
      );
      expect(
        body.items.map(({ type, reason, message }: Record<string, string>) => ({ type, reason, message })),
      ).toEqual([{ type: 'Normal', reason: 'Ready', message: '3 of 3 ready' }]);
    });

    test('rolls a value everywhere', async () => {
      const { host } = running();
      await apply(host, yaml({ replicas: 2 }));
      const stored = await untilSaid(
        host,
        web,
        '3-3 of the second generation',
        (app) => counted(app) === '3-3' && app.status.observedGeneration === app.metadata.generation,
      );
      expect(stored.metadata.generation).toBe(2);
      await until('every cluster runs the new value', () => running3('2'));
    });

    test('an Application edited alone is not applied, with that reason', async () => {
      const { host } = running();
      await apply(host, justApplication(yaml({ replicas: 3 })));
      const isNotApplied = (app: unknown) =>
        Object.values(states(app)).every((state) => state === 'Reconciling NotApplied');
      await untilSaid(host, web, '0-3, none applied', (app) => counted(app) === '0-3' && isNotApplied(app));
      await apply(host, yaml({ replicas: 3 }));
      await untilSaid(host, web, '3-3 again', (app) => counted(app) === '3-3');
    });

    test('a bad value in one cluster fails there with what Helm says, and the others stay', async () => {
      const { host } = running();
      await apply(host, yaml({ replicas: 3, eu: { values: { replicas: null } } }));
      const stored = await untilSaid(
        host,
        web,
        'eu-1 failed',
        (app) => counted(app) === '2-3' && states(app)['eu-1-web'] === 'Failed UpgradeFailed',
      );
      expect(states(stored)).toMatchObject({ web: 'Ready UpgradeSucceeded', 'us-1-web': 'Ready UpgradeSucceeded' });
      const [ready] = stored.status.conditions;
      expect(ready).toMatchObject({ type: 'Ready', status: 'False', reason: 'Failed' });
      expect(ready.message).toContain('2 of 3 ready; eu-1 failed: ');
      expect(stored.status.fluxApp.helmReleaseStatus['eu-1-web'].conditions[0].message).toContain(
        'replicas must be set',
      );
      await apply(host, yaml({ replicas: 3 }));
      await untilSaid(host, web, 'mended', (app) => counted(app) === '3-3');
    });

    test('a paused target is Suspended, and ready again when it is resumed', async () => {
      const { host } = running();
      const release = `${releases}/web--eu-1--web`;
      await host.request('PATCH', release, { spec: { suspend: true } }, merge);
      const paused = await untilSaid(
        host,
        web,
        'eu-1 suspended',
        (app) => counted(app) === '2-3' && states(app)['eu-1-web'] === 'Suspended Suspended',
      );
      expect(paused.status.conditions[0]).toMatchObject({
        status: 'Unknown',
        reason: 'Suspended',
        message: '2 of 3 ready; eu-1 suspended',
      });
      await host.request('PATCH', release, { spec: { suspend: null } }, merge);
      await untilSaid(host, web, 'resumed', (app) => counted(app) === '3-3');
    });

    test('a target that is removed leaves, and its release is orphaned until it is deleted', async () => {
      const { host } = running();
      await apply(host, yaml({ replicas: 3, without: 'us-1' }));
      const stored = await untilSaid(host, web, '2-2', (app) => counted(app) === '2-2');
      expect(Object.keys(stored.status.fluxApp.helmReleaseStatus)).toEqual(['eu-1-web', 'web']);
      expect(stored.status.conditions).toMatchObject([
        { type: 'Ready', status: 'True', message: '2 of 2 ready' },
        { type: 'Orphaned', status: 'True', message: '1 left over: HelmRelease web--us-1--web' },
      ]);
      expect(states(stored)['us-1-web']).toBe('Orphaned Orphaned');
      await host.request('DELETE', `${releases}/web--us-1--web`);
      const clean = await untilSaid(host, web, 'no orphan', (app) => app.status.conditions.length === 1);
      expect(Object.keys(states(clean))).toEqual(['eu-1-web', 'web']);
    });

    test('an Application that is deleted is forgotten, and made anew it is counted from what runs', async () => {
      const { host } = running();
      await host.kubectl(['delete', '-n', 'apps', 'applications.gitops.kubesphere.io/web']);
      expect(await application(host, 'apps', 'web')).toBeUndefined();
      await apply(host, yaml({ replicas: 3, without: 'us-1' }));
      const stored = await untilSaid(host, web, '2-2 anew', (app) => counted(app) === '2-2');
      expect(stored.status.observedGeneration).toBe(1);
    });

    test('started again over what has converged it writes nothing', async () => {
      const { host } = running();
      const before = await application(host, 'apps', 'web');
      await watcher.stop();
      const once = startWatcher({ kubeconfig, once: true });
      await once.ended;
      watcher = startWatcher({ kubeconfig });
      await until('it has synced', () =>
        watcher.log.some(({ message, fields }) => message === 'synced' && fields.kind === 'HelmChart'),
      );
      await watcher.stop(); // it has then finished its pending writes
      expect((await application(host, 'apps', 'web'))?.metadata.resourceVersion).toBe(before?.metadata.resourceVersion);
      expect([...once.log, ...watcher.log].filter(({ message }) => message === 'status changed')).toEqual([]);
      watcher = startWatcher({ kubeconfig });
    });
  },
);
