import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberSecret, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, type HelmReleaseTarget, HelmRepository } from '../../src';
import { fluxapp } from '../cli/run';
import { type RunningWatcher, startWatcher } from '../controllers/application-status/watcher-under-test';
import { type Applier, ways } from './appliers';
import { installApplicationCrd } from './synthesize';
import { application, counted, states, synthesizeIn, untilSaid } from './watch/stand';

const files = {
  'templates/configmap.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n',
  'values.yaml': 'replicas: 1\n',
};
const web = ['apps', 'web'] as const;
const releases = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
const EU = `${releases}/web--eu-1--web`;
const UNTIL = 'gitops.kubesphere.io/suspend-until';

describeWithClusters(
  'fluxapp suspend and resume, of what Flux applies from Git',
  { clusters: ['host', 'eu-1'], flux: true },
  (running) => {
    let charts: ChartRepository;
    let watcher: RunningWatcher;
    let git: Applier;

    beforeAll(async () => {
      charts = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
      const { host, 'eu-1': eu } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(eu, 'apps'));
      watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 100 });
      const fromGit = ways.find(({ name }) => name === 'Flux, from Git');
      git = (await fromGit?.start(host, 'apps')) as Applier;
      await git.apply(yaml());
      await untilSaid(host, web, '2-2', (app) => counted(app) === '2-2');
    });
    afterAll(async () => {
      await watcher?.stop();
      await git?.stop();
      await charts?.stop();
    });

    const yaml = (onHost: Partial<HelmReleaseTarget> = {}) =>
      synthesizeIn('apps', (chart) => {
        const source = new HelmRepository(chart, 'charts', { url: charts.url, interval: '1h' });
        const deploy = [
          { destination: Cluster.host().namespace('web'), ...onHost },
          { destination: Cluster.member('eu-1').namespace('web') },
        ];
        const defaults = { interval: '1h', install: { createNamespace: true } };
        const helmRelease = { source, chart: { chart: 'hello', version: '1.0.0' }, defaults, deploy };
        new FluxApplication(chart, 'web', { helmRelease });
      });
    const command = (...args: string[]) =>
      fluxapp([...args, '--kubeconfig', running().host.kubeconfig, ...(args.includes('-A') ? [] : ['-n', 'apps'])]);
    /** By cluster, whether the entries of the Application and the releases set suspend. */
    const suspended = async () => {
      const { host } = running();
      const app = await application(host, ...web);
      const entries: { suspend?: boolean }[] = app.spec.fluxApp.spec.config.helmRelease.deploy;
      const names = ['web--host--web', 'web--eu-1--web'];
      const objects = await Promise.all(names.map((name) => host.request('GET', `${releases}/${name}`)));
      return {
        application: entries.map(({ suspend }) => suspend),
        releases: objects.map(({ body }) => body.spec.suspend),
      };
    };
    const versions = async () => {
      const { host } = running();
      const app = await application(host, ...web);
      const { body } = await host.request('GET', EU);
      return [app.metadata.resourceVersion, body.metadata.resourceVersion];
    };

    test('a dry run says what would be patched, and changes nothing', async () => {
      const before = await versions();
      const { code, stdout } = await command('suspend', 'web', '--cluster', 'eu-1', '--reason', 'test', '--dry-run');
      expect(code).toBe(0);
      const [change, release, entry] = stdout.split('\n');
      expect(change).toBe('apps/web eu-1-web: running → suspended by admin: test');
      expect(release).toMatch(/^ {2}would patch HelmRelease web--eu-1--web: \{.*"spec":\{"suspend":true\}\}$/);
      expect(entry).toMatch(/^ {2}would patch Application web: \[\{"op":"test",.*"op":"add","path":".*\/1\/suspend"/);
      expect(await versions()).toEqual(before);
    });

    test('pauses one cluster, on its release and on the Application', async () => {
      const { host } = running();
      const args = ['--cluster', 'eu-1', '--reason', 'the database\nis moved', '--until', '2h'];
      const { code, stdout, stderr } = await command('suspend', 'web', ...args);
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr:
          'note: when kustomize-controller applies Application apps/web again, it takes "suspend" out of its list of targets; they stay suspended\n',
      });
      expect(stdout).toMatch(
        /^apps\/web eu-1-web: running → suspended by admin until 20\S+Z: the database is moved\n$/,
      );
      expect(await suspended()).toEqual({ application: [undefined, true], releases: [undefined, true] });
      const stored = await untilSaid(host, web, 'eu-1 suspended', (app) => counted(app) === '1-2');
      expect(states(stored)).toEqual({ 'eu-1-web': 'Suspended Suspended', web: 'Ready InstallSucceeded' });
      const { message } = stored.status.targets[0];
      expect(message).toMatch(/^suspended by admin until 20\S+Z: the database is moved; runs 1\.0\.0$/);
    });

    test('stays paused when Git takes "suspend" out of the Application', async () => {
      const { host } = running();
      await git.apply(`${yaml()}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: change\n  namespace: apps\n`);
      await until('the Application is as Git has it', async () => (await suspended()).application[1] === undefined);
      expect((await suspended()).releases).toEqual([undefined, true]);
      await untilSaid(
        host,
        web,
        'eu-1 still suspended, in the generation of Git',
        (app) =>
          app.status.observedGeneration === app.metadata.generation &&
          states(app)['eu-1-web'] === 'Suspended Suspended' &&
          counted(app) === '1-2',
      );
    });

    test('paused again it keeps since when it has been, and nothing else of the pause before', async () => {
      const { host } = running();
      const since = async () => {
        const { annotations } = (await host.request('GET', EU)).body.metadata;
        return [annotations['gitops.kubesphere.io/suspend-since'], annotations[UNTIL]];
      };
      const [before, until] = await since();
      expect(until).toMatch(/Z$/);
      const { stdout } = await command('suspend', 'web', '--cluster', 'eu-1');
      expect(stdout).toMatch(/the database is moved → suspended by admin\n$/);
      expect(await since()).toEqual([before, undefined]);
    });

    test('resumes: nothing of the pause is left, and it is ready again', async () => {
      const { host } = running();
      const { code, stdout, stderr } = await command('resume', 'web');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe(
        'apps/web eu-1-web: suspended by admin → running\napps/web web: running, nothing to resume\n',
      );
      expect(await suspended()).toEqual({ application: [undefined, undefined], releases: [undefined, undefined] });
      const { annotations } = (await host.request('GET', EU)).body.metadata;
      expect(Object.keys(annotations).filter((name) => name.includes('suspend'))).toEqual([]);
      await untilSaid(host, web, 'ready again', (app) => counted(app) === '2-2');
    });

    test('a pause that is over is shown as such without anything happening, and --expired ends it alone', async () => {
      const { host } = running();
      await command('suspend', 'web', '--cluster', 'host');
      await command('suspend', 'web', '--cluster', 'eu-1', '--until', '2s');
      const isExpired = (app: unknown) => states(app)['eu-1-web'] === 'Suspended PauseExpired';
      const stored = await untilSaid(host, web, 'the pause is over', isExpired);
      expect(stored.status.conditions).toMatchObject([
        { type: 'Ready', status: 'Unknown', reason: 'Suspended' },
        { type: 'PauseExpired', status: 'True' },
      ]);
      const { code, stdout, stderr } = await command('resume', '--expired', '-A');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^apps\/web eu-1-web: suspended by admin until \S+Z → running\n$/);
      const resumed = await untilSaid(host, web, 'one of two', (app) => counted(app) === '1-2');
      expect(states(resumed)).toEqual({ 'eu-1-web': 'Ready InstallSucceeded', web: 'Suspended Suspended' });
      expect(resumed.status.conditions).toMatchObject([{ type: 'Ready' }]);
      expect(await command('resume', '--expired', '-A')).toEqual({
        code: 0,
        stdout: '',
        stderr: 'no expired pauses found\n',
      });
      await command('resume', 'web');
      await untilSaid(host, web, 'both', (app) => counted(app) === '2-2');
    });

    test('says before it resumes that Git will pause again; until then the target is in step', async () => {
      const { host } = running();
      await git.apply(yaml({ suspend: true }));
      await untilSaid(host, web, 'paused by Git', (app) => states(app).web === 'Suspended Suspended');
      const { code, stdout, stderr } = await command('resume', 'web', '--cluster', 'host');
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'apps/web web: suspended → running\n' });
      expect(stderr).toBe(
        'warning: kustomize-controller has written "suspend: true" into HelmRelease apps/web--host--web: when it applies that again, it suspends it again\n',
      );
      await untilSaid(host, web, 'both ready', (app) => counted(app) === '2-2');
      await git.apply(
        `${yaml({ suspend: true })}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n  namespace: apps\n`,
      );
      await untilSaid(host, web, 'paused by Git again', (app) => states(app).web === 'Suspended Suspended');
    });

    test.each([
      [['suspend', 'wep'], 'no Application is named wep in namespace apps of context "host": did you mean web?'],
      [['suspend', 'web', '--cluster', 'mars'], '--cluster: Application web has no target on mars; it has eu-1, host'],
      [
        ['resume', 'web', '--cluster', 'eu-2'],
        '--cluster: Application web has no target on eu-2; did you mean "eu-1"?',
      ],
    ])('fails for %j in one line', async (args, message) => {
      expect(await command(...args)).toEqual({ code: 1, stdout: '', stderr: `error: ${message}\n` });
    });
  },
);
