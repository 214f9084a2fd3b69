import { at, rewrite, type Schema, without } from './schema';
import { statusSchema } from './status';

/**
 * The differences of KubeSphere's CRD that `relaxed` cannot derive from Flux, by path below spec.fluxApp: a keyword set
 * here is from KubeSphere, an undefined one is from Flux and KubeSphere does not have it. (If its CRD is available,
 * test/crds/superset.test.ts compares the two, path by path.)
 */
const KUBESPHERE: Record<string, Partial<Schema>> = {
  '': { required: undefined },
  'spec.source.sourceRef': { required: ['name'] },
  'spec.source.sourceRef.name': { minLength: 1, maxLength: 253 },
  'spec.source.sourceRef.namespace': { minLength: 1, maxLength: 63 },
  'spec.config.helmRelease.chart.reconcileStrategy': { enum: undefined },
  'spec.config.helmRelease.chart.version': { default: '*' },
  'spec.config.helmRelease.deploy[].postRenderers[].kustomize.patches[]': { required: undefined },
  'spec.config.helmRelease.deploy[].values': { type: undefined },
  'spec.config.helmRelease.deploy[].valuesFrom[].name': { minLength: 1, maxLength: 253 },
  'spec.config.kustomization[].patches[]': { required: undefined },
  'spec.config.kustomization[].postBuild.substituteFrom[].name': { minLength: 1, maxLength: 253 },
  'spec.config.kustomization[].postBuild.substituteFrom[].optional': { default: false },
};

/** The compact form repeats the fields of an entry: descriptions of nested fields are only at the entry. */
const COMPACT = ['helmRelease', 'kustomizationSet'].flatMap((field) =>
  ['defaults', 'layers[]', 'targets[]'].map((part) => `spec.config.${field}.${part}`),
);

/** Columns of `kubectl get applications.gitops.kubesphere.io`: the console's list page. */
const COLUMNS = [
  // The misspelling is in the label's real name.
  { name: 'Type', type: 'string', jsonPath: '.metadata.labels.gitops\\.kubepshere\\.io/type' },
  { name: 'Source', type: 'string', jsonPath: '.status.source' },
  { name: 'Revision', type: 'string', jsonPath: '.status.revision' },
  { name: 'Ready', type: 'string', jsonPath: '.status.summary' },
  { name: 'Status', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].reason' },
  { name: 'Message', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].message', priority: 1 },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

/** The parts of an Application that this project describes itself, including spec.argoApp and status. */
export function applicationParts(fluxApp: Schema, condition: Schema): { spec: Schema; status: Schema } {
  const spec: Schema = {
    type: 'object',
    properties: {
      kind: { type: 'string', description: 'The engine that delivers the application: fluxcd for Flux.' },
      argoApp: {
        type: 'object',
        description: 'The part of the Argo CD engine, kept as it is.',
        'x-kubernetes-preserve-unknown-fields': true,
      },
      fluxApp,
    },
  };
  return { spec, status: statusSchema(condition) };
}

/** The Application CRD: a superset of KubeSphere's of the same group, version and kind. */
export function applicationCrd(fluxApp: Schema, condition: Schema): object {
  const { spec, status } = applicationParts(relaxed(fluxApp), condition);
  const schema: Schema = {
    type: 'object',
    description: 'An application that is delivered to one or more targets, each a cluster and a namespace in it.',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec,
      status,
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: 'applications.gitops.kubesphere.io',
      annotations: {
        // Deleting the CRD would delete every Application, including those of the other engine.
        'helm.sh/resource-policy': 'keep',
        'kustomize.toolkit.fluxcd.io/prune': 'disabled',
      },
    },
    spec: {
      group: 'gitops.kubesphere.io',
      scope: 'Namespaced',
      names: {
        kind: 'Application',
        listKind: 'ApplicationList',
        plural: 'applications',
        singular: 'application',
        shortNames: ['fluxapp'],
      },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: COLUMNS,
          schema: { openAPIV3Schema: rewrite(schema, (node) => node) },
        },
      ],
    },
  };
}

/**
 * The validation of Flux's fields by a server: structure, types, enums and required fields, so that every Application
 * that KubeSphere's CRD accepts stays valid. Patterns, lengths and Flux's CEL rules are left to the strict form, and
 * defaults are removed: a server would write them into the author's Application, and lowering would see a different
 * one.
 */
function relaxed(fluxApp: Schema): Schema {
  const schema = rewrite(fluxApp, ({ deprecated, default: _, pattern, minLength, maxLength, minimum, ...node }) => {
    const rules = node['x-kubernetes-validations'];
    return { ...node, 'x-kubernetes-validations': rules && isOwn(node) ? rules : undefined };
  });
  for (const path of COMPACT) Object.assign(at(schema, path), withoutNested(at(schema, path)));
  for (const [path, keywords] of Object.entries(KUBESPHERE)) Object.assign(at(schema, path), keywords);
  return schema;
}

/** Whether the rules of a map refer to fields that Flux does not have. */
function isOwn({ properties }: Schema): boolean {
  return properties?.helmRelease !== undefined || properties?.targets !== undefined;
}

/** The same map of fields, without the descriptions of nested fields. */
function withoutNested(node: Schema): Schema {
  const fields = Object.entries(node.properties ?? {}).map(([name, { description, ...field }]) => [
    name,
    { description, ...without(field, 'description') },
  ]);
  return { ...node, properties: Object.fromEntries(fields) };
}
