import type { FluxObject } from '../../src/status/flux-object';

/** A condition with defaults for the fields that tests do not need. */
export function condition(type: string, status: string, reason: string, message = '', parts: object = {}) {
  return { type, status, reason, message, lastTransitionTime: '2026-11-01T00:00:00Z', ...parts };
}

/** A Flux object in the namespace apps, with observed generation 1. */
export function fluxObject(
  kind: string,
  name: string,
  status: object = {},
  { metadata = {}, spec = {} }: { metadata?: object; spec?: object } = {},
): FluxObject {
  return {
    kind,
    metadata: {
      name,
      namespace: 'apps',
      generation: 1,
      labels: { 'app.kubernetes.io/managed-by': 'podinfo' },
      ...metadata,
    },
    spec,
    status: { observedGeneration: 1, ...status },
  };
}

/** The history of a HelmRelease that runs this version of a chart. */
export function deployed(chartVersion: string, version = 1) {
  return { history: [{ chartVersion, version, status: 'deployed' }] };
}

/** A HelmRelease that is ready and runs this version of a chart. */
export function readyRelease(name: string, chartVersion = '1.0.0', parts: { metadata?: object; spec?: object } = {}) {
  const message = `Helm install succeeded for release apps/podinfo.v1 with chart podinfo@${chartVersion}`;
  const generation = (parts.metadata as { generation?: number } | undefined)?.generation ?? 1;
  const conditions = ['Ready', 'Released'].map((type) =>
    condition(type, 'True', 'InstallSucceeded', message, { observedGeneration: generation }),
  );
  const status = { observedGeneration: generation, conditions, lastAttemptedRevision: chartVersion };
  return fluxObject('HelmRelease', name, { ...status, ...deployed(chartVersion) }, parts);
}

/** A HelmRelease that has failed and is retried. */
export function failedRelease(name: string, message = 'Helm install failed: boom', reason = 'InstallFailed') {
  return fluxObject('HelmRelease', name, {
    observedGeneration: -1,
    failures: 1,
    conditions: [
      condition('Reconciling', 'True', 'Progressing', 'Fulfilling prerequisites'),
      condition('Ready', 'False', reason, message, { observedGeneration: 1 }),
    ],
  });
}

/** A Kustomization that has applied this revision. */
export function readyKustomization(name: string, revision = 'main@sha1:4b8497c8', parts: object = {}) {
  return fluxObject('Kustomization', name, {
    conditions: [
      condition('Ready', 'True', 'ReconciliationSucceeded', `Applied revision: ${revision}`, { observedGeneration: 1 }),
    ],
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
    history: [{ lastReconciledStatus: 'ReconciliationSucceeded' }],
    ...parts,
  });
}

/** A source that is ready, with an artifact of this revision. */
export function readySource(kind: string, name: string, revision: string, spec: object = {}) {
  const conditions = [condition('Ready', 'True', 'Succeeded', 'stored artifact', { observedGeneration: 1 })];
  return fluxObject(kind, name, { conditions, artifact: { revision } }, { spec });
}

/** A source that fails and is retried. */
export function failedSource(kind: string, name: string, reason: string, message: string, spec: object = {}) {
  const conditions = [
    condition('Reconciling', 'True', 'ProgressingWithRetry', message),
    condition('Ready', 'False', reason, message, { observedGeneration: 1 }),
  ];
  return fluxObject(kind, name, { observedGeneration: -1, conditions }, { spec });
}
