import { application, helmApplication, kustomizationApplication, SAVES } from '../applications';
import {
  DNS_LABEL,
  DNS_SUBDOMAIN,
  entry,
  kustomization,
  manifests,
  release,
  spec,
  testProblems,
  web,
} from '../problems';

const template = { chart: undefined, source: undefined, template: 'charts' };
const git = { sourceRef: { kind: 'GitRepository', name: 'repo' } };
const oci = { sourceRef: { kind: 'OCIRepository', name: 'podinfo' } };
const elsewhere = { sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'sources' } };
const saveLabel = 'metadata.labels["gitops.kubesphere.io/save-helm-template"]';
const onlySaved =
  'only for a chart that is saved as a template (label gitops.kubesphere.io/save-helm-template: "true")';
const withEmptyKustomization = helmApplication([web]);
withEmptyKustomization.spec.fluxApp.spec.config.kustomization = [];
const inlineChart =
  'a template must be in the namespace of its source. A chart that is not saved (without the label ' +
  'gitops.kubesphere.io/save-helm-template) is written into every release and may name a source of another namespace';
const noVersion = 'is missing, so Flux upgrades to every new version: set a range, such as 6.x, or an exact version';

testProblems([
  ['no config', application({ source: git }), `${spec}.config: required, but missing`],
  [
    'neither',
    application({ source: git, config: {} }),
    `${spec}.config: neither helmRelease nor kustomization is set: exactly one is needed`,
  ],
  [
    'an empty kustomization alone',
    application({ source: git, config: { kustomization: [] } }),
    `warning: ${spec}.config.kustomization: is empty: the application has no targets`,
  ],
  [
    'both, each with errors of its own',
    application({
      source: git,
      config: { helmRelease: { deploy: [{ ...web, name: 'A' }] }, kustomization: [{ ...manifests, name: 'B' }] },
    }),
    `${spec}.config: helmRelease and kustomization are both set: exactly one is allowed`,
    `${release}.chart: required with a source of kind "GitRepository", but missing`,
    `${entry}.name: "A" ${DNS_LABEL}`,
    `${kustomization}.name: "B" ${DNS_LABEL}`,
  ],
  ['an empty kustomization beside a helmRelease', withEmptyKustomization],
  [
    'a chart without a source',
    helmApplication([web], { source: null }),
    `${spec}.source: required if helmRelease has no template, but missing`,
  ],
  [
    'neither chart nor source nor template',
    helmApplication([web], { source: null, chart: undefined }),
    `${spec}.source: required if helmRelease has no template, but missing`,
    `${release}.chart: required if helmRelease has no template, but missing`,
  ],
  ['an empty source', helmApplication([web], { source: {} }), `${spec}.source.sourceRef: required, but missing`],
  [
    'an empty sourceRef',
    helmApplication([web], { source: { sourceRef: {} } }),
    `${spec}.source.sourceRef.kind: required, but missing`,
    `${spec}.source.sourceRef.name: required, but missing`,
  ],
  [
    'a source without a chart',
    helmApplication([web], { chart: undefined }),
    `${release}.chart: required with a source of kind "HelmRepository", but missing`,
  ],
  ['a source that is the chart', helmApplication([web], { source: oci, chart: undefined })],
  [
    'a source that is the chart, and a chart',
    helmApplication([web], { source: oci }),
    `${release}.chart: not allowed with a source of kind OCIRepository, which is the chart itself`,
  ],
  [
    'an unknown kind of source',
    helmApplication([web], { source: { sourceRef: { kind: 'HelmRepo', name: 'charts' } } }),
    `${spec}.source.sourceRef.kind: "HelmRepo" is not one of HelmRepository, GitRepository, Bucket, OCIRepository, ` +
      'ExternalArtifact',
  ],
  [
    'a kind of source with a typing error',
    kustomizationApplication([manifests], { sourceRef: { kind: 'gitRepositry', name: 'repo' } }),
    `${spec}.source.sourceRef.kind: "gitRepositry" is not one of HelmRepository, GitRepository, Bucket, ` +
      'OCIRepository, ExternalArtifact; did you mean "GitRepository"?',
  ],
  [
    'a kind of source that is a map',
    helmApplication([web], { source: { sourceRef: { kind: { toString: 1 }, name: 'charts' } } }),
    `${spec}.source.sourceRef.kind: must be a string, got a map`,
  ],
  [
    'a source of another group',
    helmApplication([web], { source: { sourceRef: { ...git.sourceRef, apiVersion: 'example.com/v1' } } }),
    `${spec}.source.sourceRef.apiVersion: "example.com/v1" is not of the group source.toolkit.fluxcd.io`,
  ],
  [
    'a template together with a chart',
    helmApplication([web], { ...template, source: null, chart: { chart: 'podinfo' } }),
    `${release}.chart: template and chart are both set: exactly one is allowed`,
  ],
  [
    'a template together with a source',
    helmApplication([web], { ...template, source: git }),
    `warning: ${spec}.source: has no effect: the template has its own source`,
  ],
  [
    'a template that would be saved once more',
    helmApplication([web], { ...template, source: null, metadata: SAVES }),
    `warning: ${saveLabel}: has no effect: the application uses a template already`,
  ],
  [
    'a template without a name',
    helmApplication([web], { ...template, source: null, template: '' }),
    `${release}.template: "" ${DNS_SUBDOMAIN}`,
  ],
  [
    'a saved chart whose source is elsewhere',
    helmApplication([web], { source: elsewhere, metadata: SAVES }),
    `${spec}.source.sourceRef.namespace: "sources" is not the application's namespace, "apps": ${inlineChart}`,
  ],
  [
    'a saved chart whose source may be elsewhere',
    helmApplication([web], { source: elsewhere, metadata: { ...SAVES, namespace: undefined } }),
    `${spec}.source.sourceRef.namespace: "sources" is not the application's namespace, which the Application does ` +
      `not name: ${inlineChart}`,
  ],
  ['a chart that is not saved, with its source elsewhere', helmApplication([web], { source: elsewhere })],
  [
    'a source that is the chart and would be saved',
    helmApplication([web], { source: oci, chart: undefined, metadata: SAVES }),
    `${saveLabel}: a source of kind OCIRepository cannot be saved as a template: other applications can use it directly`,
  ],
  [
    'a chart of a HelmRepository without a version',
    helmApplication([web], { chart: { chart: 'podinfo' } }),
    `warning: ${release}.chart.version: ${noVersion}`,
  ],
  [
    'one whose version is empty, and that is saved',
    helmApplication([web], { chart: { chart: 'podinfo', version: '' }, metadata: SAVES }),
    `warning: ${release}.chart.version: ${noVersion}`,
  ],
  ['one that says that it takes any version', helmApplication([web], { chart: { chart: 'podinfo', version: '*' } })],
  [
    'a chart of Git, which has the version that it has',
    helmApplication([web], { source: git, chart: { chart: './c' } }),
  ],
  [
    'a label that saves nothing',
    helmApplication([web], { metadata: { labels: { 'gitops.kubesphere.io/save-helm-template': 'yes' } } }),
    `warning: ${saveLabel}: "yes" has no effect: only "true" saves the chart`,
  ],
  [
    'a label that says not to save',
    helmApplication([web], { metadata: { labels: { 'gitops.kubesphere.io/save-helm-template': 'false' } } }),
  ],
  [
    'what only a saved chart has',
    helmApplication([web], {
      chart: {
        chart: 'podinfo',
        version: '6.x',
        suspend: true,
        verify: { matchOIDCIdentity: [], secretRef: { name: 'Key' } },
      },
    }),
    `${release}.chart.suspend: ${onlySaved}`,
    `${release}.chart.verify.matchOIDCIdentity: ${onlySaved}`,
    `${release}.chart.verify.secretRef.name: "Key" ${DNS_SUBDOMAIN}`,
  ],
  [
    'a signed chart of another source',
    helmApplication([web], { source: git, chart: { chart: 'podinfo', verify: {} } }),
    `${release}.chart.verify: only with a source of kind HelmRepository, not "GitRepository"`,
  ],
  [
    "labels and annotations of a saved chart that are the template's own",
    helmApplication([web], {
      metadata: SAVES,
      chart: {
        chart: 'podinfo',
        version: '6.x',
        metadata: {
          labels: { 'app.kubernetes.io/managed-by': 'me' },
          annotations: {
            'gitops.kubesphere.io/helm-template-name': 'mine',
            'kustomize.toolkit.fluxcd.io/prune': 'enabled',
            'gitops.kubesphere.io/lowering-digest': 'none',
          },
        },
      },
    }),
    `${release}.chart.metadata.labels["app.kubernetes.io/managed-by"]: is reserved for lowering: it marks the HelmChart as a template`,
    `${release}.chart.metadata.annotations["gitops.kubesphere.io/helm-template-name"]: is reserved for lowering: it names the template`,
    `${release}.chart.metadata.annotations["kustomize.toolkit.fluxcd.io/prune"]: is reserved for lowering: a template outlives the application that saved it`,
    `${release}.chart.metadata.annotations["gitops.kubesphere.io/lowering-digest"]: is reserved for lowering: it is the digest of the object`,
  ],
  [
    'a kustomization without a source',
    kustomizationApplication([manifests], null),
    `${spec}.source: required for a kustomization, but missing`,
  ],
  [
    'a kustomization with an empty source',
    kustomizationApplication([manifests], {}),
    `${spec}.source.sourceRef: required, but missing`,
  ],
  [
    'a kustomization of charts',
    kustomizationApplication([manifests], { sourceRef: { kind: 'HelmRepository', name: 'charts' } }),
    `${spec}.source.sourceRef.kind: a HelmRepository contains charts: a kustomization needs a GitRepository, ` +
      'OCIRepository, Bucket or ExternalArtifact',
  ],
  [
    'a kustomization that would be saved as a template',
    { ...kustomizationApplication([manifests]), metadata: { name: 'podinfo', ...SAVES } },
    `warning: ${saveLabel}: has no effect: a kustomization has no chart to save`,
  ],
  [
    'an application that has no targets',
    helmApplication([]),
    `warning: ${release}.deploy: is empty: the application has no targets`,
  ],
]);
