import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { installCrds } from '../../harness/crds';
import { applicationOf, deliver, namespace, say } from '../../harness/fleet/synthetic-fleet';
import { writeKubeconfigOf } from '../../harness/service-account';
import { describeWithClusters } from '../../harness/suite';
import type { HelmRelease } from '../../imports/helm.toolkit.fluxcd.io';
import type { Overview } from '../../src/page';
import { readData, sendOrder, servePage } from '../cli/ui/served';
import { startCommand } from './cli/process';
import { fluxCrds } from './flux-crds';

const FILES = { 'index.html': '', 'app.js': '', 'app.css': '', 'icon.svg': '' };
const ACCOUNT = 'system:serviceaccount:apps:viewer';

/** Lets the API server log the requests of this account. */
const AUDIT = mkdtempSync(join(tmpdir(), 'audit-'));
const POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', users: [ACCOUNT] }, { level: 'None' }],
};
writeFileSync(join(AUDIT, 'policy.json'), JSON.stringify(POLICY));
const FLAGS = [`--audit-policy-file=${join(AUDIT, 'policy.json')}`, `--audit-log-path=${join(AUDIT, 'log')}`];

/** The page reads exactly these kinds. */
const RULES = [
  { apiGroups: ['gitops.kubesphere.io'], resources: ['applications'] },
  { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'] },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'] },
  { apiGroups: ['source.toolkit.fluxcd.io'], resources: ['helmrepositories'] },
].map((rule) => ({ ...rule, verbs: ['list', 'watch'] }));

const OPTIONS = { clusters: ['host'], apiServerFlags: FLAGS } as const;

describeWithClusters('fluxapp ui, with an account that may list and watch', OPTIONS, (running) => {
  let kubeconfig: string;
  let releases: readonly HelmRelease[];

  afterAll(() => rmSync(AUDIT, { recursive: true, force: true }));

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

  test('the log of the API server has requests to list and to watch alone', async () => {
    const served = await servePage({ kubeconfig, namespace: 'apps' }, FILES);
    await readData(served, 'applications/apps/web');
    await readData(served, 'choices');
    await served.stop();
    const entries = readFileSync(join(AUDIT, 'log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const verbs = new Set(entries.map(({ verb }) => verb));
    expect([...verbs].sort()).toEqual(['list', 'watch']);
    const resources = [...new Set(entries.map(({ objectRef }) => objectRef.resource))].sort();
    expect(resources).toEqual([
      ...['applications', 'buckets', 'externalartifacts', 'gitrepositories', 'helmcharts', 'helmreleases'],
      ...['helmrepositories', 'kustomizations', 'ocirepositories'],
    ]);
  });

  test('its token is in no list of processes, and Ctrl-C ends it', async () => {
    const command = await startCommand(running().host, ['ui', '-n', 'apps', '--read-only']);
    await vi.waitUntil(() => command.stdout().endsWith('\n'), { timeout: 60_000 });
    const [, port, token = ''] = /:(\d+)\/#token=([\w-]+)\n$/.exec(command.stdout()) ?? [];
    expect(token).toHaveLength(43);
    expect(execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })).not.toContain(token);
    const headers = { authorization: `Bearer ${token}` };
    const overview = await fetch(`http://127.0.0.1:${port}/api/v1/overview`, { headers });
    const { revision } = (await overview.json()) as Overview;
    const events = await fetch(`http://127.0.0.1:${port}/api/v1/events?since=${revision}`, { headers });
    const text = events.text();
    command.kill('SIGINT');
    expect(await command.exit).toBe(0);
    expect(await text).toContain('event: clock');
    expect(command.stderr()).not.toContain(token);
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
