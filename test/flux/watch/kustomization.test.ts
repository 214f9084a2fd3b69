import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberSecret, until } from '../../../harness';
import { type GitRepository as ServedGit, serveGit } from '../../../harness/git-repository';
import { describeWithClusters } from '../../../harness/suite';
import { Cluster, FluxApplication, GitRepository } from '../../../src';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import { installApplicationCrd } from '../synthesize';
import { application, apply, counted, installedWatcher, states, synthesizeIn, untilSaid } from './stand';

const manifests = ['apps', 'manifests'] as const;
const kustomizations = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations';
const configMap = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: hello\n  namespace: default\ndata:\n  text: ${text}\n`;

describeWithClusters(
  'the watcher, of a kustomization on three clusters',
  { clusters: ['host', 'eu-1', 'us-1'], flux: true },
  (running) => {
    let git: ServedGit;
    let watcher: RunningWatcher;
    let commit: string;

    beforeAll(async () => {
      git = await serveGit();
      commit = await git.commit({ 'deploy/configmap.yaml': configMap('one') });
      const { host, 'eu-1': eu, 'us-1': us } = running().clusters;
      await installApplicationCrd(host);
      await host.request('POST', '/api/v1/namespaces', { metadata: { name: 'apps' } });
      for (const member of [eu, us]) {
        await host.request('POST', '/api/v1/namespaces/apps/secrets', memberSecret(member, 'apps'));
      }
      watcher = startWatcher({ kubeconfig: await installedWatcher(host) });
    });
    afterAll(async () => {
      await watcher?.stop();
      await git?.stop();
    });

    const yaml = () =>
      synthesizeIn('apps', (chart) => {
        const source = new GitRepository(chart, 'git', { url: git.url, ref: { branch: 'main' }, interval: '2s' });
        const clusters = [Cluster.host(), Cluster.member('eu-1'), Cluster.member('us-1')];
        const deploy = clusters.map((cluster) => ({ destination: cluster.namespace('default') }));
        const defaults = { interval: '5s', path: 'deploy', prune: true };
        new FluxApplication(chart, 'manifests', { kustomization: { source, defaults, deploy } });
      });

    test('comes to 3/3 from Git', async () => {
      const { host } = running();
      await apply(host, yaml());
      const stored = await untilSaid(host, manifests, '3-3', (app) => counted(app) === '3-3');
      expect(stored.metadata.labels).toMatchObject({ 'gitops.kubepshere.io/type': 'Kustomization' });
      expect(stored.metadata.annotations).toMatchObject({
        'gitops.kubesphere.io/last-revision': `main@sha1:${commit}`,
      });
      expect(stored.status).toMatchObject({ revision: `main@sha1:${commit}`, source: 'GitRepository/git' });
      expect(stored.status.fluxApp.kustomizationStatus['eu-1-default']).toMatchObject({
        conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded' }],
        lastAppliedRevision: `main@sha1:${commit}`,
        inventory: { entries: [{ id: 'default_hello__ConfigMap', v: 'v1' }] },
      });
    });

    test('intervals that change nothing are not written down', async () => {
      const { host } = running();
      const before = await application(host, ...manifests);
      const handled = async () => {
        const { body } = await host.request('GET', `${kustomizations}/manifests--host--default`);
        return body.status.history[0].totalReconciliations as number;
      };
      const start = await handled();
      await until('three intervals have gone by', async () => (await handled()) >= start + 3);
      const after = await application(host, ...manifests);
      expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    });

    test('a new commit is the revision of all', async () => {
      const { host } = running();
      const next = await git.commit({ 'deploy/configmap.yaml': configMap('two') });
      const stored = await untilSaid(
        host,
        manifests,
        'the new commit',
        (app) => counted(app) === '3-3' && app.status.revision === `main@sha1:${next}`,
      );
      expect(new Set(Object.values(states(stored)))).toEqual(new Set(['Ready ReconciliationSucceeded']));
    });

    test('a commit that cannot be built has failed everywhere, and is no longer the revision that runs', async () => {
      const { host } = running();
      const good = (await application(host, ...manifests)).status.revision;
      await git.commit({ 'deploy/configmap.yaml': 'kind: [' });
      const isFailed = (app: unknown) => Object.values(states(app)).every((state) => state === 'Failed BuildFailed');
      const stored = await untilSaid(host, manifests, '0-3', (app) => counted(app) === '0-3' && isFailed(app));
      expect(stored.status.revision).toBe(good);
      expect(stored.status.conditions[0]).toMatchObject({ type: 'Ready', status: 'False', reason: 'Failed' });
      await git.commit({ 'deploy/configmap.yaml': configMap('three') });
      await untilSaid(host, manifests, 'mended', (app) => counted(app) === '3-3');
    });
  },
);
