import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { apply, namespace, say } from '../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../harness/suite';
import type { HelmRelease } from '../../imports/helm.toolkit.fluxcd.io';
import { Cluster, FluxApplication, HelmRepository } from '../../src';
import { printYamlDocuments } from '../../src/yaml';
import { fluxapp } from '../cli/run';
import { fluxCrds } from './flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
const APPLICATION = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications/web';
const NOTE = 'there is no Application: missing targets cannot be detected';

/** The synthesized manifests of an application with two targets, and its Application, which is not synthesized. */
function synthesized() {
  const chart = Testing.chart();
  const { application } = new FluxApplication(chart, 'web', {
    metadata: { name: 'web', namespace: 'apps' },
    helmRelease: {
      source: HelmRepository.fromName(chart, 'charts', 'charts'),
      chart: { chart: 'web', version: '1.0.0' },
      deploy: [Cluster.host(), Cluster.member('eu-1')].map((cluster) => ({ destination: cluster.namespace('web') })),
    },
    applicationFormat: 'none',
  });
  return { objects: Testing.synth(chart), application: application.toJson() };
}

describeWithClusters('applications without an Application', { clusters: ['host'] }, (running) => {
  const { objects, application } = synthesized();
  const run = (...args: string[]) => fluxapp([...args, '--kubeconfig', running().host.kubeconfig]);
  const kubectl = async (input: readonly unknown[]) => {
    const { code, stderr } = await running().host.kubectl(['apply', '-f', '-'], { input: printYamlDocuments(input) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };
  const ready = async (...names: string[]) => {
    for (const name of names) {
      const { body } = await running().host.request('GET', `${RELEASES}/${name}`);
      await say(running().host, body as HelmRelease, { ready: 'True', message: 'installed' });
    }
  };
  const row = async (...args: string[]) => {
    const { stdout } = await run('status', ...args);
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('apps'))
      .map((line) => line.split(/ {2,}/));
  };

  test('without the CRD of the Application they are shown by their objects', async () => {
    const { host } = running();
    await installCrds(host, await fluxCrds());
    await namespace(host, 'apps');
    expect((await run('status', '-A')).stderr).toMatch(
      /^error: Applications cannot be read: .* is its CRD installed\?/,
    );
    await kubectl(objects);
    await ready('web--host--web');
    expect(await row('-A')).toEqual([
      [
        'apps',
        'web',
        'HelmRelease',
        'HelmRepository/charts',
        '1.0.0 on 1, none on 1',
        '1/2',
        'Unknown',
        `eu-1 unknown: no controller has processed it yet; ${NOTE}`,
      ],
    ]);
    const waiting = run('wait', 'web', '-n', 'apps', '--timeout', '1m');
    await ready('web--eu-1--web');
    expect(await waiting).toMatchObject({ code: 0, stdout: `apps/web ready: 2 of 2 ready; ${NOTE}\n` });
  });

  const ONE = ['apps', 'web', 'HelmRelease', 'HelmRepository/charts', '1.0.0', '2/2', 'Ready', NOTE];

  test('with the CRD too, until the Application is there', async () => {
    const { host } = running();
    await installCrds(host, [CRD]);
    expect(await row('-A')).toEqual([ONE]);
    await apply(host, application);
    expect(await row('-A')).toEqual([[...ONE.slice(0, 7), expect.stringMatching(/^\d+s$/)]]);
    await host.request('DELETE', APPLICATION);
    expect(await row('-n', 'apps')).toEqual([ONE]);
  });

  test('suspend and resume patch their objects', async () => {
    const { host } = running();
    const suspended = async () => (await host.request('GET', `${RELEASES}/web--eu-1--web`)).body.spec.suspend;
    expect(await run('suspend', 'web', '-n', 'apps', '--cluster', 'eu-1')).toEqual({
      ...{ code: 0, stderr: `note: apps/web: ${NOTE}\n` },
      stdout: 'apps/web eu-1-web: running → suspended by admin\n',
    });
    expect(await suspended()).toBe(true);
    await kubectl(objects);
    expect(await suspended()).toBe(true);
    expect(await run('resume', 'web', '-n', 'apps')).toMatchObject({ code: 0 });
    expect(await suspended()).toBeUndefined();
  });
});
