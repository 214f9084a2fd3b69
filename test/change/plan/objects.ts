import { type PlanObject, planObjectOf } from '../../../src/change';
import { isPlainObject } from '../../../src/json';

/** An object in a plan. */
export function object(value: object): PlanObject {
  const planned = planObjectOf(value);
  if (planned === undefined) throw new Error('it has no apiVersion, kind or name');
  return planned;
}

/** The object with a JSON merge patch (RFC 7386): null removes a field. */
export function patched(value: object, patch: object): object {
  const result: Record<string, unknown> = { ...value };
  for (const [key, entry] of Object.entries(patch)) {
    if (entry === null) delete result[key];
    else if (isPlainObject(entry)) result[key] = patched(isPlainObject(result[key]) ? result[key] : {}, entry);
    else result[key] = entry;
  }
  return result;
}

/** The HelmRelease of application shop/web on a cluster, as created by lowering. */
export function release(cluster: string, patch: object = {}): PlanObject {
  const made = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: {
      name: `web--${cluster}--web`,
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'web' },
      annotations: {
        'app.kubernetes.io/name': `${cluster}-web`,
        'gitops.kubesphere.io/application': 'web',
        'gitops.kubesphere.io/lowering-digest': `sha256:${cluster}`,
      },
    },
    spec: {
      chart: { spec: { chart: 'web', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } } },
      kubeConfig: { secretRef: { name: cluster } },
      targetNamespace: 'web',
      releaseName: 'web',
      interval: '5m',
      values: { image: { tag: '1.8.2' } },
    },
  };
  return object(patched(made, patch));
}

/** The Kustomization of application shop/base on a cluster. */
export function kustomization(cluster: string, patch: object = {}): PlanObject {
  const made = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: {
      name: `base--${cluster}`,
      namespace: 'shop',
      annotations: { 'app.kubernetes.io/name': cluster, 'gitops.kubesphere.io/application': 'base' },
    },
    spec: {
      sourceRef: { kind: 'GitRepository', name: 'git' },
      path: './base',
      prune: true,
      kubeConfig: { secretRef: { name: cluster } },
      interval: '5m',
    },
  };
  return object(patched(made, patch));
}

/** A HelmChart to which releases refer with `chartRef`. */
export function chart(name: string, patch: object = {}): PlanObject {
  const spec = {
    chart: 'web',
    version: '1.0.0',
    interval: '5m',
    sourceRef: { kind: 'HelmRepository', name: 'charts' },
  };
  const made = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'HelmChart',
    metadata: { name, namespace: 'shop' },
    spec,
  };
  return object(patched(made, patch));
}
