import { dirname, join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { installCrds } from '../../harness/crds';
import { applicationOf, deliver, namespace, say } from '../../harness/fleet/synthetic-fleet';
import { writeKubeconfigOf } from '../../harness/service-account';
import { describeWithClusters } from '../../harness/suite';
import type { HelmRelease } from '../../imports/helm.toolkit.fluxcd.io';
import { readData, sendOrder, servePage } from '../cli/ui/served';
import { fluxCrds } from './flux-crds';

const FILES = { 'index.html': '', 'app.js': '', 'app.css': '', 'icon.svg': '' };
const ACCOUNT = 'system:serviceaccount:apps:viewer';

/** What the page reads, and nothing else. */
const RULES = [
  { apiGroups: ['gitops.kubesphere.io'], resources: ['applications'] },
  { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'] },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'] },
  { apiGroups: ['source.toolkit.fluxcd.io'], resources: ['helmrepositories'] },
].map((rule) => ({ ...rule, verbs: ['list', 'watch'] }));

describeWithClusters('fluxapp ui, with an account that may list and watch', { clusters: ['host'] }, (running) => {
  let kubeconfig: string;
  let releases: readonly HelmRelease[];

  beforeAll(async () => {
    const { host } = running();
    await installCrds(host, [...(await fluxCrds()), 'crds/gitops.kubesphere.io_applications.yaml']);
    await namespace(host, 'apps');
    releases = await deliver(host, applicationOf('apps', 'web', 2));
    await host.request('POST', '/api/v1/namespaces/apps/serviceaccounts', { metadata: { name: 'viewer' } });
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/apps';
    await host.request('POST', `${rbac}/roles`, { metadata: { name: 'viewer' }, rules: RULES });
    await host.request('POST', `${rbac}/rolebindings`, {
      metadata: { name: 'viewer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'viewer' },
      subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'apps' }],
    });
    kubeconfig = await writeKubeconfigOf(host, 'apps', 'viewer', join(dirname(host.kubeconfig), 'viewer.yaml'));
  });

  test('shows the applications and follows them', async () => {
    const served = await servePage({ kubeconfig, namespace: 'apps' }, FILES);
    const rows = async () => (await readData(served, 'overview')).data.rows;
    expect(await rows()).toMatchObject([{ namespace: 'apps', name: 'web', desired: 2, ready: 2, state: 'Ready' }]);
    await say(running().host, releases[0] as HelmRelease, { ready: 'False', message: 'boom' });
    await vi.waitUntil(async () => (await rows())[0].state === 'Failed', { timeout: 60_000 });
    expect(await rows()).toMatchObject([{ ready: 1, causes: [{ state: 'Failed', core: 'boom' }] }]);
  });

  test('what the account may not do, the page cannot do either, and it hears why', async () => {
    const served = await servePage({ kubeconfig, namespace: 'apps' }, FILES);
    const order = { namespace: 'apps', name: 'web', clusters: ['host'], reason: 'moved', dryRun: false };
    const { status, answer } = await sendOrder(served, 'suspend', order);
    expect([status, answer.isWell, answer.steps.map(({ failed }) => failed)]).toEqual([200, false, [true]]);
    expect(answer.steps[0]?.text).toMatch(/^helmreleases\.helm\.toolkit\.fluxcd\.io ".*" is forbidden: .* \(403\): /);
    expect(answer.steps[0]?.text).toContain(ACCOUNT);
    const path = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
    const { items } = (await running().host.request('GET', path)).body;
    expect(items.map(({ spec }: HelmRelease) => spec.suspend)).toEqual([undefined, undefined]);
  });
});
