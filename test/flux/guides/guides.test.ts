/** Tests the guides on rollbacks, upgrades, Secrets and deletions, with Flux. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { until } from '../../../harness';
import { type ChartRepository, serveCharts } from '../../../harness/chart-repository';
import { describeWithClusters } from '../../../harness/suite';
import type { HelmReleaseDefaults } from '../../../src';
import { fluxapp } from '../../cli/run';
import { ways } from '../appliers';
import { installApplicationCrd } from '../synthesize';
import { apply } from '../watch/stand';
import { CHART, delivered, MERGE, prepare, reconciled, releasePath, type Stored, webOnMember } from './releases';

describeWithClusters('the guides', { clusters: ['host', 'eu-1'], flux: true }, (running) => {
  let charts: ChartRepository;
  const host = () => running().host;
  const member = () => running().clusters['eu-1'];

  beforeAll(async () => {
    charts = await serveCharts([CHART]);
    await installApplicationCrd(host());
  });
  afterAll(() => charts?.stop());

  const yaml = (namespace: string, defaults: HelmReleaseDefaults) => webOnMember(namespace, charts.url, defaults);
  const generation = async (namespace: string) =>
    (await host().request('GET', releasePath(namespace))).body.metadata.generation;
  /** Lets Flux apply and prune the commits of a repository in a namespace. */
  const fromGit = async (namespace: string) => {
    await prepare(namespace, host(), member());
    const git = await ways.find(({ name }) => name === 'Flux, from Git')?.start(host(), namespace);
    if (git === undefined) throw new Error('no applier from Git');
    onTestFinished(() => git.stop());
    return git;
  };
  const contentIs = (namespace: string, content: string) =>
    until(`${content} is delivered`, async () => (await delivered(namespace, member())).content === content);

  test('rolling back: a revert is an upgrade to the old values', async () => {
    const git = await fromGit('reverted');
    for (const content of ['one', 'two', 'one']) {
      await git.apply(yaml('reverted', { values: { content } }));
      await contentIs('reverted', content);
    }
    expect((await delivered('reverted', member())).revisions).toEqual(['1 superseded', '2 superseded', '3 deployed']);
  });

  test('rolling back: without remediation, a failed upgrade leaves the release as it is until the revert', async () => {
    const git = await fromGit('failed');
    await git.apply(yaml('failed', { values: { content: 'one' } }));
    await contentIs('failed', 'one');
    await git.apply(yaml('failed', { values: { content: 5 } }));
    expect(await reconciled('failed', host())).toMatchObject({ status: 'False', reason: 'UpgradeFailed' });
    const failed = await delivered('failed', member());
    expect(failed).toMatchObject({ content: 'one', revisions: ['1 deployed', '2 failed'] });
    await git.apply(yaml('failed', { values: { content: 'one' } }));
    expect(await reconciled('failed', host())).toMatchObject({ status: 'True' });
    expect(await delivered('failed', member())).toEqual({
      ...failed,
      revisions: ['1 superseded', '2 failed', '3 deployed'],
    });
  });

  test('rolling back: with remediation, helm-controller rolls a failed upgrade back', async () => {
    const git = await fromGit('remediated');
    const upgrade = { remediation: { retries: 1 } };
    await git.apply(yaml('remediated', { values: { content: 'one' }, upgrade }));
    await contentIs('remediated', 'one');
    await git.apply(yaml('remediated', { values: { content: 5 }, upgrade }));
    await until('the retries are exhausted', async () => {
      const { body } = await host().request('GET', releasePath('remediated'));
      return body.status.conditions.some(
        ({ type, reason }: Stored) => type === 'Stalled' && reason === 'RetriesExceeded',
      );
    });
    expect(await delivered('remediated', member())).toMatchObject({
      content: 'one',
      revisions: ['1 superseded', '2 failed', '3 superseded', '4 failed', '5 deployed'],
    });
    await git.apply(yaml('remediated', { values: { content: 'two' }, upgrade }));
    expect(await reconciled('remediated', host())).toMatchObject({ status: 'True' });
    await contentIs('remediated', 'two');
  });

  test('upgrading: labels, annotations and intervals make no Helm release', async () => {
    const git = await fromGit('upgraded');
    const first = yaml('upgraded', { values: { content: 'one' } });
    await git.apply(first);
    await contentIs('upgraded', 'one');
    await git.apply(first.replaceAll(/(lowering-digest: sha256:)[0-9a-f]{64}/g, `$1${'0'.repeat(64)}`));
    expect(await generation('upgraded')).toBe(1);
    await git.apply(yaml('upgraded', { values: { content: 'one' }, interval: '2h', timeout: '7m' }));
    expect(await reconciled('upgraded', host())).toMatchObject({ status: 'True' });
    expect(await generation('upgraded')).toBe(2);
    expect((await delivered('upgraded', member())).revisions).toEqual(['1 deployed']);
  });

  test('deleting: a suspended application leaves Git, and comes back, without an uninstall', async () => {
    const git = await fromGit('deleted');
    const web = yaml('deleted', { values: { content: 'one' } });
    await git.apply(web);
    await contentIs('deleted', 'one');
    const before = await delivered('deleted', member());
    const suspend = ['suspend', 'web', '-n', 'deleted', '--reason', 'leaves', '--kubeconfig', host().kubeconfig];
    expect(await fluxapp(suspend)).toMatchObject({ code: 0 });
    await until('helm-controller has observed it', async () => {
      const { metadata, status } = (await host().request('GET', releasePath('deleted'))).body;
      return status.observedGeneration === metadata.generation;
    });
    await git.apply('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rest\n  namespace: deleted\n');
    expect((await host().request('GET', releasePath('deleted'))).status).toBe(404);
    expect(await delivered('deleted', member())).toEqual(before);
    await git.apply(web);
    expect(await reconciled('deleted', host())).toMatchObject({ status: 'True' });
    expect(await delivered('deleted', member())).toEqual({ ...before, revisions: ['1 superseded', '2 deployed'] });
  });

  test('deleting: a release whose kubeconfig Secret is missing is not uninstalled', async () => {
    await prepare('secretless', host(), member());
    await apply(host(), yaml('secretless', { values: { content: 'one' } }));
    await contentIs('secretless', 'one');
    const before = await delivered('secretless', member());
    await host().request('DELETE', '/api/v1/namespaces/secretless/secrets/eu-1');
    await host().request('DELETE', releasePath('secretless'));
    await until(
      'the release is gone',
      async () => (await host().request('GET', releasePath('secretless'))).status === 404,
    );
    expect(await delivered('secretless', member())).toEqual(before);
  });

  test('secrets: a new kubeconfig in the same Secret makes no Helm release', async () => {
    await prepare('rotated', host(), member());
    await apply(host(), yaml('rotated', { values: { content: 'one' } }));
    await contentIs('rotated', 'one');
    const reconcile = async (kubeconfig: string, requestedAt: string) => {
      await host().request(
        'PATCH',
        '/api/v1/namespaces/rotated/secrets/eu-1',
        { stringData: { value: kubeconfig } },
        MERGE,
      );
      const annotations = { 'reconcile.fluxcd.io/requestedAt': requestedAt };
      await host().request('PATCH', releasePath('rotated'), { metadata: { annotations } }, MERGE);
      return until(`request ${requestedAt} is handled`, async () => {
        const { status } = (await host().request('GET', releasePath('rotated'))).body;
        return status.lastHandledReconcileAt === requestedAt && status.conditions;
      });
    };
    const valid = member().kubeconfigYaml;
    await reconcile(valid.replace(member().tokens.admin, 'expired'), 'first');
    await until('the old token is refused', async () => {
      const { status } = (await host().request('GET', releasePath('rotated'))).body;
      return status.conditions.some(({ type, status: is }: Stored) => type === 'Ready' && is === 'False');
    });
    await reconcile(valid, 'second');
    await until('the release is ready', async () => (await reconciled('rotated', host())).status === 'True');
    expect((await delivered('rotated', member())).revisions).toEqual(['1 deployed']);
  });

  test('secrets: a changed Secret of values is delivered at once if it has the label', async () => {
    await prepare('watched', host(), member());
    const secret = (content: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'web-values', labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
      stringData: { content },
    });
    await host().request('POST', '/api/v1/namespaces/watched/secrets', secret('one'));
    const valuesFrom = [{ kind: 'Secret', name: 'web-values', valuesKey: 'content', targetPath: 'content' }] as const;
    await apply(host(), yaml('watched', { valuesFrom }));
    await contentIs('watched', 'one');
    await host().request('PATCH', '/api/v1/namespaces/watched/secrets/web-values', secret('two'), MERGE);
    await contentIs('watched', 'two');
    expect(await generation('watched')).toBe(1);
    expect((await delivered('watched', member())).revisions).toEqual(['1 superseded', '2 deployed']);
  });
});
