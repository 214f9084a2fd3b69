import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, kubeconfig, memberSecret, TcpProxy, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { installCrds } from '../../harness/crds';
import { describeWithClusters } from '../../harness/suite';
import { lower } from '../../src';
import { printYamlDocuments } from '../../src/yaml';
import { helmApplication, onHost, onMember } from '../application/applications';
import { fluxapp } from '../cli/run';
import { limit } from '../random-runs';
import { applicationCrds } from './application-crds';

const MERGE = { contentType: 'application/merge-patch+json' };
const files = {
  'templates/made.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-made\ndata:\n  a: b\n',
};

describeWithClusters(
  'fluxapp apply --prune, with Flux',
  { clusters: ['host', 'eu-1', 'us-1'], flux: true },
  (running) => {
    let charts: ChartRepository;

    beforeAll(async () => {
      charts = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
      const own = applicationCrds.find(({ isOwn }) => isOwn);
      await installCrds(running().host, [own?.file as string]);
    });
    afterAll(() => charts?.stop());

    /**
     * Creates a namespace in all clusters, for an application on all of them: each is a wave, the host is the last one.
     */
    const place = async (space: string) => {
      const { host, clusters } = running();
      const [eu1, us1] = [clusters['eu-1'], clusters['us-1']];
      const proxy = await TcpProxy.start(eu1.url);
      for (const cluster of [host, eu1, us1]) {
        await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: space } });
      }
      // eu-1 is behind the proxy
      const throughProxy = kubeconfig({ name: 'eu-1', url: proxy.url, ca: eu1.ca }, eu1.tokens.admin);
      const secrets = [memberSecret({ name: 'eu-1', kubeconfigYaml: throughProxy }, space), memberSecret(us1, space)];
      const repository = {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata: { name: 'charts', namespace: space },
        spec: { url: charts.url, interval: '1h' },
      };
      const all = [onMember('eu-1', space), onMember('us-1', space), onHost(space)];
      const waves = [[`eu-1-${space}`], [`us-1-${space}`], [space]];
      const application = (targets: readonly object[], annotations: object) => {
        const parts = { chart: { chart: 'hello', version: '1.0.0' }, metadata: { namespace: space, annotations } };
        return lower(helmApplication(targets, parts), { withApplication: true }).objects;
      };
      const rollout = { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves }) };
      return {
        whole: [repository, ...secrets, ...application(all, rollout)],
        /** The application without eu-1. */
        smaller: [repository, secrets[1] as object, ...application(all.slice(1), {})],
        keep: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'keep', namespace: space } }],
        proxy,
      };
    };

    const run = (command: string, objects: readonly object[], ...args: string[]) =>
      fluxapp([command, '-f', '-', '--kubeconfig', running().host.kubeconfig, ...args], {
        stdin: printYamlDocuments(objects),
      });
    const apply = (objects: readonly object[], ...args: string[]) => run('apply', objects, '--yes', ...args);
    const delivered = async (space: string, objects: readonly object[]) => {
      expect(await apply(objects)).toMatchObject({ code: 0, stderr: '' });
      const wait = ['wait', 'podinfo', '-n', space, '--timeout', '50s', '--kubeconfig', running().host.kubeconfig];
      const { code, stderr } = await fluxapp(wait);
      expect({ code, stderr }).toMatchObject({ code: 0 });
    };
    const release = (space: string, name: string) =>
      `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${space}/helmreleases/${name}`;
    const get = (cluster: Client, path: string) => cluster.request('GET', path);
    /** Whether the objects of the chart exist in a cluster. */
    const isMade = async (cluster: Client, space: string) => {
      const { body } = await get(cluster, `/api/v1/namespaces/${space}/configmaps`);
      return body.items.some(({ metadata }: { metadata: { name: string } }) => metadata.name.endsWith('-made'));
    };
    const deletedIn = (stdout: string) =>
      stdout.split('\n').flatMap((line) => (line.endsWith(' deleted') ? [line.slice(0, -' deleted'.length)] : []));

    test('the last wave goes first, and what releases need when they are uninstalled', async () => {
      const space = 'gone';
      const { host, clusters } = running();
      const { whole, keep, proxy } = await place(space);
      await delivered(space, [...whole, ...keep]);
      const { code, stdout, stderr } = await apply(keep, '--prune');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const order = deletedIn(stdout);
      expect(order.filter((each) => each.startsWith('HelmRelease/'))).toEqual([
        'HelmRelease/gone/podinfo--host--gone',
        'HelmRelease/gone/podinfo--us-1--gone',
        'HelmRelease/gone/podinfo--eu-1--gone',
      ]);
      expect([...order].sort()).toEqual([
        'Application/gone/podinfo',
        'HelmRelease/gone/podinfo--eu-1--gone',
        'HelmRelease/gone/podinfo--host--gone',
        'HelmRelease/gone/podinfo--us-1--gone',
        'HelmRepository/gone/charts',
        'Secret/gone/eu-1',
        'Secret/gone/us-1',
      ]);
      for (const cluster of [host, clusters['eu-1'], clusters['us-1']])
        expect(await isMade(cluster, space)).toBe(false);
      const again = await run('plan', keep, '--server');
      expect(again.stdout).toContain('No changes. 1 object unchanged.');
      await proxy.close();
    });

    describe('a cluster that is down', () => {
      test(
        'keeps its release and Secret until it is back',
        async () => {
          const space = 'down';
          const { host, clusters } = running();
          const { whole, smaller, proxy } = await place(space);
          await delivered(space, whole);
          proxy.refuse();
          proxy.cut();
          const path = release(space, 'podinfo--eu-1--down');
          const first = await apply(smaller, '--prune', '--timeout', '3s');
          expect({ code: first.code, deleted: deletedIn(first.stdout) }).toEqual({ code: 2, deleted: [] });
          await until('Flux says that it cannot uninstall', async () => {
            const { conditions = [] } = (await get(host, path)).body.status;
            return conditions.some(({ reason }: { reason: string }) => reason === 'UninstallFailed');
          });
          const second = await apply(smaller, '--prune', '--timeout', '3s');
          expect({ code: second.code, deleted: deletedIn(second.stdout), stderr: second.stderr.split('\n') }).toEqual({
            code: 2,
            deleted: [],
            stderr: [
              expect.stringMatching(
                /^error: HelmRelease down\/podinfo--eu-1--down is not gone after 3 s: Helm uninstall failed .*127\.0\.0\.1/,
              ),
              'error: Secret down/eu-1 stays until it is: run the command again to go on',
              '',
            ],
          });
          expect(await isMade(clusters['eu-1'], space)).toBe(true);
          proxy.pass();
          const { code, stdout, stderr } = await apply(smaller, '--prune', '--timeout', '3m');
          expect({ code, deleted: deletedIn(stdout), stderr }).toEqual({
            code: 0,
            deleted: ['HelmRelease/down/podinfo--eu-1--down', 'Secret/down/eu-1'],
            stderr: '',
          });
          expect(await isMade(clusters['eu-1'], space)).toBe(false);
          expect(await isMade(clusters['us-1'], space)).toBe(true);
          await proxy.close();
        },
        limit(180_000),
      );

      test('is given up when its release is suspended', async () => {
        const space = 'given-up';
        const { host, clusters } = running();
        const { whole, smaller, proxy } = await place(space);
        await delivered(space, whole);
        proxy.refuse();
        proxy.cut();
        const pruning = apply(smaller, '--prune', '--timeout', '3m');
        const path = release(space, 'podinfo--eu-1--given-up');
        await until(
          'it is being deleted',
          async () => (await get(host, path)).body.metadata?.deletionTimestamp !== undefined,
        );
        await host.request('PATCH', path, { spec: { suspend: true } }, MERGE);
        const { code, stdout, stderr } = await pruning;
        expect({ code, deleted: deletedIn(stdout), stderr }).toEqual({
          code: 0,
          deleted: ['HelmRelease/given-up/podinfo--eu-1--given-up', 'Secret/given-up/eu-1'],
          stderr: '',
        });
        expect(await isMade(clusters['eu-1'], space)).toBe(true);
        await proxy.close();
      });
    });

    test('a suspended release is deleted, and nothing is uninstalled', async () => {
      const space = 'paused';
      const { host, clusters } = running();
      const { whole, smaller, proxy } = await place(space);
      await delivered(space, whole);
      await host.request('PATCH', release(space, 'podinfo--eu-1--paused'), { spec: { suspend: true } }, MERGE);
      const { code, stdout, stderr } = await apply(smaller, '--prune', '--timeout', '3m');
      expect({ code, deleted: deletedIn(stdout), stderr }).toEqual({
        code: 0,
        deleted: ['HelmRelease/paused/podinfo--eu-1--paused', 'Secret/paused/eu-1'],
        stderr: '',
      });
      expect(stdout).toContain('# suspended: its Helm release in paused stays, unmanaged');
      expect(await isMade(clusters['eu-1'], space)).toBe(true);
      await proxy.close();
    });
  },
);
