import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberSecret } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { type GitRepository as ServedGit, serveGit } from '../../../harness/git-repository';
import { describeWithClusters } from '../../../harness/suite';
import { delay } from '../../../harness/wait';
import { Cluster, FluxApplication, GitRepository, HelmRepository } from '../../../src';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import { installApplicationCrd } from '../synthesize';
import { application, apply, counted, installedWatcher, states, synthesizeIn, untilSaid } from './stand';

const template = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n';
const charts = [
  { name: 'hello', version: '1.0.0', files: { 'templates/configmap.yaml': template, 'values.yaml': '{}\n' } },
];
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: manifests\n  namespace: default\n';
const [web, manifests] = [['apps', 'web'] as const, ['apps', 'manifests'] as const];
/** The interval of every target, at which the clusters are contacted. */
const intervalMs = 10_000;
/**
 * The time for which a frozen API server may stay unnoticed in addition to the interval: Go's HTTP/2 closes an open
 * connection after 30 s without a byte and 15 s without a response to its ping (k8s.io/apimachinery/pkg/util/net), and
 * Flux then reports the failure.
 */
const frozenMs = 50_000;
/** The time for which a failure must stay unchanged: several retries. */
const steadyMs = 25_000;

describeWithClusters(
  'the watcher, when a member cluster is down',
  { clusters: ['host', 'eu-1'], flux: true },
  (running) => {
    let repository: ChartRepository;
    let git: ServedGit;
    let watcher: RunningWatcher;

    beforeAll(async () => {
      repository = await serveCharts(charts);
      git = await serveGit();
      await git.commit({ 'configmap.yaml': configMap });
      const { host, 'eu-1': eu } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(eu, 'apps'));
      watcher = startWatcher({ kubeconfig: await installedWatcher(host) });
      const clusters = [Cluster.host(), Cluster.member('eu-1')];
      const yaml = synthesizeIn('apps', (chart) => {
        new FluxApplication(chart, 'web', {
          helmRelease: {
            source: new HelmRepository(chart, 'charts', { url: repository.url, interval: '1h' }),
            chart: { chart: 'hello', version: '1.0.0' },
            defaults: { interval: '10s', install: { createNamespace: true } },
            deploy: clusters.map((cluster) => ({ destination: cluster.namespace('web') })),
          },
        });
        new FluxApplication(chart, 'manifests', {
          kustomization: {
            source: new GitRepository(chart, 'git', { url: git.url, ref: { branch: 'main' }, interval: '1h' }),
            defaults: { interval: '10s', retryInterval: '5s', prune: true },
            deploy: clusters.map((cluster) => ({ destination: cluster.namespace('default') })),
          },
        });
      });
      await apply(host, yaml);
      for (const name of [web, manifests]) await untilSaid(host, name, '2-2', (app) => counted(app) === '2-2');
    });
    afterAll(async () => {
      await watcher?.stop();
      await Promise.all([repository?.stop(), git?.stop()]);
    });

    const all = [web, manifests] as const;
    const ofMember = (name: readonly [string, string]) => (name === web ? 'eu-1-web' : 'eu-1-default');
    const ofHost = (name: readonly [string, string]) => (name === web ? 'web' : 'default');

    /** Both applications have failed on the member within this time, and are unchanged on the host. */
    const fails = async (withinMs: number) => {
      const { host } = running();
      const seen = await Promise.all(
        all.map((name) =>
          untilSaid(
            host,
            name,
            '1-2',
            (app) => counted(app) === '1-2' && states(app)[ofMember(name)]?.startsWith('Failed') === true,
            withinMs,
          ),
        ),
      );
      for (const [index, name] of all.entries()) expect(states(seen[index])[ofHost(name)]).toMatch(/^Ready /);
    };

    /** During several retries, nothing different is written. */
    const stays = async () => {
      const { host } = running();
      const before = await Promise.all(
        all.map(async ([namespace, name]) => (await application(host, namespace, name)).status.targets),
      );
      const logged = watcher.log.length;
      await delay(steadyMs); // the test asserts that nothing changes in this time
      const after = await Promise.all(
        all.map(async ([namespace, name]) => (await application(host, namespace, name)).status.targets),
      );
      expect(after).toEqual(before);
      expect(watcher.log.slice(logged).filter(({ message }) => message === 'status changed')).toEqual([]);
    };

    const recovers = async () => {
      const { host } = running();
      const start = performance.now();
      // the controllers wait longer after each failure: up to 48 s after the failures above
      await Promise.all(
        all.map((name) => untilSaid(host, name, 'recovered', (app) => counted(app) === '2-2', 120_000)),
      );
      console.log(`recovered ${((performance.now() - start) / 1000).toFixed(1)} s after the member came back`);
    };

    test('whose connections are refused: Failed within the interval, steady, and ready again when it is back', async () => {
      const { 'eu-1': eu } = running().clusters;
      await eu.apiServer.kill();
      await fails(intervalMs + 10_000);
      await stays();
      await eu.apiServer.restart();
      await recovers();
    }, 240_000);

    test('which is frozen: Failed within the interval and 40 s, steady, and ready again when it goes on', async () => {
      const { 'eu-1': eu } = running().clusters;
      await eu.apiServer.freeze();
      await fails(intervalMs + frozenMs);
      await stays();
      eu.apiServer.thaw();
      await recovers();
    }, 300_000);
  },
);
