import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memberSecret, until } from '../../harness';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { type GitRepository, serveGit } from '../../harness/git-repository';
import { describeWithClusters } from '../../harness/suite';
import { parseYaml, printYamlDocuments } from '../../src/yaml';
import { type Any, objectsOfProgram } from '../adopt/run-program';
import { fluxapp, folderOf } from '../cli/run';
import { limit } from '../random-runs';
import { ways } from './appliers';
import { installApplicationCrd } from './synthesize';

const CONFIG_MAP =
  'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  color: {{ .Values.color }}\n';
const MANIFEST = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: b\n';
const MEMBERS = ['eu-1', 'us-1'] as const;
const PLURALS: Readonly<Record<string, string>> = {
  HelmRelease: '/apis/helm.toolkit.fluxcd.io/v2/namespaces/NAMESPACE/helmreleases',
  Kustomization: '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/NAMESPACE/kustomizations',
};

describeWithClusters('import and eject', { clusters: ['host', ...MEMBERS], flux: true }, (running) => {
  let charts: ChartRepository;
  let git: GitRepository;
  beforeAll(async () => {
    const files = { 'templates/a.yaml': CONFIG_MAP, 'values.yaml': 'color: blue\n' };
    charts = await serveCharts([{ name: 'hello', version: '1.0.0', files }]);
    git = await serveGit();
    await git.commit({ 'settings/a.yaml': MANIFEST });
    await installApplicationCrd(running().host);
  });
  afterAll(() => Promise.all([charts?.stop(), git?.stop()]));

  /**
   * Hand-written objects for each member: a release with Flux's default names, one with custom names, and manifests.
   */
  function written(namespace: string): Any[] {
    const spec = { interval: '1h', targetNamespace: namespace };
    const chart = { spec: { chart: 'hello', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } } };
    const helm = { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease' };
    const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', metadata: { name: 'charts', namespace } };
    return [
      { ...source, kind: 'HelmRepository', spec: { interval: '1h', url: charts.url } },
      { ...source, kind: 'GitRepository', spec: { interval: '1h', url: git.url, ref: { branch: 'main' } } },
      ...MEMBERS.flatMap((name) => {
        const onMember = { ...spec, kubeConfig: { secretRef: { name } } };
        const own = { releaseName: 'own', storageNamespace: namespace, values: { color: name } };
        return [
          { ...helm, metadata: { name: `hello-${name}`, namespace }, spec: { ...onMember, chart } },
          { ...helm, metadata: { name: `own-${name}`, namespace }, spec: { ...onMember, ...own, chart } },
          {
            apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
            kind: 'Kustomization',
            metadata: { name: `${name}-settings`, namespace },
            spec: {
              ...onMember,
              path: './settings',
              prune: true,
              sourceRef: { kind: 'GitRepository', name: 'charts' },
            },
          },
        ];
      }),
    ];
  }

  const isDelivery = ({ kind, apiVersion }: Any) => kind in PLURALS && apiVersion.includes('.toolkit.fluxcd.io/');
  const pathOf = ({ kind, metadata }: Any) =>
    `${PLURALS[kind]?.replace('NAMESPACE', metadata.namespace)}/${metadata.name}`;

  /** Waits until all objects are ready, and returns them. */
  const ready = (objects: readonly Any[]) =>
    Promise.all(
      objects.filter(isDelivery).map((object) =>
        until(
          `${object.kind} ${object.metadata.name} is ready`,
          async () => {
            const { body } = await running().host.request('GET', pathOf(object));
            const condition = body.status?.conditions?.find(({ type }: Any) => type === 'Ready');
            const isNew = body.status?.observedGeneration === body.metadata?.generation;
            return isNew && condition?.status === 'True' ? body : undefined;
          },
          { timeoutMs: limit(120_000) },
        ),
      ),
    );

  /** The UIDs of all objects that Flux has created in the members, by member and name. */
  async function made(namespace: string): Promise<Record<string, string>> {
    const lists = MEMBERS.map(async (name) => {
      const { body } = await running().clusters[name].request('GET', `/api/v1/namespaces/${namespace}/configmaps`);
      return body.items
        .filter((item: Any) => item.metadata.name !== 'kube-root-ca.crt')
        .map((item: Any) => [`${name} ${item.metadata.name}`, item.metadata.uid]);
    });
    return Object.fromEntries((await Promise.all(lists)).flat());
  }

  /** The revisions of the Helm releases, by cluster and name. */
  const revisions = (objects: readonly Any[]): Record<string, number> =>
    Object.fromEntries(
      objects
        .filter(({ kind }) => kind === 'HelmRelease')
        .map(({ spec, status: { history } }) => [
          `${spec.kubeConfig.secretRef.name} ${history[0].namespace}/${history[0].name}`,
          history[0].version,
        ]),
    );

  const suspended = (object: Any) =>
    isDelivery(object) ? { ...object, spec: { ...object.spec, suspend: true } } : object;

  /** Creates the namespace in all clusters, and the Secrets of the members in it. */
  async function prepare(namespace: string): Promise<void> {
    const { host, clusters } = running();
    for (const cluster of [host, ...MEMBERS.map((member) => clusters[member])]) {
      await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    }
    for (const member of MEMBERS) {
      await host.request('POST', `/api/v1/namespaces/${namespace}/secrets`, memberSecret(clusters[member], namespace));
    }
  }

  const untilGone = (objects: readonly Any[]) =>
    Promise.all(
      objects.map((object) =>
        until(
          `${object.kind} ${object.metadata.name} is gone`,
          async () => (await running().host.request('GET', pathOf(object))).status === 404,
          { timeoutMs: limit(60_000) },
        ),
      ),
    );

  /** Expects that each release has its previous revision or the next one. */
  function expectUpgraded(before: Record<string, number>, after: Record<string, number>): void {
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    for (const [release, revision] of Object.entries(after)) {
      expect(revision - (before[release] as number), release).toBeLessThanOrEqual(1);
    }
  }

  describe.each(ways.filter(({ name }) => name !== 'kubectl apply'))('with $name', ({ name, prunes, start }) => {
    const namespace = prunes ? 'adopt-git' : 'adopt-kubectl';

    test(
      `nothing is installed anew, neither by the import nor by leaving again (${name})`,
      async () => {
        const { host } = running();
        await prepare(namespace);
        const before = written(namespace);
        const applier = await start(host, namespace);
        try {
          await applier.apply(printYamlDocuments(before));
          const revisionsBefore = revisions(await ready(before));
          const madeBefore = await made(namespace);
          expect(Object.keys(madeBefore).sort()).toEqual(
            MEMBERS.flatMap((member) => [`adopt-hello-${member}`, 'own', 'settings'].map((each) => `${member} ${each}`))
              .map((each) => each.replace('adopt-hello', `${namespace}-hello`))
              .sort(),
          );

          const cluster = ['-n', namespace, '--kubeconfig', host.kubeconfig];
          const { code, stdout, stderr } = await fluxapp(['import', 'releases', ...cluster]);
          expect([code, stderr]).toEqual([
            0,
            prunes
              ? [
                  `warning: Kustomization ${namespace}/git stays as it is: it applies HelmRelease ${namespace}/hello-eu-1, which is in the input too`,
                  `warning: GitRepository ${namespace}/git stays as it is: no application that was found uses it`,
                  '4 HelmReleases and 2 Kustomizations became 3 applications, with 2 sources; 2 objects left\n',
                ].join('\n')
              : '4 HelmReleases and 2 Kustomizations became 3 applications, with 2 sources\n',
          ]);
          const moves = (await fluxapp(['import', 'releases', ...cluster, '--moves'])).stdout.trimEnd().split('\n');
          const after = objectsOfProgram(stdout);

          await applier.apply(printYamlDocuments(before.map(suspended)));
          await applier.apply(printYamlDocuments(after));
          const moved = await ready(after);
          for (const line of prunes ? [] : moves) {
            const [kind, own, old] = line.split(' ');
            await host.request('DELETE', pathOf({ kind, metadata: { namespace: own, name: old } }));
          }
          await untilGone(before.filter(isDelivery));
          expect(await made(namespace)).toEqual(madeBefore);
          const revisionsAfter = revisions(moved);
          expectUpgraded(revisionsBefore, revisionsAfter);

          const ejected = await fluxapp(['eject', '-f', '-'], { stdin: printYamlDocuments(after) });
          expect(ejected.code).toBe(0);
          expect(ejected.stdout).not.toContain('kubesphere');
          await applier.apply(ejected.stdout);
          const plain = await ready(parseYaml(ejected.stdout).map(({ value }) => value));
          expect(plain.length).toBe(moved.length);
          expect([await made(namespace), revisions(plain)]).toEqual([madeBefore, revisionsAfter]);

          const folder = folderOf({ 'dist/all.yaml': printYamlDocuments(after) });
          const args = ['eject', '-f', './dist', '--out', './flux', '--layout', 'overlays'];
          expect(await folder.fluxapp(args)).toMatchObject({ code: 0 });
          const built = await host.kubectl(['kustomize', join(folder.path, 'flux')]);
          expect(built.stderr).toBe('');
          await applier.apply(built.stdout);
          const overlaid = await ready(parseYaml(built.stdout).map(({ value }) => value));
          expect(overlaid.length).toBe(moved.length);
          expect([await made(namespace), revisions(overlaid)]).toEqual([madeBefore, revisionsAfter]);
        } finally {
          await applier.stop();
        }
      },
      limit(400_000),
    );
  });

  test(
    'fluxapp apply --adopt moves what was imported',
    async () => {
      const { host } = running();
      const namespace = 'adopt-apply';
      await prepare(namespace);
      const before = written(namespace);
      const cluster = ['-n', namespace, '--kubeconfig', host.kubeconfig];
      const input = printYamlDocuments(before);
      expect(await host.kubectl(['apply', '-f', '-'], { input })).toMatchObject({ code: 0 });
      const revisionsBefore = revisions(await ready(before));
      const madeBefore = await made(namespace);

      const { stdout: program } = await fluxapp(['import', 'releases', ...cluster]);
      const after = objectsOfProgram(program);
      const code = { stdin: printYamlDocuments(after) };
      const plan = await fluxapp(['plan', '-f', '-', ...cluster], code);
      expect(plan.stdout).toContain('Warning: 6 objects in the cluster deliver the same as the code');
      const refused = await fluxapp(['apply', '-f', '-', '--yes', ...cluster], code);
      expect([refused.code, refused.stderr.includes('move it with --adopt, or suspend it')]).toEqual([1, true]);
      expect(revisions(await ready(before))).toEqual(revisionsBefore);

      const adopted = await fluxapp(['plan', '-f', '-', '--adopt', ...cluster], code);
      expect(adopted.stdout).toContain(' 6 to move.');
      expect(adopted.stdout).not.toContain('Warning');
      const applied = await fluxapp(
        ['apply', '-f', '-', '--adopt', '--yes', '--wait', '--timeout', '4m', ...cluster],
        code,
      );
      expect({ code: applied.code, stderr: applied.code === 0 ? '' : applied.stderr }).toEqual({ code: 0, stderr: '' });
      await untilGone(before.filter(isDelivery));
      expect(await made(namespace)).toEqual(madeBefore);
      expectUpgraded(revisionsBefore, revisions(await ready(after)));
      const charts = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/helmcharts`;
      const names = (await host.request('GET', charts)).body.items.map(({ metadata }: Any) => metadata.name);
      const releases = after.filter(({ kind }) => kind === 'HelmRelease');
      expect(names.sort()).toEqual(releases.map(({ metadata }) => `${namespace}-${metadata.name}`).sort());
      expect((await fluxapp(['apply', '-f', '-', '--yes', ...cluster], code)).stdout).toContain('No changes.');
    },
    limit(400_000),
  );
});
