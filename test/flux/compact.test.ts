import type { Chart } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { installCrds } from '../../harness/crds';
import { say } from '../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, HelmRepository } from '../../src';
import { lower } from '../../src/application';
import { fluxapp } from '../cli/run';
import { runs } from '../random-runs';
import { type Applier, ways } from './appliers';
import { synthesize } from './synthesize';

// biome-ignore lint/suspicious/noExplicitAny: objects as an API server returns them
type Any = any;

/** 50, or 500 in the nightly run. */
const TARGETS = runs(50);

/** 30 kB of values, with a key that every second target removes. */
const settings = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`setting${index}`, 'x'.repeat(35)]));

/** An application that would take 15 MB in explicit form with 500 targets. */
function build(chart: Chart, url: string): void {
  const clusters = Array.from({ length: TARGETS }, (_, index) =>
    Cluster.member(`member-${index}`, { labels: { stage: index % 3 === 0 ? 'prod' : 'dev' } }),
  );
  new FluxApplication(chart, 'web', {
    applicationFormat: 'compact',
    helmRelease: {
      source: new HelmRepository(chart, 'charts', { url }),
      chart: { chart: 'podinfo', version: '6.x' },
      defaults: { values: { ...settings, removed: 'default', list: ['default'] } },
      overrides: [{ matchLabels: { stage: 'prod' }, values: { list: ['prod', null] } }],
      deploy: clusters.map((cluster, index) => ({
        destination: cluster.namespace('web'),
        values: { index, ...(index % 2 === 0 ? { removed: null } : {}) },
      })),
    },
  });
}

describeWithClusters(
  'an Application in compact form with hundreds of targets',
  { clusters: ['host'], flux: true },
  (running) => {
    let repository: ChartRepository;
    beforeAll(async () => {
      // the members do not exist: the test itself writes the status of delivered releases
      await running().flux?.helm.stop();
      repository = await serveCharts([{ name: 'podinfo', version: '6.0.0', files: { 'values.yaml': '' } }]);
      await installCrds(running().host, ['crds/gitops.kubesphere.io_applications.yaml']);
    });
    afterAll(() => repository?.stop());

    describe.each(ways)('applied by $name', ({ name, start }) => {
      const namespace = name.toLowerCase().replace(/\W+/g, '-');
      const path = `/apis/gitops.kubesphere.io/v1alpha1/namespaces/${namespace}/applications/web`;
      let applier: Applier;
      let written: Any[];

      beforeAll(async () => {
        const { host } = running();
        await host.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
        applier = await start(host, namespace);
        const yaml = synthesize(namespace, (chart) => build(chart, repository.url));
        written = parseAllDocuments(yaml).map((document) => document.toJS());
        await applier.apply(yaml);
      });
      afterAll(() => applier?.stop());

      const stored = async () => (await running().host.request('GET', path)).body;
      const watchOnce = async () => {
        const args = ['watch', '--kubeconfig', running().host.kubeconfig, '-n', namespace, '--once'];
        const { code, stderr } = await fluxapp(args);
        expect([code, stderr]).toEqual([0, expect.any(String)]);
        return (await stored()).status;
      };
      const reasons = ({ targets }: Any) => [...new Set(targets.map(({ reason }: Any) => reason))];

      test('is stored with all its nulls, and lowers to what was applied', async () => {
        const application = await stored();
        const { objects, diagnostics } = lower(application);
        expect(diagnostics).toEqual([]);
        const digests = (list: readonly Any[]) =>
          list
            .filter(({ kind }) => kind === 'HelmRelease' || kind === 'ConfigMap')
            .map(({ metadata, data }) => [
              metadata.name,
              metadata.annotations['gitops.kubesphere.io/lowering-digest'],
              data,
            ]);
        expect(digests(objects)).toEqual(digests(written));
        expect(digests(objects).length).toBeGreaterThan(TARGETS * 1.5);
      });

      test('is watched to the end: no target is called NotApplied', async () => {
        const { host } = running();
        const list = `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases`;
        const { body } = await host.request('GET', list);
        for (const release of body.items) await say(host, release, { ready: 'True' });
        await until('the source is ready', async () => {
          const sources = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/helmrepositories/charts`;
          return (await host.request('GET', sources)).body.status?.conditions?.[0]?.status === 'True';
        });
        const status = await watchOnce();
        expect(status).toMatchObject({ desired: TARGETS, ready: TARGETS });
        expect(status.targets).toHaveLength(TARGETS);
        expect(Object.keys(status.fluxApp.helmReleaseStatus)).toHaveLength(TARGETS);
        expect(reasons(status)).toEqual(['InstallSucceeded']);
        const { stdout } = await fluxapp([
          'status',
          'web',
          '--kubeconfig',
          host.kubeconfig,
          '-n',
          namespace,
          '-o',
          'json',
        ]);
        expect(stdout).not.toContain('NotApplied');
        expect(stdout).not.toMatch(/"altered"|Orphaned/i);
      });

      test('an edit of the defaults alone has not arrived in any target', async () => {
        const edit = {
          spec: { fluxApp: { spec: { config: { helmRelease: { defaults: { values: { removed: 'edited' } } } } } } },
        };
        await running().host.request('PATCH', `${path}?fieldManager=somebody`, edit, {
          contentType: 'application/merge-patch+json',
        });
        const status = await watchOnce();
        const applied = status.targets.filter(({ reason }: Any) => reason !== 'NotApplied');
        // the targets that remove the key are unchanged
        expect(applied).toHaveLength(Math.ceil(TARGETS / 2));
      });
    });
  },
);
