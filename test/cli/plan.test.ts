import { describe, expect, it } from 'vitest';
import type { PlanObject } from '../../src/change';
import { printYamlDocuments } from '../../src/yaml';
import { chart, kustomization, object, release } from '../change/plan/objects';
import { type Folder, folderOf } from './run';

type Side = readonly PlanObject[];

function folder(before: Side, after: Side): Folder {
  const text = (side: Side) => printYamlDocuments(side.map(({ value }) => value));
  return folderOf({ 'base/shop.yaml': text(before), 'dist/shop.yaml': text(after) });
}

/** The output, by line, with the folder written as `.`. */
async function plan(before: Side, after: Side, ...args: string[]): Promise<string[]> {
  const made = folder(before, after);
  const { code, stdout, stderr } = await made.fluxapp(['plan', '-f', './dist', '--base', './base', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.replaceAll(made.path, '.').split('\n');
}

const CLUSTERS = ['eu-1', 'eu-2', 'us-1', 'us-2'];
const web = (spec: object = {}) => CLUSTERS.map((cluster) => release(cluster, { spec }));
const tag = (text: string) => ({ values: { image: { tag: text } } });

describe('the text', () => {
  it('says once what several clusters share', async () => {
    const after = CLUSTERS.map((cluster) => {
      const replicas = cluster === 'us-2' ? { replicaCount: 8 } : {};
      return release(cluster, { spec: { values: { image: { tag: '1.9.0' }, ...replicas } } });
    });
    expect(await plan([...web(), kustomization('eu-1')], [...after, kustomization('eu-1')])).toEqual([
      'fluxapp plan: 2 applications, 5 targets, ./dist against ./base',
      'Evidence: offline (two sets of files; no cluster was contacted)',
      '',
      'shop/web',
      '  ~ HelmRelease on 3 targets:',
      '      eu-1 eu-2 us-1',
      '      ~ spec.values.image.tag: "1.8.2" -> "1.9.0"',
      '  ~ HelmRelease web--us-2--web  (us-2)',
      '      ~ spec.values.image.tag: "1.8.2" -> "1.9.0"',
      '      + spec.values.replicaCount: 8',
      '',
      'Plan: 0 to add, 4 to change, 0 to destroy. 1 unchanged. (4 of 5 targets of 2 applications)',
      '',
    ]);
  });

  it('says what uninstalls, what forces it, and what stays', async () => {
    const [eu1, eu2, us1, us2] = web() as [PlanObject, PlanObject, PlanObject, PlanObject];
    const paused = release('us-1', { spec: { suspend: true } });
    const renamed = (cluster: string) => release(cluster, { spec: { releaseName: 'postgres', interval: '5m0s' } });
    expect(await plan([eu1, eu2, paused, us2], [renamed('eu-1'), renamed('eu-2')])).toEqual([
      'fluxapp plan: 1 application, 4 targets, ./dist against ./base',
      'Evidence: offline (two sets of files; no cluster was contacted)',
      '',
      'shop/web',
      '-/+ HelmRelease on 2 targets:',
      '      eu-1 eu-2',
      '      # Flux uninstalls Helm release web/web, then installs Helm release web/postgres',
      '      ~ spec.interval: "5m" -> "5m0s"   # the same duration',
      '      ~ spec.releaseName: "web" -> "postgres"   # forces replacement',
      '  - HelmRelease web--us-1--web  (us-1)   # suspended: Helm release web/web stays, unmanaged',
      '  - HelmRelease web--us-2--web  (us-2)   # Flux uninstalls Helm release web/web',
      '',
      'Warning: a reinstallation deletes what the chart has made, on 2 clusters, before the new release',
      '  is tried: if that fails, nothing runs. Charts with volumes can lose data.',
      'Warning: something stays unmanaged on 1 cluster: nothing updates or deletes it any more.',
      '',
      'Plan: 2 to add, 0 to change, 4 to destroy. 0 unchanged. (4 of 4 targets of 1 application)',
      '',
    ]);
    expect(us1.name).toBe('web--us-1--web');
  });

  it('shows integers that a number cannot hold', async () => {
    const text = (id: string) =>
      printYamlDocuments([release('eu-1', { spec: { values: { id: 'ID', ids: [{ id: 'ID' }] } } }).value]).replaceAll(
        'ID',
        id,
      );
    const made = folderOf({ 'base/a.yaml': text('9007199254740993'), 'dist/a.yaml': text('"9007199254740993"') });
    const { stdout } = await made.fluxapp(['plan', '-f', './dist', '--base', './base']);
    expect(stdout.replaceAll(made.path, '.').split('\n')).toEqual([
      'fluxapp plan: 1 application, 1 target, ./dist against ./base',
      'Evidence: offline (two sets of files; no cluster was contacted)',
      '',
      'shop/web',
      '  ~ HelmRelease web--eu-1--web  (eu-1)',
      '      ~ spec.values.id: 9007199254740993 -> "9007199254740993"',
      '      ~ spec.values.ids[0].id: 9007199254740993 -> "9007199254740993"',
      '',
      'Plan: 0 to add, 1 to change, 0 to destroy. 0 unchanged. (1 of 1 target of 1 application)',
      '',
    ]);
  });

  it('says that nothing changes', async () => {
    expect(await plan(web(), web().reverse())).toEqual([
      'fluxapp plan: 1 application, 4 targets, ./dist against ./base',
      'Evidence: offline (two sets of files; no cluster was contacted)',
      '',
      'No changes. 4 objects unchanged.',
      '',
    ]);
  });

  it('shows what comes by the fields that clusters share, and the Application by its targets', async () => {
    const application = (targets: number) =>
      object({
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: 'web',
          namespace: 'shop',
          annotations: { 'gitops.kubesphere.io/clusters': '{"eu-1":"frankfurt"}' },
        },
        spec: { kind: 'fluxcd', targets },
      });
    const [eu1, eu2, us1] = web() as [PlanObject, PlanObject, PlanObject];
    const before = [application(1), us1];
    expect((await plan(before, [application(3), us1, eu1, eu2])).slice(3)).toEqual([
      'shop/web',
      '  + HelmRelease on 2 targets:',
      '      frankfurt eu-2',
      '      # Flux installs Helm release web/web',
      '      + spec.chart.spec.chart: "web"',
      '      + spec.chart.spec.sourceRef.kind: "HelmRepository"',
      '      + spec.chart.spec.sourceRef.name: "charts"',
      '      + spec.chart.spec.version: "1.0.0"',
      '      + spec.interval: "5m"',
      '      + spec.releaseName: "web"',
      '      + spec.targetNamespace: "web"',
      '      + spec.values.image.tag: "1.8.2"',
      '',
      'Plan: 2 to add, 0 to change, 0 to destroy. 1 unchanged. (2 of 3 targets of 1 application)',
      '',
    ]);
    const alone = [before, [application(2), us1]] as const;
    expect((await plan(...alone)).slice(3)).toEqual([
      'shop/web',
      '  ~ Application shop/web   # no Flux object in the code changes',
      '',
      'Plan: 0 to add, 1 to change, 0 to destroy. 1 unchanged. (0 of 1 target of 1 application)',
      '',
    ]);
    expect((await plan(...alone, '-o', 'markdown')).slice(1, 8)).toEqual([
      '### Plan: 0 to add, 1 to change, 0 to destroy',
      '',
      expect.stringContaining('0 of 1 target of 1 application change, 1 object unchanged'),
      '',
      '| application | action | targets | what Flux does |',
      '| --- | --- | --- | --- |',
      '| `shop/web` | change `Application` | `shop/web` | no Flux object in the code changes |',
    ]);
    // a HelmChart that only its targets refer to
    const user = release('us-1', { spec: { chart: null, chartRef: { kind: 'HelmChart', name: 'web' } } });
    const made = await plan(
      [application(1), user, chart('web')],
      [application(2), user, chart('web', { spec: { version: '1.1.0' } })],
    );
    expect(made.join('\n')).not.toContain('~ Application');
    expect(made.at(-2)).toBe(
      'Plan: 0 to add, 1 to change, 0 to destroy. 1 unchanged. (0 of 1 target of 1 application)',
    );
  });

  it('calls a target by its KEY where its cluster has several of the application, changed or not', async () => {
    const second = (spec: object = {}) =>
      release('eu-1', {
        metadata: { name: 'web--eu-1--blue', annotations: { 'app.kubernetes.io/name': 'eu-1-blue' } },
        spec: { targetNamespace: 'blue', ...spec },
      });
    const lines = await plan([...web(), second()], [...web(tag('2')), second()]);
    expect(lines.slice(3, 6)).toEqual(['shop/web', '  ~ HelmRelease on 4 targets:', '      eu-1-web eu-2 us-1 us-2']);
  });

  it('says where Applications come without their Flux objects', async () => {
    const application = (value: number) =>
      object({
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'web', namespace: 'shop' },
        spec: {
          kind: 'fluxcd',
          fluxApp: {
            spec: {
              source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
              config: {
                helmRelease: {
                  chart: { chart: 'web', version: '1.0.0' },
                  deploy: [{ destination: { targetNamespace: 'web' }, interval: '5m', values: { value } }],
                },
              },
            },
          },
        },
      });
    expect((await plan([application(1)], [application(2)])).slice(3)).toEqual([
      'shop/web',
      '  ~ Application shop/web   # no Flux object in the code changes',
      '',
      'Warning: the code has no Flux objects of 1 Application: shop/web. What changes for their targets',
      '  is not known; fluxapp lower --with-application prints the objects.',
      '',
      'Plan: 0 to add, 1 to change, 0 to destroy. 0 unchanged. (0 of 0 targets of 1 application)',
      '',
    ]);
  });

  it('shows the lines of a text that differ', async () => {
    const config = (size: string) =>
      object({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'nginx', namespace: 'shop' },
        data: { 'nginx.conf': `worker 1;\nhttp {\n  gzip on;\n  client ${size};\n}\nend;\nlast;\n` },
      });
    expect((await plan([config('1m')], [config('8m\u202e')])).slice(3)).toEqual([
      'Other objects',
      '  ~ ConfigMap shop/nginx',
      '      ~ data["nginx.conf"]:',
      '            …',
      '            http {',
      '              gzip on;',
      '      -       client 1m;',
      '      +       client 8m\\u202e;',
      '            }',
      '            end;',
      '            …',
      '',
      'Plan: 0 to add, 1 to change, 0 to destroy. 0 unchanged. (0 of 0 targets of 0 applications)',
      '',
    ]);
  });

  it('shows names that would act on a terminal as text', async () => {
    const made = object({
      apiVersion: 'v1',
      kind: 'Config\u001b[31mMap',
      metadata: { name: 'a\n\u202eb', namespace: 'shop' },
      data: { 'c\u001b\u202e': '1' },
    });
    const lines = await plan(web(), [...web(), made]);
    expect(lines.slice(3, 6)).toEqual([
      'Other objects',
      '  + Config [31mMap shop/a b',
      '      + data["c\\u001b\\u202e"]: "1"',
    ]);
  });
});

describe('secrets', () => {
  const CANARY = 'canary-4711';

  it('are in no output', async () => {
    const secret = (text: string) =>
      object({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'db',
          namespace: 'shop',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"data":"${text}"}` },
        },
        stringData: { a: text },
        data: { b: text, c: '' },
      });
    const config = (text: string) =>
      object({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'app', namespace: 'shop' },
        data: { 'app.yaml': `db:\n  user: a\n  password: ${text}\n`, 'app.env': `A=1\nexport DB_PASSWORD='${text}'\n` },
      });
    const leaky = (text: string) =>
      release('eu-1', {
        spec: {
          values: {
            adminPassword: text,
            env: [{ name: 'API_TOKEN', value: text }],
            url: `postgres://app:${text}@db/app`,
            extra: text,
          },
          valuesFrom: [{ kind: 'Secret', name: 'db', targetPath: 'extra' }],
        },
      });
    const substituted = (text: string) =>
      kustomization('eu-1', { spec: { postBuild: { substitute: { DB_PASSWORD: text } } } });
    const side = (text: string) => [secret(text), config(text), leaky(text), substituted(text)];
    for (const output of ['text', 'json']) {
      for (const [before, after] of [
        [side(CANARY), side(`${CANARY}-2`)],
        [[], side(CANARY)],
        [side(CANARY), []],
      ] as const) {
        const printed = (await plan(before, after, '-o', output)).join('\n');
        expect(printed).not.toContain(CANARY);
        expect(printed).toContain(before.length > 0 && after.length > 0 ? '(sensitive)' : 'db');
      }
    }
    expect((await plan(side(CANARY), side(`${CANARY}-2`))).filter((line) => line.includes('(sensitive)'))).toEqual([
      '      ~ spec.postBuild.substitute.DB_PASSWORD: (sensitive)   # value changes',
      '      ~ spec.values.adminPassword: (sensitive)   # value changes',
      '      ~ spec.values.env[0].value: (sensitive)   # value changes',
      '      ~ spec.values.extra: (sensitive)   # value changes',
      '      ~ spec.values.url: (sensitive)   # value changes',
      '      ~ data["app.env"]: (sensitive)   # value changes',
      '      ~ data["app.yaml"]: (sensitive)   # value changes',
      '      ~ data.b: (sensitive)   # value changes',
      '      ~ metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]: (sensitive)   # value changes',
      '      ~ stringData.a: (sensitive)   # value changes',
    ]);
  });
});

describe('-o json', () => {
  it('has the shape of Terraform', async () => {
    const before = release('eu-1', { spec: { values: { password: 'a' } } });
    const after = release('eu-1', { spec: { releaseName: 'db', values: { password: 'b' } } });
    const printed = JSON.parse((await plan([before], [after], '-o', 'json')).join('\n'));
    const shown = (value: PlanObject) => ({
      ...value.value,
      spec: { ...(value.value.spec as object), values: { image: { tag: '1.8.2' }, password: '(sensitive)' } },
    });
    expect(printed).toEqual({
      format_version: '1.0',
      evidence: 'offline',
      evidence_notes: [],
      foreign_fields: [],
      resource_changes: [
        {
          address: 'HelmRelease/shop/web--eu-1--web',
          api_version: 'helm.toolkit.fluxcd.io/v2',
          kind: 'HelmRelease',
          namespace: 'shop',
          name: 'web--eu-1--web',
          application: 'shop/web',
          target: 'eu-1-web',
          cluster: 'eu-1',
          change: {
            actions: ['delete', 'create'],
            before: shown(before),
            after: shown(after),
            before_sensitive: { spec: { values: { password: true } } },
            after_sensitive: { spec: { values: { password: true } } },
            replace_paths: [['spec', 'releaseName']],
            paths: [
              { path: ['spec', 'releaseName'], before: 'web', after: 'db' },
              { path: ['spec', 'values', 'password'], before: '(sensitive)', after: '(sensitive)', sensitive: true },
            ],
          },
          effect: 'reinstall',
          note: 'Flux uninstalls Helm release web/web, then installs Helm release web/db',
        },
      ],
      warnings: [
        {
          code: 'reinstalls',
          message:
            'a reinstallation deletes what the chart has made, on 1 cluster, before the new release is tried: if that ' +
            'fails, nothing runs. Charts with volumes can lose data.',
        },
      ],
      waves: {},
      summary: {
        add: 1,
        change: 0,
        destroy: 1,
        forget: 0,
        move: 0,
        unchanged: 0,
        applications: 1,
        targets: 1,
        changed_targets: 1,
      },
    });
  });
});

describe('the exit code', () => {
  const application = (spec: object) =>
    object({
      apiVersion: 'gitops.kubesphere.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { kind: 'fluxcd', ...spec },
    });

  it.each([
    ['nothing changes', web(), web(), 0],
    ['only an Application changes', [application({})], [application({ fluxApp: {} })], 2],
    ['something changes', web(), web(tag('2')), 2],
    ['something comes', [], web(), 2],
  ])('with --detailed-exitcode: %s', async (_, before, after, expected) => {
    const args = ['plan', '-f', './dist/', '--base', './base/', '--detailed-exitcode'];
    const kept = kustomization('eu-1');
    const { code } = await folder([kept, ...before], [kept, ...after]).fluxapp(args);
    expect(code).toBe(expected);
  });
});

describe('input that cannot be planned', () => {
  const base = { 'base/a.yaml': printYamlDocuments(web().map(({ value }) => value)) };

  it('an object that stands twice, and one without a name', async () => {
    const text = printYamlDocuments([
      release('eu-1').value,
      release('eu-1').value,
      { apiVersion: 'v1', kind: 'ConfigMap' },
    ]);
    const { code, stdout, stderr } = await folderOf({ ...base, 'dist/a.yaml': text }).fluxapp([
      'plan',
      '-f',
      './dist',
      '--base',
      './base',
      '--detailed-exitcode',
    ]);
    expect({ code, stdout, stderr: stderr.split('\n') }).toEqual({
      code: 1,
      stdout: '',
      stderr: [
        'error: ./dist/a.yaml:30:1 (document 2): HelmRelease/shop/web--eu-1--web is here and in ./dist/a.yaml:1:1 (document 1): only one of them can be applied',
        'error: ./dist/a.yaml:59:1 (document 3): the object has no metadata.name',
        '2 errors in 1 file: nothing was printed',
        '',
      ],
    });
  });

  it('a base that is not there, and no code', async () => {
    const made = folderOf({ 'dist/a.yaml': base['base/a.yaml'] });
    expect((await made.fluxapp(['plan', '-f', './dist', '--base', './old'])).stderr).toBe(
      'error: --base ./old: no such file or directory, and no Git repository to find a revision in\n',
    );
    expect((await made.fluxapp(['plan', '--base', './dist'])).stderr).toBe(
      'error: nothing to plan: name manifests with -f, or run the app with --app\n',
    );
  });
});
