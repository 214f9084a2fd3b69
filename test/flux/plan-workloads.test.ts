import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Client, helmBinaries, prepareBinaries, writeKubeconfigOf } from '../../harness';
import { type ChartRegistry, serveChartsAsArtifacts } from '../../harness/chart-registry';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { describeWithClusters } from '../../harness/suite';
import { printYamlDocuments } from '../../src/yaml';
import { release } from '../change/plan/objects';
import { fluxapp } from '../cli/run';
import { Stand, type Written } from './plan/stand';
import { configMap, kustomization, source } from './plan/written';

/** A ConfigMap of the chart. */
const text = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-${name}\ndata:\n  ${data}\n`;
const secret = (name: string, data: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}-${name}\ndata:\n  ${data}\n`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels:
    helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:{{ .Values.tag | default .Chart.Version }}
          env:
            - {name: PLAIN, value: {{ .Values.plain | quote }}}
`;
const files = {
  'templates/deployment.yaml': deployment,
  'templates/random.yaml': secret('random', 'token: {{ randAlphaNum 20 | b64enc }}'),
  'templates/kept.yaml': `{{- $old := lookup "v1" "Secret" .Release.Namespace (print .Release.Name "-kept") }}
${secret('kept', 'token: {{ if $old }}{{ $old.data.token }}{{ else }}{{ randAlphaNum 20 | b64enc }}{{ end }}')}`,
  'templates/clock.yaml': text('clock', 'at: {{ now | date "2006-01-02T15:04:05" | quote }}'),
  'templates/cluster.yaml': text(
    'cluster',
    'version: {{ .Capabilities.KubeVersion.Version }}\n  has: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}\n  revision: {{ .Release.Revision | quote }}',
  ),
  'templates/test.yaml': text('test', 'a: b').replace('metadata:', 'metadata:\n  annotations: {helm.sh/hook: test}'),
  'templates/fail.yaml': '{{ if .Values.fail }}{{ fail (print "not with " .Values.password) }}{{ end }}',
  'values.yaml': 'replicas: 1\nplain: none\n',
};
const charts = [
  { name: 'web', version: '1.0.0', files: { ...files, 'templates/old.yaml': text('old', 'a: b') } },
  { name: 'web', version: '1.1.0', files: { ...files, 'templates/new.yaml': text('new', 'a: b') } },
];

/** A part of the content of Secrets, which no plan may show. */
const CANARY = 'canary-4711';

/** The same charts, with a chart that is a dependency of them. */
const withOthers = charts.map(({ version, files: own }) => ({
  ...{ name: 'shop', version, dependencies: [{ name: 'sub', version }] },
  files: {
    ...own,
    'charts/sub/Chart.yaml': `apiVersion: v2\nname: sub\nversion: ${version}\n`,
    'charts/sub/templates/sub.yaml': text(
      'sub',
      'version: {{ .Chart.Version }}\n  revision: {{ .Release.Revision | quote }}',
    ),
  },
}));

// biome-ignore lint/suspicious/noExplicitAny: what Helm has stored, and JSON that the command prints
type Any = any;

const MERGE = { contentType: 'application/merge-patch+json' };

const options = { clusters: ['host', 'eu-1', 'us-1'], flux: true } as const;

describeWithClusters('what a plan foretells of workloads is what changes', options, (running) => {
  let served: ChartRepository;
  let registry: ChartRegistry;
  let helm: string;

  beforeAll(async () => {
    const binaries = await prepareBinaries(helmBinaries);
    if (!binaries.available) throw new Error(binaries.reason);
    helm = binaries.paths.helm;
    // for the kustomize of kubectl
    vi.stubEnv('PATH', `${dirname(running().host.connection.kubectl)}:${process.env.PATH}`);
    served = await serveCharts(charts);
    registry = await serveChartsAsArtifacts([...charts, ...withOthers]);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    return Promise.all([served, registry].map((each) => each?.stop()));
  });

  /** The lines about objects that belong to no application. */
  const others = async (objects: readonly Written[]) => {
    const lines = (await plan(objects)).split('\n');
    const own = lines.slice(lines.indexOf('Other objects') + 1);
    return own.slice(0, own.indexOf(''));
  };
  const open = (namespace: string) => {
    const { host, 'eu-1': eu, 'us-1': us } = running().clusters;
    return Stand.open([host, eu, us] as [Client, Client, Client], namespace);
  };
  const repository = (namespace: string) => source('HelmRepository', namespace, 'charts', { url: served.url });
  const web = (namespace: string, cluster: string, spec: object = {}) =>
    release(cluster, {
      metadata: { namespace },
      spec: {
        interval: '1h',
        targetNamespace: namespace,
        install: { disableWait: true },
        upgrade: { disableWait: true },
        values: { image: null },
        ...spec,
      },
    }).value as unknown as Written;
  const version = (number: string) => ({
    chart: { spec: { chart: 'web', version: number, sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
  });

  const plan = async (objects: readonly Written[], ...args: string[]) => {
    const kubeconfig = args.includes('--kubeconfig') ? [] : ['--kubeconfig', running().host.kubeconfig];
    const command = ['plan', '-f', '-', ...kubeconfig, '--workloads', '--helm', helm, ...args];
    const { code, stdout, stderr } = await fluxapp(command, { stdin: printYamlDocuments(objects) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain(CANARY);
    return stdout;
  };
  /** The lines about one application, with wrapped sentences joined. */
  const section = async (objects: readonly Written[], ...args: string[]) => {
    const lines = (await plan(objects, ...args)).split('\n');
    const own = lines.slice(lines.findIndex((line) => line.endsWith('/web')) + 1);
    const joined: string[] = [];
    for (const line of own.slice(0, own.indexOf(''))) {
      if (/^ {6}# /.test(line) && /^ {6}# /.test(joined.at(-1) ?? '')) {
        joined.push(`${joined.pop()} ${line.slice('      # '.length)}`);
      } else joined.push(line);
    }
    return joined;
  };
  /** The plan for the releases, by cluster. */
  const planned = async (objects: readonly Written[]) => {
    const { resource_changes: changes } = JSON.parse(await plan(objects, '-o', 'json'));
    const releases = changes.flatMap((change: Any) => [change, ...(change.releases ?? [])]);
    return new Map<string, Any>(
      releases.filter(({ workloads }: Any) => workloads).map((each: Any) => [each.cluster, each]),
    );
  };

  /** The objects of the newest revision of release `web` in a member, by their names in a plan. */
  const runningIn = async (namespace: string, cluster: 'eu-1' | 'us-1'): Promise<Map<string, Any>> => {
    const path = `/api/v1/namespaces/${namespace}/secrets?labelSelector=owner=helm,name=web`;
    const { items } = (await running().clusters[cluster].request('GET', path)).body as Any;
    const newest = items.sort((a: Any, b: Any) => b.metadata.labels.version - a.metadata.labels.version)[0];
    const encoded = Buffer.from(newest.data.release, 'base64').toString();
    const { manifest } = JSON.parse(gunzipSync(Buffer.from(encoded, 'base64')).toString());
    const objects = parseAllDocuments(manifest).map((document) => document.toJS());
    return new Map(objects.map((each) => [`${each.apiVersion} ${each.kind} ${namespace}/${each.metadata.name}`, each]));
  };

  /** The leaves of an object, as `path value`. */
  const leaves = (value: Any, path: readonly (string | number)[] = []): Map<string, unknown> =>
    value !== null && typeof value === 'object'
      ? new Map(
          Object.entries(value).flatMap(([key, inner]) => [
            ...leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
          ]),
        )
      : new Map([[JSON.stringify(path), value]]);

  /** The differences between two states of a release in the format of a plan, without some fields. */
  const changed = (before: Map<string, Any>, after: Map<string, Any>): string[] =>
    [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((object) => {
      const [old, now] = [before.get(object), after.get(object)];
      if (!old || !now) return [`${object} ${old ? 'delete' : 'create'}`];
      const [was, is] = [leaves(old), leaves(now)];
      const paths = [...new Set([...was.keys(), ...is.keys()])].filter((path) => was.get(path) !== is.get(path));
      const hidden = (value: unknown) => (String(value).includes(CANARY) ? '(sensitive)' : value);
      return paths
        .sort()
        .map((path) => `${object} ${path} ${JSON.stringify([hidden(was.get(path)), hidden(is.get(path))])}`);
    });
  /** The certain predictions of a plan, in the same format, and the fields that it cannot predict. */
  const foretold = ({ workloads }: Any) => ({
    sure: workloads.flatMap(({ object, actions: [action], paths }: Any) =>
      action === 'update'
        ? paths.map(
            ({ path, before, after }: Any) => `${object} ${JSON.stringify(path)} ${JSON.stringify([before, after])}`,
          )
        : [`${object} ${action}`],
    ),
    not: workloads.flatMap(({ object, unforetold }: Any) => unforetold.map((path: string) => `${object} ${path}`)),
  });

  /** Creates a service account with these permissions in a namespace, and returns its name. */
  const reading = async (namespace: string, rules: readonly object[]): Promise<string> => {
    const post = (path: string, body: object) => running().host.request('POST', path, body);
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    const metadata = { name: 'reader' };
    await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata });
    await post(`${rbac}/roles`, { metadata, rules });
    await post(`${rbac}/rolebindings`, {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace }],
    });
    return 'reader';
  };

  /** Fields that the chart creates at random, from the clock, or from existing objects. */
  const NOT_FORETOLD = [
    'v1 ConfigMap own/web-clock data.at',
    'v1 Secret own/web-kept data.token',
    'v1 Secret own/web-random data.token',
  ];

  /** Applies a change, and compares the new state of release `web` in the members with the certain predictions. */
  const expectForetold = async (stand: Stand, now: readonly Written[], old: readonly Written[]) => {
    const { namespace } = stand;
    const changes = await planned(now);
    const before = { 'eu-1': await runningIn(namespace, 'eu-1'), 'us-1': await runningIn(namespace, 'us-1') };
    await stand.become(now, old, { again: true });
    for (const cluster of ['eu-1', 'us-1'] as const) {
      const { sure, not } = foretold(changes.get(cluster));
      expect(not.map((each: string) => each.replace(namespace, 'own'))).toEqual(NOT_FORETOLD);
      const really = changed(before[cluster], await runningIn(namespace, cluster));
      const isNoise = (line: string) => NOT_FORETOLD.some((each) => line.startsWith(noise(each, namespace)));
      expect(sure.sort()).toEqual(really.filter((line) => !isNoise(line)).sort());
      expect(really.filter(isNoise).map((line) => line.split(' ')[2])).toEqual([
        `${namespace}/web-clock`,
        `${namespace}/web-random`,
      ]);
    }
  };
  /** The beginning of the line about a change of a field that cannot be predicted. */
  const noise = (field: string, namespace: string) => {
    const [apiVersion, kind, name = '', path = ''] = field.split(' ');
    return `${apiVersion} ${kind} ${name.replace('own', namespace)} ${JSON.stringify(path.split('.'))} `;
  };

  test('another version of the chart, and other values in one cluster; then the same values in all', async () => {
    const space = 'versions';
    const stand = await open(space);
    const both = (spec: object, ofUs: object = {}) => [
      repository(space),
      web(space, 'eu-1', spec),
      web(space, 'us-1', { ...spec, ...ofUs }),
    ];
    const first = both(version('1.0.0'));
    await stand.become(first);
    const second = both(version('1.1.0'), { values: { image: null, replicas: 3 } });
    const image = 'spec.template.spec.containers[0].image';
    const eachObject = [
      `      ~ v1 ConfigMap ${space}/web-clock  data.at   # cannot be predicted`,
      `      ~ v1 ConfigMap ${space}/web-cluster  data.revision: "1" -> "2"`,
      `      ~ v1 Secret ${space}/web-kept  data.token   # cannot be predicted`,
      `      + v1 ConfigMap ${space}/web-new`,
      `      - v1 ConfigMap ${space}/web-old`,
      `      ~ v1 Secret ${space}/web-random  data.token   # cannot be predicted`,
    ];
    const label = `      ~ apps/v1 Deployment ${space}/web  metadata.labels["helm.sh/chart"]: "web-1.0.0" -> "web-1.1.0"`;
    const images = `      ~ apps/v1 Deployment ${space}/web  ${image}: "registry.example/web:1.0.0" -> "registry.example/web:1.1.0"`;
    expect(await section(second)).toEqual([
      '  ~ HelmRelease web--eu-1--web  (eu-1)',
      '      ~ spec.chart.spec.version: "1.0.0" -> "1.1.0"',
      ...[label, images, ...eachObject],
      '  ~ HelmRelease web--us-1--web  (us-1)',
      '      ~ spec.chart.spec.version: "1.0.0" -> "1.1.0"',
      '      + spec.values.replicas: 3',
      ...[label, `      ~ apps/v1 Deployment ${space}/web  spec.replicas: 1 -> 3`, images, ...eachObject],
    ]);
    await expectForetold(stand, second, first);
    const third = both({ ...version('1.1.0'), commonMetadata: { labels: { team: 'a' }, annotations: { b: 'c' } } });
    await expectForetold(stand, third, second);
  });

  test('what a Secret brings is in no plan, and where it was edited in between, the plan says so', async () => {
    const space = 'secrets';
    const stand = await open(space);
    const valuesFrom = [
      { kind: 'ConfigMap', name: 'more' },
      { kind: 'Secret', name: 'db', targetPath: 'plain' },
    ];
    const db = (password: string): Written => ({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: space } },
      ...{ stringData: { 'values.yaml': `${CANARY}-${password}` } },
    });
    const both = (replicas: number, password: string, spec: object = {}) => [
      repository(space),
      configMap(space, 'more', { 'values.yaml': `replicas: ${replicas}\n` }),
      db(password),
      ...['eu-1', 'us-1'].map((each) => web(space, each, { ...version('1.0.0'), ...spec })),
    ];
    const first = both(1, 'a');
    await stand.become(first);
    const second = both(2, 'a', { valuesFrom });
    const env = 'spec.template.spec.containers[0].env[0].value';
    expect(await section(second)).toEqual([
      '  ~ HelmRelease on 2 targets:',
      '      eu-1 us-1',
      '      # no Helm release if the values are the same',
      '      + spec.valuesFrom[0].kind: "ConfigMap"',
      '      + spec.valuesFrom[0].name: "more"',
      '      + spec.valuesFrom[1].kind: "Secret"',
      '      + spec.valuesFrom[1].name: "db"',
      '      + spec.valuesFrom[1].targetPath: "plain"',
      `      ~ apps/v1 Deployment ${space}/web  spec.replicas: 1 -> 2`,
      `      ~ apps/v1 Deployment ${space}/web  ${env}: (sensitive)   # value changes`,
      `      ~ v1 ConfigMap ${space}/web-clock  data.at   # cannot be predicted`,
      `      ~ v1 ConfigMap ${space}/web-cluster  data.revision: "1" -> "2"`,
      `      ~ v1 Secret ${space}/web-kept  data.token   # cannot be predicted`,
      `      ~ v1 Secret ${space}/web-random  data.token   # cannot be predicted`,
    ]);
    await stand.become(second, first, { again: true });
    // Flux does not read it before the next interval
    await stand.apply([db('b')]);
    const third = both(2, 'b', { valuesFrom, values: { image: null, tag: 'next' } });
    expect((await section(third)).filter((line) => /env|unverified|tag|image/.test(line))).toEqual([
      '      + spec.values.tag: "next"',
      `      ~ apps/v1 Deployment ${space}/web  ${env}: (sensitive)   # value changes`,
      `      ~ apps/v1 Deployment ${space}/web  spec.template.spec.containers[0].image: "registry.example/web:1.0.0" -> "registry.example/web:next"`,
      '      # workloads unverified on eu-1 us-1: Helm received other values than those in the HelmRelease now: plain',
    ]);
    await stand.apply([db('a')]);
    const same = both(2, 'a', { valuesFrom: [...valuesFrom, { kind: 'ConfigMap', name: 'none', optional: true }] });
    expect((await section(same)).slice(-1)).toEqual(['      # no workload changes']);
  });

  test('what a HelmChart, a ConfigMap and post-renderers change, of a chart with others in it from a registry', async () => {
    const space = 'shared';
    const stand = await open(space);
    const chart = (number: string) =>
      source('HelmChart', space, 'shop', {
        chart: 'shop',
        version: number,
        sourceRef: { kind: 'HelmRepository', name: 'registry' },
      });
    const ref = { chart: null, chartRef: { kind: 'HelmChart', name: 'shop' } };
    const valuesFrom = [{ kind: 'ConfigMap', name: 'more' }];
    const patch = (name: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: any, annotations: {patched: ${name}}}\n`;
    const postRenderers = (name: string) => [
      { kustomize: { patches: [{ target: { kind: 'ConfigMap' }, patch: patch(name) }] } },
      { kustomize: { images: [{ name: 'registry.example/web', newTag: name }] } },
    ];
    const code = (number: string, replicas: number, name: string, ofUs: object = {}) => [
      source('HelmRepository', space, 'registry', { url: registry.url, type: 'oci', insecure: true }),
      chart(number),
      configMap(space, 'more', { 'values.yaml': `replicas: ${replicas}\n` }),
      web(space, 'eu-1', { ...ref, valuesFrom, postRenderers: postRenderers(name) }),
      web(space, 'us-1', { ...ref, valuesFrom, postRenderers: postRenderers(name), ...ofUs }),
    ];
    const onHost = (replicas: number) =>
      web(space, 'eu-2', { ...ref, valuesFrom, kubeConfig: null, values: { image: null, replicas } });
    const first = [...code('1.0.0', 1, 'a'), onHost(1)];
    await stand.become(first);
    const second = [...code('1.1.0', 1, 'a'), onHost(1)];
    const chance = [
      `      ~ v1 ConfigMap ${space}/web-clock  data.at   # cannot be predicted`,
      `      ~ v1 ConfigMap ${space}/web-cluster  data.revision: "1" -> "2"`,
      `      ~ v1 Secret ${space}/web-kept  data.token   # cannot be predicted`,
      `      + v1 ConfigMap ${space}/web-new`,
      `      - v1 ConfigMap ${space}/web-old`,
      `      ~ v1 Secret ${space}/web-random  data.token   # cannot be predicted`,
      `      ~ v1 ConfigMap ${space}/web-sub  data.revision: "1" -> "2"`,
      `      ~ v1 ConfigMap ${space}/web-sub  data.version: "1.0.0" -> "1.1.0"`,
    ];
    const deployment = `      ~ apps/v1 Deployment ${space}/web `;
    const image = 'spec.template.spec.containers[0].image';
    expect(await others(second)).toEqual([
      `  ~ HelmChart ${space}/shop   # the chart of 3 HelmReleases`,
      '      ~ spec.version: "1.0.0" -> "1.1.0"',
      '        HelmRelease on eu-1 us-1:',
      `${deployment} metadata.labels["helm.sh/chart"]: "shop-1.0.0" -> "shop-1.1.0"`,
      ...chance,
      '        HelmRelease on host:',
      `${deployment} metadata.labels["helm.sh/chart"]: "shop-1.0.0" -> "shop-1.1.0"`,
      `${deployment} ${image}: "registry.example/web:1.0.0" -> "registry.example/web:1.1.0"`,
      ...chance,
    ]);
    await expectForetold(stand, second, first);
    const third = [...code('1.1.0', 2, 'b'), onHost(1)];
    await expectForetold(stand, third, second);
    const fourth = [...code('1.1.0', 3, 'b', { suspend: true }), onHost(1)];
    expect((await others(fourth)).filter((line) => /HelmRelease|Deployment|workloads|workload/.test(line))).toEqual([
      `  ~ ConfigMap ${space}/more   # read by 2 HelmReleases, at the next reconciliation`,
      '        HelmRelease on eu-1:',
      `${deployment} spec.replicas: 2 -> 3`,
      '      # no workload changes on host',
    ]);
  });

  test('another tag of an artifact', async () => {
    const space = 'artifacts';
    const stand = await open(space);
    const both = (tag: string) => [
      source('OCIRepository', space, 'web', {
        url: `${registry.url}/web`,
        insecure: true,
        ref: { tag },
        layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
      }),
      ...['eu-1', 'us-1'].map((each) =>
        web(space, each, { chart: null, chartRef: { kind: 'OCIRepository', name: 'web' } }),
      ),
    ];
    const first = both('1.0.0');
    await stand.become(first);
    const label = /metadata\.labels\["helm\.sh\/chart"\]: "web-1\.0\.0_[0-9a-f]{12}" -> "web-1\.1\.0_[0-9a-f]{12}"$/;
    expect((await others(both('1.1.0'))).filter((line) => label.test(line))).toHaveLength(1);
    await expectForetold(stand, both('1.1.0'), first);
    const markdown = (await plan(both('1.0.0'), '-o', 'markdown')).split('\n');
    expect(markdown.filter((line) => /^[!+-] {5}(HelmRelease|v1 Secret|v1 ConfigMap)/.test(line))).toEqual([
      `!     v1 ConfigMap ${space}/web-clock  data.at   # cannot be predicted`,
      `!     v1 ConfigMap ${space}/web-cluster  data.revision: "2" -> "3"`,
      `!     v1 Secret ${space}/web-kept  data.token   # cannot be predicted`,
      `-     v1 ConfigMap ${space}/web-new`,
      `+     v1 ConfigMap ${space}/web-old`,
      `!     v1 Secret ${space}/web-random  data.token   # cannot be predicted`,
    ]);
    expect(markdown).toContain('      HelmRelease on eu-1 us-1:');
  });

  test('what is new, and what is not known', async () => {
    const space = 'gaps';
    const stand = await open(space);
    const { host } = running();
    const first = [repository(space), web(space, 'eu-1', version('1.0.0'))];
    await stand.become(first);
    expect(await section([...first, web(space, 'us-1', version('1.0.0'))])).toEqual(
      expect.arrayContaining([
        ...['random', 'kept'].map((name) => `      + v1 Secret ${space}/web-${name}`),
        ...['clock', 'cluster', 'old'].map((name) => `      + v1 ConfigMap ${space}/web-${name}`),
        `      + apps/v1 Deployment ${space}/web`,
      ]),
    );
    expect((await section([...first, web(space, 'us-1', version('1.0.0'))])).at(-1)).toBe(
      '      # workloads unverified on us-1: templates of the chart use data that is not available here: lookup, now',
    );
    const inGit = { chart: { spec: { chart: './web', sourceRef: { kind: 'GitRepository', name: 'git' } } } };
    const git = source('GitRepository', space, 'git', { url: 'https://git.example/web', ref: { branch: 'main' } });
    const post = { ...version('1.1.0'), postRenderers: [{ kustomize: { patches: [{ patch: '[' }] } }] };
    const kept = { ...version('1.1.0'), upgrade: { preserveValues: true } };
    const notKnown = async (spec: object, ...args: string[]) =>
      (await section([repository(space), git, web(space, 'eu-1', spec)], ...args)).at(-1);
    const because = (reason: string) => `      # workloads not known on eu-1: ${reason}`;
    expect(await notKnown(inGit)).toBe(because('the chart is in Git'));
    expect(await notKnown(kept)).toBe(because('with upgrade.preserveValues Helm keeps values of the previous release'));
    expect(await notKnown(post)).toMatch(/not known on eu-1: a post-renderer fails: /);
    const path = process.env.PATH;
    vi.stubEnv('PATH', '/nonexistent');
    expect(await notKnown(post)).toBe(because('post-renderers need kustomize or kubectl, and none is installed'));
    vi.stubEnv('PATH', path);
    expect(await notKnown(version('9.9.9'))).toMatch(
      /not known on eu-1: chart web 9\.9\.9 cannot be fetched: .*9\.9\.9/,
    );
    const failing = { ...version('1.0.0'), values: { image: null, fail: true, password: `${CANARY}-x` } };
    expect(await notKnown(failing)).toBe(
      because('the chart cannot be rendered: execution error at (web/templates/fail.yaml:1:24): not with (sensitive)'),
    );
    const applied = kustomization(space);
    await stand.apply([applied]);
    const status = `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${space}/kustomizations/web/status`;
    await host.request('PATCH', status, { status: { lastAppliedRevision: 'main@sha1:4711' } }, MERGE);
    expect(await others([...first, kustomization(space, { path: './two' })])).toEqual([
      `  ~ Kustomization ${space}/web   # what it applied and does not apply any more is deleted`,
      '      ~ spec.path: "./one" -> "./two"',
      '      # content of path ./two at revision main@sha1:4711: not shown',
    ]);
    const remarks = (await plan(first, '--helm', '/nonexistent/helm')).split('\n').slice(3, 5);
    expect(remarks).toEqual(['  workloads: helm is not installed, or not as /nonexistent/helm', '']);
    const rules = [
      { apiGroups: ['helm.toolkit.fluxcd.io', 'source.toolkit.fluxcd.io'], resources: ['*'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
    ];
    const reader = await writeKubeconfigOf(host, space, await reading(space, rules), join(running().folder, 'reader'));
    expect(await notKnown(version('1.1.0'), '--kubeconfig', reader)).toMatch(
      /not known on eu-1: secrets "eu-1" is forbidden: User "system:serviceaccount:gaps:reader" cannot get resource "secrets"/,
    );
    const secret = `/api/v1/namespaces/${space}/secrets/eu-1`;
    const kubeconfig = (user: string, server = 'https://127.0.0.1:1') =>
      `apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{name: a, context: {cluster: a, user: a}}]\nclusters: [{name: a, cluster: {server: "${server}"}}]\nusers: [{name: a, user: ${user}}]\n`;
    const withKubeconfig = async (data: object | null) => {
      await host.request('PATCH', secret, { data: null, stringData: data }, MERGE);
      return notKnown(version('1.1.0'));
    };
    expect(await withKubeconfig({ value: kubeconfig(`{token: ${CANARY}}`) })).toBe(
      because('the cluster cannot be reached (ECONNREFUSED)'),
    );
    expect(await withKubeconfig({ value: kubeconfig('{tokenFile: /etc/hostname}') })).toBe(
      because(`kubeconfig Secret ${space}/eu-1 has tokenFile, which belongs to another machine`),
    );
    expect(await withKubeconfig({ value: kubeconfig('{exec: {command: sh, apiVersion: a}}') })).toBe(
      because(`kubeconfig Secret ${space}/eu-1 has exec, which belongs to another machine`),
    );
    expect(await withKubeconfig({ other: 'a' })).toBe(because(`Secret ${space}/eu-1 has no key value or value.yaml`));
    await host.request('DELETE', secret);
    expect(await notKnown(version('1.1.0'))).toBe(because(`Secret ${space}/eu-1 does not exist`));
  });
});
