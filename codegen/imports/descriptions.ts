import { at, type Schema, without } from './schema';

/**
 * Short descriptions of the Application's fields, by path below spec.fluxApp, for `kubectl explain` and editors.
 * Fields of Flux use flux-descriptions.ts, unless they are described here.
 */
const APPLICATION: Record<string, string> = {
  '': 'An application that Flux delivers.',
  spec: 'The application and its targets.',
  'spec.source': 'The source of the chart or the manifests; not needed with a template.',
  'spec.config': 'The delivery: exactly one of helmRelease, kustomization and kustomizationSet.',
  'spec.config.helmRelease': 'Delivers a Helm chart: one HelmRelease for each entry of deploy or targets.',
  'spec.config.helmRelease.template':
    'Name of a HelmChart object in the namespace of the Application, instead of source and chart.',
  'spec.config.helmRelease.deploy': 'The targets, one entry for each cluster and namespace.',
  'spec.config.helmRelease.defaults': 'Compact form, instead of deploy: the fields that all targets share.',
  'spec.config.helmRelease.layers': 'Compact form: fields that some targets share, as named layers.',
  'spec.config.helmRelease.targets': 'Compact form: the targets, each with its layers and its own fields.',
  'spec.config.kustomizationSet': 'Compact form of kustomization.',
  'spec.config.kustomizationSet.defaults': 'The fields that all targets share.',
  'spec.config.kustomizationSet.layers': 'Fields that some targets share, as named layers.',
  'spec.config.kustomizationSet.targets': 'The targets, each with its layers and its own fields.',
  'spec.config.kustomization':
    'Delivers manifests or kustomize overlays: one Kustomization for each entry. An empty list counts as absent.',
};

const CHART: Record<string, string> = {
  '': 'The chart of all targets that do not set their own.',
  interval: 'Interval at which Flux checks for a new version of the chart, such as 10m.',
  metadata: 'Labels and annotations of the HelmChart object.',
  suspend: 'Stop checking for new versions. Only for a chart that is saved as a template.',
};

const TARGET_CHART: Record<string, string> = {
  '': 'Differences of the chart of this target, merged into the chart of the application.',
  interval: CHART.interval as string,
  metadata: CHART.metadata as string,
  version: 'Version of the chart, or a semver range. Only for a HelmRepository.',
};

const SOURCE_REF: Record<string, string> = {
  '': 'The Flux source object.',
  apiVersion: 'API version of the source; lowered objects always use v1.',
  kind: 'Kind of the source. A HelmRepository only contains charts; an OCIRepository is itself the chart of a helmRelease.',
  name: 'Name of the source.',
  namespace: 'Namespace of the source, by default that of the Application.',
};

/** Common fields of the entries of deploy and of kustomization. */
const ENTRY: Record<string, string> = {
  destination: 'The target: a cluster and a namespace in it.',
  'destination.kubeConfig': 'How Flux reaches the cluster; without it the target is on the host cluster.',
  'destination.kubeConfig.configMapRef': 'ConfigMap that describes access to the cluster without a stored credential.',
  'destination.kubeConfig.secretRef':
    'Secret with the kubeconfig of the cluster. The cluster has the name of the Secret, unless the annotation gitops.kubesphere.io/clusters sets another name.',
  'destination.kubeConfig.secretRef.key': 'Key of the kubeconfig in the Secret, by default value.',
  'destination.targetNamespace': 'Namespace on that cluster.',
  metadata: 'Labels and annotations of the Flux object itself.',
  name: 'Explicit name of the target; required if two entries have the same destination.',
  suspend: 'Stop reconciling this target.',
};

const DEPLOY: Record<string, string> = {
  '': 'A deployment target, and how the chart is released there.',
  source: 'The source of the chart of this target, instead of the source of the application.',
  template: 'Name of a HelmChart object for this target, instead of the chart of the application.',
  'postRenderers[].kustomize.patchesJson6902': 'Old form of patches; lowering converts it.',
  'postRenderers[].kustomize.patchesStrategicMerge': 'Old form of patches; lowering converts it.',
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
  chart: 'Differences of the chart, merged into the chart of the application.',
  source: 'The source of the chart, instead of the source of the application.',
  template: 'Name of a HelmChart object, instead of the chart of the application.',
  values: 'Values of the chart.',
};

const NULLS = {
  nulls: 'The nulls of values as JSON text, because appliers drop nulls. Contains lists with a null as a whole.',
};

const COMPACT_TARGET: Record<string, string> = {
  '': 'A target: its own fields override its layers, and the layers override the defaults.',
  layers: 'The names of its layers; a later layer overrides an earlier one.',
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
