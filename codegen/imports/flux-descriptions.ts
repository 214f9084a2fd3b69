import type { FluxKind } from './flux-crds';
import type { Schema } from './schema';

type Texts = Readonly<Record<string, string>>;

/** Of all kinds, by the end of a field's path. */
const EVERYWHERE: Texts = {
  // references
  apiVersion: 'API version of the object.',
  kind: 'Kind of the object.',
  name: 'Name of the object.',
  namespace: 'Namespace of the object, by default that of the object which refers to it.',
  'sourceRef.apiVersion': 'API version of the source.',
  'sourceRef.kind': 'Kind of the source.',
  'sourceRef.name': 'Name of the source.',
  sourceRef: 'The source, one of the Flux objects that fetch things.',
  key: 'Key in the Secret, by default value.',
  // what is common to what is applied
  commonMetadata: 'Labels and annotations put on every object that is applied.',
  annotations: 'Annotations by name.',
  labels: 'Labels by name.',
  dependsOn: 'Objects of the same kind that must be ready first.',
  'dependsOn.name': 'Name of the object that must be ready first.',
  'dependsOn.namespace': 'Its namespace, by default the same one.',
  'dependsOn.readyExpr':
    'CEL expression over self and dep that says when it is ready, in place of what Flux asks itself.',
  healthCheckExprs: 'CEL expressions that say when a custom resource is healthy.',
  'healthCheckExprs.apiVersion': 'API version of the custom resource.',
  'healthCheckExprs.kind': 'Kind of the custom resource.',
  'healthCheckExprs.current': 'Whether it is as it is meant to be.',
  'healthCheckExprs.failed': 'Whether it has failed.',
  'healthCheckExprs.inProgress': 'Whether it is on its way.',
  kubeConfig: 'How the cluster is reached; without it the object is applied where Flux runs.',
  'kubeConfig.configMapRef': 'ConfigMap that describes access to the cluster without a secret.',
  'kubeConfig.secretRef': 'Secret with the kubeconfig of the cluster.',
  serviceAccountName: 'Service account to impersonate while applying.',
  suspend: 'Stop reconciling the object.',
  targetNamespace: 'Namespace that is deployed to.',
  // kustomize
  images: 'Image names, tags and digests to replace.',
  'images.name': 'The image as the manifests have it, without tag.',
  'images.newName': 'The name in its place.',
  'images.newTag': 'The tag in place of its own.',
  'images.digest': 'The digest in place of its tag; goes before newTag.',
  patches: 'Strategic merge or JSON 6902 patches to apply.',
  'patches.patch': 'The patch, as YAML.',
  'patches.target': 'Which objects it is for; by default the one that a strategic merge patch names.',
  'target.annotationSelector': 'Those with these annotations, written as a label selector.',
  'target.labelSelector': 'Those with these labels.',
  'target.group': 'Those of this API group.',
  'target.version': 'Those of this version of their API group.',
  'target.kind': 'Those of this kind.',
  'target.name': 'Those of this name.',
  'target.namespace': 'Those in this namespace.',
  ignore: 'Fields that are left as they are in the cluster.',
  'ignore.paths': 'The fields, as JSON pointers (RFC 6901).',
  'ignore.target': 'In which objects, by default in all.',
};

/** What charts take, in a HelmRelease and in a HelmChart. */
const CHART: Texts = {
  chart: 'Name of the chart in a HelmRepository, or its path in any other source.',
  ignoreMissingValuesFiles: 'Pass over files of valuesFiles that are not there instead of failing.',
  reconcileStrategy:
    'What makes a new chart artifact: a new version of the chart, or every new revision of the source.',
  valuesFiles:
    'Values files inside the chart or its source, the last one wins; they replace the values.yaml of the chart.',
  version: 'Version of the chart, or a semver range; by default the latest. Only of a HelmRepository.',
};

/** What sources have in common. */
const SOURCE: Texts = {
  interval: 'How often the source is asked for something new, such as 10m.',
  timeout: 'How long a single request may take.',
  certSecretRef: 'Secret with the CA (ca.crt), or a client certificate (tls.crt and tls.key), for TLS.',
  ignore: 'What is left out of the artifact, written as a .gitignore, in place of the defaults.',
  insecure: 'Use HTTP without TLS.',
  provider: 'Whose way of logging in is used; generic takes secretRef.',
  proxySecretRef: 'Secret with the address of a proxy, and with its user and password where it wants them.',
  secretRef: 'Secret to log in with.',
  serviceAccountName: 'Service account to log in with, for providers that know workload identity.',
};

/** How signatures are verified. */
const VERIFY: Texts = {
  verify: 'Verification of the signature.',
  'verify.provider': 'The tool that has signed.',
  'verify.secretRef': 'Secret with the public keys that are trusted; without it signatures without keys are verified.',
  'verify.matchOIDCIdentity': 'Who may have signed without a key: one of these.',
  'matchOIDCIdentity.issuer': 'Regular expression (Go) for the issuer of the identity.',
  'matchOIDCIdentity.subject': 'Regular expression (Go) for the identity.',
  'verify.trustedRootSecretRef': 'Secret with the trusted_root.json of a Sigstore of your own.',
};

/** Of single kinds: they go before those of {@link SHARED}. */
const KINDS: Readonly<Record<string, Texts>> = {
  HelmRelease: {
    chart: 'The chart: a HelmChart object is made of it.',
    'chart.metadata': 'Labels and annotations of the HelmChart object.',
    'chart.spec': 'What the HelmChart object says.',
    'chart.spec.chart': CHART.chart as string,
    'chart.spec.interval': "How often the source is asked for a new version, by default the release's interval.",
    chartRef: 'The object that is the chart: a HelmChart, an OCIRepository or an ExternalArtifact.',
    driftDetection: 'What to do about objects that differ from the release.',
    'driftDetection.mode':
      'Put differences right (enabled), tell of them (warn), or do not look (disabled, the default).',
    interval: 'How often the desired state is compared and restored, such as 10m.',
    timeout: 'How long a single operation may take, by default 5m.',
    maxHistory: 'Number of release revisions to keep, 0 for all of them; by default 5.',
    persistentClient:
      'Keep one client for all steps of a release; off for charts that install CRDs they use themselves.',
    postRenderStrategy: 'Whether hooks are post-rendered too, and how.',
    postRenderers: 'Changes to the rendered manifests before they are applied.',
    'postRenderers.kustomize': 'A post-renderer that works as kustomize does.',
    releaseName: 'Name of the Helm release. Changing it uninstalls the old release.',
    storageNamespace: 'Namespace for the release records. Changing it uninstalls the old release.',
    waitStrategy: 'How resources are judged to be ready.',
    'waitStrategy.name': 'By kstatus (poller), or as Helm 3 did (legacy).',
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
      'What to do with the folder crds of the chart: install what is missing (Create, the default), replace the rest too (CreateReplace), or nothing (Skip).',
    'upgrade.crds':
      'What to do with the folder crds of the chart: nothing (Skip, the default), install what is missing (Create), or replace the rest too (CreateReplace).',
    createNamespace: 'Make the target namespace where it is not there. It stays when the release goes.',
    disableHooks: 'Do not run the hooks of the chart.',
    disableOpenAPIValidation: 'Do not check what is rendered against the schemas of the API server.',
    disableSchemaValidation: "Do not check values against the chart's values.schema.json.",
    disableTakeOwnership: 'Fail where an object is there that is not of this release, instead of taking it over.',
    disableWait: 'Do not wait until everything is ready.',
    'uninstall.disableWait': 'Do not wait until everything is gone.',
    disableWaitForJobs: 'Do not wait until Jobs have completed.',
    replace: 'Use the name of a release again that was deleted and is in the history still.',
    serverSideApply: 'Whether objects are applied server-side; auto goes on as it was.',
    'install.serverSideApply': 'Whether objects are applied server-side, by default true.',
    skipCRDs: 'Old form of crds: Skip, which the lowering writes in its place.',
    strategy:
      'What a failure leads to: remediation (RemediateOnFailure, the default), or another try (RetryOnFailure).',
    'strategy.name': 'RemediateOnFailure or RetryOnFailure.',
    'strategy.retryInterval': 'How long RetryOnFailure waits, by default 5m.',
    remediation: 'What to do about a failure before it is tried again; by default nothing.',
    'remediation.ignoreTestFailures': 'Whether tests may fail, by default as test.ignoreFailures says.',
    'remediation.remediateLastFailure':
      'Whether the last failure is remediated too, when no try is left; by default false.',
    'upgrade.remediation.remediateLastFailure':
      'Whether the last failure is remediated too, when no try is left; by default true where there are retries.',
    'remediation.retries': 'How many more tries there are, by default 0; a negative number for no end.',
    'remediation.strategy': 'Back to the release before (rollback, the default), or start over (uninstall).',
    cleanupOnFail: 'Delete what was new in it when it fails.',
    force: 'Replace objects that cannot be changed. Not with server-side apply.',
    chartNameChangeStrategy:
      'What to do when the chart has another name: start over (Reinstall, the default), or upgrade (InPlaceUpdate).',
    preserveValues: 'Merge values over those of the release before: what is taken out of them stays then.',
    recreate: 'Does nothing any more: the lowering leaves it out.',
    deletionPropagation: 'How what belongs to the objects is deleted.',
    keepHistory: 'Keep the records of the release.',
    'test.enable': 'Run the tests of the chart after install and upgrade.',
    'test.filters': 'Which tests to run, or not to run.',
    'filters.name': 'Name of the test.',
    'filters.exclude': 'Do not run it.',
    'test.ignoreFailures': 'A test that fails is no failure.',
    // values
    values: 'Values of the chart.',
    valuesFrom: 'ConfigMaps and Secrets with values, merged in order before values.',
    'valuesFrom.kind': 'Whether it is a Secret or a ConfigMap.',
    'valuesFrom.name': 'Its name, in the same namespace.',
    'valuesFrom.valuesKey': 'Which of its keys, by default values.yaml.',
    'valuesFrom.targetPath':
      'Where the text of that key goes, as helm --set names places; by default it is values itself.',
    'valuesFrom.literal': 'With targetPath: take the text as it is, commas and all.',
    'valuesFrom.optional': 'Whether it may be missing.',
  },
  Kustomization: {
    buildMetadata: 'Information that kustomize adds to what it builds.',
    components: 'Paths of kustomize components to include.',
    decryption: 'Decryption of secrets in the source.',
    'decryption.provider': 'The tool that has encrypted them.',
    'decryption.secretRef': 'Secret with the private keys, or with credentials of a key service.',
    'decryption.serviceAccountName': 'Service account to log in to a key service with, by workload identity.',
    deletionPolicy:
      'What happens to the applied objects when the Kustomization is deleted; by default what prune says.',
    force: 'Recreate objects whose immutable fields have changed.',
    healthChecks: 'Objects that must be healthy for it to be ready.',
    ignoreMissingComponents: 'Pass over components that are not there.',
    interval: 'How often the desired state is compared and restored, such as 10m.',
    namePrefix: 'Prefix for the names of all objects.',
    nameSuffix: 'Suffix for the names of all objects.',
    path: 'Folder in the source, by default its root.',
    postBuild: 'Variables to replace in the built manifests.',
    'postBuild.substitute': 'Variables and what they stand for.',
    'postBuild.substituteFrom': 'ConfigMaps and Secrets whose keys are variables.',
    'substituteFrom.kind': 'Whether it is a Secret or a ConfigMap.',
    'substituteFrom.name': 'Its name, in the same namespace.',
    'substituteFrom.optional': 'Whether it may be missing.',
    'postBuild.substituteStrategy':
      'Replace where there is a variable at least (WithVariables, the default), or Always.',
    prune: 'Remove objects that are no longer in the source.',
    retryInterval: 'How long to wait after a failure, by default interval.',
    targetNamespace: 'Namespace of all objects, whatever they say.',
    timeout: 'How long building, applying and checking may take, by default interval.',
    wait: 'Wait for everything that was applied to become ready.',
  },
  Bucket: {
    bucketName: 'Name of the bucket.',
    endpoint: 'Host of the object store, with its port where it needs one.',
    prefix: 'Only objects whose name begins with this.',
    region: 'Region of the bucket.',
    sts: 'Where temporary credentials come from, for the providers aws and generic.',
    'sts.endpoint': 'URL of the security token service.',
    'sts.provider': 'Kind of the security token service.',
    'sts.secretRef': 'Secret with username and password, for ldap.',
  },
  ExternalArtifact: {
    sourceRef: 'The object that the artifact was made for.',
    'sourceRef.apiVersion': 'API version of that object.',
    'sourceRef.kind': 'Kind of that object.',
    'sourceRef.name': 'Name of that object.',
  },
  GitRepository: {
    include: 'Other GitRepositories whose artifacts are put into this one.',
    'include.fromPath': 'Folder of that one, by default its root.',
    'include.repository': 'The GitRepository, in the same namespace.',
    'include.toPath': 'Folder in this one, by default the name of that one.',
    recurseSubmodules: 'Fetch submodules too.',
    ref: 'What is checked out: of several fields name goes first, then commit, semver, tag, branch.',
    'ref.branch': 'A branch, by default master.',
    'ref.commit': 'A commit by its SHA; with branch only that is fetched.',
    'ref.name': 'A reference by its full name, such as refs/heads/main.',
    'ref.semver': 'The newest tag in a semver range.',
    'ref.tag': 'A tag.',
    sparseCheckout: 'Only these folders.',
    url: 'URL of the repository, by HTTP or SSH.',
    verify: 'Verification of signatures of commits and tags.',
    'verify.mode': 'What must be signed: the commit (HEAD), the tag, or both.',
    'verify.secretRef': 'Secret with the public keys that are trusted: *.asc for PGP, *.sshpub for SSH.',
  },
  HelmChart: {
    interval: 'How often the source is asked for a new version of the chart.',
  },
  HelmRepository: {
    accessFrom: 'Does nothing so far: who may refer to it from other namespaces.',
    'accessFrom.namespaceSelectors': 'Namespaces that one of these selects.',
    'namespaceSelectors.matchLabels': 'Those with these labels.',
    insecure: 'Use HTTP without TLS. Only for a registry.',
    passCredentials: 'Send the credentials to other hosts too, where the index says that charts are there.',
    type: 'An HTTP folder with an index (default), or a registry (oci).',
    url: 'URL of the repository; of a registry it begins with oci://.',
  },
  OCIRepository: {
    layerSelector: 'Which layer of the artifact is taken, by default the first.',
    'layerSelector.mediaType': 'The first one of this media type.',
    'layerSelector.operation': 'Unpack it (extract, the default), or leave it as it is (copy).',
    ref: 'What is fetched: of several fields digest goes first, then semver, tag.',
    'ref.digest': 'A digest, such as sha256:….',
    'ref.semver': 'The newest tag in a semver range.',
    'ref.semverFilter': 'Regular expression that tags in that range must match.',
    'ref.tag': 'A tag, by default latest.',
    url: 'URL of the artifact, without tag: oci://….',
  },
};

/** Of several kinds, the nearest first. */
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
 * The kinds with a sentence for every field of their specs. A field without one is an error, and so is a sentence without
 * a field: when Flux gains or loses one, this is the place.
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

/** Of an item of a list nothing is said beside what is said of the list. */
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
