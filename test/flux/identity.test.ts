import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { describeWithClusters } from '../../harness/suite';
import { Cluster, FluxApplication, HelmRepository } from '../../src';
import { fluxapp } from '../cli/run';
import { type RunningWatcher, startWatcher } from '../controllers/application-status/watcher-under-test';
import { type GitFolder, GitFolders } from './git-folders';
import { installApplicationCrd } from './synthesize';
import { expectVerdict, ready, verdictIn } from './verdicts';
import { installedWatcher, synthesizeIn } from './watch/stand';

const files = {
  'templates/configmap.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n',
};
const MANAGED_BY = 'app.kubernetes.io/managed-by';
const releases = (namespace: string) => `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases`;

/** The report on a target that kustomize has renamed. */
const renamed = (release: string) => ({
  state: 'Missing',
  reason: 'Renamed',
  message:
    `HelmRelease ${release} has the marks of Application web: namePrefix and nameSuffix of kustomize rename an ` +
    'Application and its objects, but not references to them',
  flags: [],
});

describeWithClusters('whose a HelmRelease is', { clusters: ['host'], flux: true }, (running) => {
  let charts: ChartRepository;
  let git: GitFolders;
  let watcher: RunningWatcher;

  /** Application `web` with a target in its own namespace, and optionally another one in `<namespace>-old`. */
  const yaml = (namespace: string, { withOld = true } = {}) =>
    synthesizeIn(namespace, (chart) => {
      const source = new HelmRepository(chart, 'charts', { url: charts.url, interval: '1h' });
      const deploy = (withOld ? [namespace, `${namespace}-old`] : [namespace]).map((name) => {
        return { destination: Cluster.host().namespace(name), storageNamespace: name };
      });
      const defaults = { interval: '1h', install: { createNamespace: true } };
      const chartOf = { chart: 'hello', version: '1.0.0' };
      new FluxApplication(chart, 'web', { helmRelease: { source, chart: chartOf, defaults, deploy } });
    });

  const relabelled = { commonMetadata: { labels: { [MANAGED_BY]: 'platform' } } };
  const all = { labels: { [MANAGED_BY]: 'platform' }, annotations: { 'app.kubernetes.io/name': 'shop' } };
  /** By folder and namespace, the changes that Flux and kustomize make to an application on its way. */
  const changes: Readonly<Record<string, Omit<GitFolder, 'yaml'>>> = {
    untouched: {},
    'common-metadata': { spec: relabelled },
    labels: { overlay: { labels: [{ pairs: { [MANAGED_BY]: 'kustomize' } }] } },
    'common-labels': { overlay: { commonLabels: { [MANAGED_BY]: 'kustomize' } } },
    kept: { spec: { prune: false } },
    // labels and KEYs are changed
    overwritten: { spec: { commonMetadata: all, prune: false } },
  };
  const found = Object.keys(changes);
  const renaming: Readonly<Record<string, Omit<GitFolder, 'yaml'>>> = {
    prefixed: { spec: { namePrefix: 'eu-' } },
    suffixed: { overlay: { nameSuffix: '-eu' } },
  };
  const suspending = {
    target: { kind: 'HelmRelease' },
    patch: JSON.stringify([{ op: 'add', path: '/spec/suspend', value: true }]),
  };
  const folders = (withOld: boolean): Record<string, GitFolder> => ({
    ...Object.fromEntries(
      Object.entries({ ...changes, ...renaming }).map(([name, change]) => [
        name,
        { yaml: yaml(name, { withOld }), ...change },
      ]),
    ),
    // two applications in one namespace, which must not create the same Helm release
    base: { yaml: yaml('base', { withOld: false }) },
    overlay: { yaml: yaml('base'), spec: { namePrefix: 'eu-', patches: [suspending] } },
  });

  beforeAll(async () => {
    charts = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
    const { host } = running();
    await installApplicationCrd(host);
    for (const name of [...found, 'prefixed', 'suffixed', 'base']) {
      await host.request('POST', '/api/v1/namespaces', { metadata: { name } });
    }
    git = await GitFolders.start(host);
    watcher = startWatcher({ kubeconfig: await installedWatcher(host), gatherMs: 100 });
    expect(await git.deliver(folders(true))).toEqual({});
  });
  afterAll(async () => {
    await watcher?.stop();
    await git?.stop();
    await charts?.stop();
  });

  const says = (namespace: string, orphans?: readonly string[]) =>
    expectVerdict(running().host, [namespace, 'web'], { targets: { [namespace]: ready(namespace) }, orphans });
  const saysBoth = (namespace: string) => {
    const keys = [namespace, `${namespace}-old`];
    const targets = Object.fromEntries(keys.map((key) => [key, ready(key)]));
    return expectVerdict(running().host, [namespace, 'web'], { targets });
  };
  const run = (...args: string[]) => fluxapp([...args, '--kubeconfig', running().host.kubeconfig]);
  /** The names of the orphans of all applications. */
  const leftOver = async () => {
    const { items } = JSON.parse((await run('status', '-A', '-o', 'json')).stdout);
    return items.flatMap(({ orphans }: { orphans: { name: string }[] }) => orphans.map(({ name }) => name));
  };

  test.each(found)('labels overwritten on the way: %s', async (namespace) => {
    expect(await run('wait', 'web', '-n', namespace, '--timeout', '30s')).toMatchObject({
      code: 0,
      stdout: `${namespace}/web ready: 2 of 2 ready\n`,
    });
    await saysBoth(namespace);
  });

  test.each([
    ['prefixed', 'eu-web', 'eu-web--host--prefixed'],
    ['suffixed', 'web-eu', 'web--host--suffixed-eu'],
  ])('%s names', async (namespace, name, release) => {
    const old = release.replace(namespace, `${namespace}-old`);
    const targets = { [namespace]: renamed(release), [`${namespace}-old`]: renamed(old) };
    await expectVerdict(running().host, [namespace, name], { targets });
    const waited = `0 of 2 ready; 2 missing (${namespace}, ${namespace}-old): Renamed: ${renamed(release).message}`;
    expect(await run('wait', name, '-n', namespace, '--timeout', '0')).toEqual({
      code: 2,
      stdout: '',
      stderr: `   0s ${namespace}/${name}: ${waited}\nerror: ${namespace}/${name} is not ready after 0 s: ${waited}\n`,
    });
  });

  test('an application beside a renamed one that has more targets', async () => {
    const targets = { base: renamed('eu-web--host--base'), 'base-old': renamed('eu-web--host--base-old') };
    await expectVerdict(running().host, ['base', 'eu-web'], { targets });
    await says('base');
  });

  test("foreign objects and copies are nobody's", async () => {
    const { host } = running();
    const { body } = await host.request('GET', `${releases('untouched')}/web--host--untouched-old`);
    const { labels, annotations } = body.metadata;
    expect(annotations).toMatchObject({ 'gitops.kubesphere.io/application': 'web' });
    const foreign = [
      { name: 'database', labels: { [MANAGED_BY]: 'web' } },
      { name: 'cache', labels: { [MANAGED_BY]: 'web' }, annotations: { 'app.kubernetes.io/name': 'cache' } },
      { name: 'copy', labels, annotations },
    ];
    for (const metadata of foreign) {
      const spec = { ...body.spec, suspend: true };
      const object = { apiVersion: body.apiVersion, kind: body.kind, metadata, spec };
      expect((await host.request('POST', releases('untouched'), object)).status).toBe(201);
    }
    await saysBoth('untouched');
    expect(await leftOver()).toEqual([]);
  });

  test('without pruning a removed target leaves its object over, whatever its labels are; nothing else is', async () => {
    expect(await git.deliver(folders(false))).toEqual({});
    for (const namespace of ['untouched', 'common-metadata', 'labels', 'common-labels']) await says(namespace);
    await says('kept', ['web--host--kept-old']);
    await says('overwritten', ['web--host--overwritten-old']);
    await says('base');
    expect(await leftOver()).toEqual(['web--host--kept-old', 'web--host--overwritten-old']);
    expect(await run('wait', 'web', '-n', 'kept')).toMatchObject({ code: 0 });
  });

  test('one application and all of them are told the same of', async () => {
    const { items } = JSON.parse((await run('status', '-A', '-o', 'json')).stdout);
    expect(items).toHaveLength(10);
    for (const item of items) {
      const { stdout } = await run('status', item.name, '-n', item.namespace, '-o', 'json');
      expect(verdictIn(JSON.parse(stdout))).toEqual(verdictIn(item));
    }
  });

  test('one that has lost its label alone is left over where the whole namespace is read', async () => {
    const { host } = running();
    const label = `${MANAGED_BY}=Helm`;
    await host.kubectl(['label', 'helmreleases', 'web--host--kept-old', '-n', 'kept', '--overwrite', label]);
    expect(await leftOver()).toEqual(['web--host--kept-old', 'web--host--overwritten-old']);
    // for a given name, an application is read by label, and then missing objects by name; none is missing
    const { stdout } = await run('status', 'web', '-n', 'kept', '-o', 'json');
    expect(verdictIn(JSON.parse(stdout))).toEqual({ targets: { kept: ready('kept') }, orphans: [] });
  });
});
