import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, type Flux, memberSecret, until } from '../../harness';
import { type ChartRegistry, serveChartsAsArtifacts } from '../../harness/chart-registry';
import { type ChartRepository, serveCharts } from '../../harness/chart-repository';
import { type GitRepository, serveGit } from '../../harness/git-repository';
import { describeWithClusters } from '../../harness/suite';
import { patched } from '../change/plan/objects';
import { type Happened, happened, type Seen, unmanaged } from './plan/seen';
import { planBetween, Stand, type Written } from './plan/stand';
import { configMap, HELLO, helmChart, kustomization, release, source } from './plan/written';

const text = (name: string, metadata: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${metadata}data:\n  ${data}\n`;
/** An object without a namespace, an object with one, and a test. */
const files = {
  'templates/bare.yaml': text('{{ .Release.Name }}', '', 'values: {{ .Values | toJson | quote }}'),
  'templates/named.yaml': text('{{ .Release.Name }}-named', '  namespace: {{ .Release.Namespace }}\n', 'a: b'),
  'templates/test.yaml': text('{{ .Release.Name }}-test', '  annotations:\n    helm.sh/hook: test\n', 'a: b'),
  'values.yaml': 'host: none\n',
  'production.yaml': 'host: production\n',
};
const charts = [
  { name: 'hello', version: '1.0.0', files },
  { name: 'hello', version: '1.1.0', files },
  { name: 'other', version: '1.0.0', files },
];
/** The same charts, with other digests. */
const rebuilt = charts.map((chart) => ({ ...chart, files: { ...files, 'README.md': 'rebuilt\n' } }));
/** Folders of manifests: two that share an object, and one that is added to them. */
const folders = {
  'one/objects.yaml': [text('kept', '', 'a: one'), text('gone', '', `a: \${TEXT:=none}`)].join('---\n'),
  'two/objects.yaml': [text('kept', '', 'a: two'), text('new', '', 'a: two')].join('---\n'),
  'more/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [objects.yaml]\n',
  'more/objects.yaml': text('more', '', 'a: more'),
  ...chartFolder('charts/hello', 'hello'),
  ...chartFolder('charts/moved', 'hello'),
  ...chartFolder('charts/other', 'other'),
};

/** A chart in a Git repository. */
function chartFolder(path: string, name: string): Record<string, string> {
  const entries = Object.entries(files).map(([file, content]) => [`${path}/${file}`, content]);
  return { ...Object.fromEntries(entries), [`${path}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n` };
}

/** Fields of a spec, which may depend on the namespace. */
type Spec = object | ((namespace: string) => object);
type Objects = readonly Written[];

/** A change of the code, the prediction of a plan, and the effect in Flux. */
interface Row {
  readonly what: string;
  /** The objects in the cluster before the old side of the plan is applied. */
  readonly first?: (namespace: string) => Objects;
  readonly old: (namespace: string) => Objects;
  readonly now: (namespace: string) => Objects;
  /** The kind of the object for which the plan predicts the effect. */
  readonly kind: string;
  readonly effect: Happened;
  /** A further note in the plan. @default - not checked */
  readonly note?: string;
  /** The actual effect if it depends on fetched content, or on the previous state. @default - the effect */
  readonly happens?: Happened;
  /** The objects that stay unmanaged. @default - none */
  readonly stays?: readonly string[];
}

type Said = Partial<Pick<Row, 'note' | 'happens' | 'stays'>>;

const options = { clusters: ['host', 'eu-1', 'eu-2'], flux: true } as const;

describeWithClusters('what a plan foretells is what Flux does', options, (running) => {
  let served: ChartRepository;
  let mirror: ChartRepository;
  let registry: ChartRegistry;
  let otherRegistry: ChartRegistry;
  let git: GitRepository;
  /** The commit before the last one. */
  let commit: string;

  beforeAll(async () => {
    [served, mirror, git] = await Promise.all([serveCharts(charts), serveCharts(charts), serveGit()]);
    [registry, otherRegistry] = await Promise.all([serveChartsAsArtifacts(charts), serveChartsAsArtifacts(rebuilt)]);
    commit = await git.commit({ 'one/objects.yaml': text('kept', '', 'a: before') });
    await git.commit(folders);
    // for objects that impersonate a service account
    await running().clusters['eu-1'].request('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name: 'deployers' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:serviceaccounts' }],
    });
  });
  afterAll(() => Promise.all([served, mirror, registry, otherRegistry, git].map((each) => each?.stop())));

  const repository = (namespace: string, name: string, url: string) =>
    source('HelmRepository', namespace, name, { url });
  const repositories = (namespace: string) => [
    repository(namespace, 'charts', served.url),
    repository(namespace, 'mirror', mirror.url),
  ];
  const gitRepository = (namespace: string, ref: object = { branch: 'main' }) =>
    source('GitRepository', namespace, 'git', { url: git.url, ref });
  const artifact = (namespace: string, name: string, url: string, tag = '1.0.0') =>
    source('OCIRepository', namespace, name, {
      url,
      insecure: true,
      ref: { tag },
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
    });

  /** A HelmRelease that changes in place, with unchanged other objects. */
  const helm = (what: string, effect: Happened, to: Spec, said: Said & Sides = {}): Row => ({
    ...inPlace('HelmRelease', (namespace) => release(namespace), to, said),
    what: `HelmRelease, ${what}`,
    effect,
  });
  /** A Kustomization that changes in place. */
  const kustomize = (what: string, effect: Happened, to: Spec, said: Said & Sides = {}): Row => ({
    ...inPlace('Kustomization', (namespace) => kustomization(namespace), to, said),
    what: `Kustomization, ${what}`,
    effect,
  });

  interface Sides {
    /** The differences from the usual delivery on the old side. */
    readonly from?: Spec;
    /** The differences from the usual delivery in the cluster before that. */
    readonly first?: Spec;
    /** Other objects, on both sides. */
    readonly beside?: (namespace: string) => Objects;
  }

  function inPlace(
    kind: string,
    usual: (namespace: string) => Written,
    to: Spec,
    { from = {}, first, beside = () => [], ...said }: Said & Sides,
  ): Omit<Row, 'what' | 'effect'> {
    const specOf = (spec: Spec, namespace: string) => (typeof spec === 'function' ? spec(namespace) : spec);
    const side = (namespace: string, ...specs: readonly Spec[]) => {
      const spec = specs.reduce(
        (value: object, patch) => patched(value, { spec: specOf(patch, namespace) }),
        usual(namespace),
      );
      return [...sources(kind, namespace), ...beside(namespace), spec as Written];
    };
    return {
      ...said,
      kind,
      old: (namespace) => side(namespace, from),
      now: (namespace) => side(namespace, from, to),
      ...(first && { first: (namespace: string) => side(namespace, first) }),
    };
  }

  const sources = (kind: string, namespace: string) =>
    kind === 'Kustomization' ? [gitRepository(namespace)] : repositories(namespace);

  const charted = (spec: object) => ({ chart: { spec } });
  const byRef = (name: string, kind = 'HelmChart') => ({ chart: null, chartRef: { kind, name } });
  const twoCharts = (namespace: string) => [helmChart(namespace, 'one'), helmChart(namespace, 'two')];
  const artifacts = (namespace: string) => [
    ...twoCharts(namespace),
    artifact(namespace, 'hello', `${registry.url}/hello`),
    artifact(namespace, 'next', `${registry.url}/hello`, '1.1.0'),
    artifact(namespace, 'other', `${registry.url}/other`),
    artifact(namespace, 'alias', `${registry.url.replace('127.0.0.1', 'localhost')}/hello`),
    artifact(namespace, 'mirror', `${otherRegistry.url}/hello`),
  ];
  const oci = (name: string) => byRef(name, 'OCIRepository');
  const dependency = (namespace: string) => [release(namespace, { releaseName: 'dep' }, 'dep')];
  const label = '[{"op": "add", "path": "/metadata/labels", "value": {"a": "b"}}]';
  const postRenderers = [{ kustomize: { patches: [{ target: { kind: 'ConfigMap' }, patch: label }] } }];
  const valuesFiles = charted({ valuesFiles: ['values.yaml', 'production.yaml'] });
  const toSecond = { kubeConfig: { secretRef: { name: 'eu-2' } } };
  const stayOnFirst = ['eu-1/own/web', 'eu-1/own/web-named'];
  const moreValues = (namespace: string) => [configMap(namespace, 'more', { 'values.yaml': 'host: first\n' })];
  const readsMore = { valuesFrom: [{ kind: 'ConfigMap', name: 'more' }] };
  const inGit = (namespace: string) => [gitRepository(namespace)];
  const inFolder = (folder: string) =>
    charted({ chart: `./charts/${folder}`, sourceRef: { kind: 'GitRepository', name: 'git' } });
  const IF_OTHER = 'if the chart in the folder has another name';
  const SAME_CHART = 'no Helm release if the chart has the same name and version';
  const COUNTED = 'with valuesFiles any change of its HelmChart makes another version of the chart';

  const inPlaceRows: readonly Row[] = [
    helm('interval, timeout, maxHistory, and flags of install, upgrade, rollback and uninstall', 'none', {
      interval: '2h',
      timeout: '9m',
      maxHistory: 3,
      install: { crds: 'CreateReplace', remediation: { retries: 2 } },
      upgrade: { force: true, cleanupOnFail: true, crds: 'Skip', remediation: { retries: 2 } },
      rollback: { force: true },
      uninstall: { keepHistory: true },
    }),
    helm('the same interval in other words', 'none', { interval: '1h0m0s' }),
    helm('dependsOn', 'none', { dependsOn: [{ name: 'dep' }] }, { beside: dependency }),
    helm('persistentClient and serviceAccountName', 'none', {
      persistentClient: false,
      serviceAccountName: 'deployer',
    }),
    helm('the interval of its chart', 'none', charted({ interval: '3h', reconcileStrategy: 'Revision' })),
    helm('the repository of the same chart', 'none', charted({ sourceRef: { name: 'mirror' } })),
    helm('from a range to the version in it', 'upgrade', charted({ version: '1.1.0' }), {
      from: charted({ version: '1.x' }),
      note: SAME_CHART,
      happens: 'none',
    }),
    helm('from a range to another version', 'upgrade', charted({ version: '1.0.0' }), {
      from: charted({ version: '1.x' }),
      note: SAME_CHART,
    }),
    helm('values', 'upgrade', { values: { host: 'second' } }),
    helm('from no values to empty ones', 'none', { values: {} }, { from: { values: null } }),
    helm('valuesFrom that brings the same', 'upgrade', readsMore, {
      beside: moreValues,
      note: 'no Helm release if the values are the same',
      happens: 'none',
    }),
    helm('the chart version', 'upgrade', charted({ version: '1.1.0' })),
    helm('postRenderers', 'upgrade', { postRenderers }),
    helm('from no postRenderers to an empty list', 'upgrade', { postRenderers: [] }),
    helm('commonMetadata', 'upgrade', { commonMetadata: { labels: { a: 'b' } } }),
    helm('valuesFiles', 'upgrade', valuesFiles),
    helm('interval, with valuesFiles', 'upgrade', { interval: '2h' }, { from: valuesFiles, note: COUNTED }),
    helm('the same interval in other words, with valuesFiles', 'none', { interval: '1h0m0s' }, { from: valuesFiles }),
    helm('repository, with valuesFiles', 'upgrade', charted({ sourceRef: { name: 'mirror' } }), {
      from: valuesFiles,
      note: COUNTED,
    }),
    helm('values.yaml alone as valuesFiles', 'none', charted({ valuesFiles: ['values.yaml'] })),
    helm('releaseName', 'reinstall', { releaseName: 'shop' }),
    helm('the release name that it had without', 'none', { releaseName: 'web' }, { from: { releaseName: null } }),
    helm('its own namespace, which release names begin with', 'reinstall', (own) => ({ targetNamespace: own }), {
      from: { releaseName: null },
    }),
    helm('storageNamespace', 'reinstall', (own) => ({ storageNamespace: `${own}-other` })),
    helm('targetNamespace', 'reinstall', (own) => ({ targetNamespace: `${own}-other` }), { stays: ['eu-1/own/web'] }),
    helm('another chart', 'reinstall', charted({ chart: 'other' })),
    helm('another chart in place', 'upgrade', charted({ chart: 'other' }), {
      from: { upgrade: { chartNameChangeStrategy: 'InPlaceUpdate' } },
    }),
    helm('to another member', 'orphan', toSecond, { stays: stayOnFirst }),
    helm('to the host', 'orphan', { kubeConfig: null }, { stays: stayOnFirst }),
    helm('to another member by another name', 'orphan', { ...toSecond, releaseName: 'shop' }, { stays: stayOnFirst }),
    helm('from chart to chartRef', 'none', byRef('one'), { beside: twoCharts }),
    helm('from chartRef to chart', 'none', { chart: HELLO, chartRef: null }, { from: byRef('one'), beside: twoCharts }),
    helm('to another HelmChart', 'none', byRef('two'), { from: byRef('one'), beside: twoCharts }),
    helm('from HelmChart to OCIRepository', 'upgrade', oci('hello'), { from: byRef('one'), beside: artifacts }),
    helm('to another version by OCIRepository', 'upgrade', oci('next'), { from: oci('hello'), beside: artifacts }),
    helm('to another chart by OCIRepository', 'reinstall', oci('other'), { from: oci('hello'), beside: artifacts }),
    helm('to the same artifact by another name', 'upgrade', oci('alias'), {
      from: oci('hello'),
      beside: artifacts,
      note: SAME_CHART,
      happens: 'none',
    }),
    helm('to the same version in another registry', 'upgrade', oci('mirror'), {
      from: oci('hello'),
      beside: artifacts,
      note: SAME_CHART,
    }),
    helm('to the same chart in Git', 'upgrade', inFolder('hello'), {
      beside: inGit,
      note: SAME_CHART,
      happens: 'none',
    }),
    helm('to another folder, with the same chart', 'reinstall', inFolder('moved'), {
      from: inFolder('hello'),
      beside: inGit,
      note: `Flux uninstalls Helm release own/web, then installs Helm release own/web, ${IF_OTHER}`,
      happens: 'none',
    }),
    helm('to another folder, with another chart', 'reinstall', inFolder('other'), {
      from: inFolder('hello'),
      beside: inGit,
      note: `Flux uninstalls Helm release own/web, then installs Helm release own/web, ${IF_OTHER}`,
    }),
    helm('reconcileStrategy of a chart in Git', 'upgrade', charted({ reconcileStrategy: 'Revision' }), {
      from: inFolder('hello'),
      beside: inGit,
    }),
    helm('suspended', 'none', { suspend: true, values: { host: 'second' }, releaseName: 'shop' }),
    helm(
      'resumed as it was',
      'none',
      { suspend: null },
      {
        first: {},
        from: { suspend: true },
        note: 'resumed: what changed in the meantime takes effect',
      },
    ),
    helm(
      'resumed, and changed in the meantime',
      'none',
      { suspend: null },
      {
        first: {},
        from: { suspend: true, values: { host: 'second' } },
        note: 'resumed: what changed in the meantime takes effect',
        happens: 'upgrade',
      },
    ),
    helm(
      'resumed with other values',
      'upgrade',
      { suspend: null, values: { host: 'second' } },
      {
        first: {},
        from: { suspend: true },
      },
    ),
    helm(
      'resumed with another release name',
      'reinstall',
      { suspend: null, releaseName: 'shop' },
      {
        first: {},
        from: { suspend: true },
      },
    ),
    kustomize('interval, timeout, retries and force', 'none', {
      interval: '2h',
      timeout: '9m',
      retryInterval: '3m',
      force: true,
    }),
    kustomize('the same interval in other words', 'none', { interval: '1h0m0s' }),
    kustomize('wait, healthChecks and service account', 'none', (own) => ({
      healthChecks: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'kept', namespace: own }],
      serviceAccountName: 'deployer',
    })),
    kustomize(
      'the repository of the same manifests',
      'upgrade',
      { sourceRef: { name: 'fork' } },
      {
        beside: (namespace) => [source('GitRepository', namespace, 'fork', { url: git.url, ref: { branch: 'main' } })],
        note: 'what it applied and does not apply any more is deleted',
        happens: 'none',
      },
    ),
    kustomize('prune', 'none', { prune: false }),
    kustomize('path', 'upgrade', { path: './two' }),
    kustomize(
      'path without prune',
      'orphan',
      { path: './two' },
      {
        from: { prune: false },
        stays: ['eu-1/own/gone'],
      },
    ),
    kustomize('path, and prune from now on', 'upgrade', { path: './two', prune: true }, { from: { prune: false } }),
    kustomize('components', 'upgrade', { components: ['../more'] }),
    kustomize('targetNamespace', 'prune', (own) => ({ targetNamespace: `${own}-other` })),
    kustomize('namePrefix and nameSuffix', 'prune', { namePrefix: 'eu-', nameSuffix: '-1' }),
    kustomize('to another member', 'orphan', toSecond, { stays: ['eu-1/own/gone', 'eu-1/own/kept'] }),
    kustomize('patches', 'upgrade', { patches: [{ target: { kind: 'ConfigMap' }, patch: label }] }),
    kustomize('postBuild', 'upgrade', { postBuild: { substitute: { TEXT: 'some' } } }),
    kustomize('commonMetadata', 'upgrade', { commonMetadata: { labels: { a: 'b' } } }),
    kustomize('suspended', 'none', { suspend: true, path: './two' }),
    kustomize(
      'resumed with another path',
      'upgrade',
      { suspend: null, path: './two' },
      {
        first: {},
        from: { suspend: true },
      },
    ),
  ];

  /** An object that a HelmRelease uses, and that changes. */
  const shared = (
    what: string,
    kind: string,
    effect: Happened,
    [old, now]: readonly [(namespace: string) => Written, (namespace: string) => Written],
    spec: object,
    said: Said = {},
  ): Row => {
    const side = (changed: (namespace: string) => Written) => (namespace: string) => {
      const one = changed(namespace);
      const others = repositories(namespace).filter(({ metadata }) => metadata.name !== one.metadata.name);
      return [...others, one, release(namespace, spec)];
    };
    return { what: `${kind}, ${what}`, kind, effect, old: side(old), now: side(now), ...said };
  };
  const chart =
    (spec: object = {}) =>
    (namespace: string) =>
      helmChart(namespace, 'one', spec);
  const files2 = { valuesFiles: ['values.yaml', 'production.yaml'] };
  const at = (which: 'served' | 'mirror') => (namespace: string) =>
    repository(namespace, 'charts', { served, mirror }[which].url);
  const values = (data: object) => (namespace: string) => configMap(namespace, 'more', data);
  const more = (host: string) => ({ 'values.yaml': `more: ${host}\n`, other: host });
  const sharedRows: readonly Row[] = [
    shared('version', 'HelmChart', 'upgrade', [chart(), chart({ version: '1.1.0' })], byRef('one')),
    shared('another chart', 'HelmChart', 'reinstall', [chart(), chart({ chart: 'other' })], byRef('one')),
    shared('another chart in place', 'HelmChart', 'upgrade', [chart(), chart({ chart: 'other' })], {
      ...byRef('one'),
      upgrade: { chartNameChangeStrategy: 'InPlaceUpdate' },
    }),
    shared(
      'suspended, with another version',
      'HelmChart',
      'none',
      [chart(), chart({ version: '1.1.0', suspend: true })],
      byRef('one'),
    ),
    shared('interval', 'HelmChart', 'none', [chart(), chart({ interval: '2h' })], byRef('one')),
    shared(
      'interval, with valuesFiles',
      'HelmChart',
      'upgrade',
      [chart(files2), chart({ ...files2, interval: '2h' })],
      byRef('one'),
    ),
    shared('repository', 'HelmChart', 'none', [chart(), chart({ sourceRef: { name: 'mirror' } })], byRef('one')),
    shared(
      'from a range to the version in it',
      'HelmChart',
      'upgrade',
      [chart({ version: '1.x' }), chart({ version: '1.1.0' })],
      byRef('one'),
      {
        note: 'used by HelmRelease own/web: what they deliver changes as far as its content does',
        happens: 'none',
      },
    ),
    shared('url', 'HelmRepository', 'none', [at('served'), at('mirror')], {}),
    shared(
      'url, with a range',
      'HelmRepository',
      'upgrade',
      [at('served'), at('mirror')],
      charted({ version: '1.x' }),
      {
        note: 'used by HelmRelease own/web: what they deliver changes as far as its content does',
        happens: 'none',
      },
    ),
    shared(
      'tag',
      'OCIRepository',
      'upgrade',
      [
        (namespace) => artifact(namespace, 'hello', `${registry.url}/hello`),
        (namespace) => artifact(namespace, 'hello', `${registry.url}/hello`, '1.1.0'),
      ],
      oci('hello'),
    ),
    {
      what: 'GitRepository, of which something else is fetched',
      kind: 'GitRepository',
      effect: 'upgrade',
      note: 'used by Kustomization own/web: what they deliver changes as far as its content does',
      old: (namespace) => [gitRepository(namespace, { commit }), kustomization(namespace)],
      now: (namespace) => [gitRepository(namespace), kustomization(namespace)],
    },
    shared('content that is read', 'ConfigMap', 'upgrade', [values(more('a')), values(more('b'))], readsMore),
    shared(
      'content that is not read',
      'ConfigMap',
      'none',
      [values(more('a')), values({ ...more('a'), other: 'b' })],
      readsMore,
    ),
  ];

  /** A delivery that is created or deleted. */
  const comes = (usual: typeof release | typeof kustomization, spec: object, effect: Happened): Row => {
    const { kind } = usual('');
    const old = (namespace: string) => sources(kind, namespace);
    const now = (namespace: string) => [...old(namespace), usual(namespace, spec)];
    return { what: `${kind}, created with ${JSON.stringify(spec)}`, kind, effect, old, now };
  };
  const goes = (
    usual: typeof release | typeof kustomization,
    spec: object,
    effect: Happened,
    stays: Row['stays'] = [],
  ): Row => {
    const { suspend, ...running } = spec as { suspend?: boolean };
    const { kind, old, now } = comes(usual, spec, effect);
    const first = suspend ? { first: comes(usual, running, effect).now } : {};
    const what = `${kind}, deleted with ${JSON.stringify(spec)}`;
    return { what, kind, effect, stays, ...first, old: now, now: old };
  };
  const applied = ['eu-1/own/gone', 'eu-1/own/kept'];
  const comingAndGoing: readonly Row[] = [
    comes(release, {}, 'install'),
    comes(release, { suspend: true }, 'none'),
    comes(kustomization, {}, 'install'),
    comes(kustomization, { suspend: true }, 'none'),
    goes(release, {}, 'uninstall'),
    goes(release, { uninstall: { keepHistory: true } }, 'uninstall'),
    goes(release, { suspend: true }, 'orphan', stayOnFirst),
    goes(kustomization, {}, 'prune'),
    goes(kustomization, { prune: false }, 'orphan', applied),
    goes(kustomization, { deletionPolicy: 'Orphan' }, 'orphan', applied),
    goes(kustomization, { prune: false, deletionPolicy: 'Delete' }, 'prune'),
    goes(kustomization, { deletionPolicy: 'WaitForTermination' }, 'prune'),
    goes(kustomization, { suspend: true }, 'orphan', applied),
  ];

  const open = (namespace: string) => {
    const { host, 'eu-1': first, 'eu-2': second } = running().clusters;
    return Stand.open([host, first, second] as [Client, Client, Client], namespace);
  };

  describe.each([
    ['what changes in place', 'place', inPlaceRows],
    ['what others use', 'shared', sharedRows],
    ['what comes and goes', 'life', comingAndGoing],
  ] as const)('%s', (_, prefix, rows) => {
    test.concurrent.each(rows.map((row, index) => [`${row.what}: ${row.effect}`, `${prefix}-${index}`, row] as const))(
      '%s',
      async (_, namespace, { first, old, now, kind, effect, note, happens = effect, stays = [] }) => {
        const stand = await open(namespace);
        if (first) await stand.become(first(namespace));
        const before = await stand.become(old(namespace), first?.(namespace));
        const { changes } = planBetween(old(namespace), now(namespace));
        const [change, ...others] = changes.filter((each) => each.kind === kind);
        const after = await stand.become(now(namespace), old(namespace), { again: true });
        const own = (line = '') => line.replaceAll(namespace, 'own');
        expect(others).toEqual([]);
        expect({
          foretold: change?.effect,
          happened: happened(before, after),
          stays: unmanaged(before, after).map(own),
          ...(note !== undefined && { note: own(change?.note) }),
        }).toEqual({ foretold: effect, happened: happens, stays, ...(note !== undefined && { note }) });
      },
    );
  });

  describe('what is told step by step', () => {
    const only = (old: Objects, now: Objects) => {
      const { changes } = planBetween(old, now);
      return changes.map(({ effect, note }) => ({ effect, note }));
    };
    const suspended = { suspend: true };
    const uids = ({ objects }: Seen) => [...objects].map(([id, { uid }]) => [id, uid]);

    test.concurrent('labels and annotations do not even make a generation', async () => {
      const stand = await open('labels');
      const old = [...repositories('labels'), release('labels')];
      const now = [
        ...repositories('labels'),
        patched(release('labels'), { metadata: { labels: { team: 'a' } } }) as Written,
      ];
      const before = await stand.become(old);
      const { metadata } = await stand.get(release('labels'));
      expect(only(old, now)).toEqual([{ effect: 'none', note: 'only labels and annotations: Flux does nothing' }]);
      expect(happened(before, await stand.become(now, old, { again: true }))).toBe('none');
      expect((await stand.get(release('labels'))).metadata).toMatchObject({
        generation: metadata.generation,
        labels: { team: 'a' },
      });
    });

    test.concurrent('a release name that is too long is shortened, and then written', async () => {
      const stand = await open('long');
      const name = 'a'.repeat(60);
      const old = [...repositories('long'), release('long', { releaseName: null, targetNamespace: 'long' }, name)];
      const before = await stand.become(old);
      const [id = ''] = before.releases.keys();
      const releaseName = id.split('/').at(-1) as string;
      expect(releaseName).toMatch(/^long-a{35}-[0-9a-f]{12}$/);
      const now = [...repositories('long'), release('long', { releaseName, targetNamespace: 'long' }, name)];
      expect(only(old, now)).toEqual([{ effect: 'none', note: 'one reconciliation, without a Helm release' }]);
      expect(happened(before, await stand.become(now, old, { again: true }))).toBe('none');
    });

    test.concurrent('tests run without a Helm release', async () => {
      const stand = await open('tests');
      const old = [...repositories('tests'), release('tests')];
      const now = [...repositories('tests'), release('tests', { test: { enable: true } })];
      const before = await stand.become(old);
      const note = 'one reconciliation, in which the tests of the chart run, without a Helm release';
      expect(only(old, now)).toEqual([{ effect: 'none', note }]);
      const after = await stand.become(now, old, { again: true });
      expect(happened(before, after)).toBe('none');
      expect([before, after].map(({ objects }) => objects.has('eu-1/tests/web-test'))).toEqual([false, true]);
    });

    test.concurrent('drift is undone without a Helm release', async () => {
      const stand = await open('drift');
      const enabled = { driftDetection: { mode: 'enabled' } };
      const old = [...repositories('drift'), release('drift')];
      const now = [...repositories('drift'), release('drift', enabled)];
      const before = await stand.become(old);
      const member = running().clusters['eu-1'];
      const edited = [
        'patch',
        'configmap',
        'web-named',
        '-n',
        'drift',
        '--type=merge',
        '-p',
        '{"data":{"a":"edited"}}',
      ];
      expect(await member.kubectl(edited)).toMatchObject({ code: 0 });
      const note = 'one reconciliation, which undoes drift, without a Helm release';
      expect(only(old, now)).toEqual([{ effect: 'none', note }]);
      expect(happened(before, await stand.become(now, old, { again: true }))).toBe('none');
      const { body } = await member.request('GET', '/api/v1/namespaces/drift/configmaps/web-named');
      expect(body.data).toEqual({ a: 'b' });
    });

    test.concurrent('another Secret for a cluster that keeps its name changes nothing', async () => {
      const stand = await open('secrets');
      const kubeconfig = memberSecret(running().clusters['eu-1'], 'secrets');
      const second = { ...kubeconfig, metadata: { ...kubeconfig.metadata, name: 'second' } };
      const deliveries = (spec: object) => {
        const metadata = {
          annotations: { 'app.kubernetes.io/name': 'eu-1', 'gitops.kubesphere.io/application': 'web' },
        };
        return [release('secrets', spec), kustomization('secrets', spec)].map(
          (delivery) => patched(delivery, { metadata }) as Written,
        );
      };
      const named = (names: object) => ({
        apiVersion: 'gitops.kubesphere.io/v1alpha1',
        kind: 'Application',
        metadata: {
          name: 'web',
          namespace: 'secrets',
          annotations: { 'gitops.kubesphere.io/clusters': JSON.stringify(names) },
        },
        spec: { kind: 'fluxcd' },
      });
      const [old, now] = [deliveries({}), deliveries({ kubeConfig: { secretRef: { name: 'second' } } })];
      const shared = [...repositories('secrets'), gitRepository('secrets'), second];
      const before = await stand.become([...shared, ...old]);
      const { changes } = planBetween([named({}), ...old], [named({ second: 'eu-1' }), ...now]);
      expect(
        changes.flatMap(({ kind, effect, note }) => (kind === 'Application' ? [] : [[kind, effect, note]])),
      ).toEqual([
        ['HelmRelease', 'none', 'one reconciliation, without a Helm release'],
        ['Kustomization', 'none', 'one reconciliation'],
      ]);
      const after = await stand.become([...shared, ...now], [...shared, ...old], { again: true });
      expect(uids(after)).toEqual(uids(before));
      const { status } = await stand.get(release('secrets'));
      expect(status.history.map(({ version }: { version: number }) => version)).toEqual([1]);
    });

    test.concurrent('a HelmRelease that goes after its kubeconfig leaves its release', async () => {
      const stand = await open('no-kubeconfig');
      const kubeconfig = memberSecret(running().clusters['eu-1'], 'no-kubeconfig');
      const shared = repositories('no-kubeconfig');
      const before = await stand.become([...shared, release('no-kubeconfig')]);
      const { changes, warnings } = planBetween([...shared, kubeconfig, release('no-kubeconfig')], shared);
      expect(changes.map(({ kind, effect }) => [kind, effect])).toEqual([
        ['HelmRelease', 'uninstall'],
        ['Secret', 'none'],
      ]);
      expect(warnings.map(({ code }) => code)).toEqual(['kubeconfig-deleted']);
      await stand.delete([kubeconfig]);
      await stand.delete([release('no-kubeconfig')]);
      const after = await stand.look();
      expect(happened(before, after)).toBe('orphan');
      expect(unmanaged(before, after)).toEqual(['eu-1/no-kubeconfig/web', 'eu-1/no-kubeconfig/web-named']);
    });

    test.concurrent('a Kustomization that goes after its kubeconfig waits for it, and then prunes', async () => {
      const stand = await open('pending');
      const kubeconfig = memberSecret(running().clusters['eu-1'], 'pending');
      const shared = [gitRepository('pending')];
      const before = await stand.become([...shared, kustomization('pending')]);
      const { warnings } = planBetween([...shared, kubeconfig, kustomization('pending')], shared);
      expect(warnings.map(({ code }) => code)).toEqual(['kubeconfig-deleted']);
      await stand.delete([kubeconfig]);
      const going = stand.delete([kustomization('pending')]);
      const { logFile } = (running().flux as Flux).kustomize;
      const isTold = (line: string) => line.includes('Reconciler error') && line.includes('"namespace":"pending"');
      await until('Flux cannot finalize it', () => readFileSync(logFile, 'utf8').split('\n').some(isTold));
      expect(happened(before, await stand.look())).toBe('none');
      await stand.apply([kubeconfig]);
      await going;
      expect(happened(before, await stand.look())).toBe('prune');
    });

    test.concurrent('a HelmRelease that is renamed is uninstalled under its new name', async () => {
      const stand = await open('renamed');
      const shared = repositories('renamed');
      const [old, now] = [release('renamed', {}, 'old'), release('renamed', {}, 'new')];
      const before = await stand.become([...shared, old]);
      const plan = planBetween([...shared, old], [...shared, now]);
      expect(plan.changes.map(({ name, effect, note }) => ({ name, effect, note }))).toEqual([
        {
          name: 'new',
          effect: 'upgrade',
          note: 'Flux takes over Helm release renamed/web from HelmRelease renamed/old',
        },
        {
          name: 'old',
          effect: 'uninstall',
          note: 'Flux uninstalls Helm release renamed/web under HelmRelease renamed/new, which reinstalls it at its next reconciliation',
        },
      ]);
      expect(plan.warnings.map(({ code }) => code)).toEqual(['renames-release']);
      await stand.apply([now]);
      const taken = await stand.settled();
      expect(happened(before, taken)).toBe('upgrade');
      await stand.delete([old]);
      const uninstalled = await stand.look();
      expect(happened(taken, uninstalled)).toBe('uninstall');
      expect(happened(uninstalled, await stand.settled())).toBe('install');
    });

    test.concurrent('one that gets another storage as well, as in another namespace, loses what it has made', async () => {
      const stand = await open('stored');
      const shared = repositories('stored');
      const old = release('stored', {}, 'old');
      const now = release('stored', { storageNamespace: stand.other }, 'new');
      const before = await stand.become([...shared, old]);
      const plan = planBetween([...shared, old], [...shared, now]);
      expect(plan.changes.map(({ effect, note }) => ({ effect, note }))).toEqual([
        { effect: 'install', note: 'Flux installs Helm release stored/web over that of HelmRelease stored/old' },
        {
          effect: 'uninstall',
          note: 'Flux uninstalls Helm release stored/web under HelmRelease stored/new, which does not notice, and installs nothing',
        },
      ]);
      expect(plan.warnings.map(({ code }) => code)).toEqual(['renames-release']);
      await stand.apply([now]);
      const both = await stand.settled();
      expect(uids(both)).toEqual(uids(before));
      await stand.delete([old]);
      const after = await stand.settled();
      expect(after.objects.size).toBe(0);
      expect([...after.managed.releases]).toEqual(['eu-1/stored-other/web']);
    });

    test.concurrent('it keeps that where the old one was suspended first', async () => {
      const stand = await open('kept');
      const shared = repositories('kept');
      const now = release('kept', { storageNamespace: stand.other }, 'new');
      const paused = release('kept', suspended, 'old');
      await stand.become([...shared, release('kept', {}, 'old')]);
      const before = await stand.become([...shared, paused]);
      const plan = planBetween([...shared, paused], [...shared, now]);
      expect(plan.changes.map(({ effect, note }) => ({ effect, note }))).toEqual([
        { effect: 'install', note: 'Flux installs Helm release kept/web over that of HelmRelease kept/old' },
        {
          effect: 'orphan',
          note: 'suspended: HelmRelease kept/new keeps Helm release kept/web; its record in kept stays, unmanaged',
        },
      ]);
      const after = await stand.become([...shared, now], [...shared, paused], { again: true });
      expect(happened(before, after)).toBe('orphan');
      expect(unmanaged(before, after)).toEqual([]);
      expect(uids(after)).toEqual(uids(before));
      expect([...after.releases.keys()]).toEqual(['eu-1/kept/web', 'eu-1/kept-other/web']);
    });

    test.concurrent.each([
      { what: 'the new one applies last', namespace: 'applied-1', happens: 'upgrade' },
      { what: 'the old one applies last', namespace: 'applied-2', happens: 'prune' },
      { what: 'the old one is gone before', namespace: 'applied-3', happens: 'prune' },
      { what: 'the old one was suspended first', namespace: 'applied-4', happens: 'upgrade', spec: { suspend: true } },
    ])('a Kustomization that is renamed, $what: $happens', async ({ namespace, happens, spec }) => {
      const stand = await open(namespace);
      const shared = [gitRepository(namespace)];
      const [old, now] = [kustomization(namespace, spec), kustomization(namespace, {}, 'new')];
      await stand.become([...shared, kustomization(namespace)]);
      const before = await stand.become([...shared, old]);
      const { changes } = planBetween([...shared, old], [...shared, now]);
      const other = `Kustomization ${namespace}/new`;
      expect(changes.map(({ effect, note }) => ({ effect, note }))).toEqual([
        { effect: 'upgrade', note: `Flux applies its manifests over those of Kustomization ${namespace}/web` },
        spec
          ? { effect: 'none', note: `suspended: ${other} keeps what it applied` }
          : { effect: 'prune', note: `Flux deletes all that it applied, but for what ${other} was the last to apply` },
      ]);
      if (namespace !== 'applied-3') await stand.become([now]);
      if (namespace === 'applied-2') await stand.reconciled(old);
      await stand.delete([old]);
      const after = await stand.become([now], [], { again: true });
      expect(happened(before, after)).toBe(happens);
    });

    test.concurrent.each([
      ['created before the old one goes', 'moved-1'],
      ['created after the old one is gone', 'moved-2'],
    ])('as the warning advises, suspended first and then renamed, it is upgraded: %s', async (_, namespace) => {
      const stand = await open(namespace);
      const shared = repositories(namespace);
      const [old, paused, now] = [
        release(namespace, {}, 'old'),
        release(namespace, suspended, 'old'),
        release(namespace, {}, 'new'),
      ];
      await stand.become([...shared, old]);
      const before = await stand.become([...shared, paused]);
      const plan = planBetween([...shared, paused], [...shared, now]);
      expect(plan.changes.map(({ name, effect, note }) => ({ name, effect, note }))).toEqual([
        {
          name: 'new',
          effect: 'upgrade',
          note: `Flux takes over Helm release ${namespace}/web from HelmRelease ${namespace}/old`,
        },
        {
          name: 'old',
          effect: 'none',
          note: `suspended: HelmRelease ${namespace}/new keeps Helm release ${namespace}/web`,
        },
      ]);
      expect(plan.warnings).toEqual([]);
      if (namespace === 'moved-2') await stand.delete([old]);
      const after = await stand.become([...shared, now], [...shared, paused], { again: true });
      expect(happened(before, after)).toBe('upgrade');
      const [left] = [helmChart(namespace, `${namespace}-old`)];
      expect((await stand.get(left)).kind).toBe('HelmChart');
      await stand.delete([left]);
      expect(happened(after, await stand.settled())).toBe('none');
    });
  });
});
