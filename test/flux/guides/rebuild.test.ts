/** Tests docs/recovery.md: the host is lost, and a new one takes over the releases on the members. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clusters, memberSecret, startClusters } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { describeWithClusters } from '../../../harness/suite';
import { limit } from '../../random-runs';
import { installApplicationCrd } from '../synthesize';
import { apply } from '../watch/stand';
import { CHART, delivered, makeNamespace, prepare, reconciled, releasePath, webOnMember } from './releases';

describeWithClusters('a host that is lost', { clusters: ['host', 'eu-1'], flux: true }, (running) => {
  let charts: ChartRepository;
  let rebuilt: Clusters<'rebuilt'> | undefined;

  beforeAll(async () => {
    charts = await serveCharts([CHART]);
    await installApplicationCrd(running().host);
  });
  afterAll(async () => {
    await rebuilt?.stop();
    await charts?.stop();
  });

  test(
    'is replaced by a new one: the objects on the members stay',
    async () => {
      const { host, clusters, flux } = running();
      const member = clusters['eu-1'];
      const code = (namespace: string) => webOnMember(namespace, charts.url, { values: { content: 'one' } });
      for (const namespace of ['anew', 'restored']) {
        await prepare(namespace, host, member);
        await apply(host, code(namespace));
        expect(await reconciled(namespace, host)).toMatchObject({ status: 'True' });
      }
      const before = { anew: await delivered('anew', member), restored: await delivered('restored', member) };
      const { body: backup } = await host.request('GET', releasePath('restored'));
      for (const controller of Object.values(flux ?? {})) await controller.stop();

      rebuilt = await startClusters({ clusters: ['rebuilt'], flux: true });
      const next = rebuilt.host;
      await installApplicationCrd(next);
      for (const namespace of ['anew', 'restored']) {
        await makeNamespace(next, namespace);
        await next.request('POST', `/api/v1/namespaces/${namespace}/secrets`, memberSecret(member, namespace));
      }
      // restored from a backup with status, which is written before Flux starts
      for (const controller of Object.values(rebuilt.flux ?? {})) await controller.freeze();
      for (const namespace of ['anew', 'restored']) await apply(next, code(namespace));
      const { body: created } = await next.request('GET', releasePath('restored'));
      await next.request('PUT', `${releasePath('restored')}/status`, { ...created, status: backup.status });
      for (const controller of Object.values(rebuilt.flux ?? {})) controller.thaw();

      for (const namespace of ['anew', 'restored'])
        expect(await reconciled(namespace, next)).toMatchObject({ status: 'True' });
      // without a status, Flux upgrades the existing release
      expect(await delivered('anew', member)).toEqual({ ...before.anew, revisions: ['1 superseded', '2 deployed'] });
      expect(await delivered('restored', member)).toEqual(before.restored);
    },
    limit(180_000),
  );
});
