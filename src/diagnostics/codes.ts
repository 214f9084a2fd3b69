/** What a code means, and what to do about it. Both are sentences, for the page of diagnostics. */
interface CodeDescription {
  readonly meaning: string;
  readonly remedy: string;
}

/**
 * The codes of all diagnostics, in the order of their page. A code is stable: scripts and exceptions name it, so it is
 * never given to something else.
 */
export const DIAGNOSTIC_CODES = describe({
  // the shape of the input
  'type-wrong': {
    meaning: 'A value is of another type than its field.',
    remedy: 'Give a value of the type that the message names.',
  },
  'field-unknown': {
    meaning: 'A field does not exist.',
    remedy: 'Correct its name; the message names the nearest one, or all that exist.',
  },
  'field-missing': { meaning: 'A required field is missing.', remedy: 'Set the field.' },
  'value-not-allowed': {
    meaning: 'A value is not one of those that its field allows.',
    remedy: 'Choose one of the values that the message lists.',
  },
  'value-empty': { meaning: 'A text is empty where it must not be.', remedy: 'Set a text, or remove the field.' },
  'value-too-long': { meaning: 'A text has more characters than its field allows.', remedy: 'Shorten the text.' },
  'pattern-mismatch': {
    meaning: 'A text does not match the pattern of its field.',
    remedy: 'Write the text as the pattern in the message demands.',
  },
  'duration-invalid': {
    meaning: 'A text is not a duration, or a longer one than Flux can count.',
    remedy: 'Write numbers with units, such as 10m or 1h30m.',
  },
  'rule-broken': {
    meaning: 'A validation rule of a Flux CRD is broken: fields contradict each other.',
    remedy: 'Change one of the fields that the message names.',
  },
  'data-invalid': {
    meaning:
      'Data cannot be carried to the cluster exactly: it contains itself, is too deep, or holds what no YAML reader keeps.',
    remedy: 'Replace the value that the path names by plain data.',
  },
  'known-too-late': {
    meaning: 'Something is decided by a Lazy value that must be known when the construct is created.',
    remedy: 'Pass the value itself.',
  },

  // names and metadata
  'name-invalid': {
    meaning:
      'The name of an object, a namespace, a label or a key, or the value of a label, breaks the rules of Kubernetes.',
    remedy: 'Use the characters and the length that the message allows.',
  },
  'annotations-too-large': {
    meaning: 'The annotations of an object exceed the 256 KiB that Kubernetes allows.',
    remedy: 'Move data into a ConfigMap.',
  },
  'metadata-reserved': {
    meaning: 'A label or an annotation is set by the library itself.',
    remedy: 'Remove it from the input.',
  },
  'save-label-invalid': {
    meaning: 'The label that saves a chart as a template has another value than "true" or "false".',
    remedy: 'Set it to "true", or remove it.',
  },
  'save-label-unused': {
    meaning: 'The label that saves a chart as a template has no effect, as there is no chart to save.',
    remedy: 'Remove the label.',
  },
  'inline-secrets-annotation-invalid': {
    meaning: 'The annotation that allows inline secrets has another value than "allowed", so it has no effect.',
    remedy: 'Set it to "allowed", or remove it.',
  },
  'nulls-annotation-invalid': {
    meaning: 'The annotation that carries the nulls of values is not the JSON that lowering writes.',
    remedy: 'Apply what `fluxapp lower --with-application` prints, or what synthesis writes.',
  },
  'clusters-annotation-invalid': {
    meaning: 'The annotation with the names of clusters is not the JSON that synthesis writes.',
    remedy: 'Write a map from Secret, or Secret/key, to name; or apply what synthesis writes.',
  },
  'rollout-invalid': {
    meaning: 'The waves of an application are not written as waves are.',
    remedy: 'Write what the message names; docs/waves.md has examples.',
  },
  'wave-target-unknown': {
    meaning: 'A wave names a KEY that no target of the application has.',
    remedy: 'Correct the KEY; the names in the status of the Application are KEYs.',
  },
  'wave-clash': { meaning: 'A target is in two waves.', remedy: 'Leave it in one of them.' },
  'wave-missing': {
    meaning: 'A target is in no wave, so that nothing says when it gets what is new.',
    remedy: 'Add it to a wave.',
  },
  'wave-empty': { meaning: 'A wave has no targets.', remedy: 'Remove the wave, or add targets to it.' },
  'wave-suspended': {
    meaning: 'All targets of a wave are suspended in the code, so that the next wave has nothing to wait for.',
    remedy: 'Move them to a wave with a target that runs, or resume one.',
  },
  'rollout-not-held': {
    meaning: 'Waves cannot hold back something in the application: it can change for all of them at once.',
    remedy: 'Write it so that each release says what it gets, as the message has it.',
  },
  'nulls-invalid': {
    meaning: 'The text that carries the nulls of values, in the compact form, is no map.',
    remedy: 'Apply what `fluxapp lower --with-application` prints, or what synthesis writes.',
  },
  'nulls-not-carried': {
    meaning:
      'Values of an Application in compact form hold a null that no text carries: once an applier has dropped it, the value of the layer below comes through.',
    remedy: 'Apply what `fluxapp lower --with-application` prints, or write the null into `nulls` too.',
  },
  'cluster-names-left-out': {
    meaning: 'The names of the clusters are too many for the annotation of the Application.',
    remedy: 'Split the application, or give the kubeconfig Secrets the names of their clusters.',
  },
  'nulls-left-out': {
    meaning:
      'The nulls of the values are too many for the annotation of the Application, so that its stored form may lack them.',
    remedy: 'Put the nulls into a ConfigMap that `valuesFrom` names, or split the application.',
  },
  'application-too-large': {
    meaning: 'An Application, with a status of all its targets, exceeds the 1.5 MiB that etcd takes.',
    remedy:
      'Write it in compact form (`applicationFormat`), put values that are long into a ConfigMap that `valuesFrom` names, or split the application.',
  },
  'apply-too-large': {
    meaning:
      'Client-side `kubectl apply` refuses an Application: it keeps a copy of it in an annotation, and Kubernetes allows 256 KiB of annotations.',
    remedy: 'Apply it with `kubectl apply --server-side`, as Flux does, or make it smaller as above.',
  },

  // what is delivered
  'fluxapp-missing': {
    meaning: 'An Application of kind fluxcd has no `spec.fluxApp`.',
    remedy: 'Describe the application in `spec.fluxApp`.',
  },
  'argoapp-unused': {
    meaning: 'An Application of kind fluxcd has a `spec.argoApp`, which has no effect.',
    remedy: 'Remove `spec.argoApp`.',
  },
  'delivery-missing': {
    meaning: 'An application has neither a HelmRelease nor a Kustomization.',
    remedy: 'Set one of the two.',
  },
  'delivery-ambiguous': {
    meaning: 'An application has both a HelmRelease and a Kustomization.',
    remedy: 'Split it into two applications.',
  },
  'forms-mixed': {
    meaning: 'An Application has fields of the explicit form, `deploy`, and of the compact form, `targets`.',
    remedy: 'Use one of the two forms.',
  },
  'layer-unknown': {
    meaning: 'A target of an Application in compact form names a layer that is not there.',
    remedy: 'Correct the name, or add the layer to `layers`.',
  },
  'layer-clash': { meaning: 'Two layers of an Application have the same name.', remedy: 'Rename one of them.' },
  'source-missing': { meaning: 'An application that needs a source has none.', remedy: 'Set the source.' },
  'source-unused': {
    meaning: 'A source has no effect, as the application uses a template, which has its own.',
    remedy: 'Remove the source.',
  },
  'source-kind-wrong': {
    meaning: 'A Kustomization refers to a HelmRepository, which holds no manifests.',
    remedy: 'Refer to a GitRepository, OCIRepository, Bucket or ExternalArtifact.',
  },
  'source-group-wrong': {
    meaning: 'A source is of another API group than source.toolkit.fluxcd.io.',
    remedy: 'Refer to a source of Flux, or remove the apiVersion.',
  },
  'chart-missing': {
    meaning: 'A HelmRelease has no chart, and its source is not one.',
    remedy: 'Name the chart, or use a template.',
  },
  'chart-version-missing': {
    meaning: 'A chart of a HelmRepository has no version, so Flux takes the newest whenever there is one.',
    remedy: 'Set `version` of the chart to a range, such as 6.x, or to one version.',
  },
  'chart-ambiguous': {
    meaning: 'Both a template and a chart are set, for the application or for one of its targets.',
    remedy:
      'Remove one of the two; a target of an application with a template may have another template, or chart and source.',
  },
  'chart-not-allowed': {
    meaning: 'A chart is named although the source is the chart itself.',
    remedy: 'Remove the chart; a target may have another source.',
  },
  'chart-field-not-allowed': {
    meaning: 'A field of the chart exists for saved templates, or for charts of a HelmRepository, only.',
    remedy: 'Remove the field, or save the chart as a template; a target may have another template.',
  },
  'template-not-savable': {
    meaning: 'The source is the chart itself, so there is no HelmChart to save as a template.',
    remedy: 'Remove the label; other applications can use the source directly.',
  },
  'template-namespace-differs': {
    meaning: 'A template, its source and the applications that use it are not in one namespace.',
    remedy: 'Move one of them, or use source and chart instead of a template.',
  },
  'template-unknown': {
    meaning: 'The input of `fluxapp lower` does not hold the template that an application uses.',
    remedy: 'Add the file with the template, or correct the name. An error with `--strict`.',
  },

  // rules of Flux's controllers
  'source-url-invalid': {
    meaning: 'Flux cannot read the URL of a source.',
    remedy: 'Correct the URL; a tag or digest of an OCIRepository belongs into `ref`.',
  },
  'helm-repository-type-wrong': {
    meaning: 'The type of a HelmRepository and the scheme of its URL contradict each other.',
    remedy: 'Set `type: oci` for an oci URL, and only there.',
  },
  'credentials-missing': {
    meaning: 'A GitRepository with an ssh URL, or of provider github, has no `secretRef`.',
    remedy: 'Refer to a Secret with the credentials.',
  },
  'digest-invalid': {
    meaning: 'The digest of an OCIRepository is not a SHA-256.',
    remedy: 'Write `sha256:` and 64 lower-case hexadecimal digits.',
  },
  'version-range-invalid': {
    meaning: 'A text is not a range of versions that Flux can read.',
    remedy: 'Write a version or a range, such as 1.2.3, 1.x or ">=1.2 <2".',
  },
  'chart-name-invalid': {
    meaning: 'Flux does not look for a chart of such a name in a HelmRepository.',
    remedy: 'Use lower-case letters, digits and "-", in parts with "/" or "." between.',
  },
  'variable-name-invalid': {
    meaning:
      'A key of `postBuild.substitute` is not the name of a variable, so Flux fails unless all objects opt out of substitution.',
    remedy: 'Use letters, digits and "_", beginning with no digit.',
  },
  'component-not-local': {
    meaning: 'A component of a Kustomization is a URL or an absolute path.',
    remedy: 'Write a path in the source, relative to `path`.',
  },
  'health-check-invalid': {
    meaning: 'The apiVersion of a health check has more than one slash.',
    remedy: 'Write group and version, such as apps/v1.',
  },

  // targets
  'deploy-empty': { meaning: 'An application has no target.', remedy: 'Add a target to `deploy`.' },
  'destination-invalid': { meaning: 'A destination cannot be read.', remedy: 'Make it with `Cluster`.' },
  'target-field-in-defaults': {
    meaning: 'A field that tells targets apart is set in `defaults` or in an override.',
    remedy: 'Set it on each target.',
  },
  'selector-invalid': {
    meaning: 'An override does not say which clusters it is for, or not by labels as Kubernetes has them.',
    remedy: 'Set `matchLabels` or `matchExpressions`; `matchLabels: {}` is for all clusters.',
  },
  'override-without-target': {
    meaning: 'An override selects no cluster that the application has a target in, so it has no effect.',
    remedy: 'Correct the labels, or remove the override.',
  },
  'cluster-label-unknown': {
    meaning: 'The selector of an override asks for a label that no cluster of the application has.',
    remedy: 'Correct the key, or give the clusters the label.',
  },
  'target-namespace-missing': {
    meaning: 'Neither the target nor the application has a namespace.',
    remedy: 'Set the namespace of one of them.',
  },
  'storage-namespace-missing': {
    meaning: 'Helm keeps a release on a member cluster in the namespace of the application, which may not exist there.',
    remedy: 'Set `storageNamespace`.',
  },
  'target-clash': {
    meaning: 'Two targets of an application have the same KEY.',
    remedy: 'Give them names that differ.',
  },
  'release-clash': {
    meaning: 'Two targets make the same Helm release in one cluster.',
    remedy: 'Give one of them a name, a releaseName or a storageNamespace of its own.',
  },
  'cluster-name-clash': {
    meaning: 'A cluster has two names, or two clusters have one, in the applications of a namespace.',
    remedy: 'Make every cluster once, and use it wherever it is a target; or give one of them another name.',
  },
  'object-clash': { meaning: 'Two applications make the same object.', remedy: 'Rename one of them.' },
  'dependency-invalid': {
    meaning: 'A dependency is not a construct that targets can depend on.',
    remedy: 'Depend on an application of the same kind that has a target in the cluster.',
  },
  'dependency-cycle': { meaning: 'Targets depend on each other in a circle.', remedy: 'Remove one dependency.' },
  'crds-contradictory': {
    meaning: '`install.crds` contradicts `install.skipCRDs`.',
    remedy: 'Remove `skipCRDs`.',
  },
  'field-without-effect': { meaning: 'Flux ignores a field, so it is left out.', remedy: 'Remove the field.' },
  'patch-null-dropped': {
    meaning: 'A patch that is no text holds a null, which appliers and API servers drop from the stored Application.',
    remedy: 'Write the patch as text, in `patches`, or apply what `fluxapp lower --with-application` prints.',
  },

  // values
  'inline-secret': {
    meaning: 'A value looks like a secret.',
    remedy: 'Put it into a Secret and refer to it, or allow it by the annotation that the message names.',
  },
  'value-kind-differs': {
    meaning: 'The values of a target, or its `set`, replace a map by a scalar or a list, or the reverse.',
    remedy: 'Give both values of the same kind, or move them to the targets.',
  },
  'set-invalid': {
    meaning: 'An expression of `set` or `setString` cannot be read, or cannot be carried out.',
    remedy: 'Correct the expression as the message says.',
  },
  'values-reference-invalid': {
    meaning: 'An entry of `valuesFrom` is not a ConfigMap or Secret of the namespace of the application.',
    remedy: 'Refer to one that is.',
  },
  'target-path-invalid': {
    meaning: 'A `targetPath` is not a path of keys.',
    remedy: 'Write keys with dots between them.',
  },
  'target-path-blocked': {
    meaning: 'A `targetPath` leads through a value that is no map or list, so Flux fails.',
    remedy: 'Remove the value, or make it a map or list.',
  },
  'target-path-into-list': {
    meaning: 'A `targetPath` leads into a list that holds null; one replaces the other as a whole.',
    remedy: 'Set the element in `values`.',
  },
  'target-path-overlaps': {
    meaning: 'A `targetPath` and `values` set the same field.',
    remedy: 'Keep one of the two.',
  },
});

/** Gives the table a type that lists its codes alone: the published types repeat it. */
function describe<C extends string>(codes: Readonly<Record<C, CodeDescription>>): Readonly<Record<C, CodeDescription>> {
  return codes;
}

/** A stable name of one kind of diagnostic. */
export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
