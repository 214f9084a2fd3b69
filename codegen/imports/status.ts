import type { Schema } from './schema';

const string: Schema = { type: 'string' };
const int64: Schema = { type: 'integer', format: 'int64' };
const count: Schema = { type: 'integer', format: 'int32', minimum: 0 };

const described = (schema: Schema, description: string): Schema => ({ ...schema, description });
const strings = (...names: string[]) => Object.fromEntries(names.map((name) => [name, string]));

/**
 * An Application's status: KubeSphere's part (kind, argoApp, fluxApp), in which the console expects the structure of
 * Flux's v2beta1 HelmRelease and v1beta2 Kustomization, and this project's part.
 *
 * @param condition Kubernetes' metav1.Condition
 */
export function statusSchema(condition: Schema): Schema {
  const conditions: Schema = { type: 'array', items: condition };
  return {
    type: 'object',
    properties: {
      kind: string,
      argoApp: described(string, 'Status of the Argo CD engine, kept as it is.'),
      fluxApp: {
        type: 'object',
        description: 'Status of each target, in the shape that the KubeSphere console reads.',
        properties: {
          helmReleaseStatus: byTarget('HelmReleases', {
            conditions,
            ...strings('helmChart', 'lastAppliedRevision', 'lastAttemptedRevision', 'lastAttemptedValuesChecksum'),
            lastHandledReconcileAt: string,
            lastReleaseRevision: { type: 'integer' },
            failures: int64,
            installFailures: int64,
            upgradeFailures: int64,
            observedGeneration: int64,
          }),
          kustomizationStatus: byTarget('Kustomizations', {
            conditions,
            inventory,
            ...strings('lastAppliedRevision', 'lastAttemptedRevision', 'lastHandledReconcileAt'),
            observedGeneration: int64,
          }),
        },
      },
      observedGeneration: described(int64, 'Generation of the Application that this status is about.'),
      conditions: {
        type: 'array',
        description: 'Ready: whether every target runs what the Application says, and why not.',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['type'],
        items: condition,
      },
      desired: described(count, 'Number of targets.'),
      ready: described(count, 'Number of targets that are ready.'),
      summary: described(string, 'Ready and desired targets, such as 2/3.'),
      source: described(string, 'Kind and name of the source.'),
      revision: described(string, 'The revision that all targets run, or that they differ.'),
      targets,
    },
  };
}

function byTarget(kind: string, properties: Record<string, Schema>): Schema {
  return {
    type: 'object',
    description: `Status of the ${kind} by key of the target.`,
    additionalProperties: { type: 'object', properties },
  };
}

const inventory: Schema = {
  type: 'object',
  required: ['entries'],
  properties: {
    entries: {
      type: 'array',
      items: { type: 'object', required: ['id', 'v'], properties: strings('id', 'v') },
    },
  },
};

/**
 * A plain list, not a map by key, because an object left over from an earlier tool may have the key of a desired
 * target. And state is not an enum, so that a newer watcher can write to an older CRD.
 */
const targets: Schema = {
  type: 'array',
  description: 'The state of each target.',
  items: {
    type: 'object',
    required: ['key'],
    properties: {
      key: described(string, 'Name of the target in this status: its cluster and namespace.'),
      cluster: described(string, 'Name of the cluster; absent for the host cluster.'),
      namespace: described(string, 'Target namespace.'),
      name: described(string, 'Name of the HelmRelease or Kustomization.'),
      state: described(string, 'Such as Ready, Reconciling, Failed or Suspended.'),
      reason: described(string, 'Why the target is in this state, in one word.'),
      message: described(string, 'Why the target is in this state, in a sentence.'),
      revision: described(string, 'The revision that runs.'),
      since: { type: 'string', format: 'date-time', description: 'When the target came into this state.' },
    },
  },
};
