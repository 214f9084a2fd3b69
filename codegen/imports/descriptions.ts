import { at, type Schema, without } from './schema';

/**
 * Short explanations of the Application's fields, by path below spec.fluxApp: `kubectl explain` and editors show them.
 * Fields that are Flux's own have theirs from flux-descriptions.ts, unless there is something else to say here.
 */
const APPLICATION: Record<string, string> = {
  '': 'The application as Flux delivers it.',
  spec: 'What is delivered, and to which targets.',
  'spec.source': 'Where the chart or the manifests come from; not needed with a template.',
  'spec.config': 'How it is delivered: exactly one of helmRelease, kustomization and kustomizationSet.',
  'spec.config.helmRelease': 'Delivers a Helm chart: one HelmRelease for each entry of deploy or targets.',
  'spec.config.helmRelease.template':
    'Name of a HelmChart object in the namespace of the Application, in place of source and chart.',
  'spec.config.helmRelease.deploy': 'The targets, one entry for each cluster and namespace.',
  'spec.config.helmRelease.defaults': 'The compact form, in place of deploy: what all targets share.',
  'spec.config.helmRelease.layers': 'The compact form: what some targets share, by name.',
  'spec.config.helmRelease.targets': 'The compact form: the targets, each with its layers and what is its own.',
  'spec.config.kustomizationSet': 'The compact form of kustomization.',
  'spec.config.kustomizationSet.defaults': 'What all targets share.',
  'spec.config.kustomizationSet.layers': 'What some targets share, by name.',
  'spec.config.kustomizationSet.targets': 'The targets, each with its layers and what is its own.',
  'spec.config.kustomization':
    'Delivers manifests or kustomize overlays: one Kustomization for each entry. An empty list counts as absent.',
};

const CHART: Record<string, string> = {
  '': 'The chart of all targets that have none of their own.',
  interval: 'How often the source is asked for a new version of the chart.',
  metadata: 'Labels and annotations of the HelmChart object.',
  suspend: 'Stop looking for new versions. Only for a chart that is saved as a template.',
};

const TARGET_CHART: Record<string, string> = {
  '': 'What is different about the chart of this target: it is merged over the chart of all targets.',
  interval: CHART.interval as string,
  metadata: CHART.metadata as string,
  version: 'Version of the chart, or a semver range. Only of a HelmRepository.',
};

const SOURCE_REF: Record<string, string> = {
  '': 'The Flux source object.',
  apiVersion: 'API version of the source; the lowered objects always name v1.',
  kind: 'Kind of the source. A HelmRepository holds charts only; an OCIRepository is itself the chart of a helmRelease.',
  name: 'Name of the source.',
  namespace: 'Namespace of the source, by default that of the Application.',
};

/** What entries of deploy and of kustomization have in common. */
const ENTRY: Record<string, string> = {
  destination: 'The target: a cluster and a namespace in it.',
  'destination.kubeConfig': 'How the cluster is reached; without it the target is on the host cluster.',
  'destination.kubeConfig.configMapRef': 'ConfigMap that describes access to the cluster without a secret.',
  'destination.kubeConfig.secretRef':
    'Secret with the kubeconfig of the cluster; the cluster has its name, unless the annotation gitops.kubesphere.io/clusters gives it another.',
  'destination.kubeConfig.secretRef.key': 'Key of the kubeconfig in the Secret, by default value.',
  'destination.targetNamespace': 'Namespace on that cluster.',
  metadata: 'Labels and annotations of the Flux object itself.',
  name: 'Explicit name of the target; needed where two entries have the same destination.',
  suspend: 'Stop reconciling this target.',
};

const DEPLOY: Record<string, string> = {
  '': 'A deployment target, and how the chart is released there.',
  source: 'Where the chart of this target comes from, in place of the source of all targets.',
  template: 'Name of a HelmChart object that this target takes, in place of the chart of all targets.',
  'postRenderers[].kustomize.patchesJson6902': 'Old form of patches; the lowering rewrites it.',
  'postRenderers[].kustomize.patchesStrategicMerge': 'Old form of patches; the lowering rewrites it.',
  values: 'Values of the chart for this target.',
};

const KUSTOMIZATION: Record<string, string> = {
  '': 'A deployment target, and how the manifests are applied there.',
};

const LAYER: Record<string, string> = {
  metadata: ENTRY.metadata as string,
  suspend: 'Stop reconciling these targets.',
};

const CHART_LAYER: Record<string, string> = {
  chart: 'What is different about the chart: it is merged over the chart of the application.',
  source: 'Where the chart comes from, in place of the source of the application.',
  template: 'Name of a HelmChart object, in place of the chart of the application.',
  values: 'Values of the chart.',
};

const NULLS = {
  nulls:
    'The nulls of values, as JSON: appliers drop nulls, but not text. A list that holds one stands here as a whole.',
};

const COMPACT_TARGET: Record<string, string> = {
  '': 'A target: what is its own goes over its layers, and those over the defaults.',
  layers: 'The names of its layers, each over the one before.',
};

/** A copy of spec.fluxApp's schema with the descriptions. A path that does not exist is an error. */
export function describe(fluxApp: Schema): Schema {
  const described = without(fluxApp);
  const add = (base: string, texts: Record<string, string>) => {
    for (const [path, description] of Object.entries(texts)) at(described, `${base}.${path}`).description = description;
  };
  add('', APPLICATION);
  add('spec.source.sourceRef', SOURCE_REF);
  add('spec.config.helmRelease.chart', CHART);
  add('spec.config.helmRelease.deploy[].source.sourceRef', SOURCE_REF);
  add('spec.config.helmRelease.deploy[].chart', TARGET_CHART);
  add('spec.config.helmRelease.deploy[]', { ...ENTRY, ...DEPLOY });
  add('spec.config.kustomization[]', { ...ENTRY, ...KUSTOMIZATION });
  for (const [field, texts] of Object.entries({
    helmRelease: { ...CHART_LAYER, ...NULLS },
    kustomizationSet: {},
  })) {
    add(`spec.config.${field}.defaults`, { ...LAYER, ...texts });
    add(`spec.config.${field}.layers[]`, { ...LAYER, ...texts, name: 'Name of the layer.' });
    add(`spec.config.${field}.targets[]`, { ...ENTRY, ...texts, ...COMPACT_TARGET });
  }
  return described;
}
