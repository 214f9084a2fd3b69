import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainLayers } from '../../src/application/explain';
import { lower } from '../../src/application/lower/lower';
import { helmApplication, onHost, SAVES } from './applications';
import { helmApplications } from './arbitrary-application';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const repository = (name: string, kind = 'HelmRepository') => ({ sourceRef: { kind, name } });

/** The charts in the releases of an Application. */
function chartsOf(application: unknown): object[] {
  const { objects, diagnostics } = lower(application);
  expect(diagnostics).toEqual([]);
  return (objects as Any[])
    .filter(({ kind }) => kind === 'HelmRelease')
    .map(({ spec: { chart, chartRef } }) => chart ?? chartRef);
}

const inline = (chart: object, sourceRef: object = { kind: 'HelmRepository', name: 'charts' }) => ({
  spec: { chart: 'podinfo', version: '6.x', sourceRef, interval: '10m', ...chart },
});

test('is merged over that of the application: maps merge, lists replace', () => {
  const chart = {
    chart: 'podinfo',
    version: '6.x',
    valuesFiles: ['a.yaml', 'b.yaml'],
    verify: { provider: 'cosign', secretRef: { name: 'keys' } },
    metadata: { labels: { a: 'all' } },
  };
  const own = {
    version: '6.10.0',
    valuesFiles: ['c.yaml'],
    verify: { secretRef: { name: 'own' } },
    metadata: { labels: { b: 'one' } },
  };
  expect(chartsOf(helmApplication([onHost('web', { chart: own }), onHost('other')], { chart }))).toEqual([
    {
      metadata: { labels: { a: 'all', b: 'one' } },
      ...inline({
        version: '6.10.0',
        valuesFiles: ['c.yaml'],
        verify: { provider: 'cosign', secretRef: { name: 'own' } },
      }),
    },
    {
      metadata: { labels: { a: 'all' } },
      ...inline({
        valuesFiles: ['a.yaml', 'b.yaml'],
        verify: { provider: 'cosign', secretRef: { name: 'keys' } },
      }),
    },
  ]);
});

test('may come from another source, or be another source', () => {
  const deploy = [
    onHost('a', { source: repository('mirror') }),
    onHost('b', { source: repository('repo', 'GitRepository'), chart: { chart: './charts/podinfo' } }),
    onHost('c', { source: repository('podinfo', 'OCIRepository') }),
  ];
  expect(chartsOf(helmApplication(deploy))).toEqual([
    inline({}, { kind: 'HelmRepository', name: 'mirror' }),
    inline({ chart: './charts/podinfo' }, { kind: 'GitRepository', name: 'repo' }),
    { kind: 'OCIRepository', name: 'podinfo' },
  ]);
});

describe('where the application takes', () => {
  test('a template, it is another template, or chart and source', () => {
    const deploy = [
      onHost('a'),
      onHost('b', { template: 'next' }),
      onHost('c', { source: repository('charts'), chart: { chart: 'podinfo', version: '6.x' } }),
      onHost('d', { source: repository('podinfo', 'OCIRepository') }),
    ];
    expect(chartsOf(helmApplication(deploy, { source: null, chart: undefined, template: 'all' }))).toEqual([
      { kind: 'HelmChart', name: 'all' },
      { kind: 'HelmChart', name: 'next' },
      inline({}),
      { kind: 'OCIRepository', name: 'podinfo' },
    ]);
  });

  test('a source that is the chart, it is another source', () => {
    const deploy = [
      onHost('a'),
      onHost('b', { source: repository('next', 'OCIRepository') }),
      onHost('c', { source: repository('charts'), chart: { chart: 'podinfo', version: '6.x' } }),
    ];
    const source = repository('podinfo', 'OCIRepository');
    expect(chartsOf(helmApplication(deploy, { source, chart: undefined }))).toEqual([
      { kind: 'OCIRepository', name: 'podinfo' },
      { kind: 'OCIRepository', name: 'next' },
      inline({}),
    ]);
  });

  test('a chart that it saves, it is written into the HelmRelease', () => {
    const deploy = [onHost('a'), onHost('b', { chart: { version: '6.10.0' } })];
    expect(chartsOf(helmApplication(deploy, { metadata: SAVES }))).toEqual([
      { kind: 'HelmChart', name: 'podinfo' },
      inline({ version: '6.10.0' }),
    ]);
  });
});

test('is in a tenth of the generated Applications at least, in each of its forms', () => {
  const entries = fc.sample(helmApplications, { numRuns: 300, seed: 1 }).map((application) => {
    return application.spec.fluxApp.spec.config.helmRelease.deploy as Any[];
  });
  const share = (has: (entry: Any) => boolean) => entries.filter((deploy) => deploy.some(has)).length / entries.length;
  expect(share(({ chart, source }) => chart != null && source == null)).toBeGreaterThan(0.1);
  expect(share(({ chart, source }) => chart != null && source != null)).toBeGreaterThan(0.1);
  expect(share(({ template }) => template != null)).toBeGreaterThan(0.1);
});

test('changes the digest of its target and of no other', () => {
  const digests = (deploy: object[]) =>
    (lower(helmApplication(deploy)).objects as Any[]).map(
      ({ metadata }) => metadata.annotations['gitops.kubesphere.io/lowering-digest'],
    );
  const [a, b] = digests([onHost('a'), onHost('b')]);
  const [sameA, otherB] = digests([onHost('a'), onHost('b', { chart: { version: '6.10.0' } })]);
  expect(sameA).toBe(a);
  expect(otherB).not.toBe(b);
});

test('its values files are the ones that are explained', () => {
  const deploy = [onHost('a'), onHost('b', { chart: { valuesFiles: ['b.yaml'] } }), onHost('c', { template: 'next' })];
  const application = helmApplication(deploy, { chart: { chart: 'podinfo', version: '6.x', valuesFiles: ['a.yaml'] } });
  expect(explainLayers(application).map(({ target, layer, file }) => ({ target, layer, file }))).toEqual([
    { target: 'a', layer: 'chart.valuesFiles[0]', file: 'a.yaml' },
    { target: 'b', layer: 'chart.valuesFiles[0]', file: 'b.yaml' },
  ]);
});
