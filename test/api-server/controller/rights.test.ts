import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until, writeKubeconfigOf } from '../../../harness';
import { describeWithApiServer } from '../../../harness/suite';
import { helmApplication, onMember, SAVES } from '../../application/applications';
import { startController } from '../../controllers/application-lowering/controller-under-test';
import {
  applicationObjects,
  type InstalledWatcher,
  installAllCrds,
  installWatcher,
  make,
  makeNamespaces,
} from '../watcher/installed-watcher';

const GITOPS = '/apis/gitops.kubesphere.io/v1alpha1';
const HELM = '/apis/helm.toolkit.fluxcd.io/v2';
const APPLY = 'application/apply-patch+yaml';
const MERGE = { contentType: 'application/merge-patch+json' };

describeWithApiServer('under exactly what is synthesized for it', (client) => {
  const home = 'controller-home';
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'controller-'));
    await installAllCrds(client);
    await makeNamespaces(client, [home]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each([
    ['all namespaces', 'controller-all', undefined],
    ['one namespace', 'controller-one', 'controller-one'],
  ])('a controller of %s', (_, space, watchNamespace) => {
    let installed: InstalledWatcher;
    const inSpace = (api: string, plural: string, name = '') =>
      `${api}/namespaces/${space}/${plural}${name && `/${name}`}`;

    beforeAll(async () => {
      await makeNamespaces(client, [space]);
      for (const object of applicationObjects(space)) await make(client, object);
      const props = { name: space, namespace: home, replicas: 2 as const, watchNamespace, lowering: {} };
      installed = await installWatcher(client, props, inSpace(GITOPS, 'applications', 'web'));
    });

    const refused = async (method: string, path: string, body?: object, contentType?: string) => {
      const query = method === 'GET' ? '' : `${path.includes('?') ? '&' : '?'}dryRun=All`;
      const answer = await installed.request(method, path + query, body, contentType);
      return answer.status < 300 ? 'done' : `${answer.status} ${answer.body.message}`;
    };

    test('lowers, holds and removes Applications with it', async () => {
      const kubeconfig = await writeKubeconfigOf(client, home, space, join(folder, space));
      const controller = startController({
        ...{ kubeconfig, namespace: watchNamespace, gatherMs: 10, status: true },
        leaderElection: { namespace: home, name: space },
      });
      try {
        const annotations = { 'gitops.kubesphere.io/lowered-by': 'controller' };
        const metadata = { name: 'own', namespace: space, annotations, ...SAVES };
        const targets = [onMember('eu-1', 'web', { values: { a: null } }), onMember('eu-2', 'web')];
        const application = helmApplication(targets, { metadata });
        const path = inSpace(GITOPS, 'applications', 'own');
        expect((await client.request('POST', inSpace(GITOPS, 'applications'), application)).status).toBe(201);
        const stored = async () => (await client.request('GET', path)).body;
        await until('it is lowered, and its status is written', async () => {
          const { conditions = [] } = (await stored()).status ?? {};
          const types = conditions.map(({ type }: { type: string }) => type).sort();
          return types.join() === 'Lowered,Ready';
        });
        const releases = async () => {
          const { body } = await client.request('GET', inSpace(HELM, 'helmreleases'));
          return body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
        };
        expect(await releases()).toEqual(['own--eu-1--web', 'own--eu-2--web', 'web--host--web']);
        const one = [{ op: 'remove', path: '/spec/fluxApp/spec/config/helmRelease/deploy/1' }];
        await client.request('PATCH', path, one, { contentType: 'application/json-patch+json' });
        await until('a target is removed', async () => (await releases()).length === 2);
        await client.request('DELETE', path);
        await until('the Application is gone', async () => (await client.request('GET', path)).status === 404);
        expect(await releases()).toEqual(['web--host--web']);
      } finally {
        await controller.stop();
      }
      const problems = controller.log.filter(({ level }) => level === 'warn' || level === 'error');
      expect(problems).toEqual([]);
    });

    test('cannot read Secrets, nor anything else that it has no business with', async () => {
      for (const path of [
        ...[inSpace('/api/v1', 'secrets'), '/api/v1/secrets', inSpace('/api/v1', 'secrets', 'eu-1'), '/api/v1/pods'],
        ...['/api/v1/serviceaccounts', '/apis/rbac.authorization.k8s.io/v1/roles'],
        ...['/apis/apiextensions.k8s.io/v1/customresourcedefinitions'],
      ]) {
        expect(await refused('GET', path)).toMatch(/^403 /);
      }
      for (const plural of ['secrets', 'pods', 'serviceaccounts']) {
        expect(await refused('POST', inSpace('/api/v1', plural), { metadata: { name: 'x' } })).toMatch(/^403 /);
      }
    });

    test('cannot touch what it has not made', async () => {
      await client.request('POST', inSpace('/api/v1', 'configmaps'), { metadata: { name: 'foreign' } });
      const own = 'the watcher may change and delete only objects that it has created';
      const release = inSpace(HELM, 'helmreleases', 'web--host--web');
      for (const path of [release, inSpace('/api/v1', 'configmaps', 'foreign')]) {
        expect(await refused('DELETE', path)).toContain(own);
        const labels = { 'gitops.kubesphere.io/lowered-by': 'controller' };
        expect(await refused('PATCH', path, { metadata: { labels } })).toContain(own);
      }
      const unmarked = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'unmarked' } };
      const path = inSpace('/api/v1', 'configmaps', 'unmarked');
      expect(await refused('PATCH', `${path}?fieldManager=x`, unmarked, APPLY)).toContain(
        'objects that the watcher creates must have the label gitops.kubesphere.io/lowered-by',
      );
    });

    test('may change of an Application its finalizer and its annotation, and no more', async () => {
      const path = inSpace(GITOPS, 'applications', 'web');
      expect(await refused('PATCH', path, { metadata: { finalizers: ['gitops.kubesphere.io/lowering'] } })).toBe(
        'done',
      );
      const annotate = (annotations: object) => refused('PATCH', path, { metadata: { annotations } });
      expect(await annotate({ 'gitops.kubesphere.io/lowering-uid': 'uid' })).toBe('done');
      const confirmed = { 'gitops.kubesphere.io/confirm-removal': '1' };
      expect(await annotate(confirmed)).toContain('may remove the annotation gitops.kubesphere.io/confirm-removal');
      await client.request('PATCH', path, { metadata: { annotations: confirmed } }, MERGE);
      expect(await annotate({ 'gitops.kubesphere.io/confirm-removal': null })).toBe('done');
      expect(await annotate({ 'gitops.kubesphere.io/lowered-by': 'controller' })).toContain(
        'may change only the annotations gitops.kubesphere.io/last-revision, gitops.kubesphere.io/lowering-uid and ' +
          'gitops.kubesphere.io/confirm-removal',
      );
      expect(await refused('PATCH', path, { metadata: { finalizers: ['example.com/other'] } })).toContain(
        'the watcher may change only the finalizer gitops.kubesphere.io/lowering',
      );
      expect(await refused('PATCH', path, { spec: { kind: 'other' } })).toContain('may not change the spec');
      expect(await refused('PATCH', path, { metadata: { labels: { team: 'x' } } })).toContain(
        'may change only the labels',
      );
      expect(await refused('DELETE', path)).toMatch(/^403 /);
    });
  });
});
