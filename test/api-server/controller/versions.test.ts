import { afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, apply, MERGE, namespace } from '../../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../../harness/suite';
import { appliedPart } from '../../../src/change';
import { mapOf, type ValueMap } from '../../../src/json';
import { APPLICATION, DELIVERIES, pathOf } from '../../../src/kubernetes';
import { startController } from '../../controllers/application-lowering/controller-under-test';
import type { RunningWatcher } from '../../controllers/application-status/watcher-under-test';
import { fluxCrds } from '../flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const MANAGER = 'fluxapp-controller';
const DIGEST = 'gitops.kubesphere.io/lowering-digest';
const UID = 'gitops.kubesphere.io/lowering-uid';
const MARK = 'gitops.kubesphere.io/mark-of-another-version';
const JSON_PATCH = { contentType: 'application/json-patch+json' };

describeWithClusters(
  'objects that another version of the controller has lowered',
  { clusters: ['host'] },
  (running) => {
    const started: RunningWatcher[] = [];

    beforeAll(async () => {
      await installCrds(running().host, [...(await fluxCrds()), CRD]);
    });
    afterEach(async () => {
      for (const each of started.splice(0)) await each.stop();
    });

    const start = (space: string): RunningWatcher => {
      const { kubeconfig } = running().host;
      const one = startController({ kubeconfig, namespace: space, gatherMs: 20, trustedNamespaces: [space] });
      started.push(one);
      return one;
    };
    const put = (space: string, targets: number, values = {}) => {
      const application = applicationOf(space, 'web', targets, values);
      const annotations = { 'gitops.kubesphere.io/lowered-by': 'controller' };
      return apply(running().host, { ...application, metadata: { ...application.metadata, annotations } });
    };
    const releases = async (space: string): Promise<ValueMap[]> =>
      (await running().host.request('GET', pathOf(DELIVERIES.HelmRelease, space))).body.items;
    /** The fields that show whether a release was changed or recreated. */
    const seen = async (space: string) =>
      (await releases(space)).map(({ metadata, spec }) => {
        const { name, uid, generation } = mapOf(metadata);
        return { name, uid, generation, spec };
      });
    const untilSaid = (space: string, text: string) =>
      until(`it says ${text}`, async () => {
        const { body } = await running().host.request('GET', `${pathOf(APPLICATION, space)}/web`);
        const { conditions = [] } = body.status ?? {};
        const own = conditions.find(({ type }: { type: string }) => type === 'Lowered');
        return `${own?.reason}: ${own?.message}`.startsWith(text);
      });
    /** Lowers three targets, and then changes the objects to those that another version would have created. */
    const lowered = async (space: string, change: (release: ValueMap) => Promise<unknown>) => {
      await namespace(running().host, space);
      await put(space, 3, { a: 1 });
      const first = start(space);
      await untilSaid(space, 'Lowered: 3 targets lowered');
      await first.stop();
      for (const release of await releases(space)) await change(release);
    };
    const pathOfRelease = (space: string, { metadata }: ValueMap) =>
      `${pathOf(DELIVERIES.HelmRelease, space)}/${mapOf(metadata).name}`;
    const applied = async (space: string, release: ValueMap) => {
      const query = `fieldManager=${MANAGER}&force=true`;
      const { apiVersion, kind } = DELIVERIES.HelmRelease;
      const object = { apiVersion, kind, ...release };
      const contentType = 'application/apply-patch+yaml';
      const path = pathOfRelease(space, release);
      const { status, body } = await running().host.request('PATCH', `${path}?${query}`, object, { contentType });
      expect([status, body.message]).toEqual([expect.toBeOneOf([200, 201]), undefined]);
    };

    test('other digests and marks are replaced, and no spec changes', async () => {
      const space = 'marks';
      const digestsOf = async () =>
        (await releases(space)).map(({ metadata }) => mapOf(mapOf(metadata).annotations)[DIGEST]);
      await lowered(space, async (release) => {
        const { metadata, ...part } = appliedPart(release, MANAGER);
        const { labels, annotations } = mapOf(metadata);
        const marked = { ...mapOf(annotations), [DIGEST]: 'sha256:another', [MARK]: 'x' };
        await applied(space, {
          ...part,
          metadata: { name: mapOf(release.metadata).name, labels, annotations: marked },
        });
      });
      // earlier versions did not write it
      const annotations = { [UID]: null };
      await running().host.request('PATCH', `${pathOf(APPLICATION, space)}/web`, { metadata: { annotations } }, MERGE);
      expect(new Set(await digestsOf())).toEqual(new Set(['sha256:another']));
      const before = await seen(space);
      const { log } = start(space);
      await until('the digests are its own', async () => !(await digestsOf()).includes('sha256:another'));
      const { body } = await running().host.request('GET', `${pathOf(APPLICATION, space)}/web`);
      await until('the Application is taken up', async () => {
        const { body: now } = await running().host.request('GET', `${pathOf(APPLICATION, space)}/web`);
        return now.metadata.annotations[UID] === body.metadata.uid;
      });
      expect(await seen(space)).toEqual(before);
      expect((await releases(space)).filter(({ metadata }) => mapOf(mapOf(metadata).annotations)[MARK])).toEqual([]);
      expect(log.filter(({ message }) => message === 'deleted')).toEqual([]);
    });

    test('objects of another field manager are taken, and no spec changes', async () => {
      const space = 'manager';
      await lowered(space, async (release) => {
        const fields = mapOf(release.metadata).managedFields as ValueMap[];
        const value = fields.map((entry) => (entry.manager === MANAGER ? { ...entry, manager: 'another' } : entry));
        const patch = [{ op: 'replace', path: '/metadata/managedFields', value }];
        const { status } = await running().host.request('PATCH', pathOfRelease(space, release), patch, JSON_PATCH);
        expect(status).toBe(200);
      });
      const before = await seen(space);
      const { log } = start(space);
      await until('all are applied', async () => {
        return (await releases(space)).every((release) => appliedPart(release, MANAGER).spec !== undefined);
      });
      expect(await seen(space)).toEqual(before);
      expect(log.filter(({ message }) => message === 'deleted')).toEqual([]);
    });

    test('fields that the CRD of Flux gives defaults are no change by another writer', async () => {
      const space = 'defaults';
      const path = `${pathOf(APPLICATION, space)}/web`;
      await namespace(running().host, space);
      await put(space, 2);
      const edit = { op: 'add', path: '/spec/fluxApp/spec/config/helmRelease/deploy/0/uninstall', value: {} };
      await running().host.request('PATCH', path, [edit], JSON_PATCH);
      const { log } = start(space);
      await untilSaid(space, 'Lowered: 2 targets lowered');
      const [host] = await releases(space);
      expect(mapOf(mapOf(host?.spec).uninstall)).toEqual({ deletionPropagation: 'background' });
      for (let round = 1; round <= 6; round++) {
        const value = `${round}m0s`;
        const interval = { op: 'replace', path: '/spec/fluxApp/spec/config/helmRelease/deploy/1/interval', value };
        await running().host.request('PATCH', path, [interval], JSON_PATCH);
        await until('the other target is applied', async () => {
          return (await releases(space)).some(({ spec }) => mapOf(spec).interval === value);
        });
      }
      expect(log.filter(({ level }) => level === 'warn')).toEqual([]);
    });

    test('objects of other names for the same Helm releases are refused, and stay', async () => {
      const space = 'names';
      await lowered(space, async (release) => {
        const { metadata, ...part } = appliedPart(release, MANAGER);
        const { labels, annotations } = mapOf(metadata);
        await running().host.request('DELETE', pathOfRelease(space, release));
        await applied(space, {
          ...part,
          metadata: { name: `old-${mapOf(release.metadata).name}`, labels, annotations },
        });
      });
      const before = await seen(space);
      expect(before.map(({ name }) => name)).toContain('old-web--host--web');
      const { log } = start(space);
      await untilSaid(
        space,
        'StillNeeded: HelmRelease names/old-web--host--web has left the Application, but HelmRelease names/web--host--web is for ' +
          'the same Helm release, which would be uninstalled: suspend the first one before',
      );
      expect((await seen(space)).filter(({ name }) => String(name).startsWith('old-'))).toEqual(before);
      expect(log.filter(({ message }) => message === 'deleted')).toEqual([]);
    });
  },
);
