import { Testing } from 'cdk8s';
import { expect, test, vi } from 'vitest';
import {
  Cluster,
  FluxApplication,
  GitRepository,
  type HelmReleaseTarget,
  HelmRepository,
  HelmTemplate,
  OCIRepository,
} from '../../src';
import { errorsOf, testChart } from './chart';

const member = (name: string) => Cluster.member(name).namespace('web');

/** An application with chart and source, whose targets have these chart fields; `props` may replace its own fields. */
function charted(
  targets: (chart: ReturnType<typeof testChart>) => readonly Partial<HelmReleaseTarget>[],
  props: object = {},
) {
  const chart = testChart();
  const source = HelmRepository.fromName(chart, 'charts', 'charts', { namespace: 'sources' });
  const deploy = targets(chart).map((own, index) => ({ destination: member(`eu-${index}`), ...own }));
  const application = { source, chart: { chart: 'podinfo', version: '6.9.0' }, deploy, ...props };
  new FluxApplication(chart, 'app', { helmRelease: application as never });
  return chart;
}

test('chart, source and template of a target arrive in its release, and its own part in the Application', () => {
  const chart = charted((scope) => [
    {},
    { chart: { version: '6.10.0' } },
    { source: HelmRepository.fromName(scope, 'mirror', 'mirror') },
    { source: new OCIRepository(scope, 'podinfo', { url: 'oci://example.com/podinfo' }) },
    { template: HelmTemplate.fromName(scope, 'next', 'next') },
    { source: GitRepository.fromName(scope, 'git', 'git'), chart: { chart: './podinfo' } },
  ]);
  const objects = Testing.synth(chart);
  const sourceRef = { kind: 'HelmRepository', name: 'charts', namespace: 'sources' };
  const inline = (fields: object) => ({
    chart: 'podinfo',
    version: '6.9.0',
    interval: '10m',
    sourceRef,
    ...fields,
  });
  const releases = objects.filter(({ kind }) => kind === 'HelmRelease');
  expect(releases.map(({ spec }) => spec.chartRef ?? spec.chart.spec)).toEqual([
    inline({}),
    inline({ version: '6.10.0' }),
    inline({ sourceRef: { kind: 'HelmRepository', name: 'mirror' } }),
    { kind: 'OCIRepository', name: 'podinfo', namespace: 'apps' },
    { kind: 'HelmChart', name: 'next' },
    inline({ chart: './podinfo', sourceRef: { kind: 'GitRepository', name: 'git' } }),
  ]);
  const { deploy } = objects.find(({ kind }) => kind === 'Application').spec.fluxApp.spec.config.helmRelease;
  const own = (entry: { chart?: object; source?: object; template?: string }) => [
    entry.chart,
    entry.source,
    entry.template,
  ];
  expect(deploy.map(own)).toEqual([
    [undefined, undefined, undefined],
    [{ version: '6.10.0' }, undefined, undefined],
    [undefined, { sourceRef: { kind: 'HelmRepository', name: 'mirror' } }, undefined],
    [undefined, { sourceRef: { kind: 'OCIRepository', name: 'podinfo', namespace: 'apps' } }, undefined],
    [undefined, undefined, 'next'],
    [{ chart: './podinfo' }, { sourceRef: { kind: 'GitRepository', name: 'git' } }, undefined],
  ]);
});

test('beside saveTemplate a target has its chart in its release', () => {
  const scope = testChart();
  new FluxApplication(scope, 'app', {
    helmRelease: {
      source: HelmRepository.fromName(scope, 'charts', 'charts'),
      chart: { chart: 'podinfo', version: '6.9.0' },
      saveTemplate: true,
      deploy: [{ destination: member('eu-1') }, { destination: member('eu-2'), chart: { version: '6.10.0' } }],
    },
  });
  const releases = Testing.synth(scope).filter(({ kind }) => kind === 'HelmRelease');
  expect(releases.map(({ spec }) => spec.chartRef ?? spec.chart.spec.version)).toEqual([
    { kind: 'HelmChart', name: 'app' },
    '6.10.0',
  ]);
});

const errorsWith = (own: object, props?: object) =>
  errorsOf(charted(() => [own], props)).map((line) => line.replace('[test/app] ', ''));

test('errors are at the fields of the target', () => {
  vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const elsewhere = (scope: ReturnType<typeof testChart>) => [
    { template: HelmTemplate.fromName(scope, 'next', 'next', { namespace: 'other' }) },
  ];
  expect(errorsOf(charted(elsewhere))).toEqual([
    '[test/app] helmRelease.deploy[0].template: "next" is in namespace "other", the application in "apps": a template is ' +
      'for the applications of its namespace; use source and chart, which may be of another one',
  ]);
  const badName = (scope: ReturnType<typeof testChart>) => [{ source: HelmRepository.fromName(scope, 'x', 'A') }];
  expect(errorsOf(charted(badName))).toEqual([
    '[test/app] helmRelease.deploy[0].source.name: "A" is not a DNS subdomain: lower-case letters, digits, ' +
      "'-' and '.', with a letter or digit at the ends of every part",
  ]);
  expect(errorsWith({ template: 'next' })).toEqual([
    'helmRelease.deploy[0].template: must be a HelmTemplate, got a string',
  ]);
  expect(errorsWith({ chart: { version: 'newest' } })).toEqual([
    'helmRelease.deploy[0].chart.version: "newest" is neither a version nor a version range, such as 1.2.3, 1.x or ' +
      '">=1.2 <2"',
  ]);
});

test('is no default', () => {
  expect(errorsWith({}, { defaults: { chart: { version: '6.10.0' } } })).toEqual([
    'helmRelease.defaults.chart: is not allowed in defaults: all targets share helmRelease.chart',
  ]);
});
