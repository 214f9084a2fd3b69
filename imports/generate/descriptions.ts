import { at, type Schema, without } from './schema';

/** Short explanations of the Application's fields, by path below spec.fluxApp: `kubectl explain` and editors show them. */
const APPLICATION: Record<string, string> = {
  '': 'The application as Flux delivers it.',
  spec: 'What is delivered, and to which targets.',
  'spec.source': 'Where the chart or the manifests come from; not needed with a template.',
  'spec.source.sourceRef': 'The Flux source object.',
  'spec.source.sourceRef.apiVersion': 'API version of the source; the lowered objects always name v1.',
  'spec.source.sourceRef.kind':
    'Kind of the source. A HelmRepository holds charts only; an OCIRepository is itself the chart of a helmRelease.',
  'spec.source.sourceRef.name': 'Name of the source.',
  'spec.source.sourceRef.namespace': 'Namespace of the source, by default that of the Application.',
  'spec.config': 'How it is delivered: exactly one of helmRelease and kustomization.',
  'spec.config.helmRelease': 'Delivers a Helm chart: one HelmRelease for each entry of deploy.',
  'spec.config.helmRelease.template':
    'Name of a HelmChart object in the namespace of the Application, in place of source and chart.',
  'spec.config.helmRelease.deploy': 'The targets, one entry for each cluster and namespace.',
  'spec.config.kustomization':
    'Delivers manifests or kustomize overlays: one Kustomization for each entry. An empty list counts as absent.',
};

const CHART: Record<string, string> = {
  '': 'The chart, one for all targets.',
  chart: 'Name of the chart in a HelmRepository, or its path in any other source.',
  ignoreMissingValuesFiles: 'Pass over files of valuesFiles that are not there instead of failing.',
  interval: 'How often the source is asked for a new version of the chart.',
  metadata: 'Labels and annotations of the HelmChart object.',
  reconcileStrategy:
    'What makes a new chart artifact: a new version of the chart, or every new revision of the source.',
  suspend: 'Stop looking for new versions. Only for a chart that is saved as a template.',
  valuesFiles:
    'Values files inside the chart or its source, the last one wins; they replace the values.yaml of the chart.',
  verify: 'Verification of the signature of the chart.',
  version: 'Version of the chart, or a semver range.',
};

/** What entries of deploy and of kustomization have in common. */
const ENTRY: Record<string, string> = {
  commonMetadata: 'Labels and annotations put on every object that is applied.',
  dependsOn: 'Objects of the same kind that must be ready first.',
  destination: 'The target: a cluster and a namespace in it.',
  'destination.kubeConfig': 'How the cluster is reached; without it the target is on the host cluster.',
  'destination.kubeConfig.configMapRef': 'ConfigMap that describes access to the cluster without a secret.',
  'destination.kubeConfig.secretRef': 'Secret with the kubeconfig of the cluster; its name is the name of the cluster.',
  'destination.kubeConfig.secretRef.key': 'Key of the kubeconfig in the Secret, by default value.',
  'destination.targetNamespace': 'Namespace on that cluster.',
  healthCheckExprs: 'CEL expressions that say when a custom resource is healthy.',
  interval: 'How often the desired state is compared and restored, such as 10m.',
  metadata: 'Labels and annotations of the Flux object itself.',
  name: 'Explicit name of the target; needed where two entries have the same destination.',
  serviceAccountName: 'Service account to impersonate while applying.',
  suspend: 'Stop reconciling this target.',
  timeout: 'How long a single operation may take.',
};

const DEPLOY: Record<string, string> = {
  '': 'A deployment target, and how the chart is released there.',
  driftDetection: 'What to do about objects that differ from the release.',
  install: 'Options of helm install.',
  maxHistory: 'Number of release revisions to keep, 0 for all of them.',
  persistentClient: 'Keep one client for all steps of a release; off for charts that install CRDs they use themselves.',
  postRenderStrategy: 'Whether hooks are post-rendered too, and how.',
  'postRenderers[].kustomize.patchesJson6902': 'Old form of patches; the lowering rewrites it.',
  'postRenderers[].kustomize.patchesStrategicMerge': 'Old form of patches; the lowering rewrites it.',
  postRenderers: 'Changes to the rendered manifests before they are applied.',
  releaseName: 'Name of the Helm release. Changing it uninstalls the old release.',
  rollback: 'Options of helm rollback.',
  storageNamespace: 'Namespace for the release records. Changing it uninstalls the old release.',
  test: 'Options of helm test.',
  uninstall: 'Options of helm uninstall.',
  upgrade: 'Options of helm upgrade.',
  values: 'Values of the chart for this target.',
  valuesFrom: 'ConfigMaps and Secrets with values, merged in order before values.',
  waitStrategy: 'How resources are judged to be ready.',
};

const KUSTOMIZATION: Record<string, string> = {
  '': 'A deployment target, and how the manifests are applied there.',
  buildMetadata: 'Information that kustomize adds to what it builds.',
  components: 'Paths of kustomize components to include.',
  decryption: 'Decryption of secrets in the source.',
  deletionPolicy: 'What happens to the applied objects when this target is removed.',
  force: 'Recreate objects whose immutable fields have changed.',
  healthChecks: 'Objects that must be healthy for the target to be ready.',
  ignore: 'Fields that are left as they are in the cluster.',
  ignoreMissingComponents: 'Pass over components that are not there.',
  images: 'Image names, tags and digests to replace.',
  namePrefix: 'Prefix for the names of all objects.',
  nameSuffix: 'Suffix for the names of all objects.',
  patches: 'Strategic merge or JSON 6902 patches to apply.',
  path: 'Folder in the source, by default its root.',
  postBuild: 'Variables to replace in the built manifests.',
  prune: 'Remove objects that are no longer in the source.',
  retryInterval: 'How long to wait after a failure, by default interval.',
  wait: 'Wait for everything that was applied to become ready.',
};

/** A copy of spec.fluxApp's schema with the descriptions. A path that does not exist is an error. */
export function describe(fluxApp: Schema): Schema {
  const described = without(fluxApp);
  const add = (base: string, texts: Record<string, string>) => {
    for (const [path, description] of Object.entries(texts)) at(described, `${base}.${path}`).description = description;
  };
  add('', APPLICATION);
  add('spec.config.helmRelease.chart', CHART);
  add('spec.config.helmRelease.deploy[]', { ...ENTRY, ...DEPLOY });
  add('spec.config.kustomization[]', { ...ENTRY, ...KUSTOMIZATION });
  return described;
}
