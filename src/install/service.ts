import { METRICS_PORT } from './deployment';
import type { InstallManifest } from './manifest';
import { isReplicated, type WatcherSettings } from './settings';

/** The Service of the metrics. */
export function service({ name, namespace, selectorLabels, metricsPort }: WatcherSettings): InstallManifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    name,
    namespace,
    body: () => ({
      spec: {
        selector: selectorLabels,
        ports: [{ name: METRICS_PORT, port: metricsPort, targetPort: METRICS_PORT }],
      },
    }),
  };
}

/** The ServiceMonitor for the Prometheus operator. Absent unless requested. */
export function serviceMonitor(settings: WatcherSettings): InstallManifest | undefined {
  if (!settings.serviceMonitor) return undefined;
  const { name, namespace, selectorLabels } = settings;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    name,
    namespace,
    body: () => ({
      spec: { selector: { matchLabels: selectorLabels }, endpoints: [{ port: METRICS_PORT, path: '/metrics' }] },
    }),
  };
}

/**
 * Keeps one of two watchers running when nodes are drained. Absent for a single one: it would block the drain, and a
 * short interruption of the watcher does no harm.
 */
export function disruptionBudget(settings: WatcherSettings): InstallManifest | undefined {
  if (!isReplicated(settings)) return undefined;
  const { name, namespace, selectorLabels } = settings;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    name,
    namespace,
    body: () => ({ spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels } } }),
  };
}
