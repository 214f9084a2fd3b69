import type { Chart } from 'cdk8s';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { type GitRepository, serveGit } from '../../harness/git-repository';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, type FluxApplicationProps, GitRepository as Git, HelmRepository } from '../../src';
import { fluxapp } from '../cli/run';
import { installApplicationCrd } from './synthesize';
import { apply, synthesizeIn } from './watch/stand';

const manifest = (content: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: content\ndata:\n  content: ${content}\n`;
const files = {
  'templates/content.yaml': `{{ if hasPrefix "bad" .Values.content }}{{ fail "it is bad" }}{{ end }}\n${manifest('{{ .Values.content }}')}`,
  'values.yaml': 'content: none\n',
};
const KINDS = ['HelmRelease', 'Kustomization'] as const;
/** The namespaces of the targets of an application, each of which is a wave. */
const namespacesOf = (kind: string) => ['a', 'b', 'c'].map((letter) => `${kind.toLowerCase()}-${letter}`);
/** Without a poke, Flux would continue after an hour. */
const HOURLY = ['--requeue-dependency=1h'];

describeWithClusters(
  'waves that Flux is asked for',
  { clusters: ['host'], flux: { flags: { helm: HOURLY, kustomize: HOURLY } } },
  (running) => {
    let charts: ChartRepository;
    let git: GitRepository;
    beforeAll(async () => {
      [charts, git] = await Promise.all([serveCharts([{ name: 'hello', version: '1.0.0', files }]), serveGit()]);
      await git.commit(Object.fromEntries(['one', 'two'].map((each) => [`${each}/content.yaml`, manifest(each)])));
      const { host } = running();
      await installApplicationCrd(host);
      for (const name of KINDS.flatMap((kind) => [kind.toLowerCase(), ...namespacesOf(kind)]))
        await host.request('POST', '/api/v1/namespaces', { metadata: { name } });
    });
    afterAll(() => Promise.all([charts?.stop(), git?.stop()]));

    const deployOf = (kind: string) =>
      namespacesOf(kind).map((namespace, index) => ({
        destination: Cluster.host().namespace(namespace),
        wave: index + 1,
      }));
    const propsOf = (scope: Chart, kind: string, content: string): FluxApplicationProps => {
      if (kind === 'HelmRelease') {
        const deploy = deployOf(kind).map((own, index) => ({ ...own, storageNamespace: namespacesOf(kind)[index] }));
        const source = new HelmRepository(scope, 'charts', { url: charts.url, interval: '1h' });
        const defaults = { interval: '1h', values: { content } };
        return {
          helmRelease: { source, chart: { chart: 'hello', version: '1.0.0' }, defaults, deploy },
        };
      }
      const source = new Git(scope, 'git', { url: git.url, ref: { branch: 'main' }, interval: '1h' });
      const defaults = { interval: '1h', prune: true, path: `./${content}` };
      return { kustomization: { source, defaults, deploy: deployOf(kind) } };
    };

    const delivered = (kind: string) =>
      Promise.all(
        namespacesOf(kind).map(async (each) => {
          const { body } = await running().host.request('GET', `/api/v1/namespaces/${each}/configmaps/content`);
          return body.data.content;
        }),
      );

    test.each(KINDS)(
      '%ss begin wave by wave, as soon as the wave before is ready',
      { timeout: 300_000 },
      async (kind) => {
        const { host } = running();
        const namespace = kind.toLowerCase();
        for (const content of ['one', 'two']) {
          const objects = synthesizeIn(
            namespace,
            (chart) => void new FluxApplication(chart, 'web', propsOf(chart, kind, content)),
          );
          await apply(host, objects, ['--server-side']);
          const options = ['--kubeconfig', host.kubeconfig, '-n', namespace, '--poke', '--timeout', '4m'];
          expect(await fluxapp(['wait', 'web', ...options])).toMatchObject({
            code: 0,
            stdout: `${namespace}/web ready: 3 of 3 ready\n`,
          });
          expect(await delivered(kind)).toEqual([content, content, content]);
        }
      },
    );

    test('fluxapp apply goes as far as a wave, and watches each before the next', { timeout: 300_000 }, async () => {
      const { host } = running();
      const kind = 'HelmRelease';
      const apply = (content: string, ...args: string[]) => {
        const input = synthesizeIn(
          'helmrelease',
          (chart) => void new FluxApplication(chart, 'web', propsOf(chart, kind, content)),
        );
        const options = ['-f', '-', '--yes', '--wait', '--timeout', '4m', '--kubeconfig', host.kubeconfig];
        return fluxapp(['apply', ...options, ...args], { stdin: input });
      };
      const first = await apply('three', '--to-wave', '2');
      expect(first).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('helmrelease/web ready: 2 of 2 ready\n'),
      });
      expect(first.stderr).toContain('note: 1 object of later waves is left: apply without --to-wave\n');
      expect(await delivered(kind)).toEqual(['three', 'three', 'two']);
      const rest = await apply('three', '--soak', '1s');
      expect(rest).toMatchObject({ code: 0, stdout: expect.stringContaining('helmrelease/web ready: 3 of 3 ready\n') });
      expect(await delivered(kind)).toEqual(['three', 'three', 'three']);
      const failed = await apply('bad', '--soak', '1s');
      expect(failed.code).toBe(1);
      expect(failed.stderr).toMatch(
        /error: helmrelease\/web has failed: 0 of 1 ready; helmrelease-a failed: UpgradeFailed: .*it is bad/,
      );
      expect(failed.stderr).toMatch(/error: 2 objects not applied: run the command again to go on\n$/);
      const { body } = await host.request('GET', '/apis/helm.toolkit.fluxcd.io/v2/namespaces/helmrelease/helmreleases');
      // biome-ignore lint/suspicious/noExplicitAny: objects as API servers return them
      expect(body.items.map(({ spec }: any) => spec.values.content).sort()).toEqual(['bad', 'three', 'three']);
    });
  },
);
