import type { InstallManifest } from './manifest';
import { CONTAINER_SECURITY, DEFAULT_RESOURCES, podSpec } from './pod';
import type { LoweringProps } from './props';
import { electsLeader, isReplicated, type WatcherSettings } from './settings';

/** The name of the port of metrics and probes. */
export const METRICS_PORT = 'metrics';

/**
 * The default of the API server, set so that a server-side apply owns its fields: fields that the API server has set
 * would stay with Recreate, which does not permit them.
 */
const ROLLING = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };

/** The watcher's Pods. */
export function deployment(settings: WatcherSettings): InstallManifest {
  const { name, namespace, replicas, selectorLabels, labels } = settings;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name,
    namespace,
    body: () => ({
      spec: {
        replicas,
        // with one replica the old Pod ends before the new one starts: a watcher without a Lease would overwrite the
        // other's status
        strategy: isReplicated(settings) ? ROLLING : { type: 'Recreate' },
        selector: { matchLabels: selectorLabels },
        template: { metadata: { labels }, spec: watcherPod(settings) },
      },
    }),
  };
}

function watcherPod(settings: WatcherSettings): object {
  return podSpec(settings, {
    container: container(settings),
    // on termination, it has ten seconds to write gathered changes and to release its Lease
    terminationGracePeriodSeconds: 30,
    topologySpreadConstraints: isReplicated(settings) ? [spread(settings.selectorLabels)] : undefined,
  });
}

/** Spreads two Pods over two nodes if possible, so that the failure of a node does not stop both. */
function spread(matchLabels: WatcherSettings['selectorLabels']): object {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
  };
}

function container(settings: WatcherSettings): object {
  return {
    name: 'watcher',
    image: settings.image,
    args: argsOf(settings),
    ports: [{ name: METRICS_PORT, containerPort: settings.metricsPort }],
    // restarted when it is stuck for a minute; while it waits for the API server, it is not ready, and is not restarted
    livenessProbe: { httpGet: { path: '/healthz', port: METRICS_PORT }, periodSeconds: 20 },
    readinessProbe: { httpGet: { path: '/readyz', port: METRICS_PORT }, periodSeconds: 10 },
    resources: settings.resources ?? DEFAULT_RESOURCES,
    securityContext: CONTAINER_SECURITY,
  };
}

/** The arguments of `fluxapp`, which the image starts. */
function argsOf(settings: WatcherSettings): string[] {
  const { name, watchNamespace, selector, logLevel, metricsPort, lowering } = settings;
  return [
    ...(lowering === undefined ? ['watch'] : ['controller', '--status', ...loweringArgs(lowering)]),
    watchNamespace === undefined ? '--all-namespaces' : `--namespace=${watchNamespace}`,
    ...(selector === undefined ? [] : [`--selector=${selector}`]),
    // the Lease has the name of the watcher: another watcher in the same namespace has its own
    ...(electsLeader(settings) ? ['--leader-elect', `--lease-name=${name}`] : []),
    `--metrics-address=:${metricsPort}`,
    ...(logLevel === undefined ? [] : [`--log-level=${logLevel}`]),
  ];
}

function loweringArgs({
  all,
  defaultServiceAccount,
  trustedNamespaces,
  allowCrossNamespaceRefs,
}: LoweringProps): string[] {
  return [
    ...(all ? ['--all'] : []),
    ...(defaultServiceAccount === undefined ? [] : [`--default-service-account=${defaultServiceAccount}`]),
    ...(trustedNamespaces ?? []).map((namespace) => `--trusted-namespace=${namespace}`),
    ...(allowCrossNamespaceRefs ? ['--allow-cross-namespace-refs'] : []),
  ];
}
