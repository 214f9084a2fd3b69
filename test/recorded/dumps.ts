import { lower } from '../../src';
import { helmApplication, kustomizationApplication, onHost, onMember, SAVES } from '../application/applications';
import { type Combination, combinationsOf, objectsOf } from '../status/combinations';

/** Possible contents of a cluster: Applications, their lowered objects, and the status that Flux reports for these. */

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

interface Told {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

const CREATED = '2026-11-20T00:00:00Z';
const SAID = '2026-11-26T10:00:00Z';
const SOURCE = 'source.toolkit.fluxcd.io/v1';
const HELM = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };

const condition = (type: string, status: string, reason: string, message: string, parts: object = {}) => ({
  type,
  status,
  reason,
  message,
  observedGeneration: 1,
  lastTransitionTime: SAID,
  ...parts,
});
const history = (chartVersion: string) => ({ history: [{ status: 'deployed', chartVersion, version: 1 }] });

/** A HelmRelease that runs a version of its chart. */
export const installed = (version = '1.0.0'): Told => ({
  status: {
    observedGeneration: 1,
    conditions: [condition('Ready', 'True', 'InstallSucceeded', `installed ${version}`)],
    ...history(version),
  },
});

const failed = (reason: string, message: string): Told => ({
  status: {
    observedGeneration: 1,
    failures: 1,
    conditions: [condition('Ready', 'False', reason, message)],
    ...history('0.9.0'),
  },
});

const applied = (revision = 'main@sha1:4b8497c8'): Told => ({
  status: {
    observedGeneration: 1,
    conditions: [condition('Ready', 'True', 'ReconciliationSucceeded', `Applied revision: ${revision}`)],
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
    history: [{ lastReconciledStatus: 'ReconciliationSucceeded' }],
  },
});

/**
 * A stored Application and its objects, with the given content of each release; a release with undefined content is
 * missing.
 */
function delivered(application: Any, told: (index: number) => Told | undefined, metadata: object = {}): Any[] {
  const { name } = application.metadata;
  const own = { uid: `uid-of-${name}`, resourceVersion: '7', generation: 1, creationTimestamp: CREATED };
  const stored = { ...application, metadata: { ...application.metadata, ...own, ...metadata } };
  let index = 0;
  const objects = lower(application).objects.flatMap((object: Any) => {
    const isRelease = object.kind === 'HelmRelease' || object.kind === 'Kustomization';
    const says = isRelease ? told(index++) : { status: ready('1.0.0') };
    return says ? [merged(object, says)] : [];
  });
  return [stored, ...objects];
}

function merged(object: Any, { metadata = {}, spec = {}, status }: Told): Any {
  const annotations = { ...object.metadata.annotations, ...(metadata as Any).annotations };
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion: '7', generation: 1, ...metadata, annotations },
    spec: { ...object.spec, ...spec },
    ...(status ? { status } : {}),
  };
}

function ready(revision: string) {
  return {
    observedGeneration: 1,
    conditions: [condition('Ready', 'True', 'Succeeded', 'stored artifact')],
    artifact: { revision },
  };
}

function source(kind: string, name: string, status: object = ready('sha256:0'), parts: Told = {}): Any {
  const metadata = { name, namespace: 'apps', resourceVersion: '7', generation: 1, ...parts.metadata };
  return { apiVersion: SOURCE, kind, metadata, spec: { ...parts.spec }, status };
}

const trouble = (reason: string, message: string, parts: object = {}) => ({
  observedGeneration: -1,
  conditions: [
    condition('Reconciling', 'True', 'ProgressingWithRetry', message),
    condition('Ready', 'False', reason, message),
  ],
  ...parts,
});

function helm(name: string, targets: Any[], parts: Any = {}) {
  const { metadata, ...rest } = parts;
  return helmApplication(targets, { metadata: { name, ...metadata }, ...rest });
}

function kustomization(name: string, targets: Any[], ref?: object) {
  const entries = targets.map(({ destination }) => ({ destination, interval: '8m', prune: true }));
  const application = kustomizationApplication(entries, ref && { sourceRef: ref });
  return { ...application, metadata: { ...application.metadata, name } };
}

const usesTemplate = (name: string, template: string, targets: Any[]) =>
  helm(name, targets, { chart: undefined, source: null, template });

const three = (name: string) => [onHost(name), onMember('eu-1', name), onMember('us-1', name)];

const SOURCES = [source('HelmRepository', 'charts'), source('GitRepository', 'repo', ready('main@sha1:4b8497c8'))];

function healthy(): Any[] {
  return [
    ...delivered(helm('web', three('web')), () => installed()),
    ...delivered(helm('api', [onHost('api')], { metadata: SAVES, source: HELM }), () => installed()),
    ...delivered(usesTemplate('user', 'api', three('user')), () => installed()),
    ...delivered(kustomization('site', three('site')), () => applied()),
    ...delivered(helm('web', [onMember('asia', 'web')], { metadata: { namespace: 'other' } }), () =>
      installed('2.1.0'),
    ),
    source('HelmRepository', 'charts', ready('sha256:1'), { metadata: { namespace: 'other' } }),
    ...SOURCES,
  ];
}

/** Combinations of the status of an object, spread over the list of all combinations. */
function chosen(kind: Combination['kind'], count: number): Combination[] {
  const all = combinationsOf(kind);
  return Array.from({ length: count }, (_, index) => all[(index * 2_654_435_761) % all.length] as Combination);
}

function says(combination: Combination, index: number): Told {
  const objects = objectsOf(combination);
  const { metadata, spec, status } = objects[index % objects.length] as Any;
  const { generation, deletionTimestamp } = metadata;
  return {
    metadata: { generation, ...(deletionTimestamp ? { deletionTimestamp } : {}) },
    spec,
    status: { ...status, ...(combination.kind === 'HelmRelease' && index % 3 > 0 ? history('1.0.0') : {}) },
  };
}

/** Applications with three targets each, for this number of combinations. */
function combined(count: number): Any[] {
  const [releases, kustomizations, charts] = (['HelmRelease', 'Kustomization', 'HelmChart'] as const).map((kind) =>
    chosen(kind, kind === 'HelmChart' ? count : count * 3).map(says),
  ) as [Told[], Told[], Told[]];
  return Array.from({ length: count }, (_, number) => {
    const chart = charts[number] as Told;
    const of = (all: readonly Told[]) => (index: number) => all[number * 3 + index];
    return [
      ...delivered(helm(`helm-${number}`, three('web')), of(releases)),
      ...delivered(kustomization(`files-${number}`, three('web')), of(kustomizations)),
      ...delivered(usesTemplate(`template-${number}`, `chart-${number}`, [onHost(`web-${number}`)]), () => installed()),
      source(
        'HelmChart',
        `chart-${number}`,
        { ...chart.status, ...(number % 2 ? { artifact: { revision: '1.1.0' } } : {}) },
        chart,
      ),
    ];
  })
    .flat()
    .concat(SOURCES);
}

function sources(): Any[] {
  const ref = { sourceRef: { kind: 'HelmRepository', name: 'broken' } };
  const users = ['newer', 'unseen', 'wrong', 'gone', 'waits', 'stands', 'paused', 'deleted'];
  const noHost = trouble('FetchFailed', 'failed to fetch index: dial tcp: lookup charts.example.com: no such host');
  const waits = trouble('NoSourceArtifact', 'no artifact available');
  const oci = (name: string) =>
    helm(name, [onHost(name)], { chart: undefined, source: { sourceRef: { kind: 'OCIRepository', name } } });
  const ready110 = failedUpgrade();
  return [
    ...users.flatMap((name) => delivered(usesTemplate(`uses-${name}`, name, [onHost(name)]), () => installed())),
    ...delivered(usesTemplate('first', 'waits', three('first')), () => undefined),
    ...delivered(usesTemplate('retried', 'newer', three('retried')), () => ready110),
    source('HelmChart', 'newer', ready('1.1.0')),
    source('HelmChart', 'unseen', ready('1.0.0'), { metadata: { generation: 2 } }),
    source('HelmChart', 'wrong', trouble('InvalidChartReference', 'no chart version found for podinfo-9.9.9')),
    source('HelmChart', 'waits', waits, { spec: ref }),
    source('HelmChart', 'stands', ready('1.0.0'), { spec: ref }),
    source('HelmChart', 'paused', ready('1.0.0'), { spec: { suspend: true } }),
    source('HelmChart', 'deleted', ready('1.0.0'), { metadata: { deletionTimestamp: SAID } }),
    source('HelmRepository', 'broken', noHost),
    ...['oci', 'oci-failing', 'oci-missing'].flatMap((name) => delivered(oci(name), () => installed('6.9.0+1'))),
    source('OCIRepository', 'oci', ready('6.9.0@sha256:1')),
    source('OCIRepository', 'oci-failing', trouble('OCIArtifactPullFailed', 'no such tag')),
    ...['Bucket', 'GitRepository', 'OCIRepository', 'ExternalArtifact'].flatMap((kind) => {
      const name = `of-${kind.toLowerCase()}`;
      return delivered(kustomization(name, [onHost(name)], { kind, name: 'files' }), () => applied());
    }),
    source('Bucket', 'files', ready('sha256:2')),
    source('GitRepository', 'files', trouble('GitOperationFailed', 'authentication required\nunable to clone')),
    source('OCIRepository', 'files', ready('latest@sha256:4b8497c8'), { spec: { suspend: true } }),
  ];
}

function failedUpgrade(): Told {
  const told = failed('UpgradeFailed', 'Helm upgrade failed: timed out waiting for the condition');
  return { ...told, status: { ...told.status, lastAttemptedRevision: '1.0.0' } };
}

/** The annotations of a pause. */
function paused(notes: Readonly<Record<string, string>>): Told {
  const annotations = Object.fromEntries(
    Object.entries(notes).map(([name, text]) => [`gitops.kubesphere.io/suspend-${name}`, text]),
  );
  return { ...installed(), metadata: { annotations }, spec: { suspend: true } };
}

function pauses(): Any[] {
  const since = '2026-11-25T12:00:00Z';
  const notes: readonly Readonly<Record<string, string>>[] = [
    {},
    { reason: 'the database is moved' },
    { reason: 'the database is moved', by: 'admin', since, until: '2026-12-01T08:00:00Z' },
    { by: 'admin', since, until: '2026-11-26T11:00:00Z' },
    { reason: 'over', until: '2026-11-26T12:00:00Z' },
    { reason: 'two\nlines\u001b[31m', by: 'a\tb', since: 'yesterday', until: 'soon' },
    { reason: 'é'.repeat(2000) },
  ];
  const notSuspended: Told = { ...paused({ reason: 'old' }), spec: {} };
  return [
    ...notes.flatMap((each, index) =>
      delivered(helm(`paused-${index}`, three('web')), (target) => (target === 1 ? paused(each) : installed())),
    ),
    ...delivered(helm('all', three('all')), (target) => paused(notes[target + 1] as Readonly<Record<string, string>>)),
    ...delivered(kustomization('files', three('files')), (target) =>
      target === 0
        ? applied()
        : { ...applied(), spec: { suspend: true }, metadata: paused(notes[target] ?? {}).metadata },
    ),
    ...delivered(helm('ended', [onHost('ended')]), () => notSuspended),
    ...delivered(helm('by-spec', [onHost('one', { suspend: true }), onHost('two')]), (target) =>
      target === 0 ? paused({}) : installed(),
    ),
    ...SOURCES,
  ];
}

function leftovers(): Any[] {
  const release = (kind: string, name: string, { spec = {}, metadata = {}, ...told }: Told = {}) => ({
    apiVersion: kind === 'HelmRelease' ? 'helm.toolkit.fluxcd.io/v2' : 'kustomize.toolkit.fluxcd.io/v1',
    kind,
    metadata: {
      name,
      namespace: 'apps',
      labels: { 'app.kubernetes.io/managed-by': 'web' },
      generation: 1,
      ...metadata,
      annotations: {
        'app.kubernetes.io/name': name
          .split('--')
          .slice(1)
          .join('-')
          .replace(/^host-/, ''),
        'gitops.kubesphere.io/lowering-digest': 'sha256:0',
        ...(metadata as Any).annotations,
      },
    },
    spec: { kubeConfig: { secretRef: { name: 'old-1' } }, targetNamespace: 'web', ...spec },
    ...told,
  });
  const group = { apiVersion: 'gitops.kubesphere.io/v1alpha1', kind: 'Application' };
  const wrong = helm('wrong', [onHost('wrong', { interval: '1' })]);
  const old = failed('UpgradeFailed', 'execution error at (hello/templates/config.yaml:6): no replicas');
  const stored = {
    fluxApp: {
      helmReleaseStatus: {
        web: {
          conditions: [
            condition('Ready', 'True', 'InstallSucceeded', 'installed 1.0.0', {
              lastTransitionTime: '2026-11-22T00:00:00Z',
            }),
          ],
          lastAppliedRevision: '1.0.0',
        },
      },
    },
  };
  const remembers = delivered(helm('remembers', [onHost('web')]), () => installed());
  return [
    ...delivered(helm('web', three('web')), (target) => (target === 0 ? installed() : target === 1 ? old : undefined)),
    release('HelmRelease', 'web--old-1--web', installed()),
    release('HelmRelease', 'web--old-1--web--paused', { ...paused({ reason: 'kept' }) }),
    release('HelmRelease', 'web--old-1--web--deleted', { ...old, metadata: { deletionTimestamp: SAID } }),
    release('HelmRelease', 'web--host--web--silent', { spec: { kubeConfig: undefined } }),
    release('Kustomization', 'web--old-1--web', applied()),
    // of another tool that also uses the label
    release('HelmRelease', 'foreign', {
      ...installed(),
      metadata: { annotations: { 'gitops.kubesphere.io/lowering-digest': undefined } },
    }),
    { ...remembers[0], status: stored },
    ...remembers.slice(1),
    ...delivered(helm('none', []), () => installed()),
    ...delivered(helm('deleted', [onHost('deleted')]), () => installed(), { deletionTimestamp: SAID }),
    ...delivered(helm('unseen', three('unseen')), () => ({})),
    ...delivered(helm('other-digest', [onHost('other')]), () => ({
      ...installed(),
      metadata: { annotations: { 'gitops.kubesphere.io/lowering-digest': 'another' } },
    })),
    ...delivered(helm('失敗', [onHost('wide')], { metadata: { name: 'wide' } }), () =>
      failed('InstallFailed', '失敗しました\u001b[2J\nbad\u202e'),
    ),
    { ...wrong, metadata: { ...wrong.metadata, uid: 'wrong', generation: 2, creationTimestamp: CREATED } },
    { ...group, metadata: { name: 'bad-spec', namespace: 'apps' }, spec: { kind: 'fluxcd', fluxApp: 1 } },
    { ...group, metadata: { name: 'no-namespace' }, spec: helm('a', [onHost('a')]).spec },
    { ...group, metadata: { name: 'argo', namespace: 'apps' }, spec: { kind: 'argocd', argoApp: { spec: {} } } },
    { ...group, apiVersion: 'argoproj.io/v1alpha1', metadata: { name: 'argo' }, spec: { kind: 'fluxcd', fluxApp: {} } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'apps' } },
    ...SOURCES,
  ];
}

/** Dumps by name: the objects of each. */
export const DUMPS: Readonly<Record<string, () => readonly object[]>> = {
  healthy,
  states: () => combined(10),
  sources,
  pauses,
  leftovers,
  'applications-only': () => healthy().filter(({ kind }) => kind === 'Application'),
};

/** Many more combinations, too many to read. */
export const manyStates = () => combined(300);

/** A List as printed by kubectl. */
export function listOf(objects: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
}
