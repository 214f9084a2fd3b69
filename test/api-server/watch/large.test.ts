import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, apply, namespace, put, releasesOf, say } from '../../../harness/fleet/synthetic-fleet';
import { patchesSeen, untilTrue, untruths } from '../../../harness/fleet/truth';
import { describeWithClusters } from '../../../harness/suite';
import type { Application } from '../../../imports/gitops.kubesphere.io';
import { reconcile } from '../../../src/controllers/application-status/reconcile';
import { storedBytes } from '../../../src/json';
import { type ApplicationRecord, recordOf } from '../../../src/observe/application-record';
import { ETCD_LIMIT, OBJECT_LIMIT, type Schema, schemaOfKind } from '../../../src/status';
import { fluxapp } from '../../cli/run';
import { startWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const KUBESPHERE_CRD = '../shared/crds/ks-devops.gitops.kubesphere.io_applications.yaml';
const APPLICATIONS = '/apis/gitops.kubesphere.io/v1alpha1/namespaces/apps/applications';
const TARGETS = 140;

/** 10 kB of values. */
const values = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key${index}`, 'x'.repeat(40)]));

/** An Application with this number of additional bytes, most of them in the values of its targets. */
function applicationWith(name: string, bytes: number): Application {
  const application = applicationOf('apps', name, TARGETS, { ...values, pad: 'x'.repeat(bytes / TARGETS) });
  const annotations = { pad: 'x'.repeat(bytes % TARGETS) };
  return { ...application, metadata: { ...application.metadata, annotations } };
}

describeWithClusters(
  'the status of an Application that is nearly as large as etcd takes',
  { clusters: ['host'] },
  (running) => {
    // biome-ignore lint/suspicious/noExplicitAny: an Application as the API server returns it
    const stored = async (name: string): Promise<any> =>
      (await running().host.request('GET', `${APPLICATIONS}/${name}`)).body;
    const events = async (name: string) => {
      const path = `/api/v1/namespaces/apps/events?fieldSelector=involvedObject.name=${name}`;
      const { body } = await running().host.request('GET', path);
      return body.items.map(({ type, reason }: Record<string, string>) => `${type} ${reason}`);
    };
    const once = async () => {
      const { code, stderr } = await fluxapp(['watch', '--kubeconfig', running().host.kubeconfig, '-A', '--once']);
      return { code, last: JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') };
    };
    const remove = (name: string) => running().host.request('DELETE', `${APPLICATIONS}/${name}`);
    /**
     * Applies an Application like `kubectl apply --server-side`, with this number of bytes that the watcher does not
     * write.
     */
    const applyOfSize = async (name: string, bytes: number) => {
      const applied = async (more: number) =>
        recordOf(await apply(running().host, applicationWith(name, more)))?.othersBytes ?? 0;
      expect(await applied(bytes - (await applied(0)))).toBe(bytes);
    };

    beforeAll(async () => {
      const { host } = running();
      await installCrds(host, [...(await fluxCrds()), CRD]);
      await namespace(host, 'apps');
    });

    /** Expects a correct status for 140 targets with 10 kB of values, all ready except one. */
    const isTrue = async () => {
      const { host } = running();
      const application = applicationOf('apps', 'large', TARGETS, values);
      await apply(host, application);
      const releases = releasesOf(application);
      await Promise.all(
        releases.map(async (release, index) => {
          const said = index === 7 ? ({ ready: 'False', message: 'boom' } as const) : ({ ready: 'True' } as const);
          await say(host, await put(host, release), said);
        }),
      );
      const watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 100 });
      await untilTrue(host, `${TARGETS} targets`);
      await watcher.stop();
      expect(watcher.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
      const object = await stored('large');
      console.log(`stored: ${storedBytes(object)}, without the watcher ${recordOf(object)?.othersBytes}`);
      expect(storedBytes(object)).toBeGreaterThan(1.4e6);
      expect(object.metadata.labels['gitops.kubesphere.io/ready-number']).toBe(`${TARGETS - 1}-${TARGETS}`);
      expect(object.metadata.annotations['gitops.kubesphere.io/last-revision']).toBe('1.0.0');
      const entries: Record<string, { conditions: Record<string, string>[] }> = object.status.fluxApp.helmReleaseStatus;
      expect(Object.keys(entries)).toHaveLength(TARGETS);
      const conditions = Object.values(entries).map((entry) =>
        entry.conditions.map(({ type, status }) => `${type} ${status}`),
      );
      expect(conditions.filter(([first]) => first === 'Ready True')).toHaveLength(TARGETS - 1);
      expect(conditions.filter(([first]) => first === 'Ready False')).toHaveLength(1);
      const seen = await patchesSeen(host);
      expect(await once()).toMatchObject({ code: 0 });
      expect(await patchesSeen(host)).toEqual(seen);
      expect(await untruths(host)).toEqual({});
      return object;
    };

    test('140 targets with 10 kB of values get a true status', async () => {
      const { status } = await isTrue();
      expect(status).toMatchObject({ summary: '139/140', desired: 140, ready: 139, revision: '1.0.0' });
      expect(status.targets).toHaveLength(TARGETS);
      await remove('large');
    });

    test('what is computed of a size bounds what is stored, and is close to it', async () => {
      const { host } = running();
      await applyOfSize('sized', OBJECT_LIMIT - 33_000);
      expect(await once()).toMatchObject({ code: 0 });
      const object = await stored('sized');
      const observed = { HelmRelease: [], Kustomization: [], sources: new Map() };
      const record = recordOf(object) as ApplicationRecord;
      const { body } = await host.request('GET', '/openapi/v3/apis/gitops.kubesphere.io/v1alpha1');
      const schema = schemaOfKind(body, 'gitops.kubesphere.io', 'v1alpha1', 'Application') as Schema;
      const { bytes } = reconcile({ record, observed, schema, now: record.created as string });
      const size = storedBytes(object);
      console.log(`computed: ${bytes}, stored: ${size}`);
      expect(bytes).toBeLessThanOrEqual(OBJECT_LIMIT);
      // the rest is managedFields for labels, the annotation and the watcher
      expect(size - bytes).toBeGreaterThan(0);
      expect(size - bytes).toBeLessThan(2048);
      expect(Object.keys(object.status.fluxApp.helmReleaseStatus)).toHaveLength(TARGETS);
      expect(size).toBeLessThan(ETCD_LIMIT);
      expect(await untruths(host)).toEqual({});
      await remove('sized');
    });

    test('where no state has room, a condition says so, and watch --once ends with 1', async () => {
      await applyOfSize('full', OBJECT_LIMIT - 4_000);
      const { code, last } = await once();
      expect(code).toBe(1);
      expect(last.error).toMatch(/^apps\/full: the Application leaves no room for the states of its 140 targets: /);
      const { metadata, status } = await stored('full');
      expect(metadata.labels['gitops.kubesphere.io/ready-number']).toBe('0-140');
      expect(status.summary).toBe('0/140');
      expect(status.conditions.map(({ type }: { type: string }) => type)).toEqual(['Ready', 'TooLarge']);
      expect(status.fluxApp?.helmReleaseStatus ?? {}).toEqual({});
      expect(await events('full')).toEqual(['Warning StatusTooLarge']);
      await remove('full');
    });

    test('where nothing has room, it is said once, and written when there is', async () => {
      const { host } = running();
      await applyOfSize('fuller', ETCD_LIMIT - 400);
      const { code, last } = await once();
      expect(code).toBe(1);
      expect(last.error).toMatch(/^apps\/fuller: the Application leaves no room for a status: /);
      const untouched = await stored('fuller');
      expect(untouched.status).toBeUndefined();
      expect(untouched.metadata.managedFields).toHaveLength(1);
      const watcher = startWatcher({ kubeconfig: host.kubeconfig, gatherMs: 100 });
      const warned = () => watcher.log.filter(({ level }) => level === 'warn').map(({ fields }) => fields);
      await until('it is said', () => warned().length > 0);
      await apply(host, applicationOf('apps', 'fuller', TARGETS, { few: 'values' }));
      await untilTrue(host, 'values are gone');
      await watcher.stop();
      expect(warned()).toMatchObject([{ application: 'apps/fuller', cause: 'too_large' }]);
      expect((await stored('fuller')).status.summary).toBe('0/140');
      expect(await events('fuller')).toEqual(Array(2).fill('Warning StatusTooLarge'));
      await remove('fuller');
    });

    test("140 targets with 10 kB of values get a true status by KubeSphere's CRD", async ({ skip }) => {
      skip(!existsSync(KUBESPHERE_CRD), `there is no ${KUBESPHERE_CRD}`);
      const { host } = running();
      const crd = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.gitops.kubesphere.io';
      await host.request('DELETE', crd);
      await until('the CRD is gone', async () => (await host.request('GET', APPLICATIONS)).status === 404);
      await installCrds(host, [KUBESPHERE_CRD]);
      const { status } = await isTrue();
      expect(Object.keys(status)).toEqual(['fluxApp']);
    });
  },
);
