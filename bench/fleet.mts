import { ApiObject, type Chart } from 'cdk8s';
import { Cluster, FluxApplication, HelmRepository, HelmTemplate, typedChart, type ValuesMap } from 'cdk8s-fluxapp';

/** The number of targets of an application. */
export const TARGETS = 100;

/**
 * The place of the values of a target: in `defaults`, with only the differences in the target; or `own`, with all of
 * them in the target. `long` is like `defaults`, with 9 kB of values.
 */
export type ValuesStyle = 'defaults' | 'own' | 'long';

/** Values like those of a common chart: 52 leaves, of which a few differ from target to target. */
function values(app: number, site: number) {
  return {
    replicaCount: 2 + (site % 3),
    image: { repository: `registry.example.com/team/service-${app}`, tag: 'v1.24.3', pullPolicy: 'IfNotPresent' },
    imagePullSecrets: [{ name: 'registry' }],
    serviceAccount: { create: true, automount: false, annotations: { 'example.com/owner': 'team-a' } },
    podAnnotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090', 'prometheus.io/path': '/metrics' },
    podSecurityContext: { fsGroup: 2000, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: {
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      runAsUser: 1000,
    },
    service: { type: 'ClusterIP', port: 8080, annotations: {} },
    ingress: {
      enabled: true,
      className: 'nginx',
      annotations: {
        'cert-manager.io/cluster-issuer': 'letsencrypt',
        'nginx.ingress.kubernetes.io/proxy-body-size': '8m',
      },
      hostname: `service-${app}.site-${site}.example.com`,
      paths: [{ path: '/', pathType: 'Prefix' }],
      tls: { enabled: true, secretName: `service-${app}-tls` },
    },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
    livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, initialDelaySeconds: 10, periodSeconds: 15 },
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, failureThreshold: 3 },
    autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 10, targetCPUUtilizationPercentage: 80 },
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'web', effect: 'NoSchedule' }],
    config: {
      logLevel: 'info',
      region: `region-${site % 5}`,
      site: `site-${site}`,
      cache: { enabled: true, ttl: '10m', size: 512 },
    },
    extraEnv: [
      { name: 'GOMAXPROCS', value: '2' },
      { name: 'HTTP_PROXY', value: '' },
    ],
  };
}

/** The settings of `long` in addition to the values: 7.5 kB. */
const settings = Object.fromEntries(
  Array.from({ length: 110 }, (_, index) => [
    `setting${index}`,
    { enabled: index % 2 === 0, value: `value of setting ${index}`, unit: 'seconds' },
  ]),
);

/** The values that differ from target to target. */
function difference(app: number, site: number) {
  const { replicaCount, ingress, config } = values(app, site);
  return {
    replicaCount,
    ingress: { hostname: ingress.hostname },
    config: { region: config.region, site: config.site },
  };
}

/** The clusters of a fleet, shared by all its applications. */
const clusters = Array.from({ length: TARGETS }, (_, site) => Cluster.member(`site-${site}`));

/** An application with up to {@link TARGETS} targets, as the author of a chart writes it. */
export function addApplication(chart: Chart, app: number, targets: number, style: ValuesStyle): void {
  new FluxApplication(chart, `service-${app}`, {
    helmRelease: {
      template: HelmTemplate.fromName(chart, `template-${app}`, `template-${app}`),
      defaults: {
        interval: '15m',
        timeout: '5m',
        install: { createNamespace: true, remediation: { retries: 3 } },
        upgrade: { remediation: { retries: 3, remediateLastFailure: true } },
        ...(style === 'own' ? {} : { values: { ...values(app, 0), ...(style === 'long' ? { settings } : {}) } }),
      },
      deploy: clusters.slice(0, targets).map((cluster, site) => ({
        destination: cluster.namespace(`service-${app}`),
        values: style === 'own' ? values(app, site) : difference(app, site),
      })),
    },
  });
}

/** A document as stock cdk8s accepts it. */
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** A finished document, as an object of stock cdk8s. */
export function addStockObject(chart: Chart, manifest: Manifest): void {
  new ApiObject(chart, `${manifest.kind}-${manifest.metadata.name}`, manifest);
}

/** A section of a large chart: a dozen values with types, limits and descriptions. */
export function section(index: number) {
  const texts = ['name', 'namespace', 'path', 'user', 'group', 'zone'].map((key) => [
    `${key}${index}`,
    {
      type: ['string', 'null'],
      maxLength: 253,
      pattern: '^[a-z0-9/.-]*$',
      description: `The ${key} that section ${index} uses.`,
    },
  ]);
  const numbers = ['port', 'replicas', 'limit', 'retries', 'size'].map((key) => [
    `${key}${index}`,
    { type: 'integer', minimum: 0, maximum: 65535, description: `The ${key} that section ${index} starts with.` },
  ]);
  const mode = { enum: ['first', 'second', 'third'], description: `The mode of section ${index}.` };
  return {
    type: 'object',
    additionalProperties: false,
    properties: { ...Object.fromEntries([...texts, ...numbers]), mode },
  };
}

/** The module that `fluxapp import chart` would write for a chart with a schema of 180 kB. */
const largeChart = JSON.stringify({
  name: 'large',
  version: '1.0.0',
  values: {
    ...values(0, 0),
    ...Object.fromEntries(
      Array.from({ length: 110 }, (_, index) => [`section${index}`, { [`port${index}`]: 80, mode: 'first' }]),
    ),
  },
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    properties: {
      replicaCount: { type: 'integer' },
      ingress: { type: 'object', properties: { hostname: { type: 'string', format: 'hostname' } } },
      ...Object.fromEntries(Array.from({ length: 110 }, (_, index) => [`section${index}`, section(index)])),
    },
  },
});

const large = { chart: 'large', version: '1.0.0' };
const checkedChart = typedChart<ValuesMap>(large, largeChart);
const uncheckedChart = typedChart<ValuesMap>(large);

/**
 * An application of a chart with a large schema.
 *
 * @param hasSchema whether the module of the chart contains the schema: synthesis then checks the values of every
 * target
 * @param isShared whether all targets have the same values; otherwise a few of them differ in every target
 */
export function addLargeApplication(
  chart: Chart,
  app: number,
  targets: number,
  hasSchema: boolean,
  isShared: boolean,
): void {
  new FluxApplication(chart, `service-${app}`, {
    helmRelease: {
      source: HelmRepository.fromName(chart, `charts-${app}`, 'charts'),
      chart: hasSchema ? checkedChart : uncheckedChart,
      defaults: { values: values(0, 0) },
      deploy: clusters.slice(0, targets).map((cluster, site) => ({
        destination: cluster.namespace(`service-${app}`),
        ...(isShared ? {} : { values: difference(app, site) }),
      })),
    },
  });
}
