import type { FluxKind } from './flux-crds';
import type { Schema } from './schema';

type Texts = Readonly<Record<string, string>>;

/** Descriptions for all kinds, by the end of a field's path. */
const EVERYWHERE: Texts = {
  // references
  apiVersion: 'API version of the object.',
  kind: 'Kind of the object.',
  name: 'Name of the object.',
  namespace: 'Namespace of the object, by default that of the referring object.',
  'sourceRef.apiVersion': 'API version of the source.',
  'sourceRef.kind': 'Kind of the source.',
  'sourceRef.name': 'Name of the source.',
  sourceRef: 'The Flux source object.',
  key: 'Key in the Secret, by default value.',
  // common to all deliveries
  commonMetadata: 'Labels and annotations added to every applied object.',
  annotations: 'Annotations by name.',
  labels: 'Labels by name.',
  dependsOn: 'Dependencies: objects of the same kind that must be ready first.',
  'dependsOn.name': 'Name of the dependency.',
  'dependsOn.namespace': 'Namespace of the dependency, by default the same namespace.',
  'dependsOn.readyExpr':
    'CEL expression over self and dep that determines whether the dependency is ready, instead of the check by Flux.',
  healthCheckExprs: 'CEL expressions that determine whether a custom resource is healthy.',
  'healthCheckExprs.apiVersion': 'API version of the custom resource.',
  'healthCheckExprs.kind': 'Kind of the custom resource.',
  'healthCheckExprs.current': 'True if its state is current.',
  'healthCheckExprs.failed': 'True if it has failed.',
  'healthCheckExprs.inProgress': 'True if it is in progress.',
  kubeConfig: 'How Flux reaches the cluster; without it the object is applied in the cluster that runs Flux.',
  'kubeConfig.configMapRef': 'ConfigMap that describes access to the cluster without a stored credential.',
  'kubeConfig.secretRef': 'Secret with the kubeconfig of the cluster.',
  serviceAccountName: 'Service account to impersonate while applying.',
  suspend: 'Stop reconciling the object.',
  targetNamespace: 'Target namespace.',
  // kustomize
  images: 'Image names, tags and digests to replace.',
  'images.name': 'Name of the image in the manifests, without tag.',
  'images.newName': 'The new name.',
  'images.newTag': 'The new tag.',
  'images.digest': 'The new digest, instead of a tag; takes precedence over newTag.',
  patches: 'Strategic merge or JSON 6902 patches to apply.',
  'patches.patch': 'The patch, as YAML.',
  'patches.target': 'The objects to patch; by default the object named in a strategic merge patch.',
  'target.annotationSelector': 'Objects with these annotations, in the syntax of a label selector.',
  'target.labelSelector': 'Objects with these labels, as a label selector.',
  'target.group': 'Objects of this API group.',
  'target.version': 'Objects of this API version.',
  'target.kind': 'Objects of this kind.',
  'target.name': 'Objects with this name.',
  'target.namespace': 'Objects in this namespace.',
  ignore: 'Fields whose value in the cluster is kept.',
  'ignore.paths': 'The fields, as JSON pointers (RFC 6901).',
  'ignore.target': 'The objects, by default all.',
};

/** Fields of charts, in a HelmRelease and in a HelmChart. */
const CHART: Texts = {
  chart: 'Name of the chart in a HelmRepository, or its path in any other source.',
  ignoreMissingValuesFiles: 'Ignore missing valuesFiles instead of failing.',
  reconcileStrategy:
    'When to create a new chart artifact: for a new version of the chart, or for every new revision of the source.',
  valuesFiles: 'Values files in the chart or its source, the last one wins; they replace the values.yaml of the chart.',
  version: 'Version of the chart, or a semver range; by default the latest. Only for a HelmRepository.',
};

/** Common fields of sources. */
const SOURCE: Texts = {
  interval: 'Interval at which Flux checks the source for a new revision, such as 10m.',
  timeout: 'Timeout for a single request, such as 60s.',
  certSecretRef: 'Secret with the CA (ca.crt), or a client certificate (tls.crt and tls.key), for TLS.',
  ignore: 'Files to exclude from the artifact, in the syntax of .gitignore, instead of the defaults.',
  insecure: 'Use HTTP without TLS.',
  provider: 'Provider for authentication; generic uses secretRef.',
  proxySecretRef: 'Secret with the address of a proxy, and its user and password if required.',
  secretRef: 'Secret with the credentials.',
  serviceAccountName: 'Service account for authentication, for providers with workload identity.',
};

/** How signatures are verified. */
const VERIFY: Texts = {
  verify: 'Verification of the signature.',
  'verify.provider': 'The signing tool.',
  'verify.secretRef': 'Secret with the trusted public keys; without it, keyless signatures are verified.',
  'verify.matchOIDCIdentity': 'Accepted identities of keyless signatures.',
  'matchOIDCIdentity.issuer': 'Regular expression (Go) for the issuer of the identity.',
  'matchOIDCIdentity.subject': 'Regular expression (Go) for the identity.',
  'verify.trustedRootSecretRef': 'Secret with the trusted_root.json of a private Sigstore.',
};

/** Descriptions for single kinds, which take precedence over those of {@link SHARED}. */
const KINDS: Readonly<Record<string, Texts>> = {
  HelmRelease: {
    chart: 'The chart, from which Flux creates a HelmChart object.',
    'chart.metadata': 'Labels and annotations of the HelmChart object.',
    'chart.spec': 'Spec of the HelmChart object.',
    'chart.spec.chart': CHART.chart as string,
    'chart.spec.interval': "Interval at which Flux checks for a new version, by default the release's interval.",
    chartRef: 'Reference to the chart: a HelmChart, an OCIRepository or an ExternalArtifact.',
    driftDetection: 'How to handle objects that differ from the release.',
    'driftDetection.mode': 'Correct differences (enabled), report them (warn), or ignore them (disabled, the default).',
    interval: 'How often the desired state is compared and restored, such as 10m.',
    timeout: 'Timeout for a single operation, by default 5m.',
    maxHistory: 'Number of release revisions to keep, 0 for all of them; by default 5.',
    persistentClient:
      'Use one client for all steps of a release; disable it for charts that install CRDs and use them.',
    postRenderStrategy: 'Whether and how hooks are post-rendered.',
    postRenderers: 'Changes to the rendered manifests before they are applied.',
    'postRenderers.kustomize': 'A post-renderer with kustomize.',
    releaseName: 'Name of the Helm release. Changing it uninstalls the old release.',
    storageNamespace: 'Namespace for the release records. Changing it uninstalls the old release.',
    waitStrategy: 'How the readiness of resources is determined.',
    'waitStrategy.name': 'With kstatus (poller), or as in Helm 3 (legacy).',
    // actions
    install: 'Options of helm install.',
    upgrade: 'Options of helm upgrade.',
    rollback: 'Options of helm rollback.',
    uninstall: 'Options of helm uninstall.',
    test: 'Options of helm test.',
    'install.timeout': "How long a single operation may take, by default the release's timeout.",
    'upgrade.timeout': "How long a single operation may take, by default the release's timeout.",
    'rollback.timeout': "How long a single operation may take, by default the release's timeout.",
    'uninstall.timeout': "How long a single operation may take, by default the release's timeout.",
    'test.timeout': "How long a single operation may take, by default the release's timeout.",
    'install.crds':
      'How to handle the folder crds of the chart: install missing CRDs (Create, the default), also replace existing ones (CreateReplace), or do nothing (Skip).',
    'upgrade.crds':
      'How to handle the folder crds of the chart: do nothing (Skip, the default), install missing CRDs (Create), or also replace existing ones (CreateReplace).',
    createNamespace: 'Create the target namespace if it does not exist. It stays when the release is deleted.',
    disableHooks: 'Do not run the hooks of the chart.',
    disableOpenAPIValidation: 'Do not validate the rendered manifests against the schemas of the API server.',
    disableSchemaValidation: "Do not validate values against the chart's values.schema.json.",
    disableTakeOwnership: 'Fail if an object exists that does not belong to this release, instead of taking it over.',
    disableWait: 'Do not wait until everything is ready.',
    'uninstall.disableWait': 'Do not wait until everything is gone.',
    disableWaitForJobs: 'Do not wait until Jobs have completed.',
    replace: 'Reuse the name of a deleted release that is still in the history.',
    serverSideApply: 'Whether objects are applied server-side; auto keeps the previous setting.',
    'install.serverSideApply': 'Whether objects are applied server-side, by default true.',
    skipCRDs: 'Old form of crds: Skip; lowering replaces it.',
    strategy: 'How to handle a failure: remediation (RemediateOnFailure, the default), or a retry (RetryOnFailure).',
    'strategy.name': 'RemediateOnFailure or RetryOnFailure.',
    'strategy.retryInterval': 'Interval between retries of RetryOnFailure, by default 5m.',
    remediation: 'Remediation of a failure before the retry; by default none.',
    'remediation.ignoreTestFailures': 'Whether to ignore test failures, by default the value of test.ignoreFailures.',
    'remediation.remediateLastFailure':
      'Whether to remediate the last failure too, when no retries are left; by default false.',
    'upgrade.remediation.remediateLastFailure':
      'Whether to remediate the last failure too, when no retries are left; by default true if retries are set.',
    'remediation.retries': 'Number of retries, by default 0; a negative number for unlimited retries.',
    'remediation.strategy': 'Roll back to the previous release (rollback, the default), or uninstall (uninstall).',
    cleanupOnFail: 'Delete newly created objects if it fails.',
    force: 'Replace objects that cannot be changed. Not with server-side apply.',
    chartNameChangeStrategy:
      'How to handle a changed name of the chart: reinstall (Reinstall, the default), or upgrade (InPlaceUpdate).',
    preserveValues: 'Merge values over those of the previous release: values that you remove stay in effect.',
    recreate: 'Has no effect any more: lowering omits it.',
    deletionPropagation: 'Deletion propagation policy for dependents of the objects.',
    keepHistory: 'Keep the records of the release.',
    'test.enable': 'Run the tests of the chart after install and upgrade.',
    'test.filters': 'Tests to run or to exclude.',
    'filters.name': 'Name of the test.',
    'filters.exclude': 'Exclude the test.',
    'test.ignoreFailures': 'Ignore failures of tests.',
    // values
    values: 'Values of the chart.',
    valuesFrom: 'ConfigMaps and Secrets with values, merged in order before values.',
    'valuesFrom.kind': 'Secret or ConfigMap.',
    'valuesFrom.name': 'Name of the object, in the same namespace.',
    'valuesFrom.valuesKey': 'Key in the object, by default values.yaml.',
    'valuesFrom.targetPath':
      'Path in the values that the text sets, in the syntax of helm --set; by default the text is a map of values.',
    'valuesFrom.literal': 'With targetPath: use the text unchanged, including commas.',
    'valuesFrom.optional': 'Whether the object may be missing.',
  },
  Kustomization: {
    buildMetadata: 'Metadata that kustomize adds to the built objects.',
    components: 'Paths of kustomize components to include.',
    decryption: 'Decryption of secrets in the source.',
    'decryption.provider': 'The encryption tool.',
    'decryption.secretRef': 'Secret with the private keys, or with credentials of a key service.',
    'decryption.serviceAccountName': 'Service account for a key service, by workload identity.',
    deletionPolicy:
      'How to handle the applied objects when the Kustomization is deleted; by default according to prune.',
    force: 'Recreate objects whose immutable fields have changed.',
    healthChecks: 'Objects that must be healthy for the Kustomization to be ready.',
    ignoreMissingComponents: 'Ignore missing components.',
    interval: 'How often the desired state is compared and restored, such as 10m.',
    namePrefix: 'Prefix for the names of all objects.',
    nameSuffix: 'Suffix for the names of all objects.',
    path: 'Folder in the source, by default its root.',
    postBuild: 'Variables to replace in the built manifests.',
    'postBuild.substitute': 'Variables and their values.',
    'postBuild.substituteFrom': 'ConfigMaps and Secrets whose keys are variables.',
    'substituteFrom.kind': 'Secret or ConfigMap.',
    'substituteFrom.name': 'Name of the object, in the same namespace.',
    'substituteFrom.optional': 'Whether the object may be missing.',
    'postBuild.substituteStrategy':
      'Substitute only if variables are defined (WithVariables, the default), or always (Always).',
    prune: 'Remove objects that are no longer in the source.',
    retryInterval: 'Interval between retries after a failure, by default interval.',
    targetNamespace: 'Namespace of all objects, overriding their own.',
    timeout: 'Timeout for building, applying and health checks, by default interval.',
    wait: 'Wait for all applied objects to become ready.',
  },
  Bucket: {
    bucketName: 'Name of the bucket.',
    endpoint: 'Host of the object store, with the port if needed.',
    prefix: 'Only objects whose name begins with this.',
    region: 'Region of the bucket.',
    sts: 'Service for temporary credentials, for the providers aws and generic.',
    'sts.endpoint': 'URL of the security token service.',
    'sts.provider': 'Kind of the security token service.',
    'sts.secretRef': 'Secret with username and password, for ldap.',
  },
  ExternalArtifact: {
    sourceRef: 'The object that the artifact belongs to.',
    'sourceRef.apiVersion': 'API version of that object.',
    'sourceRef.kind': 'Kind of that object.',
    'sourceRef.name': 'Name of that object.',
  },
  GitRepository: {
    include: 'Other GitRepositories whose artifacts are included in this one.',
    'include.fromPath': 'Folder in the included repository, by default its root.',
    'include.repository': 'The GitRepository, in the same namespace.',
    'include.toPath': 'Folder in this repository, by default the name of the included one.',
    recurseSubmodules: 'Fetch submodules too.',
    ref: 'Reference to check out. If several fields are set, the precedence is name, commit, semver, tag, branch.',
    'ref.branch': 'A branch, by default master.',
    'ref.commit': 'SHA of a commit; with branch, only that branch is fetched.',
    'ref.name': 'A reference by its full name, such as refs/heads/main.',
    'ref.semver': 'The newest tag in a semver range.',
    'ref.tag': 'A tag.',
    sparseCheckout: 'Only these folders.',
    url: 'URL of the repository, by HTTP or SSH.',
    verify: 'Verification of signatures of commits and tags.',
    'verify.mode': 'The signed objects: the commit (HEAD), the tag, or both.',
    'verify.secretRef': 'Secret with the trusted public keys: *.asc for PGP, *.sshpub for SSH.',
  },
  HelmChart: {
    interval: 'Interval at which Flux checks for a new version of the chart, such as 10m.',
  },
  HelmRepository: {
    accessFrom: 'Has no effect yet: namespaces that may refer to it.',
    'accessFrom.namespaceSelectors': 'Namespaces matched by one of these selectors.',
    'namespaceSelectors.matchLabels': 'Namespaces with these labels.',
    insecure: 'Use HTTP without TLS. Only for a registry.',
    passCredentials: 'Send the credentials also to other hosts that the index refers to.',
    type: 'HTTP folder with an index (default), or OCI registry (oci).',
    url: 'URL of the repository; for a registry it begins with oci://.',
  },
  OCIRepository: {
    layerSelector: 'Layer of the artifact to use, by default the first.',
    'layerSelector.mediaType': 'The first layer with this media type.',
    'layerSelector.operation': 'Extract the layer (extract, the default), or keep it packed (copy).',
    ref: 'Reference to fetch. If several fields are set, the precedence is digest, semver, tag.',
    'ref.digest': 'A digest, such as sha256:….',
    'ref.semver': 'The newest tag in a semver range.',
    'ref.semverFilter': 'Regular expression that tags in that range must match.',
    'ref.tag': 'A tag, by default latest.',
    url: 'URL of the artifact, without tag: oci://….',
  },
};

/** Descriptions shared by several kinds, the most specific first. */
const SHARED: Readonly<Record<string, readonly Texts[]>> = {
  HelmRelease: [CHART, VERIFY, EVERYWHERE],
  Kustomization: [EVERYWHERE],
  Bucket: [SOURCE, EVERYWHERE],
  ExternalArtifact: [EVERYWHERE],
  GitRepository: [VERIFY, SOURCE, EVERYWHERE],
  HelmChart: [CHART, VERIFY, EVERYWHERE],
  HelmRepository: [SOURCE, EVERYWHERE],
  OCIRepository: [VERIFY, SOURCE, EVERYWHERE],
};

/**
 * The kinds with a description for every field of their specs. A field without a description is an error, and so is a
 * description without a field: update this file when Flux gains or loses a field.
 */
export function describeFlux(kinds: ReadonlyMap<string, FluxKind>): Map<string, FluxKind> {
  const unused = new Map(
    [EVERYWHERE, CHART, SOURCE, VERIFY, ...Object.values(KINDS)].map((texts) => [texts, new Set(Object.keys(texts))]),
  );
  const described = [...kinds].map(([kind, definition]): [string, FluxKind] => {
    const groups = [KINDS[kind] ?? {}, ...(SHARED[kind] ?? [EVERYWHERE])];
    const textOf = (path: readonly string[]) => {
      for (const start of path.keys()) {
        const end = path.slice(start).join('.');
        const group = groups.find((texts) => Object.hasOwn(texts, end));
        if (group === undefined) continue;
        unused.get(group)?.delete(end);
        return group[end] as string;
      }
      throw new Error(`${kind} has a field ${path.join('.')} without a description`);
    };
    return [kind, { ...definition, spec: withDescriptions(definition.spec, [], textOf) }];
  });
  const left = [...unused.values()].flatMap((keys) => [...keys]);
  if (left.length > 0) throw new Error(`no kind has a field ${left.join(', ')}`);
  return new Map(described);
}

function withDescriptions(
  schema: Schema,
  path: readonly string[],
  textOf: (path: readonly string[]) => string,
): Schema {
  const { items, properties } = schema;
  return {
    ...schema,
    ...(path.length > 0 ? { description: textOf(path) } : {}),
    ...(items ? { items: itemOf(items, path, textOf) } : {}),
    ...(properties ? { properties: fieldsOf(properties, path, textOf) } : {}),
  };
}

/** An item of a list has no description, because the list has one. */
function itemOf(item: Schema, path: readonly string[], textOf: (path: readonly string[]) => string): Schema {
  const { properties } = item;
  return properties ? { ...item, properties: fieldsOf(properties, path, textOf) } : item;
}

function fieldsOf(
  properties: Readonly<Record<string, Schema>>,
  path: readonly string[],
  textOf: (path: readonly string[]) => string,
): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, withDescriptions(field, [...path, name], textOf)]),
  );
}
