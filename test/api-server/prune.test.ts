import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { installCrds } from '../../harness/crds';
import { namespace } from '../../harness/fleet/synthetic-fleet';
import { writeKubeconfigOf } from '../../harness/service-account';
import { describeWithClusters } from '../../harness/suite';
import { until } from '../../harness/wait';
import type { PlanObject } from '../../src/change';
import { applySetId } from '../../src/change';
import { run as main } from '../../src/cli/main';
import { mapOf, type ValueMap } from '../../src/json';
import { findPackage } from '../../src/package';
import { printYamlDocuments } from '../../src/yaml';
import { chart, object, patched, release } from '../change/plan/objects';
import { fluxapp, folderOf, Kept } from '../cli/run';
import { limit, runs } from '../random-runs';
import { startCommand } from './cli/process';
import { fluxCrds } from './flux-crds';

const CRD = join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml');
const MERGE = { contentType: 'application/merge-patch+json' };
const PART_OF = 'applyset.kubernetes.io/part-of';

describeWithClusters('fluxapp apply --prune, on an API server', { clusters: ['host'] }, (running) => {
  const host = () => running().host;
  const KINDS: Readonly<Record<string, string>> = {
    HelmRelease: '/apis/helm.toolkit.fluxcd.io/v2',
    HelmChart: '/apis/source.toolkit.fluxcd.io/v1',
    HelmRepository: '/apis/source.toolkit.fluxcd.io/v1',
    ConfigMap: '/api/v1',
    Secret: '/api/v1',
    Namespace: '/api/v1',
  };
  const pathOf = ({ kind, namespace: space, name }: PlanObject) => {
    const plural = kind.toLowerCase().replace(/y$/, 'ie');
    return `${KINDS[kind]}${space === undefined ? '' : `/namespaces/${space}`}/${plural}s/${name}`;
  };
  const read = async (each: PlanObject): Promise<ValueMap | undefined> => {
    const { status, body } = await host().request('GET', pathOf(each));
    return status === 404 ? undefined : body;
  };
  const patch = async (each: PlanObject, body: object) =>
    expect((await host().request('PATCH', pathOf(each), body, MERGE)).status).toBe(200);
  /** The names of those objects that exist. */
  const there = async (objects: readonly PlanObject[]) => {
    const found = await Promise.all(objects.map(async (each) => ((await read(each)) === undefined ? [] : [each.name])));
    return found.flat();
  };

  const run = async (command: string, objects: readonly PlanObject[], ...args: string[]) => {
    const stdin = printYamlDocuments(objects.map(({ value }) => value));
    const outcome = await fluxapp([command, '-f', '-', '--kubeconfig', host().kubeconfig, ...args], { stdin });
    return { ...outcome, stdout: outcome.stdout.replace(/https:\/\/127\.0\.0\.1:\d+/, 'SERVER') };
  };
  const apply = (objects: readonly PlanObject[], ...args: string[]) => run('apply', objects, '--yes', ...args);
  const applied = async (objects: readonly PlanObject[], ...args: string[]) => {
    const { code, stderr } = await apply(objects, ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };
  /** The last line of a plan, and its warnings. */
  const planned = async (objects: readonly PlanObject[]) => {
    const { code, stdout, stderr } = await run('plan', objects, '--server');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout.split('\n').slice(3, -1);
  };

  const inSpace = (space: string) => {
    const placed = ({ value }: PlanObject) => object(patched(value, { metadata: { namespace: space } }));
    const core = (kind: string, name: string, fields: object = {}) =>
      object({ apiVersion: 'v1', kind, metadata: { name, namespace: space }, ...fields });
    return {
      release: (cluster: string, change: object = {}) => placed(release(cluster, change)),
      chart: (name: string, change: object = {}) => placed(chart(name, change)),
      core,
      repository: object({
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'HelmRepository',
        metadata: { name: 'charts', namespace: space },
        spec: { url: 'https://charts.example', interval: '1h' },
      }),
      parent: core('ConfigMap', 'fluxapp'),
      configMaps: (count: number) =>
        Array.from({ length: count }, (_, index) => core('ConfigMap', `c-${index}`, { data: { a: '1' } })),
    };
  };

  beforeAll(async () => {
    await installCrds(host(), [...(await fluxCrds()), CRD]);
  });

  test('members carry the label, the parent says where they are, and a second apply writes nothing', async () => {
    const space = 'members';
    await namespace(host(), space);
    const { release: of, core, parent } = inSpace(space);
    const objects = [of('eu-1'), of('eu-2'), core('ConfigMap', 'settings')];
    await applied(objects);
    const id = applySetId({ namespace: space, name: 'fluxapp' });
    for (const each of objects) expect(mapOf((await read(each))?.metadata).labels).toMatchObject({ [PART_OF]: id });
    expect(mapOf((await read(parent))?.metadata)).toMatchObject({
      labels: { 'applyset.kubernetes.io/id': id },
      annotations: {
        'applyset.kubernetes.io/tooling': `fluxapp/v${findPackage().version}`,
        'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,HelmRelease.helm.toolkit.fluxcd.io',
        'applyset.kubernetes.io/additional-namespaces': '',
      },
    });
    const versions = () =>
      Promise.all([...objects, parent].map(async (each) => mapOf((await read(each))?.metadata).resourceVersion));
    const before = await versions();
    await applied(objects);
    await applied(objects, '--prune');
    expect(await versions()).toEqual(before);
    expect(await planned(objects)).toEqual(['', 'No changes. 3 objects unchanged.']);
  });

  test('what has left the code is planned, stays without --prune, and goes with it', async () => {
    const space = 'leaves';
    await namespace(host(), space);
    const { release: of, core, repository, parent } = inSpace(space);
    const [eu1, us1] = [of('eu-1'), of('us-1', { spec: { suspend: true } })];
    const objects = [eu1, of('eu-2'), us1, core('Secret', 'us-1'), repository, core('ConfigMap', 'settings')];
    await applied(objects);
    const code = [eu1, repository];
    const lines = [
      `${space}/web`,
      '  - HelmRelease web--eu-2--web  (eu-2)   # Flux uninstalls Helm release web/web',
      '  - HelmRelease web--us-1--web  (us-1)   # suspended: Helm release web/web stays, unmanaged',
      '',
      'Other objects',
      '  - ConfigMap leaves/settings',
      '  - Secret leaves/us-1',
    ];
    expect(await planned(code)).toEqual([
      '',
      ...lines,
      '',
      'Warning: something stays unmanaged on 1 cluster: nothing updates or deletes it any more.',
      'Warning: 4 objects of the set would be deleted: `fluxapp apply` does so with --prune alone, and',
      '  with no more than 10 objects unless --max-delete is larger.',
      '',
      'Plan: 0 to add, 0 to change, 4 to destroy. 2 unchanged. (2 of 3 targets of 1 application)',
    ]);
    const kept = await apply(code);
    expect({ ...kept, stdout: kept.stdout.split('\n').slice(3, -1) }).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.arrayContaining(['      # stays: fluxapp apply --prune deletes it']),
    });
    expect(await there(objects)).toEqual(objects.map(({ name }) => name));

    const pruned = await apply(code, '--prune');
    // concurrent deletions have no fixed order
    const isDeleted = (line: string) => line.endsWith(' deleted');
    const printed = pruned.stdout.split('\n').slice(3);
    const sorted = printed.filter(isDeleted).sort();
    expect({ ...pruned, stdout: printed.map((line) => (isDeleted(line) ? sorted.shift() : line)) }).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        '',
        ...lines,
        '',
        'Warning: something stays unmanaged on 1 cluster: nothing updates or deletes it any more.',
        '',
        'Plan: 0 to add, 0 to change, 4 to destroy. 2 unchanged. (2 of 3 targets of 1 application)',
        'ConfigMap/leaves/settings deleted',
        'HelmRelease/leaves/web--eu-2--web deleted',
        'HelmRelease/leaves/web--us-1--web deleted',
        'Secret/leaves/us-1 deleted',
        'Applied: 0 created, 0 changed, 4 deleted. 2 unchanged.',
        '',
      ],
    });
    expect(await there(objects)).toEqual(['web--eu-1--web', 'charts']);
    expect(mapOf((await read(parent))?.metadata).annotations).toMatchObject({
      'applyset.kubernetes.io/contains-group-kinds':
        'HelmRelease.helm.toolkit.fluxcd.io,HelmRepository.source.toolkit.fluxcd.io',
    });
    expect(await planned(code)).toEqual(['', 'No changes. 2 objects unchanged.']);
  });

  describe('is refused, and nothing is deleted', () => {
    const refused = async (objects: readonly PlanObject[], code: readonly PlanObject[], ...args: string[]) => {
      const { code: exit, stderr } = await apply(code, '--prune', ...args);
      expect(exit).toBe(1);
      expect(await there(objects)).toEqual(objects.map(({ name }) => name));
      return stderr.split('\n').slice(0, -1);
    };
    const withErrors = (...errors: string[]) => [
      ...errors.map((each) => `error: ${each}`),
      `${errors.length} error${errors.length === 1 ? '' : 's'}: nothing was applied`,
    ];

    test('an input without objects', async () => {
      const space = 'empty';
      await namespace(host(), space);
      const { release: of } = inSpace(space);
      await applied([of('eu-1')]);
      const none = object({ apiVersion: 'v1', kind: 'List', metadata: { name: 'none' }, items: [] });
      expect(await refused([of('eu-1')], [none], '--set', 'empty/fluxapp')).toEqual(
        withErrors('there is no object in the input: --prune would delete all of the set'),
      );
    });

    test('the set of another input', async () => {
      const space = 'other-input';
      await namespace(host(), space);
      const { release: of, core } = inSpace(space);
      const [eu1, eu2] = [of('eu-1'), of('eu-2')];
      await applied([eu1, eu2]);
      const other = [core('ConfigMap', 'settings')];
      expect(await refused([eu1, eu2], other)).toEqual(
        withErrors(
          `no object of the code is in the set ${space}/fluxapp, and all of its objects would be deleted: name the set of the code with --set, or if that is right, --max-delete-percent 100`,
        ),
      );
      await applied(other, '--prune', '--set', 'other');
      expect(await there([eu1, eu2])).toEqual([eu1.name, eu2.name]);
    });

    test('more than --max-delete, and more than --max-delete-percent', async () => {
      const space = 'many';
      await namespace(host(), space);
      const objects = inSpace(space).configMaps(24);
      await applied(objects);
      expect(await refused(objects, objects.slice(0, 11))).toEqual(
        withErrors(
          '13 objects would be deleted, but the limit is 10: to delete them, add --max-delete 13',
          '13 of the 24 objects of the set would be deleted, but the limit is 50 %: to delete them, add --max-delete-percent 55',
        ),
      );
      await applied(objects.slice(0, 11), '--prune', '--max-delete', '13', '--max-delete-percent', '55');
      expect(await there(objects)).toEqual(objects.slice(0, 11).map(({ name }) => name));
    });

    test('what a Kustomization of Flux applies meanwhile', async () => {
      const space = 'flux-owned';
      await namespace(host(), space);
      const { release: of } = inSpace(space);
      const [eu1, eu2] = [of('eu-1'), of('eu-2')];
      await applied([eu1, eu2]);
      const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': space };
      const body = patched(eu2.value, { metadata: { labels } });
      const as = `${pathOf(eu2)}?fieldManager=kustomize-controller&force=true`;
      const contentType = 'application/apply-patch+yaml';
      expect((await host().request('PATCH', as, body, { contentType })).status).toBe(200);
      expect(await refused([eu1, eu2], [eu1])).toEqual(
        withErrors(
          `HelmRelease ${space}/web--eu-2--web has left the code, but it is applied by Kustomization ${space}/apps: delete it there`,
        ),
      );
    });

    test('what somebody outside of the set needs', async () => {
      const space = 'needed';
      await namespace(host(), space);
      await namespace(host(), 'needs');
      const { release: of, chart: chartOf, repository } = inSpace(space);
      const chart = chartOf('web-1-0-0');
      await applied([of('eu-1'), chart, repository]);
      const spec = { chart: null, chartRef: { kind: 'HelmChart', name: chart.name, namespace: space } };
      const user = inSpace('needs').release('eu-9', { spec });
      expect((await host().request('POST', pathOf(user).replace(/\/[^/]*$/, ''), user.value)).status).toBe(201);
      expect(await refused([chart, repository], [of('eu-1'), repository])).toEqual(
        withErrors(
          `HelmChart ${space}/web-1-0-0 has left the code, but HelmRelease needs/web--eu-9--web still needs it: change that first`,
        ),
      );
      expect(await planned([of('eu-1'), repository])).toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^Warning: --prune would be refused: HelmChart needed\/web-1-0-0 has left the code, but/,
          ),
        ]),
      );
    });

    test('a ConfigMap of the name of the parent that is none, or one of kubectl', async () => {
      const space = 'taken';
      await namespace(host(), space);
      const { release: of, parent, core } = inSpace(space);
      expect((await host().request('POST', pathOf(parent).replace(/\/[^/]*$/, ''), parent.value)).status).toBe(201);
      expect(await apply([of('eu-1')])).toMatchObject({
        code: 1,
        stderr: 'error: ConfigMap taken/fluxapp is not the parent of an ApplySet: name another one with --set\n',
      });
      await applied([of('eu-1')], '--set', 'other');
      const other = core('ConfigMap', 'other');
      await patch(other, { metadata: { annotations: { 'applyset.kubernetes.io/tooling': 'kubectl/v1.36.0' } } });
      expect(await apply([of('eu-1')], '--set', 'other')).toMatchObject({
        code: 1,
        stderr: 'error: the ApplySet taken/other belongs to kubectl/v1.36.0: name another one with --set\n',
      });
    });

    test('an object of another set', async () => {
      const space = 'two-sets';
      await namespace(host(), space);
      const { release: of } = inSpace(space);
      await applied([of('eu-1')], '--set', 'one');
      expect((await refused([of('eu-1')], [of('eu-1'), of('eu-2')]))[0]).toMatch(
        /HelmRelease\/two-sets\/web--eu-1--web: it is applied by the ApplySet with the id applyset-\S+-v1: change it there, or take it over with --adopt/,
      );
      await applied([of('eu-2')], '--prune');
      expect(await there([of('eu-1'), of('eu-2')])).toEqual(['web--eu-1--web', 'web--eu-2--web']);
      await applied([of('eu-1'), of('eu-2')], '--adopt');
      await applied([of('eu-2')], '--prune');
      expect(await there([of('eu-1'), of('eu-2')])).toEqual(['web--eu-2--web']);
    });

    test('a release that a target of another set delivers', async () => {
      const space = 'rival';
      await namespace(host(), space);
      const old = inSpace(space).release('eu-1');
      const name = 'front--eu-1--web';
      const now = object(
        patched(old.value, {
          metadata: {
            name,
            labels: { 'app.kubernetes.io/managed-by': 'front' },
            annotations: { 'gitops.kubesphere.io/application': 'front' },
          },
        }),
      );
      await applied([old], '--set', 'one');
      const { code, stdout, stderr } = await apply([now], '--set', 'two');
      expect(stdout).toContain(`# Flux takes over Helm release web/web from HelmRelease ${space}/web--eu-1--web\n`);
      expect({ code, stdout: stdout.split('\n').slice(-6), stderr }).toEqual({
        code: 1,
        stdout: [
          'Warning: 1 object in the cluster delivers the same as the code, and is not in it:',
          `  HelmRelease/${space}/web--eu-1--web (as ${name}). Flux would apply both in turn. fluxapp`,
          '  apply --adopt moves it.',
          '',
          'Plan: 1 to add, 0 to change, 0 to destroy. 0 unchanged. (1 of 1 target of 1 application)',
          '',
        ],
        stderr:
          `error: <stdin>:1:1: HelmRelease/${space}/${name}: another HelmRelease delivers the same, and is not in the code: ` +
          'move it with --adopt, or suspend it\n1 error in 1 file: nothing was applied\n',
      });
      expect(await there([old, now])).toEqual([old.name]);
    });

    test('code that writes the label of sets, or has the parent of its set', async () => {
      const space = 'not-in-set';
      await namespace(host(), space);
      const { core, parent } = inSpace(space);
      const labels = { 'applyset.kubernetes.io/part-of': 'applyset-other-v1' };
      const labelled = core('ConfigMap', 'a', { metadata: { name: 'a', namespace: space, labels } });
      expect(await apply([labelled, parent])).toMatchObject({
        code: 1,
        stderr: [
          'error: <stdin>:1:1 (document 1): ConfigMap/not-in-set/a: its label applyset.kubernetes.io/part-of is only written by an apply: remove it from the code',
          'error: <stdin>:9:1 (document 2): ConfigMap/not-in-set/fluxapp: it has the name of the parent of the set: name another one with --set',
          '2 errors in 1 file: nothing was applied',
          '',
        ].join('\n'),
      });
    });

    test('a set in a namespace that nobody makes', async () => {
      const space = 'set-elsewhere';
      await namespace(host(), space);
      const config = inSpace(space).core('ConfigMap', 'a');
      const { code, stderr } = await apply([config], '--set', 'nowhere/fluxapp');
      expect({ code, stderr: stderr.split('\n') }).toEqual({
        code: 1,
        stderr: [
          'error: 1 object not applied: run the command again to go on',
          'error: namespace nowhere of the set does not exist, and the code does not create it: name another one with --set',
          '',
        ],
      });
      expect(await there([config])).toEqual([]);
    });

    test('numbers and names that are none', async () => {
      const said = async (...args: string[]) => (await apply([], ...args)).stderr.split('\n')[0];
      expect(await said('--max-delete', '-1')).toMatch(
        /'--max-delete <number>' argument '-1' is invalid\. It must be a whole number\./,
      );
      expect(await said('--max-delete-percent', 'half')).toMatch(/It must be a whole number\./);
      expect(await said('--set', 'a/b/c')).toMatch(/It must be NAME or NAMESPACE\/NAME\./);
      expect(await said('--set', 'A')).toMatch(/It is not a DNS subdomain/);
    });

    test('applications in several namespaces without a name for the set', async () => {
      await namespace(host(), 'first');
      await namespace(host(), 'second');
      const code = [
        inSpace('first').release('eu-1'),
        inSpace('second').release('eu-1', { spec: { releaseName: 'other' } }),
      ];
      expect(await apply(code)).toMatchObject({
        code: 1,
        stderr:
          'error: the applications are in several namespaces (first, second): set its namespace with --set NAMESPACE/NAME\n',
      });
      await applied(code, '--set', 'first/all');
      await applied(code.slice(0, 1), '--set', 'first/all', '--prune');
      expect(await there(code.slice(1))).toEqual([]);
    });
  });

  test('a plan file says what is deleted: nothing else is, and nothing that was changed', async () => {
    const space = 'filed';
    await namespace(host(), space);
    const { core } = inSpace(space);
    const [a, b, c] = [core('ConfigMap', 'a'), core('ConfigMap', 'b'), core('ConfigMap', 'c')];
    await applied([a, b, c]);
    const { path } = folderOf({ 'code.yaml': printYamlDocuments([a.value]) });
    const [code, file] = [join(path, 'code.yaml'), join(path, 'plan.json')];
    const fluxappOn = (...args: string[]) => fluxapp([...args, '--kubeconfig', host().kubeconfig]);
    expect(await fluxappOn('plan', '-f', code, '--out', file)).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      set: { namespace: space, name: 'fluxapp' },
      objects: [
        { address: 'ConfigMap/filed/a', action: 'none' },
        { address: 'ConfigMap/filed/b', action: 'delete' },
        { address: 'ConfigMap/filed/c', action: 'delete' },
      ],
    });
    await patch(b, { data: { precious: 'yes' } });
    expect(await fluxappOn('apply', file, '--yes', '--prune')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^error: ConfigMap\/filed\/b: it was changed since the plan was made: .*\n/),
    });
    // objects that are not deleted may change
    expect(await fluxappOn('apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
    expect(await there([a, b, c])).toEqual(['a', 'b', 'c']);
    expect(await fluxappOn('plan', '-f', code, '--out', file)).toMatchObject({ code: 0, stderr: '' });
    await applied([a, b, core('ConfigMap', 'd')], '--prune');
    expect(await fluxappOn('apply', file, '--yes', '--prune')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^error: ConfigMap\/filed\/d: it is not in the plan: .*\n/),
    });
    await applied([a, b], '--prune');
    expect(await fluxappOn('apply', file, '--yes', '--prune')).toMatchObject({ code: 0, stderr: '' });
    expect(await there([a, b, c])).toEqual(['a']);
    expect(await fluxappOn('apply', file, '--yes', '--set', 'other')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: --set: the plan file says which one\n',
    });
  });

  test('what is marked stays, and is named', async () => {
    const space = 'marked';
    await namespace(host(), space);
    const { core } = inSpace(space);
    const keep = { metadata: { annotations: { 'helm.sh/resource-policy': 'keep' } } };
    const [a, b, c] = [core('ConfigMap', 'a'), core('ConfigMap', 'b'), core('ConfigMap', 'c')];
    await applied([a, b, c]);
    await patch(b, keep);
    const { code, stdout, stderr } = await apply([a], '--prune');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').slice(3)).toEqual([
      '',
      'Other objects',
      '  - ConfigMap marked/c',
      '  . ConfigMap marked/b   # stays: helm.sh/resource-policy is keep',
      '',
      'Plan: 0 to add, 0 to change, 1 to destroy. 1 to forget. 1 unchanged. (0 of 0 targets of 0 applications)',
      'ConfigMap/marked/c deleted',
      'Applied: 0 created, 0 changed, 1 deleted. 1 unchanged.',
      '',
    ]);
    expect(await there([a, b, c])).toEqual(['a', 'b']);
  });

  test('an object of a kind that gets another version is neither deleted nor created', async () => {
    const space = 'versions';
    await namespace(host(), space);
    const version = (name: string) => ({
      ...{ name, served: true, storage: name === 'v1' },
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    });
    const definition = (...versions: string[]) =>
      object({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'policies.example.com' },
        spec: {
          ...{ group: 'example.com', names: { kind: 'Policy', plural: 'policies' }, scope: 'Cluster' },
          versions: versions.map(version),
        },
      });
    const policy = (version: string, rule: string) =>
      object({ apiVersion: `example.com/${version}`, kind: 'Policy', metadata: { name: 'keep' }, rule });
    const settings = inSpace(space).core('ConfigMap', 'settings');
    const live = async () => (await host().request('GET', '/apis/example.com/v1/policies/keep')).body;
    await applied([definition('v1'), policy('v1', 'a'), settings], '-n', space);
    const { uid } = (await live()).metadata;
    const next = [definition('v1', 'v2'), policy('v2', 'b'), settings];
    const { code, stdout, stderr } = await apply(next, '--prune', '-n', space);
    const lines = stdout.split('\n').filter((line) => /Policy|^Applied/.test(line));
    expect({ code, stderr, lines }).toEqual({
      code: 0,
      stderr: '',
      lines: ['  ~ Policy keep', 'Policy.example.com/keep changed', 'Applied: 0 created, 2 changed. 1 unchanged.'],
    });
    expect(await live()).toMatchObject({ metadata: { uid }, rule: 'b' });

    const id = applySetId({ namespace: space, name: 'fluxapp' });
    const ofOthers = [definition('v1', 'v2', 'v3'), policy('v3', 'c')];
    const refused = await run('apply', ofOthers, '--yes', '-n', space, '--set', 'other');
    expect({ code: refused.code, stderr: refused.stderr.split('\n')[1] }).toEqual({
      code: 1,
      stderr: `error: <stdin>:34:1 (document 2): Policy.example.com/keep: it is applied by the ApplySet with the id ${id}: change it there, or take it over with --adopt`,
    });
  });

  test('a kind that is not in the preferred version of its group is searched, and one that is gone is named', async () => {
    const space = 'unpreferred';
    await namespace(host(), space);
    const definition = (version: string, kind: string) =>
      object({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${kind.toLowerCase()}s.notify.example.com` },
        spec: {
          ...{ group: 'notify.example.com', names: { kind, plural: `${kind.toLowerCase()}s` }, scope: 'Namespaced' },
          versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
        },
      });
    const made = (version: string, kind: string) =>
      object({ apiVersion: `notify.example.com/${version}`, kind, metadata: { name: 'a', namespace: space } });
    const { core, parent } = inSpace(space);
    const [kinds, settings] = [[definition('v1', 'Receiver'), definition('v1beta3', 'Alert')], core('ConfigMap', 'a')];
    await applied([...kinds, settings]);
    const alert = `/apis/notify.example.com/v1beta3/namespaces/${space}/alerts/a`;
    await until('it is served', async () => (await host().request('GET', alert)).status === 404);
    await applied([...kinds, settings, made('v1beta3', 'Alert'), made('v1', 'Receiver')]);
    const { code, stdout } = await apply([...kinds, settings, made('v1', 'Receiver')], '--prune');
    expect({ code, end: stdout.split('\n').slice(-3) }).toEqual({
      code: 0,
      end: [
        `Alert.notify.example.com/${space}/a deleted`,
        'Applied: 0 created, 0 changed, 1 deleted. 4 unchanged.',
        '',
      ],
    });

    const receivers = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/receivers.notify.example.com';
    await host().request('DELETE', receivers);
    await until('it is gone', async () => (await host().request('GET', receivers)).status === 404);
    const known = async () => mapOf(mapOf((await read(parent))?.metadata).annotations);
    const before = await known();
    const changed = core('ConfigMap', 'a', { data: { a: '1' } });
    const later = await apply([definition('v1beta3', 'Alert'), changed], '--prune');
    expect({
      code: later.code,
      remarks: later.stdout
        .replaceAll(/\n {4,}/g, ' ')
        .split('\n')
        .slice(2, 4),
    }).toEqual({
      code: 0,
      remarks: [
        '  planned as fluxapp: 2',
        '  members that have left the set are unknown: the cluster does not serve Receiver.notify.example.com; what is gone for ' +
          `good, remove from the annotation applyset.kubernetes.io/contains-group-kinds of ConfigMap ${space}/fluxapp`,
      ],
    });
    expect(await known()).toEqual(before);
    // the other kinds are reduced
    await applied([definition('v1beta3', 'Alert')], '--prune', '--set', `${space}/fluxapp`);
    expect((await known())['applyset.kubernetes.io/contains-group-kinds']).toBe(
      'CustomResourceDefinition.apiextensions.k8s.io,Receiver.notify.example.com',
    );
  });

  test('a set in a namespace that the code makes', async () => {
    const { release: of, core, parent } = inSpace('made');
    const made = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'made' } });
    const objects = [made, of('eu-1'), core('ConfigMap', 'settings')];
    await applied(objects);
    expect(mapOf((await read(parent))?.metadata).annotations).toMatchObject({
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,HelmRelease.helm.toolkit.fluxcd.io,Namespace',
    });
    const { code, stdout } = await apply([of('eu-1')], '--prune');
    expect({
      code,
      lines: stdout.split('\n').filter((line) => / (?:Namespace|ConfigMap) | deleted$/.test(line)),
    }).toEqual({
      code: 0,
      lines: [
        '  - ConfigMap made/settings',
        '  . Namespace made   # stays: a namespace is never deleted, because everything in it would be too',
        'ConfigMap/made/settings deleted',
      ],
    });
    expect(await there(objects)).toEqual(['made', 'web--eu-1--web']);
  });

  test('events for machines', async () => {
    const space = 'events';
    await namespace(host(), space);
    const { core } = inSpace(space);
    const [a, b] = [core('ConfigMap', 'a'), core('ConfigMap', 'b')];
    await applied([a, b]);
    const { code, stdout } = await apply([a], '--prune', '-o', 'json');
    const address = 'ConfigMap/events/b';
    expect({
      code,
      events: stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    }).toEqual({
      code: 0,
      events: [
        {
          type: 'planned',
          ...{ address, api_version: 'v1', kind: 'ConfigMap', namespace: space, name: 'b' },
          ...{ action: 'delete', effect: 'none' },
        },
        { type: 'deleted', address },
        { type: 'summary', created: 0, changed: 0, failed: 0, left: 0, unchanged: 1, deleted: 1, undeleted: 0 },
      ],
    });
  });

  test('a plan of applications in several namespaces says that it does not know their set', async () => {
    await namespace(host(), 'here');
    await namespace(host(), 'there');
    const code = [inSpace('here').release('eu-1'), inSpace('there').release('eu-1')];
    const remarks = async () =>
      (await run('plan', code, '--server')).stdout.split('\n').filter((line) => /unknown/.test(line));
    expect(await remarks()).toEqual([]);
    await applied(code, '--set', 'here/all');
    expect(await remarks()).toEqual([
      '  members that have left the set are unknown: name the set with --set NAMESPACE/NAME',
    ]);
  });

  test('without a parent, an API that does not answer is named, and nobody has to mend it', async () => {
    const space = 'silent';
    await namespace(host(), space);
    const apiServices = '/apis/apiregistration.k8s.io/v1/apiservices';
    const [group, version] = ['silent.example.com', 'v1'];
    const service = {
      metadata: { name: `${version}.${group}` },
      spec: {
        ...{ group, version, groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true },
        service: { name: 'nothing', namespace: space },
      },
    };
    expect((await host().request('POST', apiServices, service)).status).toBe(201);
    try {
      const path = `/apis/${group}/${version}`;
      await until('the API does not answer', async () => (await host().request('GET', path)).status === 503);
      const { core, parent } = inSpace(space);
      const { code, stdout } = await apply([core('ConfigMap', 'a')]);
      expect(code).toBe(0);
      // with a parent, a later run would not search the kinds that do not answer
      expect(await read(parent)).toBeUndefined();
      expect(stdout).toContain(
        `\n  not searched for members of the set, because they do not answer: ${group}/${version}\n`,
      );
    } finally {
      await host().request('DELETE', `${apiServices}/${service.metadata.name}`);
    }
  });

  test('a user with rights in one namespace: what is unknown is named, and a later run finds it', async () => {
    const [space, elsewhere] = ['one-namespace', 'other-namespace'];
    for (const each of [space, elsewhere]) await namespace(host(), each);
    const request = (at: string, body: object) => host().request('POST', at, body);
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${space}`;
    await request(`/api/v1/namespaces/${space}/serviceaccounts`, { metadata: { name: 'user' } });
    const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
    await request(`${rbac}/roles`, { metadata: { name: 'user' }, rules });
    await request(`${rbac}/rolebindings`, {
      metadata: { name: 'user' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'user' },
      subjects: [{ kind: 'ServiceAccount', name: 'user', namespace: space }],
    });
    const file = await writeKubeconfigOf(host(), space, 'user', join(folderOf({}).path, 'kubeconfig'));
    const asUser = ['--kubeconfig', file, '--prune'];

    const { core, repository, parent } = inSpace(space);
    const [stays, far] = [core('ConfigMap', 'stays'), inSpace(elsewhere).core('ConfigMap', 'far')];
    const set = ['--set', `${space}/fluxapp`];
    await applied([stays, repository, far], ...set);
    const { code, stdout } = await apply([stays], ...set, ...asUser);
    const remarks = stdout.replaceAll(/\n {4,}/g, ' ').split('\n');
    expect({ code, remarks: remarks.slice(2, remarks.indexOf('')) }).toEqual({
      code: 0,
      remarks: [
        '  planned as fluxapp: 1',
        `  members that have left the set are unknown: no permission to list configmaps in namespace ${elsewhere}, helmrepositories in namespace ${elsewhere}`,
        `  users of objects to delete are only known in namespace ${space}: no permission to list all buckets, externalartifacts, gitrepositories, helmcharts, helmreleases, helmrepositories, kustomizations, ocirepositories`,
      ],
    });
    expect(await there([stays, repository, far])).toEqual(['stays', 'far']);
    expect(mapOf((await read(parent))?.metadata).annotations).toMatchObject({
      'applyset.kubernetes.io/additional-namespaces': elsewhere,
    });
    await applied([stays], ...set, '--prune');
    expect(await there([stays, far])).toEqual(['stays']);
  });

  test('a lost parent loses nothing', async () => {
    const space = 'lost';
    await namespace(host(), space);
    await namespace(host(), 'lost-too');
    const { release: of, core, parent } = inSpace(space);
    const far = inSpace('lost-too').core('Secret', 'far');
    const objects = [of('eu-1'), core('ConfigMap', 'settings'), far];
    await applied(objects, '--set', 'lost/fluxapp');
    await host().request('DELETE', pathOf(parent));
    await applied([of('eu-1')], '--set', 'lost/fluxapp');
    expect(mapOf((await read(parent))?.metadata).annotations).toMatchObject({
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,HelmRelease.helm.toolkit.fluxcd.io,Secret',
      'applyset.kubernetes.io/additional-namespaces': 'lost-too',
    });
    await host().request('DELETE', pathOf(parent));
    await applied([of('eu-1')], '--set', 'lost/fluxapp', '--prune');
    expect(await there(objects)).toEqual(['web--eu-1--web']);
  });

  test(
    'killed after any deletion and run again, the end is the same',
    async () => {
      const points = 8;
      for (let kill = 0; kill < runs(4); kill++) {
        const space = `killed-${kill}`;
        await namespace(host(), space);
        const { release: of, chart: chartOf, core, repository, parent } = inSpace(space);
        const spec = { chart: null, chartRef: { kind: 'HelmChart', name: 'web' } };
        const left = [
          ...[of('eu-1', { spec }), of('eu-2', { spec }), chartOf('web'), repository],
          ...[core('Secret', 'eu-1'), core('Secret', 'eu-2'), core('ConfigMap', 'a'), core('ConfigMap', 'b')],
        ];
        const kept = core('ConfigMap', 'kept');
        await applied([...left, kept]);
        const before = mapOf((await read(kept))?.metadata).resourceVersion;
        const { path } = folderOf({ 'kept.yaml': printYamlDocuments([kept.value]) });
        const started = await startCommand(host(), ['apply', '-f', path, '--yes', '--prune']);
        const wanted = kill % points;
        const count = () =>
          started
            .stdout()
            .split('\n')
            .filter((line) => line.endsWith(' deleted')).length;
        const exit = { code: undefined as number | null | undefined };
        void started.exit.then((code) => {
          exit.code = code;
        });
        await until(
          'it has come so far',
          () => exit.code !== undefined || (started.stdout() !== '' && count() >= wanted),
          {
            intervalMs: 1,
          },
        );
        started.kill('SIGKILL');
        await started.exit;
        await applied([kept], '--prune');
        expect(await there(left)).toEqual([]);
        expect(mapOf((await read(kept))?.metadata).resourceVersion).toBe(before);
        expect(mapOf((await read(parent))?.metadata).annotations).toMatchObject({
          'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap',
        });
      }
    },
    limit(60_000),
  );

  describe('a release that is not gone yet', () => {
    const FINALIZER = 'finalizers.fluxcd.io';
    const hold = (each: PlanObject) => patch(each, { metadata: { finalizers: [FINALIZER] } });
    const letGo = (each: PlanObject) => patch(each, { metadata: { finalizers: null } });
    const isGoing = async (each: PlanObject) => mapOf((await read(each))?.metadata).deletionTimestamp !== undefined;
    const values = { valuesFrom: [{ kind: 'ConfigMap', name: 'values' }] };

    test('keeps what it needs until --timeout, which is named; then the command is run again', async () => {
      const space = 'down';
      await namespace(host(), space);
      const { release: of, core, repository } = inSpace(space);
      const eu1 = of('eu-1', { spec: values });
      const held = [core('ConfigMap', 'values'), repository, core('Secret', 'eu-1')];
      const others = [of('eu-2'), core('Secret', 'eu-2'), core('ConfigMap', 'settings')];
      const kept = core('ConfigMap', 'kept');
      await applied([eu1, ...held, ...others, kept]);
      await hold(eu1);
      const { code, stdout, stderr } = await apply([kept], '--prune', '--timeout', '3s');
      expect({ code, stderr, last: stdout.split('\n').at(-2) }).toEqual({
        code: 2,
        last: 'Applied: 0 created, 0 changed, 3 deleted, 4 not deleted. 1 unchanged.',
        stderr: [
          'error: HelmRelease down/web--eu-1--web is not gone after 3 s',
          'error: ConfigMap down/values, HelmRepository down/charts, Secret down/eu-1 stay until it is: run the command again to go on',
          '',
        ].join('\n'),
      });
      expect(await there([eu1, ...held, ...others])).toEqual([eu1, ...held].map(({ name }) => name));
      await letGo(eu1);
      await applied([kept], '--prune');
      expect(await there([eu1, ...held, kept])).toEqual(['kept']);
    });

    test('and what somebody comes to need while the code is applied stays', async () => {
      const space = 'needed-later';
      await namespace(host(), space);
      const { release: of, repository, core } = inSpace(space);
      const [eu1, kept] = [of('eu-1'), core('ConfigMap', 'kept')];
      await applied([eu1, repository, kept]);
      const { path: folder } = folderOf({ 'all.yaml': printYamlDocuments([kept.value]) });
      async function* typed() {
        const user = of('eu-9');
        expect((await host().request('POST', pathOf(user).replace(/\/[^/]*$/, ''), user.value)).status).toBe(201);
        yield Buffer.from('yes\n');
      }
      const [stdout, stderr] = [new Kept(true), new Kept(true)];
      const args = ['apply', '-f', folder, '--prune', '--kubeconfig', host().kubeconfig];
      const stdin = Object.assign(typed(), { isTTY: true });
      await expect(main(args, { stdin, stdout, stderr })).resolves.toBe(1);
      expect(stderr.text).toContain(
        `HelmRepository ${space}/charts has left the code, but HelmRelease ${space}/web--eu-9--web still needs it: change that first\n`,
      );
      expect(await there([eu1, repository, kept])).toEqual([eu1, repository, kept].map(({ name }) => name));
    });

    test('and what somebody takes out of the set while the code is applied is not reported as deleted', async () => {
      const space = 'unlabelled';
      await namespace(host(), space);
      const { core } = inSpace(space);
      const [left, gone, kept] = [core('ConfigMap', 'left'), core('ConfigMap', 'gone'), core('ConfigMap', 'kept')];
      await applied([left, gone, kept]);
      const { path: folder } = folderOf({ 'all.yaml': printYamlDocuments([kept.value]) });
      async function* typed() {
        await patch(left, { metadata: { labels: { [PART_OF]: null } } });
        yield Buffer.from('yes\n');
      }
      const [stdout, stderr] = [new Kept(true), new Kept(true)];
      const args = ['apply', '-f', folder, '--prune', '--kubeconfig', host().kubeconfig];
      const stdin = Object.assign(typed(), { isTTY: true });
      await expect(main(args, { stdin, stdout, stderr })).resolves.toBe(1);
      expect(stdout.text.split('\n').at(-2)).toBe(
        'Applied: 0 created, 0 changed, 0 deleted, 2 not deleted. 1 unchanged.',
      );
      expect(stderr.text).toContain(
        `ConfigMap/${space}/left: it was changed since it was planned: run the command again to plan again\n`,
      );
      expect(await there([left, gone, kept])).toEqual(['left', 'gone', 'kept']);
      await applied([kept], '--prune');
      expect(await there([left, gone, kept])).toEqual(['left', 'kept']);
    });

    test('holds what was changed meanwhile: that is not deleted', async () => {
      const space = 'changed';
      await namespace(host(), space);
      const { release: of, core } = inSpace(space);
      const [eu1, config, kept] = [
        of('eu-1', { spec: values }),
        core('ConfigMap', 'values'),
        core('ConfigMap', 'kept'),
      ];
      await applied([eu1, config, kept]);
      await hold(eu1);
      const running = apply([kept], '--prune');
      await until('the release is deleted', () => isGoing(eu1));
      await patch(config, { data: { precious: 'yes' } });
      await letGo(eu1);
      const { code, stderr } = await running;
      expect({ code, stderr: stderr.split('\n') }).toEqual({
        code: 1,
        stderr: [
          'error: ConfigMap/changed/values: it was changed since it was planned: run the command again to plan again',
          'error: 1 object not deleted: run the command again to go on',
          '',
        ],
      });
      expect(await there([eu1, config, kept])).toEqual(['values', 'kept']);
    });
  });
});
