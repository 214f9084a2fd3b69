/**
 * Tests docs/tenancy.md: a namespace for each team, service accounts, and Flux without references across namespaces.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, memberSecret, until, writeKubeconfigOf } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { describeWithClusters } from '../../../harness/suite';
import { Cluster, FluxApplication, HelmRepository, OCIRepository } from '../../../src';
import { parseYaml } from '../../../src/yaml';
import { fluxapp } from '../../cli/run';
import { ways } from '../appliers';
import { installApplicationCrd } from '../synthesize';
import { apply } from '../watch/stand';
import { CHART, makeNamespace, type Stored } from './releases';

const LOCKED = ['--no-cross-namespace-refs=true', '--default-service-account=flux'];
const TEAM = 'team-a';

/** The objects that grant an account all permissions in its namespace, and none elsewhere. */
function account(name: string, namespace: string, rules: readonly object[]): string {
  const rbac = 'rbac.authorization.k8s.io';
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name, namespace }, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace },
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
  return objects.map((object) => JSON.stringify(object)).join('\n---\n');
}

const EVERYTHING = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];

/** The permissions for `fluxapp apply --prune` that the page lists. */
function permissionsOfApplier(): readonly object[] {
  const page = readFileSync(join(__dirname, '../../../docs/tenancy.md'), 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, text]) => parseYaml(text as string));
  const role = blocks.map(({ value }) => value as Stored).find(({ kind }) => kind === 'Role');
  return role.rules;
}

describeWithClusters(
  'tenants',
  { clusters: ['host', 'eu-1'], flux: { flags: { helm: LOCKED, kustomize: LOCKED } } },
  (running) => {
    let charts: ChartRepository;

    beforeAll(async () => {
      charts = await serveCharts([CHART]);
      const { host, clusters } = running();
      await installApplicationCrd(host);
      for (const cluster of [host, clusters['eu-1']]) {
        for (const namespace of [TEAM, 'other']) await makeNamespace(cluster, namespace);
        await apply(cluster, account('flux', TEAM, EVERYTHING));
      }
      await host.request('POST', `/api/v1/namespaces/${TEAM}/secrets`, memberSecret(clusters['eu-1'], TEAM));
      const repository = {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata: { name: 'shared', namespace: 'other' },
        spec: { url: charts.url, interval: '1h' },
      };
      await apply(host, JSON.stringify(repository));
    });
    afterAll(() => charts?.stop());

    interface Wanted {
      readonly cluster?: Cluster;
      readonly namespace?: string;
      readonly serviceAccountName?: string;
      /** The kind of a source in the namespace `other`, to use instead of the repository of the team. */
      readonly shared?: 'HelmRepository' | 'OCIRepository';
    }

    const yaml = (applications: Readonly<Record<string, Wanted>>) => {
      const app = new App({ outdir: 'dist/test' });
      const chart = new Chart(app, 'chart', { namespace: TEAM });
      const own = new HelmRepository(chart, 'charts', { url: charts.url, interval: '1h' });
      for (const [name, wanted] of Object.entries(applications)) {
        const { cluster = Cluster.host(), namespace = TEAM, serviceAccountName, shared } = wanted;
        const there = { namespace: 'other' };
        const chartOf = { chart: CHART.name, version: CHART.version };
        const from = {
          HelmRepository: () => ({ source: HelmRepository.fromName(chart, name, 'shared', there), chart: chartOf }),
          OCIRepository: () => ({ source: OCIRepository.fromName(chart, name, 'shared', there) }),
          own: () => ({ source: own, chart: chartOf }),
        };
        new FluxApplication(chart, `app-${name}`, {
          metadata: { name },
          helmRelease: {
            ...from[shared ?? 'own'](),
            defaults: { interval: '1h', values: { content: name }, serviceAccountName },
            deploy: [{ destination: cluster.namespace(namespace) }],
          },
        });
      }
      return app.synthYaml();
    };
    /** Whether the release of an application is ready, and the reason and message if it is not. */
    const outcome = async (name: string) => {
      const path = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${TEAM}/helmreleases?labelSelector=app.kubernetes.io/managed-by=${name}`;
      return until(`${name} is ready, or has failed`, async () => {
        const [release] = (await running().host.request('GET', path)).body.items as Stored[];
        const { status, reason, message } =
          release?.status?.conditions?.find(({ type }: Stored) => type === 'Ready') ?? {};
        if (status === 'True') return { isReady: true };
        return (
          status === 'False' && !/SourceNotReady|ArtifactFailed/.test(reason) && { isReady: false, reason, message }
        );
      });
    };
    const content = async (cluster: Client, namespace: string) =>
      (await cluster.request('GET', `/api/v1/namespaces/${namespace}/configmaps/content`)).body.data?.content;

    test('an application in the namespace of its team is delivered', async () => {
      const { host, clusters } = running();
      await apply(host, yaml({ 'on-host': {} }));
      await apply(host, yaml({ 'on-member': { cluster: Cluster.member('eu-1'), serviceAccountName: 'flux' } }));
      expect([await outcome('on-host'), await outcome('on-member')]).toEqual([{ isReady: true }, { isReady: true }]);
      expect([await content(host, TEAM), await content(clusters['eu-1'], TEAM)]).toEqual(['on-host', 'on-member']);
    });

    test('a source in another namespace is refused, and says so in the status if it is the chart', async () => {
      const { host, flux } = running();
      await apply(host, yaml({ 'crossing-oci': { shared: 'OCIRepository' } }));
      expect(await outcome('crossing-oci')).toEqual({
        isReady: false,
        reason: 'AccessDenied',
        message: 'cross-namespace references are not allowed: cannot access OCIRepository other/shared',
      });
      await apply(host, yaml({ 'crossing-helm': { shared: 'HelmRepository' } }));
      const chart = 'other/team-a-crossing-helm--host--team-a';
      await until('helm-controller has logged it', () =>
        flux?.helm.logTail(500).includes(`not allowed: cannot access HelmChart ${chart}`),
      );
      const of = async (name: string) => {
        const { stdout } = await fluxapp(['status', name, '-n', TEAM, '--kubeconfig', host.kubeconfig]);
        return stdout
          .split('\n')
          .find((line) => line.startsWith('host '))
          ?.replace(/ +\d+s /, ' ');
      };
      expect([await of('crossing-oci'), await of('crossing-helm')]).toEqual([
        expect.stringMatching(/^host +team-a +Stalled +no +cross-namespace references are not allowed: cannot access /),
        expect.stringMatching(/^host +team-a +Unknown +no +no controller has processed it yet$/),
      ]);
    });

    test('an account cannot write to another namespace, on the host or on a member', async () => {
      await apply(running().host, yaml({ 'host-other': { namespace: 'other' } }));
      const cluster = Cluster.member('eu-1');
      const forbidden = 'is forbidden: User "system:serviceaccount:team-a:flux" cannot';
      await apply(
        running().host,
        yaml({ 'member-other': { cluster, namespace: 'other', serviceAccountName: 'flux' } }),
      );
      await apply(running().host, yaml({ 'member-default': { cluster, namespace: 'other' } }));
      expect([await outcome('host-other'), await outcome('member-other'), await outcome('member-default')]).toEqual([
        { isReady: false, reason: 'InstallFailed', message: expect.stringContaining(forbidden) },
        { isReady: false, reason: 'StateError', message: expect.stringContaining(forbidden) },
        { isReady: false, reason: 'StateError', message: expect.stringContaining(forbidden) },
      ]);
    });

    test('a Kustomization from Git has the permissions of its account', async () => {
      const git = await ways.find(({ name }) => name === 'Flux, from Git')?.start(running().host, TEAM);
      const inNamespace = (namespace: string) =>
        JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'from-git', namespace } });
      await git?.apply(inNamespace(TEAM));
      await expect(git?.apply(inNamespace('other'))).rejects.toThrow(/team-a:flux" cannot patch resource "configmaps"/);
      await git?.stop();
    });

    test('the listed permissions are enough for fluxapp apply --prune', async () => {
      const { host } = running();
      await apply(host, account('deployer', TEAM, permissionsOfApplier()));
      const kubeconfig = await writeKubeconfigOf(
        host,
        TEAM,
        'deployer',
        join(dirname(host.kubeconfig), 'deployer.kubeconfig'),
      );
      const run = (stdin: string) =>
        fluxapp(
          [
            'apply',
            '-f',
            '-',
            '-n',
            TEAM,
            '--yes',
            '--prune',
            '--max-delete-percent',
            '100',
            '--kubeconfig',
            kubeconfig,
          ],
          { stdin },
        );
      expect(await run(yaml({ first: {}, second: {} }))).toMatchObject({ code: 0, stderr: '' });
      expect(await run(yaml({ first: {} }))).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringContaining('Applied: 0 created, 0 changed, 2 deleted. 2 unchanged.'),
      });
    });
  },
);
