import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { applicationOf, apply, namespace, put, releasesOf } from '../../harness/fleet/synthetic-fleet';
import { writeKubeconfigOf } from '../../harness/service-account';
import { describeWithClusters } from '../../harness/suite';
import type { Application } from '../../imports/gitops.kubesphere.io';
import { applicationPatch, pauseChangeOf } from '../../src/change/pause/change';
import { type Desired, desiredOf } from '../../src/status/desired';
import { fluxapp } from '../cli/run';
import { fluxCrds } from './flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications';
const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
const JSON_PATCH = { contentType: 'application/json-patch+json' };
const pause = { reason: 'test', since: '2026-11-02T10:00:00Z' };

describeWithClusters(
  'fluxapp suspend and resume, on an API server without controllers',
  { clusters: ['host'] },
  (running) => {
    const command = (...args: string[]) => fluxapp([...args, '--kubeconfig', running().host.kubeconfig]);
    const web = applicationOf('apps', 'web', 3);
    const entriesOf = (application: Application) => application.spec.fluxApp?.spec.config.helmRelease?.deploy ?? [];
    const stored = async (name: string): Promise<Application> =>
      (await running().host.request('GET', `${APPLICATIONS}/${name}`)).body;

    beforeAll(async () => {
      const { host } = running();
      for (const name of ['apps', 'other']) await namespace(host, name);
    });

    test('a cluster without Applications is told how to get them', async () => {
      expect(await command('suspend', 'web', '-n', 'apps')).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'error: the cluster does not know Applications: "fluxapp crds | kubectl apply --server-side -f -" installs them, --context names another cluster\n',
      });
      await installCrds(running().host, [...(await fluxCrds()), CRD]);
    });

    test('where there are none, or several, it says where to look', async () => {
      const { host } = running();
      expect((await command('resume', 'web', '-n', 'apps')).stderr).toBe(
        'error: no Application is named web in namespace apps of context "host": there are none; use -n for another namespace, or -A for all\n',
      );
      await apply(host, web);
      await put(host, applicationOf('other', 'web', 1));
      expect((await command('resume', 'web', '-A')).stderr).toBe(
        'error: 2 Applications are named web, in the namespaces apps, other: name one with -n\n',
      );
      expect((await command('resume', 'shop', '-n', 'apps')).stderr).toBe(
        'error: no Application is named shop in namespace apps of context "host": fluxapp status, with the same options, lists the existing ones\n',
      );
    });

    test('a target that has not been applied is an error, and the others are paused', async () => {
      const { host } = running();
      const [first, second] = releasesOf(web);
      for (const release of [first, second]) if (release) await put(host, release);
      const { code, stdout, stderr } = await command('suspend', 'web', '-n', 'apps');
      expect({ code, stderr: stderr.split('\n') }).toEqual({
        code: 1,
        stderr: [
          'note: when author applies Application apps/web again, it takes "suspend" out of its list of targets; they stay suspended',
          'error: apps/web member-2-web: HelmRelease web--member-2--web does not exist: it has not been applied',
          '',
        ],
      });
      expect(stdout).toBe(
        'apps/web member-1-web: running → suspended by admin\napps/web web: running → suspended by admin\n',
      );
      expect(entriesOf(await stored('web')).map(({ suspend }) => suspend)).toEqual([true, true, undefined]);
    });

    test('whoever may not write Applications pauses all the same, and hears of it', async () => {
      const { host } = running();
      await command('resume', 'web', '-n', 'apps');
      await host.request('POST', '/api/v1/namespaces/apps/serviceaccounts', { metadata: { name: 'pauser' } });
      const rules = [
        { apiGroups: ['gitops.kubesphere.io'], resources: ['applications'], verbs: ['get', 'list'] },
        { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: ['get', 'list', 'patch'] },
      ];
      const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/apps';
      await host.request('POST', `${rbac}/roles`, { metadata: { name: 'pauser' }, rules });
      await host.request('POST', `${rbac}/rolebindings`, {
        metadata: { name: 'pauser' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'pauser' },
        subjects: [{ kind: 'ServiceAccount', name: 'pauser', namespace: 'apps' }],
      });
      const file = await writeKubeconfigOf(host, 'apps', 'pauser', join(dirname(host.kubeconfig), 'pauser.yaml'));
      const args = ['suspend', 'web', '-n', 'apps', '--cluster', 'host', '--kubeconfig', file];
      const { code, stdout, stderr } = await fluxapp(args);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: 'apps/web web: running → suspended by system:serviceaccount:apps:pauser\n',
      });
      expect(stderr).toContain('error: the targets are suspended, but Application apps/web does not say so: ');
      expect(stderr).toContain('(403): a Role or ClusterRole has to allow it\n');
      expect((await host.request('GET', `${RELEASES}/web--host--web`)).body.spec.suspend).toBe(true);
      expect(entriesOf(await stored('web')).map(({ suspend }) => suspend)).toEqual([undefined, undefined, undefined]);
      expect(
        (await fluxapp([...args, '--dry-run', '-A'].filter((arg) => arg !== '-n' && arg !== 'apps'))).stderr,
      ).toMatch(/^error: applications\.gitops\.kubesphere\.io "web" is forbidden: .* \(403\): .*\n$/);
    });

    test('a list of targets that has changed meanwhile is not patched', async () => {
      const { host } = running();
      const before = await stored('web');
      const { items } = (await host.request('GET', RELEASES)).body;
      const plan = pauseChangeOf({
        application: before,
        desired: desiredOf(before) as Desired,
        objects: items,
        wish: { pause },
        isMeant: ({ cluster }) => cluster === 'member-1',
      });
      const patch = applicationPatch(before, plan, { pause });
      const [first, ...others] = entriesOf(before);
      const helmRelease = { deploy: [...others, first] };
      const spec = { fluxApp: { spec: { config: { helmRelease } } } };
      await host.request('PATCH', `${APPLICATIONS}/web`, { spec }, { contentType: 'application/merge-patch+json' });
      expect((await host.request('PATCH', `${APPLICATIONS}/web`, patch, JSON_PATCH)).status).toBe(422);
      const again = applicationPatch(await stored('web'), plan, { pause });
      expect((await host.request('PATCH', `${APPLICATIONS}/web`, again, JSON_PATCH)).status).toBe(200);
      const suspended = entriesOf(await stored('web')).filter(({ suspend }) => suspend);
      expect(suspended.map(({ destination }) => destination.kubeConfig?.secretRef?.name)).toEqual(['member-1']);
    });
  },
);
