import { beforeAll, describe, expect, test } from 'vitest';
import { describeWithApiServer } from '../../../harness/suite';
import { LAST_REVISION, READY_NUMBER, TYPE } from '../../../src/application/marks';
import { only } from '../../constructs/watcher/objects';
import { rulesIn, sorted } from '../rules';
import {
  applicationObjects,
  type InstalledWatcher,
  installAllCrds,
  installWatcher,
  make,
  makeNamespaces,
} from './installed-watcher';

const GITOPS = '/apis/gitops.kubesphere.io/v1alpha1';
const HELM = '/apis/helm.toolkit.fluxcd.io/v2';
/** The paths of the watched kinds: the parts before and after the namespace. */
const WATCHED: readonly (readonly [string, string])[] = [
  [GITOPS, 'applications'],
  [HELM, 'helmreleases'],
  ['/apis/kustomize.toolkit.fluxcd.io/v1', 'kustomizations'],
  ...['helmcharts', 'helmrepositories', 'gitrepositories', 'ocirepositories', 'buckets'].map(
    (plural) => ['/apis/source.toolkit.fluxcd.io/v1', plural] as const,
  ),
];
const UNREADABLE = [
  '/api/v1/secrets',
  '/api/v1/configmaps',
  '/api/v1/pods',
  '/api/v1/events',
  '/api/v1/namespaces',
  '/api/v1/serviceaccounts',
  '/apis/apps/v1/deployments',
  '/apis/rbac.authorization.k8s.io/v1/roles',
  '/apis/coordination.k8s.io/v1/leases',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
];

describeWithApiServer('under exactly what is synthesized for it', (client) => {
  const watched = 'watcher-rights';
  const other = 'watcher-rights-other';
  const home = 'watcher-home';

  beforeAll(async () => {
    await installAllCrds(client);
    await makeNamespaces(client, [watched, other, home]);
    for (const namespace of [watched, other])
      for (const object of applicationObjects(namespace)) await make(client, object);
  });

  describe.each([
    ['all namespaces', 'everywhere', undefined],
    ['one namespace', 'namespaced', watched],
  ])('a watcher of %s', (_, name, watchNamespace) => {
    const own = `${GITOPS}/namespaces/${watched}/applications/web`;
    const release = `${HELM}/namespaces/${watched}/helmreleases/web--host--web`;
    let watcher: InstalledWatcher;

    beforeAll(async () => {
      watcher = await installWatcher(client, { name, namespace: home, replicas: 2, watchNamespace }, own);
    });

    /** `done`, or the error of the API server; nothing is stored. */
    const tried = async (method: string, path: string, body?: unknown, contentType?: string) => {
      const query = method === 'GET' ? '' : `${path.includes('?') ? '&' : '?'}dryRun=All`;
      const answer = await watcher.request(method, path + query, body, contentType);
      return answer.status < 300
        ? 'done'
        : `${answer.status} ${answer.body.message.replace(/^.* denied request: /, '')}`;
    };
    const forbidden = expect.stringMatching(/^403 .* is forbidden: User "system:serviceaccount:watcher-home:/);

    test('may do what its Role says where it watches, and nothing else', async () => {
      const { rules } = only(
        watcher.objects.filter(({ metadata }) => metadata.name.startsWith('fluxapp-watcher.')),
        watchNamespace ? 'Role' : 'ClusterRole',
      );
      expect(sorted(await rulesIn(client, watched, watcher.token))).toEqual(sorted(rules));
      expect(sorted(await rulesIn(client, other, watcher.token))).toEqual(watchNamespace ? [] : sorted(rules));
    });

    test('may hold its Lease in its own namespace, and touch no other', async () => {
      const leases = `/apis/coordination.k8s.io/v1/namespaces/${home}/leases`;
      const lease = { metadata: { name }, spec: { holderIdentity: 'x' } };
      expect((await watcher.request('POST', leases, lease)).status).toBe(201);
      const { body } = await watcher.request('GET', `${leases}/${name}`);
      expect((await watcher.request('PUT', `${leases}/${name}`, body)).status).toBe(200);
      expect(await tried('DELETE', `${leases}/${name}`)).toEqual(forbidden);
      expect(await tried('GET', `${leases}/other`)).toEqual(forbidden);
      expect(await tried('PUT', `${leases}/other`, { metadata: { name: 'other' } })).toEqual(forbidden);
    });

    test('can list and watch what it needs, in no other namespace than it should', async () => {
      for (const [api, plural] of WATCHED) {
        const inNamespace = (namespace: string, query: string) =>
          tried('GET', `${api}/namespaces/${namespace}/${plural}?${query}`);
        expect(await inNamespace(watched, 'limit=1')).toBe('done');
        expect(await inNamespace(watched, 'watch=true&timeoutSeconds=1&resourceVersion=1')).not.toMatch(/^403/);
        expect(await inNamespace(other, 'limit=1')).toEqual(watchNamespace ? forbidden : 'done');
        expect(await tried('GET', `${api}/${plural}?limit=1`)).toEqual(watchNamespace ? forbidden : 'done');
      }
      expect((await watcher.request('GET', `/openapi/v3${GITOPS}`)).status).toBe(200);
    });

    test('cannot read Secrets, CRDs or anything else', async () => {
      for (const path of UNREADABLE) expect(await tried('GET', path)).toEqual(forbidden);
      for (const plural of ['secrets', 'configmaps', 'pods']) {
        for (const namespace of [watched, other, home]) {
          expect(await tried('GET', `/api/v1/namespaces/${namespace}/${plural}`)).toEqual(forbidden);
          expect(await tried('GET', `/api/v1/namespaces/${namespace}/${plural}/x`)).toEqual(forbidden);
        }
      }
    });

    test('can write the status, its labels and its annotation, and Events', async () => {
      const metadata = {
        labels: { [READY_NUMBER]: '1-1', [TYPE]: 'HelmRelease' },
        annotations: { [LAST_REVISION]: '1.0.0' },
      };
      expect(await tried('PATCH', own, { metadata })).toBe('done');
      expect(await tried('PATCH', `${own}/status`, { status: { summary: '1/1' } })).toBe('done');
      const event = {
        metadata: { name: 'web.1', namespace: watched },
        involvedObject: { namespace: watched, name: 'web', kind: 'Application' },
      };
      expect(await tried('POST', `/api/v1/namespaces/${watched}/events`, event)).toBe('done');
    });

    test('can change and remove its labels once they are there', async () => {
      const set = (value: string | null) =>
        tried('PATCH', own, {
          metadata: { labels: { [READY_NUMBER]: value }, annotations: { [LAST_REVISION]: value } },
        });
      const labelled = { metadata: { labels: { [READY_NUMBER]: '0-1' }, annotations: { [LAST_REVISION]: '0' } } };
      const { status } = await client.request('PATCH', own, labelled, { contentType: 'application/merge-patch+json' });
      expect([status, await set('1-1'), await set(null)]).toEqual([200, 'done', 'done']);
    });

    test("cannot change an Application's spec, by any kind of patch", async () => {
      const denied = '403 the watcher may not change the spec of an Application';
      const suspended = { spec: { fluxApp: { spec: { config: { helmRelease: { chart: { chart: 'other' } } } } } } };
      expect(await tried('PATCH', own, suspended)).toBe(denied);
      expect(await tried('PATCH', own, { spec: null })).toBe(denied);
      expect(await tried('PATCH', own, { metadata: { labels: { [READY_NUMBER]: '1-1' } }, ...suspended })).toBe(denied);
      const path = '/spec/fluxApp/spec/config/helmRelease/chart/chart';
      const operation = [{ op: 'replace', path, value: 'other' }];
      expect(await tried('PATCH', own, operation, 'application/json-patch+json')).toBe(denied);
      const object = { apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'Application', ...suspended };
      const apply = `${own}?fieldManager=x&force=true`;
      expect(await tried('PATCH', apply, object, 'application/apply-patch+yaml')).toBe(denied);
    });

    test('cannot change a spec by way of the status', async () => {
      const before = await client.request('GET', own);
      const patch = { spec: { kind: 'argocd' }, metadata: { labels: { x: 'y' } }, status: { summary: '0/1' } };
      const { status, body } = await watcher.request('PATCH', `${own}/status`, patch);
      expect([status, body.spec, body.metadata.labels]).toEqual([200, before.body.spec, before.body.metadata.labels]);
    });

    const owner = (uid: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid });
    test.each([
      {
        field: 'labels',
        given: { team: 'web' },
        changes: [{ team: 'shop' }, { team: null }, { other: 'x' }, null],
        message: `the watcher may change only the labels ${READY_NUMBER} and ${TYPE}`,
      },
      {
        field: 'annotations',
        given: { team: 'web' },
        changes: [{ team: 'shop' }, { team: null }, { other: 'x' }, null],
        message: `the watcher may change only the annotation ${LAST_REVISION}`,
      },
      {
        field: 'finalizers',
        given: ['a.example.com/b'],
        changes: [['c.example.com/d'], [], null],
        message: 'the watcher may not change the finalizers of an Application',
      },
      {
        field: 'ownerReferences',
        given: [owner('1')],
        changes: [[owner('2')], [owner('1'), owner('2')]],
        message: 'the watcher may not change the owners of an Application',
      },
    ])("cannot change an Application's $field but for its own", async ({ field, given, changes, message }) => {
      expect(await tried('PATCH', own, { metadata: { [field]: given } })).toBe(`403 ${message}`);
      const path = `${GITOPS}/namespaces/${watched}/applications/${name}-${field.toLowerCase()}`;
      await make(client, {
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: { name: `${name}-${field.toLowerCase()}`, namespace: watched, [field]: given },
        ...{ spec: { kind: 'argocd' } },
      });
      for (const change of changes) {
        expect(await tried('PATCH', path, { metadata: { [field]: change } })).toBe(`403 ${message}`);
      }
    });

    test('cannot make, replace or delete Applications, nor write what Flux reads', async () => {
      const { body: application } = await client.request('GET', own);
      const applications = `${GITOPS}/namespaces/${watched}/applications`;
      const fresh = { ...application, metadata: { name: 'fresh', namespace: watched } };
      expect(await tried('POST', applications, fresh)).toEqual(forbidden);
      const apply = `${applications}/fresh?fieldManager=x`;
      expect(await tried('PATCH', apply, fresh, 'application/apply-patch+yaml')).toEqual(forbidden);
      expect(await tried('PUT', own, application)).toEqual(forbidden);
      expect(await tried('DELETE', own)).toEqual(forbidden);
      expect(await tried('PATCH', release, { spec: { suspend: true } })).toEqual(forbidden);
      expect(await tried('PATCH', `${release}/status`, { status: {} })).toEqual(forbidden);
      expect(await tried('DELETE', release)).toEqual(forbidden);
    });

    test("stands in nobody else's way", async () => {
      const patch = { spec: { kind: 'argocd' }, metadata: { labels: { team: 'web' } } };
      const contentType = 'application/merge-patch+json';
      expect((await client.request('PATCH', `${own}?dryRun=All`, patch, { contentType })).status).toBe(200);
    });
  });

  test('the policy bears Applications as large as they can be', async () => {
    const namespace = 'watcher-rights-large';
    await makeNamespaces(client, [namespace]);
    const values = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`key-${i}`, 'x'.repeat(40)]));
    const [large] = applicationObjects(namespace, 500, values);
    if (!large) throw new Error('no Application');
    const size = JSON.stringify(large).length;
    expect(size).toBeGreaterThan(1_000_000);
    await make(client, large);
    const path = `${GITOPS}/namespaces/${namespace}/applications/web`;
    const watcher = await installWatcher(client, { name: 'large', namespace: home }, path);
    const label = await watcher.request('PATCH', path, { metadata: { labels: { [READY_NUMBER]: '0-500' } } });
    expect(label.status).toBe(200);
    const operation = [
      { op: 'replace', path: '/spec/fluxApp/spec/config/helmRelease/deploy/499/values/key-39', value: 'y' },
    ];
    const spec = await watcher.request('PATCH', path, operation, 'application/json-patch+json');
    expect([spec.status, spec.body.message]).toEqual([403, expect.stringContaining('may not change the spec')]);
  });
});
