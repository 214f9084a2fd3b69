import { patched } from '../../change/plan/objects';
import type { Written } from './stand';

const SOURCE = 'source.toolkit.fluxcd.io/v1';

function object(apiVersion: string, kind: string, namespace: string, name: string, fields: object): Written {
  return { apiVersion, kind, metadata: { name, namespace }, ...fields };
}

/** A source with an `interval` of one hour. */
export function source(kind: string, namespace: string, name: string, spec: object): Written {
  return object(SOURCE, kind, namespace, name, { spec: { interval: '1h', ...spec } });
}

/** A HelmChart for chart `hello`, with a JSON merge patch for its spec. */
export function helmChart(namespace: string, name: string, spec: object = {}): Written {
  const own = { chart: 'hello', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } };
  return source('HelmChart', namespace, name, patched(own, spec));
}

/** A ConfigMap. */
export function configMap(namespace: string, name: string, data: object): Written {
  return object('v1', 'ConfigMap', namespace, name, { data });
}

/** The chart in a HelmRelease. */
export const HELLO = {
  spec: { chart: 'hello', version: '1.0.0', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
};

/** A HelmRelease that installs chart `hello` as `web` on member `eu-1`, with a JSON merge patch for its spec. */
export function release(namespace: string, spec: object = {}, name = 'web'): Written {
  const own = {
    chart: HELLO,
    kubeConfig: { secretRef: { name: 'eu-1' } },
    releaseName: 'web',
    interval: '1h',
    values: { host: 'first' },
  };
  return object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', namespace, name, { spec: patched(own, spec) });
}

/** A Kustomization that applies a folder to member `eu-1`, with a JSON merge patch for its spec. */
export function kustomization(namespace: string, spec: object = {}, name = 'web'): Written {
  const own = {
    sourceRef: { kind: 'GitRepository', name: 'git' },
    path: './one',
    prune: true,
    targetNamespace: namespace,
    kubeConfig: { secretRef: { name: 'eu-1' } },
    interval: '1h',
  };
  return object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', namespace, name, { spec: patched(own, spec) });
}
