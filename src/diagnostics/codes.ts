/** The meaning of a code and its remedy. Both are sentences for docs/diagnostics.md. */
interface CodeDescription {
  readonly meaning: string;
  readonly remedy: string;
}

/**
 * The codes of all diagnostics, in the order of docs/diagnostics.md. Scripts and exceptions refer to codes, so a code
 * is never reused for another problem.
 */
export const DIAGNOSTIC_CODES = describe({
  // the structure of the input
  'type-wrong': {
    meaning: 'A value does not have the type of its field.',
    remedy: 'Use a value of the type named in the message.',
  },
  'field-unknown': {
    meaning: 'A field does not exist.',
    remedy: 'Correct its name; the message suggests the nearest one, or lists all.',
  },
  'field-missing': { meaning: 'A required field is missing.', remedy: 'Set the field.' },
  'value-not-allowed': {
    meaning: 'A value is not among the allowed values of its field.',
    remedy: 'Use one of the values listed in the message.',
  },
  'value-empty': { meaning: 'A string must not be empty.', remedy: 'Set a string, or remove the field.' },
  'value-too-long': { meaning: 'A string has more characters than its field allows.', remedy: 'Shorten the string.' },
  'pattern-mismatch': {
    meaning: 'A string does not match the pattern of its field.',
    remedy: 'Change the string to match the pattern in the message.',
  },
  'duration-invalid': {
    meaning: 'A string is not a duration, or the duration is longer than Flux supports.',
    remedy: 'Write numbers with units, such as 10m or 1h30m.',
  },
  'rule-broken': {
    meaning: 'Fields violate a validation rule of a Flux CRD.',
    remedy: 'Change one of the fields named in the message.',
  },
  'data-invalid': {
    meaning:
      'Data cannot be delivered to the cluster exactly: it contains itself, is nested too deeply, or contains a value that YAML readers change.',
    remedy: 'Replace the value at the path with plain data.',
  },
  'known-too-late': {
    meaning: 'A Lazy value determines something that must be known when the construct is created.',
    remedy: 'Pass the value itself.',
  },

  // names and metadata
  'name-invalid': {
    meaning:
      'The name of an object, a namespace, a label or a key, or the value of a label, violates the rules of Kubernetes.',
    remedy: 'Use the characters and the length given in the message.',
  },
  'annotations-too-large': {
    meaning: 'The annotations of an object exceed the 256 KiB that Kubernetes allows.',
    remedy: 'Move data into a ConfigMap.',
  },
  'metadata-reserved': {
    meaning: 'A label or an annotation is reserved for the library.',
    remedy: 'Remove it from the input.',
  },
  'save-label-invalid': {
    meaning: 'The label that saves a chart as a template is neither "true" nor "false".',
    remedy: 'Set it to "true", or remove it.',
  },
  'save-label-unused': {
    meaning: 'The label that saves a chart as a template has no effect, because there is no chart to save.',
    remedy: 'Remove the label.',
  },
  'inline-secrets-annotation-invalid': {
    meaning: 'The annotation that allows inline secrets is not "allowed", so it has no effect.',
    remedy: 'Set it to "allowed", or remove it.',
  },
  'nulls-annotation-invalid': {
    meaning: 'The annotation that carries the nulls of values is not the JSON that lowering writes.',
    remedy: 'Apply the output of `fluxapp lower --with-application` or of synthesis.',
  },
  'clusters-annotation-invalid': {
    meaning: 'The annotation with the names of clusters is not the JSON that synthesis writes.',
    remedy: 'Write a map from Secret, or Secret/key, to the name of the cluster; or apply the output of synthesis.',
  },
  'rollout-invalid': {
    meaning: 'The definition of the waves of an application is invalid.',
    remedy: 'Follow the message; docs/waves.md has examples.',
  },
  'wave-target-unknown': {
    meaning: 'A wave contains a KEY that no target of the application has.',
    remedy: 'Correct the KEY; the status of the Application lists all KEYs.',
  },
  'wave-clash': { meaning: 'A target is in two waves.', remedy: 'Leave it in one of them.' },
  'wave-missing': {
    meaning: 'A target is in no wave, so it is not defined when it receives a change.',
    remedy: 'Add it to a wave.',
  },
  'wave-empty': { meaning: 'A wave has no targets.', remedy: 'Remove the wave, or add targets to it.' },
  'wave-suspended': {
    meaning: 'All targets of a wave are suspended in the code, so the next wave has nothing to wait for.',
    remedy: 'Move them to a wave with a target that is not suspended, or resume one.',
  },
  'rollout-not-held': {
    meaning: 'Waves cannot hold back a change to part of the application: it would reach all of them at once.',
    remedy: 'Make the change part of each release, as described in the message.',
  },
  'nulls-invalid': {
    meaning: 'The field that carries the nulls of values in the compact form is not a map.',
    remedy: 'Apply the output of `fluxapp lower --with-application` or of synthesis.',
  },
  'nulls-not-carried': {
    meaning:
      'Values of an Application in compact form contain a null that is not in `nulls`: when an applier drops it, the value of the layer below reappears.',
    remedy: 'Apply the output of `fluxapp lower --with-application`, or add the null to `nulls` too.',
  },
  'cluster-names-left-out': {
    meaning: 'The application has too many cluster names for the annotation of the Application.',
    remedy: 'Split the application, or give the kubeconfig Secrets the names of their clusters.',
  },
  'nulls-left-out': {
    meaning:
      'The values have too many nulls for the annotation of the Application, so the stored Application may lack them.',
    remedy: 'Put the nulls into a ConfigMap referenced by `valuesFrom`, or split the application.',
  },
  'application-too-large': {
    meaning: 'An Application, including the status of all its targets, exceeds the 1.5 MiB limit of etcd.',
    remedy:
      'Write it in compact form (`applicationFormat`), put long values into a ConfigMap referenced by `valuesFrom`, or split the application.',
  },
  'apply-too-large': {
    meaning:
      'Client-side `kubectl apply` fails for an Application: it stores a copy in an annotation, and Kubernetes allows 256 KiB of annotations.',
    remedy:
      'Apply it with `kubectl apply --server-side`, as Flux does, or reduce its size as for `application-too-large`.',
  },

  // the delivery
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
    meaning: 'A target of an Application in compact form refers to a missing layer.',
    remedy: 'Correct the name, or add the layer to `layers`.',
  },
  'layer-clash': { meaning: 'Two layers of an Application have the same name.', remedy: 'Rename one of them.' },
  'source-missing': { meaning: 'An application that needs a source has none.', remedy: 'Set the source.' },
  'source-unused': {
    meaning: 'A source has no effect, because the application uses a template, which has its own.',
    remedy: 'Remove the source.',
  },
  'source-kind-wrong': {
    meaning: 'A Kustomization refers to a HelmRepository, which contains no manifests.',
    remedy: 'Refer to a GitRepository, OCIRepository, Bucket or ExternalArtifact.',
  },
  'source-group-wrong': {
    meaning: 'The API group of a source is not source.toolkit.fluxcd.io.',
    remedy: 'Refer to a source of Flux, or remove the apiVersion.',
  },
  'chart-missing': {
    meaning: 'A HelmRelease has no chart, and its source is not a chart.',
    remedy: 'Name the chart, or use a template.',
  },
  'chart-version-missing': {
    meaning: 'A chart from a HelmRepository has no version, so Flux upgrades to every new version.',
    remedy: 'Set `version` of the chart to a range, such as 6.x, or to an exact version.',
  },
  'chart-ambiguous': {
    meaning: 'Both a template and a chart are set, for the application or for one of its targets.',
    remedy:
      'Remove one of the two; a target of an application with a template may have another template, or chart and source.',
  },
  'chart-not-allowed': {
    meaning: 'A chart is set, although the source is the chart itself.',
    remedy: 'Remove the chart; a target may have another source.',
  },
  'chart-field-not-allowed': {
    meaning: 'A field of the chart is only valid for saved templates, or for charts from a HelmRepository.',
    remedy: 'Remove the field, or save the chart as a template; a target may have another template.',
  },
  'template-not-savable': {
    meaning: 'The source is the chart itself, so there is no HelmChart to save as a template.',
    remedy: 'Remove the label; other applications can use the source directly.',
  },
  'template-namespace-differs': {
    meaning: 'A template, its source and the applications that use it are not in the same namespace.',
    remedy: 'Move one of them, or use source and chart instead of a template.',
  },
  'template-unknown': {
    meaning: 'The input of `fluxapp lower` does not contain the template that an application uses.',
    remedy: 'Add the file with the template, or correct the name. An error with `--strict`.',
  },

  // rules of Flux's controllers
  'source-url-invalid': {
    meaning: 'Flux cannot read the URL of a source.',
    remedy: 'Correct the URL; a tag or digest of an OCIRepository belongs in `ref`.',
  },
  'helm-repository-type-wrong': {
    meaning: 'The type of a HelmRepository does not match the scheme of its URL.',
    remedy: 'Set `type: oci` for an oci URL, and only there.',
  },
  'credentials-missing': {
    meaning: 'A GitRepository with an ssh URL, or with provider github, has no `secretRef`.',
    remedy: 'Refer to a Secret with the credentials.',
  },
  'digest-invalid': {
    meaning: 'The digest of an OCIRepository is not a SHA-256.',
    remedy: 'Write `sha256:` and 64 lower-case hexadecimal digits.',
  },
  'version-range-invalid': {
    meaning: 'A string is not a version range that Flux can read.',
    remedy: 'Write a version or a range, such as 1.2.3, 1.x or ">=1.2 <2".',
  },
  'chart-name-invalid': {
    meaning: 'Flux does not accept this chart name for a HelmRepository.',
    remedy: 'Use lower-case letters, digits and "-", in parts separated by "/" or ".".',
  },
  'variable-name-invalid': {
    meaning:
      'A key of `postBuild.substitute` is not the name of a variable, so Flux fails unless all objects opt out of substitution.',
    remedy: 'Use letters, digits and "_", and do not start with a digit.',
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
  'destination-invalid': { meaning: 'A destination is invalid.', remedy: 'Create it with `Cluster`.' },
  'target-field-in-defaults': {
    meaning: 'A field that identifies a target is set in `defaults` or in an override.',
    remedy: 'Set it on each target.',
  },
  'selector-invalid': {
    meaning: 'An override has no selector, or its selector is not a valid Kubernetes label selector.',
    remedy: 'Set `matchLabels` or `matchExpressions`; `matchLabels: {}` selects all clusters.',
  },
  'override-without-target': {
    meaning: 'An override selects none of the clusters of the application, so it has no effect.',
    remedy: 'Correct the labels, or remove the override.',
  },
  'cluster-label-unknown': {
    meaning: 'The selector of an override names a label that no cluster of the application has.',
    remedy: 'Correct the key, or give the clusters the label.',
  },
  'target-namespace-missing': {
    meaning: 'Neither the target nor the application has a namespace.',
    remedy: 'Set the namespace of one of them.',
  },
  'storage-namespace-missing': {
    meaning:
      'Helm stores a release on a member cluster in the namespace of the application, which may not exist there.',
    remedy: 'Set `storageNamespace`.',
  },
  'target-clash': {
    meaning: 'Two targets of an application have the same KEY.',
    remedy: 'Give them different names.',
  },
  'release-clash': {
    meaning: 'Two targets create the same Helm release in one cluster.',
    remedy: 'Give one of them a different name, releaseName or storageNamespace.',
  },
  'cluster-name-clash': {
    meaning: 'A cluster has two names, or two clusters have the same name, in the applications of a namespace.',
    remedy: 'Create every cluster once, and reuse it for all targets; or rename one of them.',
  },
  'object-clash': { meaning: 'Two applications create the same object.', remedy: 'Rename one of them.' },
  'dependency-invalid': {
    meaning: 'A dependency is not a construct that targets can depend on.',
    remedy: 'Depend on an application of the same kind that has a target in the cluster.',
  },
  'dependency-cycle': { meaning: 'The dependencies of targets form a cycle.', remedy: 'Remove one dependency.' },
  'crds-contradictory': {
    meaning: '`install.crds` contradicts `install.skipCRDs`.',
    remedy: 'Remove `skipCRDs`.',
  },
  'field-without-effect': { meaning: 'Flux ignores a field, so it is omitted.', remedy: 'Remove the field.' },
  'patch-null-dropped': {
    meaning:
      'A patch that is not a string contains a null, which appliers and API servers drop from the stored Application.',
    remedy: 'Write the patch as a string, in `patches`, or apply the output of `fluxapp lower --with-application`.',
  },

  // values
  'inline-secret': {
    meaning: 'A value looks like a secret.',
    remedy: 'Put it into a Secret and refer to it, or allow it with the annotation named in the message.',
  },
  'value-kind-differs': {
    meaning: 'The values of a target, or its `set`, replace a map with a scalar, a list or a Lazy, or vice versa.',
    remedy:
      'Use values of the same kind in both places, or move them to the targets. Put a Lazy in place of single values, not of a map.',
  },
  'set-invalid': {
    meaning: 'An expression of `set` or `setString` cannot be parsed or applied.',
    remedy: 'Correct the expression as described in the message.',
  },
  'values-refused': {
    meaning:
      'The schema of the chart, or of a chart below it, refuses the values: Helm would not install or upgrade the release.',
    remedy:
      'Change the value as the message describes. It is a warning if another version of the chart may be delivered.',
  },
  'values-null-disputed': {
    meaning:
      'The schema of the chart refuses the values only because of a null, and the versions of Helm differ about it.',
    remedy: 'Remove the null, or set a value that the schema accepts.',
  },
  'values-key-unknown': {
    meaning: 'The chart does not read a key of the values.',
    remedy: 'Correct the name of the key; the message contains the nearest known one.',
  },
  'chart-version-differs': {
    meaning: 'The values are validated with another version of the chart than the delivered one.',
    remedy: 'Set the imported version, or import the delivered one.',
  },
  'values-file-missing': {
    meaning: 'The chart does not contain a file of `valuesFiles`, so Flux cannot build it.',
    remedy: 'Correct the path of the file, or set `ignoreMissingValuesFiles`.',
  },
  'values-file-unknown': {
    meaning: 'The content of a file of `valuesFiles` is not known here, so only problems of single values are found.',
    remedy: 'Write its values in `values`, or in a file in the folder of the chart, and import the chart again.',
  },
  'chart-schema-invalid': {
    meaning: 'The schema of a chart is not valid, so Helm refuses all values.',
    remedy: 'Use another version of the chart, or set `disableSchemaValidation` of `install` and `upgrade`.',
  },
  'chart-schema-unknown': {
    meaning: 'The schema of a chart cannot be checked here, for example because it refers to missing files.',
    remedy: 'Import the chart again, or set `disableSchemaValidation` of `install` and `upgrade`.',
  },
  'chart-not-found': {
    meaning:
      'The folder of `fluxapp lower --charts` does not contain a chart, so the values of its targets are not checked.',
    remedy: 'Add this version of the chart to the folder, packaged or as a folder.',
  },
  'values-reference-invalid': {
    meaning: 'An entry of `valuesFrom` is not a ConfigMap or Secret in the namespace of the application.',
    remedy: 'Refer to a ConfigMap or Secret in that namespace.',
  },
  'target-path-invalid': {
    meaning: 'A `targetPath` is not a path of keys.',
    remedy: 'Write keys separated by dots.',
  },
  'target-path-blocked': {
    meaning: 'A `targetPath` leads through a value that is neither a map nor a list, so Flux fails.',
    remedy: 'Remove the value, or make it a map or list.',
  },
  'target-path-into-list': {
    meaning: 'A `targetPath` leads into a list that contains null; one replaces the other as a whole.',
    remedy: 'Set the element in `values`.',
  },
  'target-path-overlaps': {
    meaning: 'A `targetPath` and `values` set the same field.',
    remedy: 'Remove one of the two.',
  },
});

/** Narrows the type of the table to its codes, because the published types repeat that type. */
function describe<C extends string>(codes: Readonly<Record<C, CodeDescription>>): Readonly<Record<C, CodeDescription>> {
  return codes;
}

/** The stable code of one kind of diagnostic, in kebab case. */
export type DiagnosticCode = keyof typeof DIAGNOSTIC_CODES;
