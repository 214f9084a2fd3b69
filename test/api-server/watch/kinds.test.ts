import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { type Client, type CrdObject, kubeconfig, until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, deliver, namespace, put, say } from '../../../harness/fleet/synthetic-fleet';
import { patchesSeen, untilTrue, untruths } from '../../../harness/fleet/truth';
import { describeWithClusters } from '../../../harness/suite';
import { type RunningWatcher, startWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';
import { untilRefused } from '../one-seat';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const KUBESPHERE_CRD = '../shared/crds/ks-devops.gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications';
const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces/apps/helmreleases';
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const MERGE = { contentType: 'application/merge-patch+json' };
const READ = ['list', 'watch'];

// biome-ignore lint/suspicious/noExplicitAny: an Application as the API server returns it
type Stored = any;
const stored = async (host: Client, name: string): Promise<Stored> =>
  (await host.request('GET', `${APPLICATIONS}/${name}`)).body;

describeWithClusters('the watcher, and what it can read', { clusters: ['host'] }, (running) => {
  let config: string;
  let watcher: RunningWatcher | undefined;

  beforeAll(async () => {
    const { host } = running();
    await namespace(host, 'apps');
    config = join(dirname(host.kubeconfig), 'nobody.kubeconfig');
    writeFileSync(config, kubeconfig(host, host.tokens.nobody));
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'watcher' };
    await host.request('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name: 'watcher' },
      roleRef,
      subjects: [{ kind: 'User', name: 'nobody' }],
    });
    await host.request('POST', ROLES, { metadata: { name: 'watcher' }, rules: rules([]) });
  });
  afterEach(async () => {
    await watcher?.stop();
    watcher = undefined;
  });

  /** The permissions of a watcher, without these kinds. */
  const rules = (without: readonly string[]) => [
    { apiGroups: ['gitops.kubesphere.io'], resources: ['applications'], verbs: [...READ, 'patch'] },
    { apiGroups: ['gitops.kubesphere.io'], resources: ['applications/status'], verbs: ['patch'] },
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    ...['helm', 'kustomize', 'source'].map((group) => ({
      apiGroups: [`${group}.toolkit.fluxcd.io`],
      resources: ['helmreleases', 'kustomizations', 'helmcharts', 'helmrepositories'].filter(
        (kind) => !without.includes(kind),
      ),
      verbs: READ,
    })),
  ];
  const grant = (without: readonly string[] = []) =>
    running().host.request('PATCH', `${ROLES}/watcher`, { rules: rules(without) }, MERGE);
  const warned = (kind: string, reason: string) => () =>
    watcher?.log.some(({ level, fields }) => level === 'warn' && fields.kind === kind && fields.reason === reason);

  test('CRDs that arrive late: it waits for them, and goes on with what is there', async () => {
    const { host } = running();
    watcher = startWatcher({ kubeconfig: config, gatherMs: 100 });
    await until('it misses Applications', warned('Application', 'NotFound'));
    await installCrds(host, [CRD]);
    await put(host, applicationOf('apps', 'web', 3));
    await until('Applications are read', async () => (await stored(host, 'web')).status?.targets?.length === 3);
    const { conditions, targets } = (await stored(host, 'web')).status;
    expect(targets.map(({ state, reason }: Record<string, string>) => `${state} ${reason}`)).toEqual(
      Array(3).fill('Unknown NotFound'),
    );
    expect(conditions[0]).toMatchObject({ type: 'Ready', status: 'Unknown', reason: 'Unknown' });
    await installCrds(host, await fluxCrds());
    await deliver(host, applicationOf('apps', 'web', 3));
    await untilTrue(host, 'CRDs installed');
    expect((await stored(host, 'web')).metadata.labels['gitops.kubesphere.io/ready-number']).toBe('3-3');
  });

  test('a kind that is forbidden makes its targets Unknown and keeps what was last known, until it is granted', async () => {
    const { host } = running();
    const before = (await stored(host, 'web')).status.fluxApp.helmReleaseStatus.web;
    await grant(['helmreleases']);
    watcher = startWatcher({ kubeconfig: config, gatherMs: 100 });
    await until('it is said', async () => (await stored(host, 'web')).status.summary === '0/3');
    const { targets, fluxApp } = (await stored(host, 'web')).status;
    for (const { state, reason, message, revision } of targets) {
      expect({ state, reason, revision }).toEqual({ state: 'Unknown', reason: 'Forbidden', revision: '1.0.0' });
      expect(message).toContain('helmreleases');
    }
    const { conditions, ...kept } = fluxApp.helmReleaseStatus.web;
    const { conditions: _, ...last } = before;
    expect(kept).toEqual(last);
    expect(conditions[0]).toMatchObject({ type: 'Ready', status: 'Unknown', reason: 'Forbidden' });
    await grant();
    await untilTrue(host, 'granted');
    expect((await stored(host, 'web')).status.summary).toBe('3/3');
  });

  test('429 with Retry-After: what is refused is written when it may be, once', async () => {
    const { host } = running();
    const busy = Array.from({ length: 12 }, (_, index) => applicationOf('apps', `busy-${index}`, 1));
    const releases = (await Promise.all(busy.map((application) => deliver(host, application)))).flat();
    watcher = startWatcher({ kubeconfig: config, gatherMs: 100 });
    await untilTrue(host, 'started');
    const before = await patchesSeen(host);
    let rounds = 0;
    await untilRefused(host, APPLICATIONS, async () => {
      rounds++;
      const version = `1.0.${rounds}`;
      await Promise.all(releases.map((release) => say(host, release, { ready: 'True', version })));
    });
    await untilTrue(host, 'let through again');
    const { status } = await patchesSeen(host);
    expect(status - before.status).toBeLessThanOrEqual(rounds * busy.length);
  });

  test('200 targets change at once: one status and one metadata patch, far below what etcd takes', async () => {
    const { host } = running();
    const fleet = applicationOf('apps', 'fleet', 200);
    const releases = await deliver(host, fleet);
    watcher = startWatcher({ kubeconfig: config });
    await untilTrue(host, 'started');
    await watcher.stop();
    const before = await patchesSeen(host);
    const message = 'x'.repeat(2000);
    await Promise.all(releases.map((release) => say(host, release, { ready: 'False', message, failures: 3 })));
    watcher = startWatcher({ kubeconfig: config });
    await untilTrue(host, '200 targets failed');
    const { status, metadata } = await patchesSeen(host);
    expect({ status: status - before.status, metadata: metadata - before.metadata }).toEqual({
      status: 1,
      metadata: 1,
    });
    const after = await stored(host, 'fleet');
    expect(after.metadata.labels['gitops.kubesphere.io/ready-number']).toBe('0-200');
    expect(JSON.stringify(after).length).toBeLessThan(1024 * 1024);
  });

  test('garbage in every field of a status: it goes on, and says what can be said', async () => {
    const { host } = running();
    await installCrds(host, (await crdsOf('helmreleases.helm.toolkit.fluxcd.io')).map(withoutStatusSchema));
    const [release] = await deliver(host, applicationOf('apps', 'garbage', 1));
    watcher = startWatcher({ kubeconfig: config, gatherMs: 0 });
    await untilTrue(host, 'started');
    const path = `${RELEASES}/${release?.metadata.name}/status`;
    const fields = [
      'observedGeneration',
      'conditions',
      'history',
      'failures',
      'helmChart',
      'lastAttemptedRevision',
      'inventory',
    ];
    const garbage = [
      0,
      -1,
      1e15,
      'x',
      '',
      true,
      [],
      ['x'],
      [[]],
      {},
      { x: 1 },
      [{}],
      [{ type: 1 }],
      [{ type: 'Ready' }],
      [{ type: 'Ready', status: 'True', reason: '?!', message: 7 }],
      [{ status: 'deployed', chartVersion: 5 }],
    ];
    for (const field of fields) {
      for (const value of garbage) {
        const { status } = await host.request('PATCH', path, { status: { [field]: value } }, MERGE);
        expect(status).toBe(200);
      }
      await untilTrue(host, `garbage in ${field}`);
    }
    expect(watcher.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
    await host.request('DELETE', `${APPLICATIONS}/garbage`);
    await untilTrue(host, 'gone');
  });

  test("on KubeSphere's CRD it writes what that has, and what it drops is not written again", async ({ skip }) => {
    skip(!existsSync(KUBESPHERE_CRD), `there is no ${KUBESPHERE_CRD}`);
    const { host } = running();
    watcher = startWatcher({ kubeconfig: config, gatherMs: 100 });
    await untilTrue(host, 'started');
    // one CRD replaces another, as when KubeSphere is installed later
    await installCrds(host, [KUBESPHERE_CRD]);
    await host.request(
      'DELETE',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.gitops.kubesphere.io',
    );
    await until('the CRD is gone', async () => (await host.request('GET', APPLICATIONS)).status === 404);
    await installCrds(host, [KUBESPHERE_CRD]);
    await deliver(host, applicationOf('apps', 'web', 2));
    await untilTrue(host, "KubeSphere's CRD");
    const { metadata, status } = await stored(host, 'web');
    expect(
      JSON.stringify({ labels: metadata.labels, annotations: metadata.annotations, status }, null, 1).replace(
        /"\d{4}-[^"]*Z"/g,
        '"TIME"',
      ),
    ).toMatchSnapshot();
    const seen = await patchesSeen(host);
    await startWatcher({ kubeconfig: config, once: true }).ended;
    expect(await patchesSeen(host)).toEqual(seen);
    expect(await untruths(host)).toEqual({});
  });
});

/** One of Flux's CRDs, as an object. */
async function crdsOf(name: string): Promise<CrdObject[]> {
  const { readFileSync } = await import('node:fs');
  const { parseAllDocuments } = await import('yaml');
  const all = (await fluxCrds()).flatMap((crd) =>
    typeof crd === 'string'
      ? parseAllDocuments(readFileSync(crd, 'utf8')).map((document) => document.toJS() as CrdObject)
      : [crd],
  );
  return all.filter(({ metadata }) => metadata.name === name);
}

/** The CRD with a status of any shape. */
function withoutStatusSchema(crd: CrdObject): CrdObject {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const copy = JSON.parse(JSON.stringify(crd));
  for (const version of copy.spec.versions) version.schema.openAPIV3Schema.properties.status = anything;
  return copy;
}
