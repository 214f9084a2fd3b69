import { afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../../../harness';
import { installCrds } from '../../../harness/crds';
import { applicationOf, apply, MERGE, namespace } from '../../../harness/fleet/synthetic-fleet';
import { describeWithClusters } from '../../../harness/suite';
import { mapOf, storedBytes, type ValueMap } from '../../../src/json';
import { APPLICATION, DELIVERIES, pathOf } from '../../../src/kubernetes';
import { recordOf } from '../../../src/observe/application-record';
import { ETCD_LIMIT } from '../../../src/status';
import { startController } from '../../controllers/application-lowering/controller-under-test';
import type { RunningWatcher } from '../../controllers/application-status/watcher-under-test';
import { limit } from '../../random-runs';
import { fluxCrds } from '../flux-crds';

const CRD = 'crds/gitops.kubesphere.io_applications.yaml';
const WEB = `${pathOf(APPLICATION, 'apps')}/web`;
const TARGETS = 140;

/** Some 10 kB. */
const values = (round: number) =>
  Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key${index}`, `${round}`.padEnd(40, 'x')]));

describeWithClusters(
  'the controller, with an Application that is nearly as large as etcd accepts',
  { clusters: ['host'] },
  (running) => {
    const started: RunningWatcher[] = [];

    beforeAll(async () => {
      await installCrds(running().host, [...(await fluxCrds()), CRD]);
      await namespace(running().host, 'apps');
    });
    afterEach(async () => {
      for (const each of started.splice(0)) await each.stop();
    });

    const start = (): RunningWatcher => {
      const { kubeconfig } = running().host;
      const one = startController({ kubeconfig, gatherMs: 50, trustedNamespaces: ['apps'] });
      started.push(one);
      return one;
    };
    const put = (round: number, name = 'web', targets = TARGETS) => {
      const application = applicationOf('apps', name, targets, values(round));
      const annotations = { 'gitops.kubesphere.io/lowered-by': 'controller' };
      return apply(running().host, { ...application, metadata: { ...application.metadata, annotations } });
    };
    const releases = async (name = 'web'): Promise<ValueMap[]> => {
      const { body } = await running().host.request('GET', pathOf(DELIVERIES.HelmRelease, 'apps'));
      return body.items.filter(({ metadata }: { metadata: { name: string } }) => metadata.name.startsWith(`${name}--`));
    };
    const untilLowered = (round: number) =>
      until('all targets are lowered', async () => {
        const all = await releases();
        const [value] = Object.values(values(round));
        return all.length === TARGETS && all.every(({ spec }) => mapOf(mapOf(spec).values).key0 === value);
      });
    const untilHeld = () =>
      until('the Application is held', async () => {
        const { metadata, status } = (await running().host.request('GET', WEB)).body;
        return metadata.finalizers?.length === 1 && status?.conditions?.[0]?.reason === 'Lowered';
      });
    const versions = async () => (await releases()).map(({ metadata }) => mapOf(metadata).resourceVersion);

    test(
      `${TARGETS} targets with 10 kB of values each are lowered, edited, compared after a restart, and removed`,
      async () => {
        const { host } = running();
        const first = start();
        await put(1);
        await untilLowered(1);
        await untilHeld();
        expect(storedBytes((await host.request('GET', WEB)).body)).toBeGreaterThan(1.4e6);
        await put(2);
        await untilLowered(2);
        await first.stop();

        const before = await versions();
        const second = start();
        await put(1, 'last', 1);
        await until('it works', async () => (await releases('last')).length === 1);
        await second.stop();
        expect(await versions()).toEqual(before);

        const third = start();
        await host.request('DELETE', WEB);
        const { metadata } = (await host.request('GET', WEB)).body;
        const annotations = { 'gitops.kubesphere.io/confirm-removal': String(metadata.generation) };
        await host.request('PATCH', WEB, { metadata: { annotations } }, MERGE);
        await until('the Application is gone', async () => (await host.request('GET', WEB)).status === 404);
        expect(before).toHaveLength(TARGETS);
        expect(await releases()).toEqual([]);
        const reasons = [first, second, third].flatMap(({ log }) =>
          log.flatMap(({ level, fields }) => (level === 'warn' || level === 'error' ? [fields.reason] : [])),
        );
        expect(reasons.filter((reason) => reason !== 'ConfirmRemoval')).toEqual([]);
      },
      limit(180_000),
    );

    test('one without room for its status is refused before anything is written', async () => {
      const { host } = running();
      const full = (bytes: number) => {
        const application = applicationOf('apps', 'full', TARGETS, values(1));
        const annotations = { 'gitops.kubesphere.io/lowered-by': 'controller', pad: 'x'.repeat(bytes) };
        return apply(host, { ...application, metadata: { ...application.metadata, annotations } });
      };
      const bytes = recordOf(await full(0))?.othersBytes ?? 0;
      await full(ETCD_LIMIT - 300 - bytes);
      const one = start();
      const warnings = () => one.log.flatMap(({ level, fields }) => (level === 'warn' ? [fields] : []));
      await until('it is refused', () => warnings().length > 0);
      await one.stop();
      expect(warnings()).toEqual([
        {
          application: 'apps/full',
          reason: 'Invalid',
          summary: expect.stringMatching(
            /^the Application has \d+ bytes, and its status needs up to 450 for each of 140 /,
          ),
        },
      ]);
      const { metadata } = (await host.request('GET', `${pathOf(APPLICATION, 'apps')}/full`)).body;
      expect(metadata.finalizers).toBeUndefined();
      expect(await releases('full')).toEqual([]);
    });
  },
);
