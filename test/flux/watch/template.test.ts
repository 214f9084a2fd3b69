import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberSecret } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { describeWithClusters } from '../../../harness/suite';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate } from '../../../src';
import { fluxapp } from '../../cli/run';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import { installApplicationCrd } from '../synthesize';
import { apply, counted, installedWatcher, states, synthesizeIn, untilSaid } from './stand';

const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n';
const files = { 'templates/configmap.yaml': template, 'values.yaml': '{}\n' };
const broken = { ...files, 'templates/broken.yaml': '{{ fail "3.0.0 is broken" }}\n' };
const charts = ['1.0.0', '2.0.0', '3.0.0', '4.0.0'].map((version) => ({
  ...{ name: 'hello', version },
  files: version === '3.0.0' ? broken : files,
}));
const [first, second, saved] = ['first', 'second', 'saved'].map((name) => ['apps', name] as const) as [
  readonly ['apps', string],
  readonly ['apps', string],
  readonly ['apps', string],
];

describeWithClusters(
  'the watcher, of applications that share a template',
  { clusters: ['host', 'eu-1'], flux: true },
  (running) => {
    let repository: ChartRepository;
    let watcher: RunningWatcher;

    beforeAll(async () => {
      repository = await serveCharts(charts);
      const { host, 'eu-1': eu } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(eu, 'apps'));
      watcher = startWatcher({ kubeconfig: await installedWatcher(host) });
    });
    afterAll(async () => {
      await watcher?.stop();
      await repository?.stop();
    });

    const destinations = [Cluster.host(), Cluster.member('eu-1')];
    /** Two applications that use a template with this version. */
    const yaml = (version: string) =>
      synthesizeIn('apps', (chart) => {
        const source = new HelmRepository(chart, 'charts', { url: repository.url, interval: '1h' });
        const shared = new HelmTemplate(chart, 'hello', { source, chart: 'hello', version, interval: '1h' });
        for (const [namespace, name] of [first, second]) {
          const deploy = destinations.map((cluster) => ({ destination: cluster.namespace(`${namespace}-${name}`) }));
          const defaults = { interval: '1h', install: { createNamespace: true } };
          new FluxApplication(chart, name, { helmRelease: { template: shared, defaults, deploy } });
        }
      });

    test('both come to 2/2, from one chart', async () => {
      const { host } = running();
      await apply(host, yaml('1.0.0'));
      for (const name of [first, second]) {
        const stored = await untilSaid(host, name, '2-2', (app) => counted(app) === '2-2');
        expect(stored.status).toMatchObject({ revision: '1.0.0', source: 'HelmChart/hello' });
      }
      // source-controller may fetch a new chart twice, but not once for each of the four releases
      expect(repository.requests.filter((path) => path.endsWith('.tgz')).length).toBeLessThan(3);
    });

    test('a version that is raised counts only where it runs', async () => {
      const { host } = running();
      const seen = new Set<string>();
      await apply(host, yaml('2.0.0'));
      for (const name of [first, second]) {
        await untilSaid(host, name, '2.0.0 on both', (app) => {
          seen.add(`${app.status.summary} ${app.status.revision}`);
          return counted(app) === '2-2' && app.status.revision === '2.0.0';
        });
      }
      // a ready target runs the requested revision
      expect([...seen].filter((text) => text.startsWith('2/2'))).not.toContain('2/2 1.0.0 on 1, 2.0.0 on 1');
    });

    test('a version that does not exist has failed on every target, with what the source says', async () => {
      const { host } = running();
      await apply(host, yaml('9.9.9'));
      for (const name of [first, second]) {
        const stored = await untilSaid(
          host,
          name,
          '0-2',
          (app) => counted(app) === '0-2' && app.status.conditions[0].reason === 'Failed',
        );
        for (const { state, message, revision } of stored.status.targets) {
          expect({ state, message, revision }).toEqual({
            state: 'Failed',
            message: expect.stringMatching(/^HelmChart hello: .*9\.9\.9/),
            revision: '2.0.0',
          });
        }
      }
      await apply(host, yaml('2.0.0'));
      for (const name of [first, second]) await untilSaid(host, name, 'mended', (app) => counted(app) === '2-2');
    });

    test('a version that fails, and is mended by the template alone, is waited for', async () => {
      const { host } = running();
      await apply(host, yaml('3.0.0'));
      for (const name of [first, second]) {
        await untilSaid(host, name, 'failed', (app) =>
          app.status.targets.every(({ message }: { message: string }) => message.includes('3.0.0 is broken')),
        );
      }
      await apply(host, yaml('4.0.0'));
      const args = ['wait', 'first', 'second', '-n', 'apps', '--timeout', '3m', '--kubeconfig', host.kubeconfig];
      const { code, stdout } = await fluxapp(args);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: 'apps/first ready: 2 of 2 ready\napps/second ready: 2 of 2 ready\n',
      });
      for (const name of [first, second]) {
        await untilSaid(host, name, '4.0.0', (app) => counted(app) === '2-2' && app.status.revision === '4.0.0');
      }
    });

    test('one that saves its chart as a template has one too', async () => {
      const { host } = running();
      const own = synthesizeIn('apps', (chart) => {
        const source = HelmRepository.fromName(chart, 'charts', 'charts');
        const deploy = destinations.map((cluster) => ({ destination: cluster.namespace('saved') }));
        const defaults = { interval: '1h', install: { createNamespace: true } };
        new FluxApplication(chart, 'saved', {
          helmRelease: {
            source,
            chart: { chart: 'hello', version: '1.0.0', interval: '1h' },
            saveTemplate: true,
            defaults,
            deploy,
          },
        });
      });
      await apply(host, own);
      const stored = await untilSaid(host, saved, '2-2', (app) => counted(app) === '2-2');
      expect(stored.status).toMatchObject({ revision: '1.0.0', source: 'HelmRepository/charts' });
      expect(states(stored)).toEqual({ saved: 'Ready InstallSucceeded', 'eu-1-saved': 'Ready InstallSucceeded' });
      expect(stored.status.fluxApp.helmReleaseStatus.saved.helmChart).toBe('apps/saved');
    });
  },
);
