import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { namespace } from '../../harness/fleet/synthetic-fleet';
import { kubeconfig } from '../../harness/kubeconfig';
import { TcpProxy } from '../../harness/proxy';
import { writeKubeconfigOf } from '../../harness/service-account';
import { describeWithClusters } from '../../harness/suite';
import { until } from '../../harness/wait';
import type { PlanObject } from '../../src/change';
import { run } from '../../src/cli/main';
import { compareText } from '../../src/json';
import { printYamlDocuments } from '../../src/yaml';
import { object, patched, release } from '../change/plan/objects';
import { startFluxapp } from '../cli/process';
import { fluxapp, folderOf, Kept } from '../cli/run';
import { fluxCrds } from './flux-crds';

const CRD = join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml');
const APPLY = { contentType: 'application/apply-patch+yaml' };
const MERGE = { contentType: 'application/merge-patch+json' };
/** The label of the members of a set. */
const MEMBER = { 'applyset.kubernetes.io/part-of': expect.stringMatching(/^applyset-/) };

describeWithClusters('fluxapp apply, on an API server', { clusters: ['host'] }, (running) => {
  const host = () => running().host;
  const text = (objects: readonly PlanObject[]) => printYamlDocuments(objects.map(({ value }) => value));

  /** The output of an apply after its plan, by line. */
  const apply = async (objects: readonly PlanObject[], ...args: string[]) => {
    const own = args.includes('--kubeconfig') ? [] : ['--kubeconfig', host().kubeconfig];
    const outcome = await fluxapp(['apply', '-f', '-', '--yes', ...own, ...args], { stdin: text(objects) });
    return afterPlan(outcome);
  };
  const afterPlan = ({ code, stdout, stderr }: Awaited<ReturnType<typeof fluxapp>>) => {
    const lines = stdout.split('\n').slice(0, -1);
    const end = lines.findIndex((line) => /^(?:Plan:|No changes\.)/.test(line));
    return {
      code,
      plan: lines.slice(0, end + 1),
      stdout: lines.slice(end + 1),
      stderr: stderr.split('\n').slice(0, -1),
    };
  };
  const applied = async (objects: readonly PlanObject[], ...args: string[]) => {
    const outcome = await apply(objects, ...args);
    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: [] });
    return outcome;
  };

  const kubectl = async (objects: readonly PlanObject[], ...args: string[]) => {
    const { code, stderr } = await host().kubectl(['apply', '-f', '-', ...args], { input: text(objects) });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  };
  const PLURALS: Readonly<Record<string, string>> = {
    Namespace: 'namespaces',
    ConfigMap: 'configmaps',
    Secret: 'secrets',
    ServiceAccount: 'serviceaccounts',
    Application: 'applications',
    HelmRelease: 'helmreleases',
    HelmChart: 'helmcharts',
    HelmRepository: 'helmrepositories',
    Kustomization: 'kustomizations',
    CustomResourceDefinition: 'customresourcedefinitions',
    Gadget: 'gadgets',
  };
  const path = ({ apiVersion, kind, namespace: space, name }: PlanObject) => {
    const api = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    return `${api}${space === undefined ? '' : `/namespaces/${space}`}/${PLURALS[kind]}/${name}`;
  };
  const live = async (target: PlanObject) => (await host().request('GET', path(target))).body;
  const edit = (target: PlanObject, patch: object, manager = 'kubectl-edit') =>
    host().request('PATCH', `${path(target)}?fieldManager=${manager}`, patch, MERGE);
  const versions = async (objects: readonly PlanObject[]) =>
    Promise.all(objects.map(async (each) => (await live(each)).metadata.resourceVersion));

  const releasesIn =
    (space: string) =>
    (spec: object = {}, clusters: readonly string[] = ['eu-1', 'eu-2', 'us-1']) =>
      clusters.map((cluster) => release(cluster, { metadata: { namespace: space }, spec }));
  const configMap = (space: string, name: string, data: object, metadata: object = {}) =>
    object({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: space, ...metadata }, data });

  /** Runs the command on a terminal; `answer` returns the text to type. */
  const onTerminal = async (objects: readonly PlanObject[], answer: () => Promise<string>, ...args: string[]) => {
    const { path: folder } = folderOf({ 'all.yaml': text(objects) });
    async function* typed() {
      yield Buffer.from(await answer());
    }
    const [stdout, stderr] = [new Kept(true), new Kept(true)];
    const stdin = Object.assign(typed(), { isTTY: true });
    const all = ['apply', '-f', folder, '--kubeconfig', host().kubeconfig, ...args];
    const code = await run(all, { stdin, stdout, stderr });
    return { code, stdout: stdout.text, stderr: stderr.text };
  };

  beforeAll(async () => {
    await installCrds(host(), [...(await fluxCrds()), CRD]);
  });

  describe('order and repetition', () => {
    const space = 'ordered';
    const crd = object({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gadgets.example.com' },
      spec: {
        group: 'example.com',
        names: { kind: 'Gadget', plural: 'gadgets', singular: 'gadget', listKind: 'GadgetList' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    const gadget = object({
      apiVersion: 'example.com/v1',
      kind: 'Gadget',
      metadata: { name: 'a', namespace: space },
      size: 1,
    });
    const made = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: space } });
    const application = object({
      apiVersion: 'gitops.kubesphere.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'web', namespace: space },
      spec: { kind: 'fluxcd' },
    });
    const source = (kind: string, spec: object) =>
      object({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name: 'charts', namespace: space }, spec });
    const repository = source('HelmRepository', { url: 'https://charts.example.com', interval: '1h' });
    const chart = source('HelmChart', {
      ...{ chart: 'web', interval: '1h', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
    });
    const settings = configMap(space, 'settings', { a: '1' });
    const inOrder = [
      made,
      crd,
      application,
      repository,
      chart,
      settings,
      release('eu-1', { metadata: { namespace: space } }),
    ];

    test('what others need comes first; the kinds that the code defines are waited for; nothing is written twice', async () => {
      const all = [...inOrder, gadget].reverse();
      const { plan, stdout } = await applied(all);
      expect(plan).toContain('  not checked: 1 object of kinds that the code defines itself');
      const lines = [
        'Namespace/ordered created',
        'CustomResourceDefinition.apiextensions.k8s.io/gadgets.example.com created',
        'Application/ordered/web created',
        'HelmRepository/ordered/charts created',
        'HelmChart/ordered/charts created',
        'ConfigMap/ordered/settings created',
        'Gadget.example.com/ordered/a created',
        'HelmRelease/ordered/web--eu-1--web created',
        'Applied: 8 created, 0 changed. 0 unchanged.',
      ];
      expect([...stdout].sort()).toEqual([...lines].sort());
      const stored = await versions(inOrder);
      // resource versions show the order in which the API server wrote the objects
      const created = await Promise.all(inOrder.map(async (each) => (await live(each)).metadata));
      expect(created.map(({ generation = 1 }) => generation)).toEqual(inOrder.map(() => 1));
      const ranks = stored.map(Number);
      // controllers of the API server write Namespaces and CRDs again later
      expect(ranks.slice(2)).toEqual([...ranks.slice(2)].sort((a, b) => a - b));
      expect((await live(gadget)).size).toBe(1);

      const again = await applied(all);
      expect(again.plan.at(-1)).toBe('No changes. 7 objects unchanged.');
      expect(again.stdout).toEqual([]);
      expect(await versions(inOrder)).toEqual(stored);
    });

    test('only what changes is sent', async () => {
      const space = 'sent';
      await namespace(host(), space);
      const web = releasesIn(space);
      await applied(web());
      const stored = await versions(web());
      const after = [...web({ values: { image: { tag: '1.9.0' } } }, ['eu-2']), ...web({}, ['eu-1', 'us-1'])];
      const { stdout } = await applied(after);
      expect(stdout).toEqual([
        'HelmRelease/sent/web--eu-2--web changed',
        'Applied: 0 created, 1 changed. 2 unchanged.',
      ]);
      const now = await versions(web());
      expect([now[0], now[2]]).toEqual([stored[0], stored[2]]);
      expect((await live(web()[1] as PlanObject)).metadata.generation).toBe(2);
    });

    test('a map that becomes empty is stored as the code has it, and stays so', async () => {
      const space = 'emptied';
      await namespace(host(), space);
      const web = (values: object) => [release('eu-1', { metadata: { namespace: space }, spec: { values } })];
      const [first] = web({ message: { x: 1 }, image: { tag: '1' } });
      const emptied = {
        ...(first as PlanObject).value,
        spec: { ...((first as PlanObject).value.spec as object), values: { message: {}, image: { tag: '1' } } },
      };
      const all = { ...emptied, spec: { ...emptied.spec, values: {} } };
      await applied([first as PlanObject]);
      for (const next of [emptied, all]) {
        await applied([object(next)]);
        const stored = await live(object(next));
        expect(stored.spec.values).toEqual(next.spec.values);
        const { plan } = await applied([object(next)]);
        expect(plan.at(-1)).toBe('No changes. 1 object unchanged.');
        expect((await live(object(next))).metadata.resourceVersion).toBe(stored.metadata.resourceVersion);
      }
    });
  });

  describe('whose objects and fields are', () => {
    test('what kubectl has applied client-side becomes what kubectl apply --server-side makes of it', async () => {
      const [ours, theirs] = ['migrated-ours', 'migrated-theirs'];
      const text = (space: string, tag: string, extra: object) =>
        release('eu-1', {
          metadata: { namespace: space, labels: { team: tag } },
          spec: { values: { image: { tag }, ...extra } },
        });
      for (const space of [ours, theirs]) {
        await namespace(host(), space);
        await kubectl([text(space, '1', { extra: { deep: true } })]);
        await edit(text(space, '1', {}), { spec: { values: { edited: true } } });
      }
      const { plan, stdout } = await applied([text(ours, '2', {})]);
      expect(plan).toContain('  planned as fluxapp, in place of kubectl apply: 1');
      expect(plan.filter((line) => /^ {6}- /.test(line))).toEqual([expect.stringContaining('spec.values.extra')]);
      expect(stdout).toEqual([
        `HelmRelease/${ours}/web--eu-1--web changed`,
        'Applied: 0 created, 1 changed. 0 unchanged.',
      ]);
      const mine = await live(text(ours, '2', {}));
      // with another field manager, kubectl conflicts with its own client-side apply
      const { labels } = mine.metadata;
      expect(labels).toMatchObject(MEMBER);
      await kubectl([object(patched(text(theirs, '2', {}).value, { metadata: { labels } }))], '--server-side');
      const other = await live(text(theirs, '2', {}));
      expect(mine.spec).toEqual(other.spec);
      expect(labels).toEqual(other.metadata.labels);
      // kubectl keeps its annotation up to date, for users who return to client-side apply
      const managed = ({ metadata }: { metadata: { managedFields: { manager: string; time: string }[] } }) =>
        metadata.managedFields
          .filter(({ manager }) => manager !== 'kubectl-last-applied')
          .map(({ time: _, manager, ...entry }) => ({ ...entry, manager: manager === 'kubectl' ? 'fluxapp' : manager }))
          .sort((a, b) => compareText(a.manager, b.manager));
      expect(managed(mine)).toEqual(managed(other));
      expect((await applied([text(ours, '2', {})])).plan.at(-1)).toBe('No changes. 1 object unchanged.');
    });

    test('fields of others: all that is in the way at once, and nothing is written; --force-conflicts takes them', async () => {
      const space = 'contested';
      await namespace(host(), space);
      const web = releasesIn(space);
      await applied(web());
      for (const each of web({}, ['eu-1', 'us-1'])) await edit(each, { spec: { interval: '1h' } });
      const stored = await versions(web());
      const after = web({ values: { image: { tag: '2' } } });
      const refused = await apply(after);
      expect(refused).toMatchObject({ code: 1, stdout: [] });
      expect(refused.stderr).toEqual([
        `error: <stdin>:1:1 (document 1): HelmRelease/${space}/web--eu-1--web (and 1 more: web--us-1--web): .spec.interval belongs to kubectl-edit: --force-conflicts takes the fields over`,
        '1 error in 1 file: nothing was applied',
      ]);
      expect(await versions(web())).toEqual(stored);
      const { stdout } = await applied(after, '--force-conflicts');
      expect(stdout.at(-1)).toBe('Applied: 0 created, 3 changed. 0 unchanged.');
      expect((await live(web()[0] as PlanObject)).spec.interval).toBe('5m');
      expect((await applied(after)).plan.at(-1)).toBe('No changes. 3 objects unchanged.');
    });

    /** Objects of other owners: the field manager and the marks of each. */
    const OWNED: readonly (readonly [what: string, manager: string, metadata: object, owner: string | undefined])[] = [
      [
        'a Kustomization that may not be read',
        'kustomize-controller',
        { labels: flux('kustomize', 'apps') },
        'Kustomization owned/apps',
      ],
      [
        'the labels of a Kustomization on what it does not apply',
        'fluxapp',
        { labels: flux('kustomize', 'apps') },
        undefined,
      ],
      [
        'a ResourceSet',
        'flux-operator',
        {
          labels: {
            'resourceset.fluxcd.controlplane.io/name': 'apps',
            'resourceset.fluxcd.controlplane.io/namespace': 'owned',
          },
        },
        'ResourceSet owned/apps',
      ],
      [
        'the labels of a ResourceSet on what it does not apply',
        'fluxapp',
        {
          labels: {
            'resourceset.fluxcd.controlplane.io/name': 'apps',
            'resourceset.fluxcd.controlplane.io/namespace': 'owned',
          },
        },
        undefined,
      ],
      ['a HelmRelease', 'helm-controller', { labels: flux('helm', 'web') }, 'HelmRelease owned/web'],
      ['the labels of a HelmRelease in the code', 'fluxapp', { labels: flux('helm', 'web') }, undefined],
      ['Helm', 'helm', { annotations: helm('web') }, 'Helm release owned/web'],
      ['the annotations of Helm in the code', 'fluxapp', { annotations: helm('web') }, undefined],
      ['the label of Helm alone', 'fluxapp', { labels: { 'app.kubernetes.io/managed-by': 'Helm' } }, undefined],
      [
        'Argo CD',
        'argocd-controller',
        { annotations: { 'argocd.argoproj.io/tracking-id': 'site:/ConfigMap:owned/NAME' } },
        'Application site of Argo CD',
      ],
      [
        'a copy of what Argo CD applies',
        'fluxapp',
        { annotations: { 'argocd.argoproj.io/tracking-id': 'site:/ConfigMap:owned/original' } },
        undefined,
      ],
      ['the label of Argo CD alone', 'fluxapp', { labels: { 'app.kubernetes.io/instance': 'site' } }, undefined],
      ['a controller', 'jobs', { ownerReferences: [{ ...OWNER, controller: true }] }, 'the controller of Job maker'],
      ['an owner that is no controller', 'fluxapp', { ownerReferences: [OWNER] }, undefined],
      ['another server-side applier', 'terraform', {}, 'field manager terraform'],
    ];

    test.each(OWNED)('%s', async (what, manager, metadata, owner) => {
      const space = 'owned';
      await namespace(host(), space);
      const name = what.toLowerCase().replaceAll(/[^a-z]+/g, '-');
      const own = JSON.parse(JSON.stringify(metadata).replaceAll('NAME', name));
      const [before, after] = ['1', '2'].map((a) => configMap(space, name, { a }, own)) as [PlanObject, PlanObject];
      const { status } = await host().request(
        'PATCH',
        `${path(before)}?fieldManager=${manager}&force=true`,
        before.value,
        APPLY,
      );
      expect(status).toBe(201);
      // the code of objects that others apply does not contain their marks
      const code = owner === undefined ? after : configMap(space, name, { a: '2' });
      const outcome = await apply([code]);
      if (owner === undefined) {
        expect(outcome).toMatchObject({ code: 0, stderr: [] });
        expect((await live(before)).data).toEqual({ a: '2' });
      } else {
        expect(outcome).toMatchObject({ code: 1, stdout: [] });
        expect(outcome.stderr).toEqual([
          `error: <stdin>:1:1: ConfigMap/owned/${name}: it is applied by ${owner}: change it there, or take it over with --adopt`,
          '1 error in 1 file: nothing was applied',
        ]);
        expect((await live(before)).data).toEqual({ a: '1' });
        expect(await apply([code], '--adopt')).toMatchObject({ code: 0, stderr: [] });
        const { data, metadata } = await live(before);
        expect({ data, marks: [metadata.labels, metadata.annotations, metadata.ownerReferences] }).toEqual({
          data: { a: '2' },
          marks: [MEMBER, undefined, undefined],
        });
        expect(metadata.managedFields.map((entry: { manager: string }) => entry.manager)).toEqual(['fluxapp']);
        expect((await apply([code])).stdout).toEqual([]);
      }
    });

    test('what a Kustomization applies is taken over with what left the code; its variables are not', async () => {
      const space = 'adopted';
      await namespace(host(), space);
      const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': space };
      const kustomizations = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${space}/kustomizations`;
      const spec = {
        ...{ interval: '5m', path: './', prune: true, sourceRef: { kind: 'GitRepository', name: 'git' } },
        postBuild: { substitute: { tag: '1' } },
      };
      const api = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
      await host().request('POST', kustomizations, { ...api, metadata: { name: 'apps', namespace: space }, spec });
      const [target] = releasesIn(space)({ values: { image: { tag: '1' }, old: true } }, ['eu-1']) as [PlanObject];
      const body = patched(target.value, { metadata: { labels } });
      await host().request('PATCH', `${path(target)}?fieldManager=kustomize-controller&force=true`, body, APPLY);
      const inventory = { entries: [{ id: `${space}_${target.name}_helm.toolkit.fluxcd.io_HelmRelease`, v: 'v2' }] };
      await host().request('PATCH', `${kustomizations}/apps/status`, { status: { inventory } }, MERGE);

      const next = (tag: string) => [
        object(patched(target.value, { spec: { values: { image: { tag }, old: null } } })),
      ];
      const owner = `Kustomization ${space}/apps`;
      expect((await apply(next('2'))).stderr[0]).toMatch(
        new RegExp(`: it is applied by ${owner}: change it there, or take it over with --adopt$`),
      );
      const variable = `\${tag}`;
      expect((await apply(next(variable), '--adopt')).stderr[0]).toContain(
        `: ${owner} puts values in place of ${variable}: write the values into the code before --adopt`,
      );
      expect((await live(target)).metadata.generation).toBe(1);
      const { plan, stdout } = await applied(next('2'), '--adopt');
      expect(plan).toContain(`  planned as fluxapp, in place of ${owner}: 1`);
      expect(plan).toContain('      - spec.values.old: true');
      expect(stdout.at(-1)).toBe('Applied: 0 created, 1 changed. 0 unchanged.');
      const { metadata, spec: stored } = await live(target);
      expect(stored.values).toEqual({ image: { tag: '2' } });
      expect(metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'web', ...MEMBER });
      expect(metadata.generation).toBe(2);
      // the object does not belong to Flux again, even if an inventory still contains it
      expect((await applied(next('3'))).stdout.at(-1)).toBe('Applied: 0 created, 1 changed. 0 unchanged.');
    });
  });

  describe('faults', () => {
    const space = 'broken';
    const web = releasesIn(space);

    beforeAll(async () => {
      await namespace(host(), space);
    });

    test('what the API server does not take is refused before anything is written', async () => {
      const outcome = await apply([configMap(space, 'fine', {}), ...web({ unknown: 1 })]);
      expect(outcome).toMatchObject({ code: 1, plan: [], stdout: [] });
      expect(outcome.stderr).toEqual([
        `error: <stdin>:8:1 (document 2): HelmRelease/${space}/web--eu-1--web (and 2 more: web--eu-2--web, web--us-1--web): the API server does not know .spec.unknown`,
        '1 error in 1 file: nothing was applied',
      ]);
      expect((await live(configMap(space, 'fine', {}))).code).toBe(404);
    });

    test('what was copied out of a cluster, with what belongs to its state there', async () => {
      const [target] = web({}, ['copied']) as [PlanObject];
      const copy = object(patched(target.value, { metadata: { uid: 'a', resourceVersion: '7', managedFields: [] } }));
      expect(await apply([copy])).toMatchObject({
        code: 1,
        stderr: [
          `error: <stdin>:1:1: HelmRelease/${space}/web--copied--web: metadata.managedFields, metadata.resourceVersion, metadata.uid: only an API server writes that; remove it from the code`,
          '1 error in 1 file: nothing was applied',
        ],
      });
    });

    test('without the rights to apply', async () => {
      const { path: folder } = folderOf({ 'x/': '' });
      const request = (at: string, body: object) => host().request('POST', at, body);
      await request(`/api/v1/namespaces/${space}/serviceaccounts`, { metadata: { name: 'reader' } });
      const rbac = '/apis/rbac.authorization.k8s.io/v1';
      const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }];
      await request(`${rbac}/namespaces/${space}/roles`, { metadata: { name: 'reader' }, rules });
      await request(`${rbac}/namespaces/${space}/rolebindings`, {
        metadata: { name: 'reader' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: space }],
      });
      const file = await writeKubeconfigOf(host(), space, 'reader', join(folder, 'kubeconfig'));
      const outcome = await apply(web(), '--kubeconfig', file);
      expect(outcome).toMatchObject({ code: 1, plan: [], stdout: [] });
      expect(outcome.stderr).toEqual([
        expect.stringMatching(
          /^error: .*cannot patch resource "helmreleases".* \(403\): a Role or ClusterRole has to allow it$/,
        ),
      ]);
    });

    test('after an object that fails nothing that comes later is applied, and the next run goes on', async () => {
      const space = 'quota';
      await namespace(host(), space);
      // in a dry run, each of them is within the quota, in addition to the parent of the set
      const quota = { metadata: { name: 'few' }, spec: { hard: { 'count/configmaps': '3' } } };
      const quotas = `/api/v1/namespaces/${space}/resourcequotas`;
      await host().request('POST', quotas, quota);
      const status = { hard: { 'count/configmaps': '3' }, used: { 'count/configmaps': '0' } };
      await host().request('PATCH', `${quotas}/few/status`, { status }, MERGE);
      const settings = ['a', 'b', 'c'].map((name) => configMap(space, name, {}));
      const all = [...settings, release('eu-1', { metadata: { namespace: space } })];
      await until('the quota is in force', async () => {
        const outcome = await apply(all);
        if (outcome.code === 0) {
          for (const each of all) await host().request('DELETE', path(each));
          return false;
        }
        expect(outcome.stdout.at(-1)).toBe('Applied: 2 created, 0 changed, 1 failed, 1 not tried. 0 unchanged.');
        expect(outcome.stderr).toEqual([
          expect.stringMatching(/^error: ConfigMap\/quota\/[abc]: .*exceeded quota: few/),
          'error: 2 objects not applied: run the command again to go on',
        ]);
        return true;
      });
      expect((await live(all[3] as PlanObject)).code).toBe(404);
      await host().request('DELETE', `${quotas}/few`);
      await until('the quota is gone', async () => (await apply(all)).code === 0);
      expect((await live(all[3] as PlanObject)).metadata.generation).toBe(1);
    });

    const through = async () => {
      const proxy = await TcpProxy.start(host().url);
      onTestFinished(() => proxy.close());
      const file = join(folderOf({ 'x/': '' }).path, 'kubeconfig');
      writeFileSync(file, kubeconfig({ ...host(), url: proxy.url }, host().tokens.admin));
      return { proxy, file };
    };

    /** Applies releases over a slow connection, so that something can happen in the meantime. */
    const slowly = async (prefix: string, ...args: string[]) => {
      const many = web(
        {},
        Array.from({ length: 100 }, (_, index) => `${prefix}-${index}`),
      );
      const { proxy, file } = await through();
      proxy.delay(50);
      const ended = apply(many, '--kubeconfig', file, ...args);
      const stored = async () => {
        const { body } = await host().request(
          'GET',
          `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${space}/helmreleases`,
        );
        const items = body.items as { readonly metadata: { readonly name: string; readonly generation: number } }[];
        return items.filter(({ metadata }) => metadata.name.startsWith(`web--${prefix}-`));
      };
      await until('some are applied', async () => (await stored()).length > 0, { intervalMs: 5 });
      return { many, proxy, ended, stored };
    };

    test('an API server that ends and starts again meanwhile is waited for', async () => {
      const { proxy, ended, stored } = await slowly('w');
      const { apiServer } = host();
      await apiServer.kill();
      const before = proxy.accepted;
      await until('it is tried again', () => proxy.accepted > before + 10);
      await apiServer.restart();
      const { code, stdout, stderr } = await ended;
      expect({ code, end: stdout.at(-1) }).toEqual({ code: 0, end: 'Applied: 100 created, 0 changed. 0 unchanged.' });
      expect(stderr.length).toBeGreaterThan(0);
      expect(stderr.filter((line) => !/^warning: .*127\.0\.0\.1.*; it is waited for$/.test(line))).toEqual([]);
      expect((await stored()).map(({ metadata }) => metadata.generation)).toEqual(Array.from({ length: 100 }, () => 1));
    }, 240_000);

    test('one that does not come back ends it with exit code 2', async () => {
      const { many, proxy, ended } = await slowly('t', '--timeout', '8s');
      proxy.refuse();
      proxy.cut();
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(2);
      const [, created, left] =
        /^Applied: (\d+) created, 0 changed, 0 failed, (\d+) not tried\. 0 unchanged\.$/.exec(stdout.at(-1) ?? '') ??
        [];
      expect(Number(created) + Number(left)).toBe(100);
      expect(stderr.at(-1)).toBe(`error: the time was up: ${left} objects not applied: run the command again to go on`);
      expect((await applied(many)).stdout.at(-1)).toMatch(/^Applied: \d+ created, 0 changed\. \d+ unchanged\.$/);
    }, 240_000);

    test('a signal ends it in order, and says what is left', async () => {
      const many = web(
        {},
        Array.from({ length: 100 }, (_, index) => `s-${index}`),
      );
      const { path: folder } = folderOf({ 'all.yaml': text(many) });
      const { proxy, file } = await through();
      proxy.delay(50);
      const { kill, end } = await startFluxapp(['apply', '-f', folder, '--yes'], file);
      await until('some are applied', async () => (await live(many[0] as PlanObject)).code !== 404, { intervalMs: 5 });
      kill('SIGINT');
      const { signal, stdout, stderr } = await end;
      expect(signal).toBe('SIGINT');
      const [, left] =
        /^Applied: \d+ created, 0 changed, 0 failed, (\d+) not tried\. 0 unchanged\.$/m.exec(stdout) ?? [];
      expect(Number(left)).toBeGreaterThan(0);
      expect(stderr).toBe(
        `error: ${left} objects not applied: run the command again to go on\nerror: interrupted (SIGINT)\n`,
      );
    }, 240_000);

    test('what changes while somebody is asked is not written', async () => {
      const [one, two] = [web({}, ['asked-1']), web({}, ['asked-2'])];
      await applied([...one, ...two]);
      const after = web({ values: { image: { tag: '2' } } }, ['asked-1', 'asked-2']);
      const outcome = await onTerminal(after, async () => {
        await edit(one[0] as PlanObject, { spec: { suspend: true } });
        return 'yes\n';
      });
      expect(outcome.code).toBe(1);
      expect(outcome.stderr).toContain(
        `HelmRelease/${space}/web--asked-1--web: it was changed since it was planned: run the command again to plan again\n`,
      );
      expect((await live(one[0] as PlanObject)).spec.values.image.tag).toBe('1.8.2');
      expect((await live(two[0] as PlanObject)).spec.values.image.tag).toBe('2');
      const gone = await onTerminal(web({ values: { image: { tag: '3' } } }, ['asked-2']), async () => {
        await host().request('DELETE', path(two[0] as PlanObject));
        return 'yes\n';
      });
      expect(gone.stderr).toContain('it was deleted since it was planned: run the command again to plan again\n');
      expect((await live(two[0] as PlanObject)).code).toBe(404);
    });

    test('what is created while somebody is asked is not taken over', async () => {
      const [taken, free] = [configMap(space, 'taken', { ours: '1' }), configMap(space, 'free', {})];
      const outcome = await onTerminal([taken, free], async () => {
        const theirs = configMap(space, 'taken', { theirs: '1' });
        await host().request('PATCH', `${path(taken)}?fieldManager=kustomize-controller`, theirs.value, APPLY);
        return 'yes\n';
      });
      expect({ code: outcome.code, end: outcome.stdout.split('\n').at(-2) }).toEqual({
        code: 1,
        end: 'Applied: 1 created, 0 changed, 1 failed, 0 not tried. 0 unchanged.',
      });
      expect(outcome.stderr).toContain(
        `ConfigMap/${space}/taken: it was created since it was planned: run the command again to plan again\n`,
      );
      const { data, metadata } = await live(taken);
      expect({ data, labels: metadata.labels }).toEqual({ data: { theirs: '1' }, labels: undefined });
    });

    test('what is created in which nobody has set a field is as new', async () => {
      const account = object({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'default', namespace: space },
        imagePullSecrets: [{ name: 'registry' }],
      });
      const outcome = await onTerminal([account], async () => {
        const bare = { metadata: { name: 'default' } };
        const { status } = await host().request('POST', `/api/v1/namespaces/${space}/serviceaccounts`, bare);
        expect(status).toBe(201);
        return 'yes\n';
      });
      expect({ code: outcome.code, end: outcome.stdout.split('\n').at(-2) }).toEqual({
        code: 0,
        end: 'Applied: 1 created, 0 changed. 0 unchanged.',
      });
    });

    test('what only controllers write meanwhile does not matter', async () => {
      const [target] = web({}, ['status']) as [PlanObject];
      await applied([target]);
      const outcome = await onTerminal(web({ values: { image: { tag: '2' } } }, ['status']), async () => {
        await host().request('PATCH', `${path(target)}/status`, { status: { observedGeneration: 1 } }, MERGE);
        await edit(target, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } }, 'flux');
        return 'yes\n';
      });
      expect(outcome.code).toBe(0);
      expect((await live(target)).spec.values.image.tag).toBe('2');
    });
  });

  describe('plan files', () => {
    const space = 'filed';
    const web = releasesIn(space);
    /** Writes a folder with code and a plan for it. */
    const filed = async (objects: readonly PlanObject[], ...args: string[]) => {
      const { path: folder } = folderOf({ 'dist/all.yaml': text(objects) });
      const [dist, file] = [join(folder, 'dist'), join(folder, 'plan.json')];
      const own = ['--kubeconfig', host().kubeconfig];
      const planned = await fluxapp(['plan', '-f', dist, '--out', file, ...own, ...args]);
      expect({ code: planned.code, stderr: planned.stderr }).toEqual({ code: 0, stderr: '' });
      const apply = async (...more: string[]) => {
        const outcome = afterPlan(await fluxapp(['apply', file, '--yes', ...own, ...more]));
        return { ...outcome, stderr: outcome.stderr.map((line) => line.replaceAll(folder, '.')) };
      };
      return { dist, file, apply, content: () => readFileSync(file, 'utf8') };
    };

    beforeAll(async () => {
      await namespace(host(), space);
    });

    test('what was planned is applied, also when it is run again', async () => {
      await applied(web({}, ['eu-1', 'eu-2']));
      const after = [...web({ values: { image: { tag: '2' } } }, ['eu-1']), ...web({}, ['eu-2', 'us-1'])];
      const { file, content, apply } = await filed(after);
      const pin = { uid: expect.any(String), generation: 1, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) };
      expect(JSON.parse(content())).toEqual({
        format_version: '1.0',
        type: 'fluxapp-plan',
        input: {
          filename: [join(file, '../dist')],
          recursive: false,
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        },
        cluster: { server: host().url, context: 'host' },
        namespace: 'default',
        set: { namespace: space, name: 'fluxapp' },
        objects: [
          { address: `HelmRelease/${space}/web--eu-1--web`, action: 'update', pin },
          { address: `HelmRelease/${space}/web--eu-2--web`, action: 'none', pin },
          { address: `HelmRelease/${space}/web--us-1--web`, action: 'create' },
        ],
      });
      expect(await apply()).toMatchObject({
        code: 0,
        stdout: [
          expect.stringMatching(/created$|changed$/),
          expect.stringMatching(/created$|changed$/),
          'Applied: 1 created, 1 changed. 1 unchanged.',
        ],
      });
      expect(await apply()).toMatchObject({ code: 0, stdout: [], stderr: [] });
    });

    test.each<readonly [what: string, change: (target: PlanObject) => Promise<unknown>, message: string]>([
      ['changed', (target) => edit(target, { spec: { suspend: true } }), 'it was changed since the plan was made'],
      [
        'labelled otherwise',
        (target) => edit(target, { metadata: { labels: { 'app.kubernetes.io/managed-by': 'x' } } }),
        'it was changed since the plan was made',
      ],
      ['deleted', (target) => host().request('DELETE', path(target)), 'it was deleted since the plan was made'],
    ])('an object that was %s meanwhile', async (what, change, message) => {
      const name = `stale-${what.replaceAll(' ', '-')}`;
      const [stays, target] = [web({}, [`${name}-stays`])[0], web({}, [name])[0]] as [PlanObject, PlanObject];
      await applied([stays, target]);
      const next = (cluster: string) => web({ values: { image: { tag: '2' } } }, [cluster]);
      const { apply } = await filed([...next(`${name}-stays`), ...next(name)]);
      const before = await versions([stays]);
      await change(target);
      expect(await apply()).toEqual({
        code: 3,
        plan: [],
        stdout: [],
        stderr: [
          `error: HelmRelease/${space}/web--${name}--web: ${message}: plan again with fluxapp plan --out`,
          '1 error: nothing was applied',
        ],
      });
      expect(await versions([stays])).toEqual(before);
    });

    test('a HelmRelease that was changed meanwhile and goes on under another name', async () => {
      const old = web({}, ['renamed']);
      await applied(old);
      const metadata = {
        name: 'front--renamed--web',
        labels: { 'app.kubernetes.io/managed-by': 'front' },
        annotations: { 'gitops.kubesphere.io/application': 'front' },
      };
      const moved = old.map(({ value }) => object(patched(value, { metadata })));
      const { apply, content } = await filed(moved);
      const address = `HelmRelease/${space}/web--renamed--web`;
      const digest = expect.stringMatching(/^sha256:/);
      expect(JSON.parse(content()).objects).toContainEqual({ address, action: 'move', pin: { digest } });
      // the state of an interrupted move
      await edit(old[0] as PlanObject, { spec: { suspend: true, values: { image: { tag: '2' } } } });
      expect(await apply()).toMatchObject({
        code: 3,
        stderr: [
          `error: ${address}: it was changed since the plan was made: plan again with fluxapp plan --out`,
          '1 error: nothing was applied',
        ],
      });
      await edit(old[0] as PlanObject, { spec: { values: { image: { tag: '1.8.2' } } } });
      const running = apply('--timeout', '2s');
      expect(await running).toMatchObject({ code: 2 }); // there is no helm-controller to observe the suspension
    });

    test('an object that was created meanwhile, and one that would stay as it is', async () => {
      const [same, created] = [web({}, ['same'])[0], web({}, ['created'])[0]] as [PlanObject, PlanObject];
      await applied([same]);
      const { apply } = await filed([same, created]);
      await edit(same, { spec: { interval: '1h' } });
      await applied(web({ values: { other: true } }, ['created']));
      expect((await apply()).stderr).toEqual([
        `error: HelmRelease/${space}/web--created--web: it was created since the plan was made: plan again with fluxapp plan --out`,
        `error: HelmRelease/${space}/web--same--web: it was changed since the plan was made: plan again with fluxapp plan --out`,
        '2 errors: nothing was applied',
      ]);
    });

    test('what controllers write is no change', async () => {
      const [target] = web({}, ['reconciled']) as [PlanObject];
      await applied([target]);
      const { apply } = await filed(web({ values: { image: { tag: '2' } } }, ['reconciled']));
      await host().request('PATCH', `${path(target)}/status`, { status: { observedGeneration: 1 } }, MERGE);
      await edit(target, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } }, 'flux');
      expect(await apply()).toMatchObject({ code: 0, stderr: [] });
    });

    test('other code', async () => {
      const { dist, apply } = await filed(web({}, ['code']));
      writeFileSync(join(dist, 'all.yaml'), text(web({ interval: '6m' }, ['code'])));
      const stale = {
        code: 3,
        stderr: [
          'error: the code is not the one that was planned: plan again with fluxapp plan --out',
          '1 error: nothing was applied',
        ],
      };
      expect(await apply()).toMatchObject(stale);
      const { path: elsewhere } = folderOf({ 'a.yaml': text(web({}, ['code'])) });
      expect(await apply('-f', elsewhere)).toMatchObject({ code: 0, stderr: [] });
    });

    test('an app is run only where the command line says so', async () => {
      const { path: folder } = folderOf({ 'all.yaml': text(web({}, ['app'])) });
      const app = `cp ${folder}/all.yaml "$CDK8S_OUTDIR"`;
      const [file, own] = [join(folder, 'plan.json'), ['--kubeconfig', host().kubeconfig]];
      expect(await fluxapp(['plan', '--app', app, '--out', file, ...own])).toMatchObject({ code: 0 });
      expect(readFileSync(file, 'utf8')).not.toContain('OUTDIR');
      expect(await fluxapp(['apply', file, '--yes', ...own])).toEqual({
        code: 1,
        stdout: '',
        stderr: 'error: the plan is of what an app makes: repeat --app as fluxapp plan was given it\n',
      });
      expect(await fluxapp(['apply', file, '--app', app, '--yes', ...own])).toMatchObject({ code: 0, stderr: '' });
    });

    test('another cluster, another file, and options that are in the plan', async () => {
      const { file, content, apply } = await filed(web({}, ['elsewhere']));
      const proxy = await TcpProxy.start(host().url);
      onTestFinished(() => proxy.close());
      const other = join(folderOf({ 'x/': '' }).path, 'kubeconfig');
      writeFileSync(other, kubeconfig({ ...host(), url: proxy.url }, host().tokens.admin));
      const message = `the plan is for ${host().url} (context host), and this is ${proxy.url} (context host): choose it with --context`;
      expect((await fluxapp(['apply', file, '--yes', '--kubeconfig', other])).stderr).toBe(`error: ${message}\n`);
      expect((await apply('--adopt')).stderr).toEqual([
        'error: --adopt: not with a plan file; name the code with -f, or run the app with --app',
      ]);
      expect((await apply('-n', 'x')).stderr).toEqual(['error: --namespace: the plan file says which one']);
      expect((await apply('--field-manager', 'x')).stderr).toEqual([
        'error: --field-manager: the plan file says which one',
      ]);
      const anew = 'of this version: plan again with fluxapp plan --out';
      const damaged = [content().replace('"1.0"', '"2.0"'), content().replace('"digest"', '"other"')];
      for (const text of ['{"format_version":"1.0"}', ...damaged]) {
        writeFileSync(file, text);
        expect((await apply()).stderr).toEqual([`error: ./plan.json is not a plan file ${anew}`]);
      }
    });

    test('no value is in it', async () => {
      const secret = object({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'db', namespace: space },
        stringData: { password: 'canary-4711' },
      });
      const { content } = await filed([secret, ...web({ values: { db: { password: 'canary-4711' } } }, ['secret'])]);
      expect(content()).not.toContain('canary');
      expect(content()).not.toContain(Buffer.from('canary-4711').toString('base64'));
    });
  });

  describe('what it says', () => {
    const space = 'said';
    const web = releasesIn(space);

    beforeAll(async () => {
      await namespace(host(), space);
    });

    test('events for machines, a line each', async () => {
      const outcome = await fluxapp(['apply', '-f', '-', '--yes', '-o', 'json', '--kubeconfig', host().kubeconfig], {
        stdin: text(web({}, ['eu-1'])),
      });
      expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
      const address = `HelmRelease/${space}/web--eu-1--web`;
      expect(
        outcome.stdout
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual([
        {
          type: 'planned',
          ...{
            address,
            api_version: 'helm.toolkit.fluxcd.io/v2',
            kind: 'HelmRelease',
            namespace: space,
            name: 'web--eu-1--web',
          },
          ...{ application: `${space}/web`, target: 'eu-1-web', cluster: 'eu-1', wave: 1 },
          ...{ action: 'create', effect: 'install', note: 'Flux installs Helm release web/web' },
        },
        { type: 'applied', address, action: 'create', generation: 1 },
        { type: 'summary', created: 1, changed: 0, failed: 0, left: 0, unchanged: 0, deleted: 0, undeleted: 0 },
      ]);
    });

    test('on a terminal it asks, and counts', async () => {
      const many = web(
        {},
        Array.from({ length: 30 }, (_, index) => `c-${index}`),
      );
      const declined = await onTerminal(many, async () => 'no\n');
      expect(declined).toMatchObject({ code: 1 });
      expect(declined.stderr).toMatch(/Apply 30 objects to context host\? \(yes or no\): nothing was applied\n$/);
      const { code, stdout, stderr } = await onTerminal(many, async () => 'yes\n');
      expect(code).toBe(0);
      const shown = stderr.split('\r\u001b[K').slice(1);
      expect(shown.at(-2)).toBe('objects applied: 30 of 30');
      expect(shown.at(-1)).toBe('');
      expect(stdout).toMatch(/\nPlan: 30 to add, .*\nApplied: 30 created, 0 changed\. 0 unchanged\.\n$/);
      const again = await onTerminal(many, async () => 'nobody is asked');
      expect(again.code).toBe(0);
      expect(again.stderr).not.toContain('yes or no');
    });

    test('without a terminal it does not ask', async () => {
      const args = ['apply', '-f', '-', '--kubeconfig', host().kubeconfig];
      const outcome = await fluxapp(args, { stdin: text(web({}, ['new'])) });
      expect(outcome).toMatchObject({
        code: 1,
        stderr: 'error: nothing was changed: without a terminal to ask on, --yes is needed\n',
      });
      await applied(web({}, ['new']));
      expect(await fluxapp(args, { stdin: text(web({}, ['new'])) })).toMatchObject({ code: 0, stderr: '' });
    });

    test('no secret is printed', async () => {
      const secret = (password: string) =>
        object({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'db', namespace: space },
          stringData: { password },
        });
      const release = (password: string) => web({ values: { db: { password } } }, ['secret']);
      for (const password of ['canary-4711', 'canary-4712']) {
        for (const output of ['text', 'json']) {
          const all = [secret(`${password}-${output}`), ...release(`${password}-${output}`)];
          const outcome = await fluxapp(
            ['apply', '-f', '-', '--yes', '-o', output, '--kubeconfig', host().kubeconfig],
            {
              stdin: text(all),
            },
          );
          expect(outcome.code).toBe(0);
          expect(outcome.stdout + outcome.stderr).not.toContain('canary');
        }
      }
    });
  });
});

const OWNER = { apiVersion: 'batch/v1', kind: 'Job', name: 'maker', uid: '00000000-0000-4000-8000-000000000001' };

function flux(controller: string, name: string): object {
  const prefix = `${controller}.toolkit.fluxcd.io`;
  return { [`${prefix}/name`]: name, [`${prefix}/namespace`]: 'owned' };
}

function helm(name: string): object {
  return { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': 'owned' };
}
