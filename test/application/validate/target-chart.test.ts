import { helmApplication, onHost, SAVES } from '../applications';
import { DNS_SUBDOMAIN, entry, release, spec, testProblems, web } from '../problems';

const repository = { sourceRef: { kind: 'HelmRepository', name: 'charts' } };
const git = { sourceRef: { kind: 'GitRepository', name: 'repo' } };
const oci = { sourceRef: { kind: 'OCIRepository', name: 'podinfo' } };
const template = { chart: undefined, source: null, template: 'podinfo' };
const own = (fields: object) => [onHost('web', fields)];
const noVersion = 'is missing, so Flux upgrades to every new version: set a range, such as 6.x, or an exact version';

testProblems([
  [
    'a chart of its own where the application takes a template',
    helmApplication(own({ chart: { version: '6.10.0' } }), template),
    `${entry}.chart: not allowed, because the application uses a template: set another template on the target, or ` +
      'chart and source',
  ],
  [
    'a chart of its own where the source is the chart',
    helmApplication(own({ chart: { version: '6.10.0' } }), { source: oci, chart: undefined }),
    `${entry}.chart: not allowed with a source of kind OCIRepository, which is the chart itself: give the target ` +
      'another source',
  ],
  [
    'a chart of its own beside a source of its own that is the chart',
    helmApplication(own({ source: oci, chart: { version: '6.10.0' } })),
    `${entry}.chart: not allowed with a source of kind OCIRepository, which is the chart itself`,
  ],
  [
    'a template of its own beside chart and source',
    helmApplication(own({ template: 'Other', source: git, chart: { version: '6.10.0' } })),
    `${entry}.template: "Other" ${DNS_SUBDOMAIN}`,
    `${entry}.chart: template and chart are both set: exactly one is allowed`,
    `warning: ${entry}.source: has no effect: the template has its own source`,
  ],
  [
    'a source of its own where the application takes a template',
    helmApplication(own({ source: git }), template),
    `${entry}.chart: required with a source of kind "GitRepository", but missing`,
  ],
  [
    'a chart without a name where there is none to take it from',
    helmApplication(own({ source: git, chart: { version: '1.x' } }), template),
    `${entry}.chart.chart: required with a source of kind "GitRepository", but missing`,
  ],
  [
    'fields that are wrong',
    helmApplication(
      own({
        chart: {
          chart: 'Pod Info',
          version: 'newest',
          metadata: { labels: { 'a/b/c': 'd' } },
          verify: { secretRef: { name: 'Key' } },
        },
      }),
    ),
    `${entry}.chart.metadata.labels["a/b/c"]: "a/b/c" is not a qualified name: [DNS subdomain/]name, the name of letters, digits, '-', '_' ` +
      "and '.'",
    `${entry}.chart.verify.secretRef.name: "Key" ${DNS_SUBDOMAIN}`,
    `${entry}.chart.chart: "Pod Info" is not the name of a chart: lower-case letters, digits and '-', in parts separated ` +
      "by '/' or '.'",
    `${entry}.chart.version: "newest" is neither a version nor a version range, such as 1.2.3, 1.x or ">=1.2 <2"`,
  ],
  [
    'a field that only a saved chart has',
    helmApplication(own({ chart: { suspend: true } })),
    `${entry}.chart.suspend: unknown field; allowed: chart, ignoreMissingValuesFiles, interval, metadata, ` +
      'reconcileStrategy, valuesFiles, verify, version',
  ],
  [
    'a source that is wrong',
    helmApplication(
      own({ source: { sourceRef: { kind: 'HelmRepository', name: 'A', apiVersion: 'example.com/v1' } } }),
    ),
    `${entry}.source.sourceRef.name: "A" ${DNS_SUBDOMAIN}`,
    `${entry}.source.sourceRef.apiVersion: "example.com/v1" is not of the group source.toolkit.fluxcd.io`,
  ],
  [
    'a source that holds nothing',
    helmApplication(own({ source: {}, chart: 'podinfo' })),
    `${entry}.chart: must be a map, got a string`,
    `${entry}.source.sourceRef: required, but missing`,
  ],
  [
    'the name of the chart of the application, which is none in the source of the target',
    helmApplication(own({ source: repository }), { source: git, chart: { chart: './charts/podinfo', version: '1.x' } }),
    `${entry}.source: "./charts/podinfo" is not the name of a chart: lower-case letters, digits and '-', in parts separated ` +
      "by '/' or '.'",
  ],
  [
    'a signature of the chart of the application, which the source of the target cannot have',
    helmApplication(own({ source: git }), { chart: { chart: 'podinfo', version: '1.x', verify: {} } }),
    `${entry}.source: only with a source of kind HelmRepository, not "GitRepository"`,
  ],
  [
    'what is wrong with the chart of the application is said there',
    helmApplication(own({ chart: { interval: '1h' } }), { chart: { chart: 'Podinfo', version: '1.x' } }),
    `${release}.chart.chart: "Podinfo" is not the name of a chart: lower-case letters, digits and '-', in parts separated ` +
      "by '/' or '.'",
  ],
  [
    'what only the saved chart of the application can have',
    helmApplication(own({ chart: { version: '6.10.0' } }), {
      metadata: SAVES,
      chart: { chart: 'podinfo', version: '6.x', suspend: true, verify: { matchOIDCIdentity: [] } },
    }),
    `${entry}.chart: the chart of the application has suspend, which only a saved template can have: set another ` +
      'template on the target',
    `${entry}.chart: the chart of the application has verify.matchOIDCIdentity, which only a saved template can have: ` +
      'set another template on the target',
  ],
  [
    'no version anywhere, which is said once',
    helmApplication(own({ chart: { interval: '1h' } }), { chart: { chart: 'podinfo' } }),
    `warning: ${release}.chart.version: ${noVersion}`,
  ],
  [
    'no version for one target',
    helmApplication([onHost('a', { chart: { version: '6.10.0' } }), onHost('b')], { chart: { chart: 'podinfo' } }),
    `warning: ${release}.chart.version: ${noVersion}`,
  ],
  [
    'a version for each target, and none for the application',
    helmApplication(own({ chart: { version: '6.10.0' } }), { chart: { chart: 'podinfo' } }),
  ],
  [
    'a version for each target, and none for what is saved',
    helmApplication(own({ chart: { version: '6.10.0' } }), { chart: { chart: 'podinfo' }, metadata: SAVES }),
    `warning: ${release}.chart.version: ${noVersion}`,
  ],
  [
    'no version in a repository of its own',
    helmApplication([web, onHost('b', { source: repository })], { source: git, chart: { chart: 'podinfo' } }),
    `warning: ${release}.deploy[1].chart.version: ${noVersion}`,
  ],
  [
    'an empty version of its own',
    helmApplication(own({ chart: { version: '' } })),
    `warning: ${entry}.chart.version: ${noVersion}`,
  ],
  [
    'no source at all',
    helmApplication(own({ chart: { version: '1.x' } }), { source: null }),
    `${spec}.source: required if helmRelease has no template, but missing`,
  ],
]);
