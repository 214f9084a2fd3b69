/** Applications for tests, as short as possible. */

// biome-ignore lint/suspicious/noExplicitAny: tests put anything anywhere
type Any = any;

const SOURCE = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
const GIT = { sourceRef: { kind: 'GitRepository', name: 'repo' } };

/** An Application around `spec.fluxApp.spec`. */
export function application(fluxApp: unknown, metadata: object = {}): Any {
  return {
    apiVersion: 'gitops.kubesphere.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'podinfo', namespace: 'apps', ...metadata },
    spec: { kind: 'fluxcd', fluxApp: { spec: fluxApp } },
  };
}

/** An Application with a helmRelease that installs chart podinfo of the HelmRepository charts on these targets. */
export function helmApplication(deploy: readonly object[], parts: { source?: unknown; [field: string]: unknown } = {}) {
  const { source = SOURCE, metadata, ...helmRelease } = parts;
  const config = { helmRelease: { chart: { chart: 'podinfo', version: '6.x' }, deploy, ...helmRelease } };
  return application({ source, config }, metadata as object);
}

/** An Application with a kustomization that applies the GitRepository repo on these targets. */
export function kustomizationApplication(kustomization: readonly object[], source: unknown = GIT) {
  return application({ source, config: { kustomization } });
}

/** An entry of deploy for a namespace of the host. */
export function onHost(targetNamespace: string | undefined, entry: object = {}) {
  return { destination: { targetNamespace }, interval: '10m', ...entry };
}

/** An entry of deploy for a namespace of a member. */
export function onMember(name: string, targetNamespace: string | undefined, entry: object = {}) {
  return {
    destination: { kubeConfig: { secretRef: { name } }, targetNamespace },
    interval: '10m',
    storageNamespace: targetNamespace,
    ...entry,
  };
}

/** The label that saves the chart of an application as a template. */
export const SAVES = { labels: { 'gitops.kubesphere.io/save-helm-template': 'true' } };
