import type { Application } from '../../imports/gitops.kubesphere.io';
import { lower } from '../../src';
import { rfc3339 } from '../../src/kubernetes';

/** The status of a target reported by Flux: ready, unless specified otherwise. */
export interface ShownTarget {
  readonly status?: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** The version that runs. @default - that of the application */
  readonly version?: string;
  /** A pause, with the number of minutes since its beginning and since its planned end. */
  readonly pause?: { readonly reason: string; readonly since: number; readonly until?: number };
  /** Whether its object does not exist. */
  readonly absent?: true;
  /** Whether Flux has not observed it yet. */
  readonly unobserved?: true;
  /** Whether Flux has given up. */
  readonly stalled?: true;
}

/** An application to be shown. */
export interface ShownApplication {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly clusters: readonly string[];
  /** The namespace of each target, in the order of the clusters. @default - that of the application */
  readonly targetNamespaces?: readonly string[];
  /** By cluster: the targets that are not ready. */
  readonly others?: Readonly<Record<string, ShownTarget>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** The KEYs of its waves. */
  readonly waves?: readonly (readonly string[])[];
  /** Invalid fields of the Application's targets: its objects are from an earlier version without them. */
  readonly wrong?: object;
}

/** A fixed time, for reproducible output. */
export const SHOWN_AT = '2026-12-01T03:07:00Z';

const CREATED = '2026-05-15T00:00:00Z';

/**
 * The objects of applications as stored in a cluster: Applications, HelmReleases with the status from Flux, and a
 * source.
 *
 * @param now date and time as in RFC 3339
 */
export function shownObjects(applications: readonly ShownApplication[], now: string): object[] {
  const namespaces = [...new Set(applications.map(({ namespace }) => namespace))];
  const before = (minutes: number) => rfc3339(new Date(Date.parse(now) - minutes * 60_000));
  return [
    ...applications.flatMap((application) => objectsOf(application, before)),
    ...namespaces.map((namespace) => repository(namespace, before)),
  ];
}

/** The time a number of minutes ago. */
type Before = (minutes: number) => string;

/** The age of Flux's last status, in minutes. */
const SAID = 46;

function repository(namespace: string, before: Before): object {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmRepository',
    metadata: { name: 'charts', namespace, uid: `charts-${namespace}`, generation: 1 },
    spec: { url: 'https://charts.example.com', interval: '10m' },
    status: {
      observedGeneration: 1,
      conditions: [conditionOf('True', 'Succeeded', 'stored artifact: revision sha256:4b8497c8', before(SAID))],
      artifact: {
        revision: 'sha256:4b8497c8d9a3c4f1',
        lastUpdateTime: CREATED,
        path: 'index.yaml',
        url: '',
        digest: '',
      },
    },
  };
}

function objectsOf(shown: ShownApplication, before: Before): object[] {
  const { others = {}, wrong } = shown;
  // biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
  const releases = (lower(applicationOf(shown, {})).objects as any[]).flatMap((release) => {
    const said = others[release.spec.kubeConfig?.secretRef.name ?? 'host'] ?? {};
    return said.absent ? [] : [releaseOf(release, said, shown, before)];
  });
  return [applicationOf(shown, wrong ?? {}), ...releases];
}

function applicationOf(
  { namespace, name, version, clusters, targetNamespaces, labels = {}, waves }: ShownApplication,
  more: object,
) {
  const annotations = waves && { annotations: { 'gitops.kubesphere.io/rollout': JSON.stringify({ waves }) } };
  const own = { uid: `${namespace}-${name}`, generation: 1, creationTimestamp: CREATED };
  const deploy = clusters.map((cluster, index) => ({
    destination: {
      ...(cluster === 'host' ? {} : { kubeConfig: { secretRef: { name: cluster } } }),
      targetNamespace: targetNamespaces?.[index] ?? namespace,
    },
    interval: '10m',
    ...more,
  }));
  return {
    apiVersion: 'gitops.kubesphere.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace, labels, ...own, ...annotations },
    spec: {
      kind: 'fluxcd',
      fluxApp: {
        spec: {
          source: { sourceRef: { kind: 'HelmRepository', name: 'charts' } },
          config: { helmRelease: { chart: { chart: name, version }, deploy } },
        },
      },
    },
  } as unknown as Application;
}

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
function releaseOf(release: any, said: ShownTarget, { version, name }: ShownApplication, before: Before): object {
  const { status = 'True', reason = 'UpgradeSucceeded', pause, unobserved, stalled } = said;
  const runs = said.version ?? version;
  const succeeded = `Helm upgrade succeeded for release ${release.metadata.namespace}/${name}.v7 with chart ${name}@${runs}`;
  const conditions = [
    conditionOf(status, reason, said.message ?? succeeded, before(SAID)),
    ...(stalled ? [{ ...conditionOf('True', reason, said.message ?? '', before(SAID)), type: 'Stalled' }] : []),
  ];
  const { metadata, spec } = release;
  return {
    ...release,
    metadata: {
      ...metadata,
      ...{ uid: `uid-${metadata.namespace}-${metadata.name}`, generation: 1 },
      annotations: { ...metadata.annotations, ...(pause && annotationsOf(pause, before)) },
    },
    spec: { ...spec, ...(pause ? { suspend: true } : {}) },
    ...(unobserved
      ? {}
      : {
          status: {
            observedGeneration: 1,
            conditions,
            history: [{ status: 'deployed', chartVersion: runs, version: 7 }],
          },
        }),
  };
}

function annotationsOf({ reason, since, until }: NonNullable<ShownTarget['pause']>, before: Before) {
  return {
    'gitops.kubesphere.io/suspend-reason': reason,
    'gitops.kubesphere.io/suspend-by': 'admin',
    'gitops.kubesphere.io/suspend-since': before(since),
    ...(until === undefined ? {} : { 'gitops.kubesphere.io/suspend-until': before(until) }),
  };
}

function conditionOf(status: string, reason: string, message: string, lastTransitionTime: string) {
  return { type: 'Ready', status, reason, message, observedGeneration: 1, lastTransitionTime };
}

const REGIONS = ['ap-south-1', 'ap-southeast-1', 'cn-east-1', 'cn-north-2', 'eu-central-1', 'eu-west-1', 'eu-west-2'];
const EVERYWHERE = [
  'host',
  ...REGIONS.slice(0, 4),
  'edge-7',
  ...REGIONS.slice(4),
  'us-east-1',
  'us-east-2',
  'us-west-1',
];
const SHOPS = EVERYWHERE.filter((cluster) => cluster !== 'edge-7');

const unreachable = (namespace: string, name: string): ShownTarget => ({
  status: 'False',
  reason: 'UpgradeFailed',
  message: `Helm upgrade failed for release ${namespace}/${name} with chart ${name}@1.0.0: Kubernetes cluster unreachable: Get "https://10.7.0.1:6443/version": dial tcp 10.7.0.1:6443: i/o timeout`,
});

const schema: ShownTarget = {
  status: 'False',
  reason: 'UpgradeFailed',
  version: '4.11.0',
  message:
    "Helm upgrade failed for release shop/checkout with chart checkout@4.12.1: values don't meet the specifications of the schema(s) in the following chart(s):\ncheckout:\n- at '/replicaCount': got string, want integer\n",
};

const onEdge = (namespace: string, name: string, version: string): ShownApplication => ({
  ...{ namespace, name, version, clusters: EVERYWHERE },
  others: { 'edge-7': unreachable(namespace, name) },
});

const all = (clusters: readonly string[], said: ShownTarget) =>
  Object.fromEntries(clusters.map((cluster) => [cluster, said]));

/** Applications in every state, as an operator might find them at night: for tests, and for pictures of the page. */
export const NIGHT: readonly ShownApplication[] = [
  {
    ...{ namespace: 'data', name: 'kafka', version: '31.5.0' },
    clusters: ['ap-southeast-1', 'cn-east-1', 'eu-central-1', 'us-east-1'],
    others: { 'ap-southeast-1': { absent: true } },
  },
  { ...onEdge('data', 'redis', '20.6.3'), labels: { team: 'data' } },
  onEdge('observability', 'kube-state-metrics', '5.30.0'),
  onEdge('observability', 'otel-collector', '0.98.2'),
  {
    ...{ namespace: 'observability', name: 'loki', version: '6.27.0', clusters: SHOPS },
    others: { 'cn-east-1': { unobserved: true } },
  },
  {
    ...{ namespace: 'shop', name: 'checkout', version: '4.12.1', clusters: SHOPS, labels: { team: 'shop' } },
    others: {
      ...all(['eu-central-1', 'eu-west-1', 'eu-west-2', 'us-east-1'], schema),
      ...all(['us-east-2', 'us-west-1'], {
        ...{ status: 'Unknown', reason: 'Progressing', version: '4.11.0' },
        message: "Running 'upgrade' action with timeout of 5m0s",
      }),
    },
  },
  {
    ...{ namespace: 'shop', name: 'payments', version: '7.0.3', clusters: SHOPS, labels: { team: 'shop' } },
    others: {
      'ap-south-1': {
        pause: { reason: 'load test', since: 787, until: 547 },
      },
      'us-east-1': {
        pause: { reason: 'the database is moved', since: 127 },
      },
    },
  },
  {
    ...{ namespace: 'security', name: 'fraud-check', version: '2.1.0', clusters: SHOPS.slice(0, 3) },
    wrong: { timeout: '5' },
  },
  {
    ...{ namespace: 'security', name: 'velero', version: '8.5.0', clusters: SHOPS },
    others: {
      'cn-north-2': {
        ...{ status: 'False', reason: 'RetriesExceeded', stalled: true },
        message:
          'Failed to upgrade after 3 attempt(s): Helm upgrade failed for release security/velero with chart velero@8.5.0: context deadline exceeded',
      },
    },
  },
  ...['catalog', 'front', 'search'].map(
    (name): ShownApplication => ({ namespace: 'shop', name, version: '3.4.0', clusters: SHOPS }),
  ),
  { namespace: 'security', name: 'cert-manager', version: '1.19.1', clusters: EVERYWHERE },
];
