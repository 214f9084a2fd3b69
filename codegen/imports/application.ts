import { describe } from './descriptions';
import { type FluxKind, kindOf } from './flux-crds';
import { OWNED_FIELDS } from './owned-fields';
import { at, omit, partOf, required, rewrite, type Schema, union, without } from './schema';

const string: Schema = { type: 'string' };
/** Any value: free-form in Kubernetes' terms. */
const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };

/**
 * Exactly one of the three. The console writes an empty list of kustomizations next to a helmRelease, which counts as
 * absent. A single empty list stays valid, as for KubeSphere.
 */
const ONE_CONFIG = {
  rule:
    'has(self.helmRelease) || has(self.kustomizationSet) ? ' +
    '[has(self.helmRelease), has(self.kustomizationSet), has(self.kustomization) && size(self.kustomization) > 0].exists_one(set, set) : ' +
    'has(self.kustomization)',
  message: 'exactly one of helmRelease, kustomization and kustomizationSet must be set',
};

/** Either the explicit or the compact form. */
const ONE_FORM = {
  rule: 'has(self.deploy) ? !has(self.targets) && !has(self.defaults) && !has(self.layers) : has(self.targets)',
  message: 'exactly one of deploy and targets must be set; defaults and layers go with targets',
};

/** HelmChart's own rule, at the deepest field that contains both the chart and the source. */
const VERIFY_NEEDS_REPOSITORY = {
  rule:
    '!has(self.source) || !has(self.config.helmRelease) || !has(self.config.helmRelease.chart) || ' +
    "!has(self.config.helmRelease.chart.verify) || self.source.sourceRef.kind == 'HelmRepository'",
  message: "config.helmRelease.chart.verify is only supported when source.sourceRef.kind is 'HelmRepository'",
};

/**
 * The schema of an Application's `spec.fluxApp`, as strict as Flux: it rejects everything that Flux would reject in the
 * lowered object. Its entries are Flux's own spec schemas without the fields that lowering sets.
 */
export function applicationSchema(kinds: Map<string, FluxKind>): Schema {
  const { spec: helmRelease } = kindOf(kinds, 'HelmRelease');
  const { spec: helmChart } = kindOf(kinds, 'HelmChart');
  const { spec: kustomization } = kindOf(kinds, 'Kustomization');
  const source: Schema = {
    type: 'object',
    required: ['sourceRef'],
    properties: { sourceRef: sourceRef(helmRelease) },
  };
  const own = { chart: targetChart(helmRelease), template: string, source };
  const deploy = withLegacyFields(entry(helmRelease, OWNED_FIELDS.HelmRelease));
  const helmReleaseEntry = { ...deploy, properties: { ...deploy.properties, ...own } };
  const kustomizationEntry = entry(kustomization, OWNED_FIELDS.Kustomization);
  const spec: Schema = {
    type: 'object',
    required: ['config'],
    'x-kubernetes-validations': [VERIFY_NEEDS_REPOSITORY],
    properties: {
      source,
      config: {
        type: 'object',
        'x-kubernetes-validations': [ONE_CONFIG],
        properties: {
          helmRelease: {
            type: 'object',
            'x-kubernetes-validations': [ONE_FORM],
            properties: {
              chart: chart(helmRelease, helmChart),
              template: string,
              deploy: { type: 'array', items: helmReleaseEntry },
              ...compactForm(helmReleaseEntry, { nulls: string }),
            },
          },
          kustomization: { type: 'array', items: kustomizationEntry },
          kustomizationSet: { type: 'object', required: ['targets'], properties: compactForm(kustomizationEntry) },
        },
      },
    },
  };
  return describe({ type: 'object', required: ['spec'], properties: { spec } });
}

/**
 * The source of a chart or manifests: a HelmRelease's reference, to any kind that a HelmRelease or a Kustomization
 * supports.
 */
function sourceRef(helmRelease: Schema): Schema {
  const reference = at(helmRelease, 'chart.spec.sourceRef');
  const kind: Schema = {
    type: 'string',
    enum: ['HelmRepository', 'GitRepository', 'Bucket', 'OCIRepository', 'ExternalArtifact'],
  };
  return { ...reference, properties: { ...reference.properties, kind } };
}

/** The chart has the fields of a HelmRelease's chart and of a HelmChart, because it is lowered to either of them. */
function chart(helmRelease: Schema, helmChart: Schema): Schema {
  const owned = Object.keys(OWNED_FIELDS.HelmChart);
  const fields = union(omit(at(helmRelease, 'chart.spec'), owned), omit(helmChart, owned));
  return { ...fields, properties: { ...fields.properties, metadata: at(helmRelease, 'chart.metadata') } };
}

/** The overrides of a target's chart, which are written to its HelmRelease: no required fields and no defaults. */
function targetChart(helmRelease: Schema): Schema {
  const {
    required: _,
    properties = {},
    ...fields
  } = omit(at(helmRelease, 'chart.spec'), Object.keys(OWNED_FIELDS.HelmChart));
  const parts = Object.entries(properties).map(([name, { default: _, ...field }]) => [name, field]);
  return { ...fields, properties: { ...Object.fromEntries(parts), metadata: at(helmRelease, 'chart.metadata') } };
}

/**
 * The compact form of a list of entries: shared parts, and differences. Every applier replaces the defaults as a whole,
 * like the lists, so that no keys of another manager remain in them.
 *
 * @param added fields of every part
 */
function compactForm(entry: Schema, added: Record<string, Schema> = {}): Record<string, Schema> {
  const { destination, name, ...fields } = entry.properties ?? {};
  const shared = { ...partOf({ properties: fields }).properties, ...added };
  const label = { ...(name as Schema) };
  return {
    defaults: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: shared },
    layers: {
      type: 'array',
      items: { type: 'object', required: ['name'], properties: { ...shared, name: { type: 'string', minLength: 1 } } },
    },
    targets: {
      type: 'array',
      items: {
        type: 'object',
        required: ['destination'],
        properties: {
          ...shared,
          destination: destination as Schema,
          name: label,
          layers: { type: 'array', items: string },
        },
      },
    },
  };
}

/**
 * An entry of deploy or kustomization: the object's spec without the fields that lowering sets, plus its destination
 * and name.
 */
function entry(fluxSpec: Schema, owned: Record<string, string>): Schema {
  const fields = omit(fluxSpec, Object.keys(owned));
  const label: Schema = { type: 'string', minLength: 1, maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$' };
  const destination: Schema = {
    type: 'object',
    properties: {
      kubeConfig: rewrite(at(fluxSpec, 'kubeConfig'), relativeMessages),
      targetNamespace: at(fluxSpec, 'targetNamespace'),
    },
  };
  const metadata = at(fluxSpec, 'commonMetadata');
  return {
    ...fields,
    required: required(['destination', ...(fields.required ?? [])]),
    properties: { ...fields.properties, destination, name: label, metadata },
  };
}

function relativeMessages(node: Schema): Schema {
  const rules = node['x-kubernetes-validations'];
  const relative = rules?.map((each) => ({
    ...each,
    message: each.message.replaceAll('spec.kubeConfig', 'kubeConfig'),
  }));
  return { ...node, 'x-kubernetes-validations': relative };
}

/**
 * Adds fields that KubeSphere's Applications may have and HelmRelease v2 does not have any more; lowering converts
 * them.
 */
function withLegacyFields(deploy: Schema): Schema {
  const copy = without(deploy);
  const kustomize = at(copy, 'postRenderers[].kustomize');
  const operation: Schema = {
    type: 'object',
    required: ['op', 'path'],
    properties: {
      op: { type: 'string', enum: ['test', 'remove', 'add', 'replace', 'move', 'copy'] },
      path: string,
      from: string,
      value: anything,
    },
  };
  const json6902: Schema = {
    type: 'object',
    required: ['patch', 'target'],
    properties: { patch: { type: 'array', items: operation }, target: at(kustomize, 'patches[].target') },
  };
  kustomize.properties = {
    ...kustomize.properties,
    patchesJson6902: { type: 'array', deprecated: true, items: json6902 },
    patchesStrategicMerge: { type: 'array', deprecated: true, items: anything },
  };
  // helm-controller reads values into a map and silently ignores anything else.
  copy.properties = { ...copy.properties, values: { type: 'object', ...anything } };
  return copy;
}
