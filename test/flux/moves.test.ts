import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Client, memberSecret, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { serveGit } from '../../harness/git-repository';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, GitRepository, HelmRepository } from '../../src';
import { fluxapp } from '../cli/run';
import { ways } from './appliers';
import { installApplicationCrd } from './synthesize';
import { synthesizeIn } from './watch/stand';

// biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
type Stored = any;

const files = {
  'templates/content.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: content\ndata:\n  content: {{ .Values.content }}\n',
  'values.yaml': 'content: none\n',
};
const MERGE = { contentType: 'application/merge-patch+json' };

describeWithClusters(
  'a HelmRelease that goes on under another name',
  { clusters: ['host', 'eu-1'], flux: true },
  (running) => {
    let charts: ChartRepository;
    const clusters = () => Object.values(running().clusters);

    beforeAll(async () => {
      charts = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
      await installApplicationCrd(running().host);
    });
    afterAll(() => charts?.stop());

    /**
     * Creates a namespace for an application, with the Secret of the member, and one for its release in each cluster.
     */
    const prepare = async (namespace: string) => {
      const { host, 'eu-1': eu } = running().clusters;
      const make = (cluster: Client, name: string) =>
        cluster.request('POST', '/api/v1/namespaces', { metadata: { name } });
      await make(host, namespace);
      await Promise.all(clusters().map((cluster) => make(cluster, `${namespace}-web`)));
      for (const name of ['eu-1', 'europe']) {
        const secret = { ...memberSecret(eu, namespace), metadata: { name } };
        await host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, secret);
      }
    };
    const path = (group: string, plural: string, namespace: string) =>
      `/apis/${group}/namespaces/${namespace}/${plural}`;
    const list = async (group: string, plural: string, namespace: string): Promise<Stored[]> =>
      (await running().host.request('GET', path(group, plural, namespace))).body.items;
    const releases = (namespace: string) => list('helm.toolkit.fluxcd.io/v2', 'helmreleases', namespace);
    const helmCharts = async (namespace: string) =>
      (await list('source.toolkit.fluxcd.io/v1', 'helmcharts', namespace)).map(({ metadata }) => metadata.name);

    /** The object of the release in each cluster, and the revisions of the release. */
    const delivered = (namespace: string) =>
      Promise.all(
        clusters().map(async (cluster) => {
          const own = `/api/v1/namespaces/${namespace}-web`;
          const { body } = await cluster.request('GET', `${own}/configmaps/content`);
          const secrets = await cluster.request('GET', `${own}/secrets?labelSelector=owner=helm`);
          const revisions = secrets.body.items.map(
            ({ metadata }: Stored) => `${metadata.labels.version} ${metadata.labels.status}`,
          );
          return { uid: body.metadata?.uid, content: body.data?.content, revisions };
        }),
      );
    /** The expected state after a move: the same objects, upgraded once. */
    const upgraded = (before: Awaited<ReturnType<typeof delivered>>, content: string) =>
      before.map(({ uid }) => ({ uid, content, revisions: ['1 superseded', '2 deployed'] }));

    interface Named {
      readonly application: string;
      /** The Secret of the member eu-1. */
      readonly secretName: string;
    }
    const yaml = (
      namespace: string,
      content: string,
      { application = 'web', secretName = 'eu-1' }: Partial<Named> = {},
    ) =>
      synthesizeIn(namespace, (chart) => {
        const place = `${namespace}-web`;
        new FluxApplication(chart, application, {
          helmRelease: {
            source: new HelmRepository(chart, 'charts', { url: charts.url, interval: '1h' }),
            chart: { chart: 'hello', version: '1.0.0' },
            defaults: { interval: '1h', releaseName: 'web', storageNamespace: place, values: { content } },
            deploy: [Cluster.host(), Cluster.member('eu-1', { secretName })].map((cluster) => ({
              destination: cluster.namespace(place),
            })),
          },
        });
      });

    describe('by fluxapp apply', () => {
      const command = (namespace: string, input: string, ...args: string[]) => {
        const own = ['-f', '-', '-n', namespace, '--kubeconfig', running().host.kubeconfig];
        return fluxapp([...args, ...own], { stdin: input });
      };
      const apply = async (namespace: string, input: string, ...args: string[]) => {
        const { code, stdout, stderr } = await command(
          namespace,
          input,
          'apply',
          '--yes',
          '--wait',
          '--timeout',
          '4m',
          ...args,
        );
        expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
        return stdout;
      };

      test.each<[string, string, Partial<Named>, string[], string]>([
        [
          'as its application does',
          'renamed',
          { application: 'front' },
          ['host', 'eu-1'].map(
            (cluster) => ` => HelmRelease web--${cluster}--renamed-web moves to front--${cluster}--renamed-web`,
          ),
          'front',
        ],
        [
          'as the Secret of its cluster does',
          'secret',
          { secretName: 'europe' },
          [' => HelmRelease web--eu-1--secret-web moves to web--europe--secret-web'],
          'web',
        ],
      ])('%s', async (_, namespace, renamed, lines, application) => {
        await prepare(namespace);
        await apply(namespace, yaml(namespace, 'one'));
        const before = await delivered(namespace);
        // as after an interruption: one release is already suspended
        const old = `${path('helm.toolkit.fluxcd.io/v2', 'helmreleases', namespace)}/web--eu-1--${namespace}-web`;
        await running().host.request('PATCH', old, { spec: { suspend: true } }, MERGE);
        const code = yaml(namespace, 'two', renamed);
        const plan = (await command(namespace, code, 'plan')).stdout;
        expect(plan.split('\n')).toEqual(expect.arrayContaining(lines));
        expect(plan).toContain(`a move ends a pause: ${namespace}/web--eu-1--${namespace}-web (suspended).`);
        await apply(namespace, code);
        expect(await delivered(namespace)).toEqual(upgraded(before, 'two'));
        const places = ['host', renamed.secretName ?? 'eu-1'].map(
          (cluster) => `${application}--${cluster}--${namespace}-web`,
        );
        expect((await releases(namespace)).map(({ metadata }) => metadata.name).sort()).toEqual([...places].sort());
        expect((await helmCharts(namespace)).sort()).toEqual(places.map((name) => `${namespace}-${name}`).sort());
        await apply(namespace, code, '--prune'); // removes the old Application
        expect(await apply(namespace, code)).toContain('No changes.');
        expect(await delivered(namespace)).toEqual(upgraded(before, 'two'));
      });

      test('as an interrupted run leaves it, which says so', async () => {
        await prepare('held');
        await apply('held', yaml('held', 'one'));
        const old = `${path('helm.toolkit.fluxcd.io/v2', 'helmreleases', 'held')}/web--host--held-web`;
        const { host } = running();
        const finalizers = async (change: (before: string[]) => string[]) => {
          const { metadata } = (await host.request('GET', old)).body;
          await host.request('PATCH', old, { metadata: { finalizers: change(metadata.finalizers) } }, MERGE);
        };
        await finalizers((before) => [...before, 'example.com/held']);
        const code = yaml('held', 'one', { application: 'front' });
        const applied = apply('held', code);
        await until('the old object is being deleted', async () => {
          return (await host.request('GET', old)).body.metadata?.deletionTimestamp !== undefined;
        });
        const { metadata, spec } = (await host.request('GET', old)).body;
        expect([spec.suspend, metadata.annotations['gitops.kubesphere.io/suspend-reason']]).toEqual([
          true,
          'fluxapp apply moves it to held/front--host--held-web',
        ]);
        expect((await command('held', code, 'plan')).stdout).not.toContain('ends a pause');
        await finalizers((before) => before.filter((each) => each !== 'example.com/held'));
        await applied;
      });
    });

    test('as a Kustomization, which deletes nothing', async () => {
      const { host } = running();
      const git = await serveGit();
      onTestFinished(() => git.stop());
      await git.commit({ 'web/content.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: content\n' });
      await prepare('manifests');
      const apply = (application: string, ...args: string[]) => {
        const input = synthesizeIn('manifests', (chart) => {
          const source = new GitRepository(chart, 'git', { url: git.url, ref: { branch: 'main' }, interval: '1h' });
          const kustomization = {
            ...{ source, defaults: { path: './web', interval: '1h', prune: true } },
            deploy: [Cluster.host(), Cluster.member('eu-1')].map((cluster) => ({
              destination: cluster.namespace('manifests-web'),
            })),
          };
          new FluxApplication(chart, application, { kustomization });
        });
        const own = ['-f', '-', '-n', 'manifests', '--kubeconfig', host.kubeconfig, '--timeout', '4m'];
        return fluxapp(['apply', '--yes', '--wait', ...own, ...args], { stdin: input });
      };
      const uids = async () => (await delivered('manifests')).map(({ uid }) => uid);
      expect(await apply('web')).toMatchObject({ code: 0 });
      const before = await uids();
      expect(before).not.toContain(undefined);
      expect(await apply('front', '--prune')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(' => Kustomization moves on 2 targets:'),
      });
      expect(await uids()).toEqual(before);
      const left = await list('kustomize.toolkit.fluxcd.io/v1', 'kustomizations', 'manifests');
      expect(left.map(({ metadata }) => metadata.name)).toEqual([
        'front--eu-1--manifests-web',
        'front--host--manifests-web',
      ]);
    });

    test('out of Git, by the steps of docs/moves.md', async () => {
      const { host } = running();
      await prepare('git');
      const way = ways.find(({ name }) => name === 'Flux, from Git');
      const git = await way?.start(host, 'git');
      const untilReady = (names: readonly string[]) =>
        until(`${names} are ready, and nothing else is there`, async () => {
          const all = await releases('git');
          const isReady = ({ metadata, status }: Stored) =>
            status?.conditions?.some(
              ({ type, status: is, observedGeneration }: Stored) =>
                type === 'Ready' && is === 'True' && observedGeneration === metadata.generation,
            );
          return all.map(({ metadata }) => metadata.name).join() === names.join() && all.every(isReady);
        });
      await git?.apply(yaml('git', 'one'));
      await untilReady(['web--eu-1--git-web', 'web--host--git-web']);
      const before = await delivered('git');

      const suspend = ['suspend', 'web', '-n', 'git', '--reason', 'moves to front', '--kubeconfig', host.kubeconfig];
      expect(await fluxapp(suspend)).toMatchObject({ code: 0 });
      const columns = 'GENERATION:.metadata.generation,OBSERVED:.status.observedGeneration';
      const selector = ['-n', 'git', '-l', 'app.kubernetes.io/managed-by=web', '-o', `custom-columns=${columns}`];
      await until('helm-controller has seen it', async () => {
        const { stdout } = await host.kubectl(['get', 'helmreleases', ...selector]);
        const rows = stdout.trim().split('\n').slice(1);
        return rows.length === 2 && rows.map((row) => row.trim().split(/\s+/)).every(([one, other]) => one === other);
      });
      await git?.apply(yaml('git', 'two', { application: 'front' }));
      const names = ['front--eu-1--git-web', 'front--host--git-web'];
      await untilReady(names);
      const left = ['git-web--eu-1--git-web', 'git-web--host--git-web'];
      expect(await host.kubectl(['delete', 'helmchart', '-n', 'git', ...left])).toMatchObject({ code: 0 });
      expect(await delivered('git')).toEqual(upgraded(before, 'two'));
      expect(await helmCharts('git')).toEqual(names.map((name) => `git-${name}`));
      await git?.stop();
    });
  },
);
