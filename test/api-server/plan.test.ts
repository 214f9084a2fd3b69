import { writeFileSync } from 'node:fs';
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
import { printYamlDocuments } from '../../src/yaml';
import { object, release } from '../change/plan/objects';
import { fluxapp, folderOf } from '../cli/run';
import { fluxCrds } from './flux-crds';

const CRD = join(__dirname, '../../crds/gitops.kubesphere.io_applications.yaml');
const APPLY = { contentType: 'application/apply-patch+yaml' };
const MERGE = { contentType: 'application/merge-patch+json' };

/** A variable of Flux's substitution. */
const VARIABLE = `\${tag}`;

const SERVER = 'Evidence: server (the API server has tried every object)';
const READ_ONLY = 'Evidence: read-only (the result of an apply is predicted from the state of the cluster)';

describeWithClusters('fluxapp plan, on an API server', { clusters: ['host'] }, (running) => {
  const host = () => running().host;
  const text = (objects: readonly PlanObject[]) => printYamlDocuments(objects.map(({ value }) => value));

  /** The output of a plan, by line, without the address of the API server. */
  const plan = async (objects: readonly PlanObject[], ...args: string[]) => {
    const own = args.includes('--kubeconfig') ? [] : ['--kubeconfig', host().kubeconfig];
    const outcome = await fluxapp(['plan', '-f', '-', ...own, ...args], { stdin: text(objects) });
    return {
      code: outcome.code,
      stdout: outcome.stdout.replace(/https:\/\/127\.0\.0\.1:\d+/, 'SERVER').split('\n'),
      stderr: outcome.stderr.split('\n'),
    };
  };
  /** The same without the first line and without created objects, and with wrapped sentences joined. */
  const planned = async (objects: readonly PlanObject[], ...args: string[]) =>
    joined((await plan(objects, ...args)).stdout.slice(1, -1)).filter((line) => !line.startsWith('      + '));
  const joined = (lines: readonly string[]) => {
    const whole: string[] = [];
    for (const line of lines) {
      const before = whole.at(-1) ?? '';
      const goesOn = before.startsWith('Warning:') ? /^ {2}\S/ : /^ {4}\S/;
      if (goesOn.test(line)) whole[whole.length - 1] = `${before} ${line.trim()}`;
      else whole.push(line);
    }
    return whole;
  };

  const kubectl = async (objects: readonly PlanObject[], ...args: string[]) => {
    const { code, stderr } = await host().kubectl(['apply', '-f', '-', ...args], { input: text(objects) });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  };
  const asFluxapp = (objects: readonly PlanObject[]) => kubectl(objects, '--server-side', '--field-manager=fluxapp');
  const path = ({ namespace: space, name }: PlanObject) =>
    `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${space}/helmreleases/${name}`;
  const edit = (target: PlanObject, patch: object) =>
    host().request('PATCH', `${path(target)}?fieldManager=kubectl-edit`, patch, MERGE);

  /** Returns the releases of an application in a separate namespace, which the test creates. */
  const releasesIn =
    (space: string) =>
    (spec: object = {}, clusters: readonly string[] = ['eu-1', 'eu-2', 'us-1']) =>
      clusters.map((cluster) => release(cluster, { metadata: { namespace: space }, spec }));

  beforeAll(async () => {
    await installCrds(host(), [...(await fluxCrds()), CRD]);
  });

  describe.each([
    ['--server', SERVER],
    ['--read-only', READ_ONLY],
  ])('with %s', (level, evidence) => {
    const space = `shop${level}`;
    const web = releasesIn(space);

    beforeAll(async () => {
      await namespace(host(), space);
    });

    test('what this command has applied', async () => {
      await asFluxapp(web());
      expect(await plan(web(), level, '--detailed-exitcode')).toEqual({
        code: 0,
        stdout: [
          'fluxapp plan: 1 application, 3 targets, <stdin> against SERVER (context host)',
          evidence,
          '  planned as fluxapp: 3',
          '',
          'No changes. 3 objects unchanged.',
          '',
        ],
        stderr: [''],
      });
      const after = [...web({ values: { image: { tag: '1.9.0' } } }, ['eu-1', 'eu-2']), ...web({}, ['eu-3'])];
      expect(await planned(after, level)).toEqual([
        evidence,
        '  planned as fluxapp: 2',
        '',
        `${space}/web`,
        '  . HelmRelease web--us-1--web  (us-1)   # stays: nothing deletes it by itself',
        '  ~ HelmRelease on 2 targets:',
        '      eu-1 eu-2',
        '      ~ spec.values.image.tag: "1.8.2" -> "1.9.0"',
        '  + HelmRelease web--eu-3--web  (eu-3)   # Flux installs Helm release web/web',
        '',
        `Warning: nothing deletes 1 object that left the code, such as HelmRelease/${space}/web--us-1--web: no Kustomization has applied them. Delete them with kubectl delete.`,
        '',
        'Plan: 1 to add, 2 to change, 0 to destroy. 1 to forget. 0 unchanged. (4 of 4 targets of 1 application)',
      ]);
    });

    test('what kubectl has applied, and what people have edited', async () => {
      const target = web({ values: { image: { tag: '1' }, extra: true } }, ['ap-1'])[0] as PlanObject;
      await kubectl([target]);
      await edit(target, { spec: { values: { fail: true, adminPassword: 'canary-4711' } } });
      const after = web({ values: { image: { tag: '2' } } }, ['ap-1']);
      const lines = await planned(after, level);
      expect(lines.slice(0, lines.indexOf('', 4))).toEqual([
        evidence,
        '  planned as kubectl apply: 1',
        '',
        `${space}/web`,
        '  . HelmRelease on 3 targets:',
        '      eu-1 eu-2 us-1',
        '      # stays: nothing deletes it by itself',
        '  ~ HelmRelease web--ap-1--web  (ap-1)',
        '      - spec.values.extra: true',
        '      ~ spec.values.image.tag: "1" -> "2"',
      ]);
      const kept = lines.indexOf('Not in the code, and kept by an apply');
      expect(lines.slice(kept + 1, kept + 3)).toEqual([
        `  ${space}/web: HelmRelease on ap-1: spec.values.adminPassword: (sensitive) (kubectl-edit)`,
        `  ${space}/web: HelmRelease on ap-1: spec.values.fail: true (kubectl-edit)`,
      ]);
      expect(lines.join('\n')).not.toContain('canary-4711');
    });

    test('fields that belong to others', async () => {
      const target = web({}, ['ap-2'])[0] as PlanObject;
      await asFluxapp([target]);
      await edit(target, { spec: { interval: '1h' } });
      const lines = await planned([...web({}, ['ap-1', 'ap-2', 'eu-1', 'eu-2', 'us-1'])], level);
      expect(lines.filter((line) => /interval|belong/.test(line))).toEqual([
        '      ~ spec.interval: "1h" -> "5m"',
        'Warning: fields of 1 object belong to kubectl-edit: without --force-conflicts an apply is refused, with it they get the values of the code.',
      ]);
    });
  });

  test('what Flux applies from Git: with its inventory, and what its Kustomization does to the text', async () => {
    const space = 'gitops';
    await namespace(host(), space);
    const web = releasesIn(space);
    const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': space };
    const spec = { interval: '5m', path: './', prune: true, sourceRef: { kind: 'GitRepository', name: 'git' } };
    const kustomizations = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${space}/kustomizations`;
    const api = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
    await host().request('POST', kustomizations, { ...api, metadata: { name: 'apps', namespace: space }, spec });
    const applied = web();
    for (const { value, ...each } of applied) {
      const body = { ...value, metadata: { ...(value.metadata as object), labels } };
      await host().request(
        'PATCH',
        `${path({ value, ...each })}?fieldManager=kustomize-controller&force=true`,
        body,
        APPLY,
      );
    }
    const entries = applied.map(({ name }) => ({ id: `${space}_${name}_helm.toolkit.fluxcd.io_HelmRelease`, v: 'v2' }));
    const ofStatus = `${kustomizations}/apps/status`;
    expect((await host().request('PATCH', ofStatus, { status: { inventory: { entries } } }, MERGE)).status).toBe(200);

    const after = web({ values: { other: 1 } }, ['eu-1', 'eu-2']).map(({ value }) =>
      object({ ...value, spec: { ...(value.spec as object), values: { other: 1 } } }),
    );
    for (const [level, evidence] of [
      ['--server', SERVER],
      ['--read-only', READ_ONLY],
    ] as const) {
      expect(await planned(after, level)).toEqual([
        evidence,
        `  planned as kustomize-controller, for Kustomization ${space}/apps: 2`,
        '',
        `${space}/web`,
        '  - HelmRelease web--us-1--web  (us-1)   # Flux uninstalls Helm release web/web',
        '  ~ HelmRelease on 2 targets:',
        '      eu-1 eu-2',
        '      - spec.values.image.tag: "1.8.2"',
        '',
        'Plan: 0 to add, 2 to change, 1 to destroy. 0 unchanged. (3 of 3 targets of 1 application)',
      ]);
    }
    const other = release('eu-1', {
      metadata: {
        name: 'mon--eu-1--web',
        namespace: space,
        labels: { 'app.kubernetes.io/managed-by': 'mon' },
        annotations: { 'gitops.kubesphere.io/application': 'mon' },
      },
      spec: { releaseName: 'mon' },
    });
    const labelled = { ...other.value, metadata: { ...(other.value.metadata as object), labels } };
    await host().request('PATCH', `${path(other)}?fieldManager=kustomize-controller&force=true`, labelled, APPLY);
    const all = [...entries, { id: `${space}_mon--eu-1--web_helm.toolkit.fluxcd.io_HelmRelease`, v: 'v2' }];
    await host().request('PATCH', ofStatus, { status: { inventory: { entries: all } } }, MERGE);
    expect((await planned(after, '--server')).filter((line) => /mon|Warning/.test(line))).toEqual([
      `${space}/mon`,
      '  - HelmRelease mon--eu-1--web  (eu-1)   # Flux uninstalls Helm release web/mon',
      `Warning: Kustomization ${space}/apps applies 1 application that are not in the code: ${space}/mon. To keep them, name everything that it applies with -f.`,
    ]);
    await host().request('DELETE', path(other));
    await host().request('PATCH', ofStatus, { status: { inventory: { entries } } }, MERGE);

    const commonMetadata = { labels: { team: 'shop' } };
    const postBuild = { substitute: { tag: '1.8.2' } };
    await host().request('PATCH', `${kustomizations}/apps`, { spec: { commonMetadata, postBuild } }, MERGE);
    const variable = web({ values: { other: 1, image: { tag: VARIABLE } } }, ['eu-1']);
    const lines = await planned([...variable, ...web({}, ['eu-2', 'us-1'])], '--server');
    expect(lines).toEqual([
      SERVER,
      `  planned as kustomize-controller, for Kustomization ${space}/apps: 3`,
      `  uncertain for 1: Kustomization ${space}/apps puts values in place of variables`,
      '',
      `${space}/web`,
      '  ~ HelmRelease web--eu-1--web  (eu-1)',
      `      ~ spec.values.image.tag: "1.8.2" -> "${VARIABLE}"   # uncertain`,
      '  ~ HelmRelease on 2 targets:',
      '      eu-2 us-1',
      '      # only labels and annotations: Flux does nothing',
      '',
      'Plan: 0 to add, 3 to change, 0 to destroy. 0 unchanged. (3 of 3 targets of 1 application)',
    ]);
    expect(await planned([...variable, ...web({}, ['eu-2', 'us-1'])], '--server')).toEqual(lines);
    await host().request('PATCH', `${kustomizations}/apps`, { spec: { prune: false, patches: [] } }, MERGE);
    expect((await planned(after, '--read-only')).slice(0, 8)).toEqual([
      READ_ONLY,
      `  planned as kustomize-controller, for Kustomization ${space}/apps: 2`,
      `  uncertain for 2: Kustomization ${space}/apps changes the text: patches`,
      '',
      `${space}/web`,
      `  . HelmRelease web--us-1--web  (us-1)   # stays: Kustomization ${space}/apps does not prune`,
      '  ~ HelmRelease on 2 targets:',
      '      eu-1 eu-2',
    ]);
  });

  describe('faults', () => {
    const space = 'faults';
    const web = releasesIn(space);

    beforeAll(async () => {
      await namespace(host(), space);
      await asFluxapp(web());
    });

    test('without the right to apply, a plan is read-only; --server is an error', async () => {
      const { path: folder } = folderOf({ 'x/': '' });
      const request = (method: string, at: string, body: object) => host().request(method, at, body);
      await request('POST', `/api/v1/namespaces/${space}/serviceaccounts`, { metadata: { name: 'reader' } });
      const rbac = `/apis/rbac.authorization.k8s.io/v1`;
      const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }];
      await request('POST', `${rbac}/namespaces/${space}/roles`, { metadata: { name: 'reader' }, rules });
      await request('POST', `${rbac}/namespaces/${space}/rolebindings`, {
        metadata: { name: 'reader' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: space }],
      });
      const file = await writeKubeconfigOf(host(), space, 'reader', join(folder, 'kubeconfig'));
      const reading = async (...args: string[]) => plan(web(), '--kubeconfig', file, ...args);
      expect(joined((await reading()).stdout.slice(1))).toEqual([
        READ_ONLY,
        '  no dry run: helmreleases.helm.toolkit.fluxcd.io "web--eu-1--web" is forbidden: User "system:serviceaccount:faults:reader" cannot patch resource "helmreleases" in API group "helm.toolkit.fluxcd.io" in the namespace "faults" (403): a Role or ClusterRole has to allow it',
        '  planned as fluxapp: 3',
        '',
        'No changes. 3 objects unchanged.',
        '',
      ]);
      const { code, stderr } = await reading('--server');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: [
          expect.stringMatching(
            /^error: .*cannot patch resource "helmreleases".*; with --read-only a plan only needs get and list$/,
          ),
          '',
        ],
      });
    });

    test('what the API server refuses is said once, with its place', async () => {
      const wrong = web({ interval: 'often', unknown: 1 });
      const { code, stdout, stderr } = await plan(wrong);
      expect({ code, stdout }).toEqual({ code: 1, stdout: [''] });
      expect(stderr).toEqual([
        expect.stringMatching(
          /^error: <stdin>:1:1 \(document 1\): HelmRelease\/faults\/web--eu-1--web \(and 2 more: web--eu-2--web, web--us-1--web\): the API server does not know \.spec\.unknown$/,
        ),
        '1 error in 1 file: nothing was printed',
        '',
      ]);
      const [invalid] = (await plan(web({ interval: 'often' }))).stderr;
      expect(invalid).toMatch(/web--eu-1--web \(and 2 more: .*\): spec\.interval: Invalid value: "often"/);
    });

    test('what admission refuses', async () => {
      const admission = '/apis/admissionregistration.k8s.io/v1';
      const rule = { apiGroups: ['helm.toolkit.fluxcd.io'], apiVersions: ['*'], resources: ['helmreleases'] };
      const spec = {
        matchConstraints: { resourceRules: [{ ...rule, operations: ['CREATE', 'UPDATE'] }] },
        validations: [
          {
            expression: "object.spec.interval != '13m'",
            message: 'unlucky intervals are not allowed',
            reason: 'Forbidden',
          },
        ],
      };
      const metadata = { name: 'no-13m' };
      await host().request('POST', `${admission}/validatingadmissionpolicies`, { metadata, spec });
      const binding = { policyName: 'no-13m', validationActions: ['Deny'] };
      await host().request('POST', `${admission}/validatingadmissionpolicybindings`, { metadata, spec: binding });
      const [first] = await until('the policy is in force for all', async () => {
        const { stderr } = await plan(web({ interval: '13m' }));
        // the policy may come into force while objects are being checked
        return stderr[0]?.includes('(and 2 more: ') ? stderr : undefined;
      });
      expect(first).toMatch(
        /^error: <stdin>:1:1 \(document 1\): HelmRelease\/faults\/web--eu-1--web \(and 2 more: .*\): .*unlucky intervals are not allowed/,
      );
    });

    test('on a terminal it says how far it is, and leaves nothing behind', async () => {
      const many = web(
        {},
        Array.from({ length: 30 }, (_, index) => `t-${index}`),
      );
      const { path: folder } = folderOf({ 'a.yaml': text(many) });
      const args = ['plan', '-f', folder, '--server', '--kubeconfig', host().kubeconfig];
      const { code, stderr } = await fluxapp(args, { isTTY: true });
      expect(code).toBe(0);
      const shown = stderr.split('\r\u001b[K').slice(1);
      expect(shown).toContain('objects read: 30 of 30');
      expect(shown.at(-2)).toBe('objects tried: 30 of 30');
      expect(shown.at(-1)).toBe('');
    });

    test('a namespace that the code makes, and one that nobody makes', async () => {
      const made = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } });
      const fresh = releasesIn('fresh');
      expect((await planned([made, ...fresh()], '--server')).at(-1)).toBe(
        'Plan: 4 to add, 0 to change, 0 to destroy. 0 unchanged. (3 of 3 targets of 1 application)',
      );
      const { stderr } = await plan([made, ...fresh({ interval: 'often' })], '--server');
      expect(stderr[0]).toMatch(/spec\.interval: Invalid value: "often"/);
      expect((await plan(fresh(), '--server')).stderr[0]).toMatch(
        /\(and 2 more: .*\): namespace fresh does not exist, and the code does not create it$/,
      );
    });

    test('an API server that is busy gets every request again, until it takes it', async () => {
      const metadata = { name: 'plan' };
      const post = async (at: string, body: object) =>
        expect((await host().request('POST', at, { metadata, ...body })).status).toBe(201);
      const flow = '/apis/flowcontrol.apiserver.k8s.io/v1';
      const seats = { nominalConcurrencyShares: 1, lendablePercent: 0, borrowingLimitPercent: 0 };
      const limited = { ...seats, limitResponse: { type: 'Reject' } };
      await post(`${flow}/prioritylevelconfigurations`, { spec: { type: 'Limited', limited } });
      const subjects = [{ kind: 'User', user: { name: 'nobody' } }];
      const resourceRules = [{ verbs: ['patch'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'] }];
      await post(`${flow}/flowschemas`, {
        spec: { priorityLevelConfiguration: metadata, matchingPrecedence: 2, rules: [{ subjects, resourceRules }] },
      });
      await post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }],
      });
      const samples = async (pattern: RegExp) =>
        pattern.exec(String((await host().request('GET', '/metrics')).body))?.[1];
      await until('the level is in force', () => samples(/(nominal_limit_seats\{priority_level="plan"\})/));
      const file = join(folderOf({ 'x/': '' }).path, 'kubeconfig');
      writeFileSync(file, kubeconfig(host(), host().tokens.nobody));

      const many = web(
        {},
        Array.from({ length: 40 }, (_, index) => `c-${index}`),
      );
      const refused = /rejected_requests_total\{[^}]*priority_level="plan"[^}]*\} (\d+)/;
      await until('a request was refused', async () => {
        const together = await Promise.all([1, 2, 3].map(() => plan(many, '--server', '--kubeconfig', file)));
        for (const { code, stdout, stderr } of together) {
          expect({ code, stderr }).toEqual({ code: 0, stderr: [''] });
          expect(stdout.at(-2)).toMatch(/^Plan: 40 to add, 0 to change/);
        }
        return Number(await samples(refused)) > 0;
      });
    });

    test('an API server that goes away is an error, and no part of a plan is printed', async () => {
      const proxy = await TcpProxy.start(host().url);
      onTestFinished(() => proxy.close());
      const file = join(folderOf({ 'x/': '' }).path, 'kubeconfig');
      writeFileSync(file, kubeconfig({ ...host(), url: proxy.url }, host().tokens.admin));
      proxy.delay(50);
      const running = plan(web(), '--kubeconfig', file);
      await until('it has begun', () => proxy.accepted > 0);
      proxy.refuse();
      proxy.cut();
      const { code, stdout, stderr } = await running;
      expect({ code, stdout }).toEqual({ code: 1, stdout: [''] });
      expect(stderr).toEqual([expect.stringMatching(/^error: .*127\.0\.0\.1/), '']);
    });

    test('input that is no text is an error before any request', async () => {
      const { path: folder } = folderOf({ 'a.yaml': new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a]) });
      const outcome = await fluxapp(['plan', '-f', folder, '--kubeconfig', '/nowhere']);
      expect({ ...outcome, stderr: outcome.stderr.replaceAll(folder, '.') }).toEqual({
        code: 1,
        stdout: '',
        stderr: 'error: ./a.yaml: is not UTF-8 text\n1 error in 1 file: nothing was printed\n',
      });
    });

    test('what is in the namespace default does not matter to objects of a new namespace', async () => {
      const settings = (at: string, a: string) =>
        object({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: at }, data: { a } });
      await kubectl([settings('default', '1')], '--server-side', '--field-manager=somebody');
      const made = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'made-by-the-code' } });
      expect(await plan([made, settings('made-by-the-code', '2')], '--server')).toMatchObject({
        code: 0,
        stderr: [''],
      });
      const deployment = (at: string, labels: object, image?: string) =>
        object({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web', namespace: at },
          spec: {
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [{ name: 'web', image }] } },
          },
        });
      await asFluxapp([deployment('default', { app: 'a' }, 'web:1')]);
      expect(await plan([made, deployment('made-by-the-code', { app: 'b' }, 'web:1')], '--server')).toMatchObject({
        code: 0,
        stderr: [''],
      });
      const { stderr } = await plan([made, deployment('made-by-the-code', { app: 'b' })], '--server');
      expect(stderr[0]).toMatch(
        /: Deployment\.apps\/made-by-the-code\/web: spec\.template\.spec\.containers\[0\]\.image: Required value$/,
      );
      const misnamed = object({
        ...{ apiVersion: 'v1', kind: 'ConfigMap' },
        metadata: { name: 'My_Config', namespace: 'made-by-the-code' },
      });
      expect((await plan([made, misnamed], '--server')).stderr[0]).toMatch(
        /: ConfigMap\/made-by-the-code\/My_Config: metadata\.name: Invalid value: "My_Config": a lowercase RFC 1123 subdomain/,
      );
    });

    test('what a policy refuses of an object of a new namespace is said of it', async () => {
      const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
      const name = 'no-gates.example.com';
      const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] };
      const expression = "!has(object.data) || !('gate' in object.data)";
      const policy = {
        metadata: { name },
        spec: {
          matchConstraints: { resourceRules: [rule] },
          validations: [{ expression, messageExpression: "'no gate in ' + object.metadata.name" }],
        },
      };
      const binding = { metadata: { name }, spec: { policyName: name, validationActions: ['Deny'] } };
      await host().request('POST', policies, policy);
      await host().request('POST', `${policies.replace(/ies$/, 'ybindings')}`, binding);
      const made = object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gated' } });
      const gate = object({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'gate', namespace: 'gated' },
        data: { gate: '' },
      });
      await until('the policy is in force', async () => (await plan([made, gate], '--server')).code === 1);
      expect((await plan([made, gate], '--server')).stderr[0]).toMatch(/: ConfigMap\/gated\/gate: .*no gate in gate$/);
      await host().request('DELETE', `${policies}/${name}`);
    });

    test('an object that becomes the same as another one by its namespace', async () => {
      const settings = (metadata: object) =>
        object({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', ...metadata }, data: {} });
      const both = [settings({}), settings({ namespace: space })];
      expect((await plan(both, '-n', space)).stderr).toEqual([
        expect.stringMatching(
          /ConfigMap\/faults\/settings: it is in the code twice, once without its namespace faults$/,
        ),
        '1 error in 1 file: nothing was printed',
        '',
      ]);
    });

    test('a kind that the cluster does not serve', async () => {
      const other = object({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a', namespace: space } });
      expect(await plan([...web(), other])).toEqual({
        code: 1,
        stdout: [''],
        stderr: [
          'error: <stdin>:88:1 (document 4): Thing.example.com/faults/a: the cluster does not serve Thing of example.com/v1: install its CustomResourceDefinition, or write a version that it serves',
          '1 error in 1 file: nothing was printed',
          '',
        ],
      });
    });
  });
});
