import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberSecret, until } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { describeWithClusters } from '../../../harness/suite';
import { Cluster, FluxApplication, HelmRepository } from '../../../src';
import { startCommand } from '../../api-server/cli/process';
import { fluxapp, folderOf } from '../../cli/run';
import { installApplicationCrd } from '../synthesize';
import { apply, synthesizeIn } from '../watch/stand';

const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  replicas: {{ required "replicas must be set" .Values.replicas | quote }}
`;
const files = { 'templates/configmap.yaml': template, 'values.yaml': 'replicas: 1\n' };

/** No watcher runs here: the commands compute the status themselves. */
describeWithClusters(
  'fluxapp status and fluxapp wait, of an application on three clusters',
  { clusters: ['host', 'eu-1', 'us-1'], flux: true },
  (running) => {
    let repository: ChartRepository;

    beforeAll(async () => {
      const versions = ['1.0.0', '1.1.0'];
      repository = await serveCharts(versions.map((version) => ({ name: 'hello', version, files })));
      const { host, 'eu-1': eu, 'us-1': us } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      for (const member of [eu, us]) {
        await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(member, 'apps'));
      }
    });
    afterAll(() => repository?.stop());

    const yaml = ({ version = '1.0.0', eu = 1 as number | null, without = '' } = {}) =>
      synthesizeIn('apps', (chart) => {
        const source = new HelmRepository(chart, 'charts', { url: repository.url, interval: '1h' });
        const deploy = [
          { destination: Cluster.host().namespace('web') },
          { destination: Cluster.member('eu-1').namespace('web'), values: { replicas: eu } },
          ...(without === 'us-1' ? [] : [{ destination: Cluster.member('us-1').namespace('web') }]),
        ];
        const defaults = { interval: '1h', install: { createNamespace: true } };
        new FluxApplication(chart, 'web', {
          helmRelease: { source, chart: { chart: 'hello', version }, defaults, deploy },
        });
      });
    const run = (...args: string[]) => fluxapp([...args, '-n', 'apps', '--kubeconfig', running().host.kubeconfig]);
    const rows = async (...args: string[]) =>
      (await run('status', ...args)).stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd().split(/ {2,}/));

    test('wait goes through a first apply, and ends when it is ready everywhere', async () => {
      const { host } = running();
      await apply(host, yaml());
      const waiting = await startCommand(host, ['wait', 'web', '-n', 'apps', '--revision', '1.0.0']);
      expect(await waiting.exit, waiting.stderr()).toBe(0);
      expect(waiting.stdout()).toBe('apps/web ready: 3 of 3 ready\n');
      expect((await rows()).map((row) => row.slice(0, 7))).toEqual([
        ['NAMESPACE', 'NAME', 'TYPE', 'SOURCE', 'REVISION', 'READY', 'STATE'],
        ['apps', 'web', 'HelmRelease', 'HelmRepository/charts', '1.0.0', '3/3', 'Ready'],
      ]);
      expect(await rows('-o', 'wide')).toEqual([
        ['NAMESPACE', 'NAME', 'host', 'eu-1', 'us-1'],
        ['apps', 'web', 'Ready 1.0.0', 'Ready 1.0.0', 'Ready 1.0.0'],
      ]);
    });

    test('wait for another revision ends when the last target runs it', async () => {
      const { host } = running();
      const waiting = await startCommand(host, ['wait', 'web', '-n', 'apps', '--revision', '1.1.0']);
      await until('it waits', () => waiting.stderr().includes('at 1.0.0, not 1.1.0'));
      await apply(host, yaml({ version: '1.1.0' }));
      expect(await waiting.exit, waiting.stderr()).toBe(0);
      expect((await rows('-o', 'wide'))[1]).toEqual(['apps', 'web', 'Ready 1.1.0', 'Ready 1.1.0', 'Ready 1.1.0']);
    });

    test('a bad value on one cluster: wait fails with what Helm says, status and the report say where', async () => {
      const { host } = running();
      const report = join(folderOf({}).path, 'report.xml');
      await apply(host, yaml({ version: '1.1.0', eu: null }));
      const failed = await run('wait', 'web', '--report', `junit=${report}`);
      expect(failed.code).toBe(1);
      expect(failed.stderr).toMatch(/error: apps\/web has failed: .*eu-1-web .*replicas must be set/);
      expect(readFileSync(report, 'utf8')).toMatch(
        /name="eu-1-web"><failure type="\w+" message="[^"]*replicas must be set/,
      );
      const { stdout } = await run('status', 'web');
      expect(stdout).toMatch(/^eu-1 +web +(Failed|Stalled) +1\.1\.0 +no .*replicas must be set/m);
      expect(stdout).toMatch(/^us-1 +web +Ready /m);
      await apply(host, yaml({ version: '1.1.0' }));
      expect(await run('wait', 'web')).toMatchObject({ code: 0 });
    });

    test('a suspended target is shown as such, and is not waited for', async () => {
      const { host } = running();
      const path = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases/web--us-1--web';
      await host.request('PATCH', path, { spec: { suspend: true } }, { contentType: 'application/merge-patch+json' });
      expect(await run('wait', 'web')).toMatchObject({
        code: 0,
        stdout: 'apps/web ready: 2 of 3 ready; us-1-web suspended, not waited for\n',
      });
      expect((await run('status', 'web')).stdout).toMatch(/^us-1 +web +Suspended +1\.1\.0 +yes/m);
      await host.request('PATCH', path, { spec: { suspend: null } }, { contentType: 'application/merge-patch+json' });
      expect(await run('wait', 'web')).toMatchObject({ code: 0, stdout: 'apps/web ready: 3 of 3 ready\n' });
    });

    test('what is left over of a removed target is shown apart', async () => {
      const { host } = running();
      await apply(host, yaml({ version: '1.1.0', without: 'us-1' }));
      expect(await run('wait', 'web')).toMatchObject({ code: 0, stdout: 'apps/web ready: 2 of 2 ready\n' });
      const { stdout } = await run('status', 'web');
      expect(stdout).toMatch(/^Orphaned, without a target:\n.*\nus-1 +HelmRelease +web--us-1--web +Orphaned/m);
      expect(stdout).toMatch(/^Sources:\n.*\nHelmRepository +apps +charts +Ready/m);
    });
  },
);
