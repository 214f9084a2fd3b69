import { describe, expect, test } from 'vitest';
import { lower } from '../../src/application/lower/lower';
import { helmApplication, onMember, SAVES } from './applications';
import { web } from './problems';

// biome-ignore lint/suspicious/noExplicitAny: objects are plain data here
type Any = any;

const objectsOf = (application: Any) => lower(application).objects as Any[];
/** The spec of the only release of an application with one entry on the host. */
const specOf = (entry: object) => objectsOf(helmApplication([{ ...web, ...entry }])).at(-1).spec;

describe('the nulls of values', () => {
  const values = { a: null, b: { c: null, d: 0, e: '' }, f: [1, null], g: { h: { i: null } }, j: false, k: [], l: {} };
  const valuesFrom = [{ kind: 'Secret', name: 'own' }];
  const [configMap, release] = objectsOf(helmApplication([{ ...onMember('eu-1', 'web'), valuesFrom, values }]));

  test('go into a ConfigMap of their own', () => {
    expect(configMap).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'podinfo--eu-1--web-values',
        namespace: 'apps',
        labels: { 'app.kubernetes.io/managed-by': 'podinfo' },
        annotations: { 'app.kubernetes.io/name': 'eu-1-web', 'gitops.kubesphere.io/application': 'podinfo' },
      },
      data: { 'values-015daf2a8855.yaml': 'a: null\nb:\n  c: null\nf:\n  - 1\n  - null\ng:\n  h:\n    i: null\n' },
    });
  });

  test('are referred to last, by a key that changes with them', () => {
    const reference = { kind: 'ConfigMap', name: 'podinfo--eu-1--web-values', valuesKey: 'values-015daf2a8855.yaml' };
    expect(release.spec.valuesFrom).toEqual([...valuesFrom, reference]);
    expect(valuesFrom).toHaveLength(1);
    const other = specOf({ values: { a: null, b: null } }).valuesFrom[0];
    expect(other.valuesKey).not.toBe(specOf({ values: { a: null } }).valuesFrom[0].valuesKey);
    expect(other.valuesKey).toBe(specOf({ values: { b: null, a: null } }).valuesFrom[0].valuesKey);
  });

  test('leave the rest where it was', () => {
    expect(release.spec.values).toEqual({ b: { d: 0, e: '' }, g: { h: {} }, j: false, k: [], l: {} });
    expect(specOf({ values: { a: null } }).values).toEqual({});
  });

  test('need no ConfigMap where there are none', () => {
    const objects = objectsOf(helmApplication([{ ...web, values: { a: [{ b: 0 }] } }]));
    expect(objects.map(({ kind }) => kind)).toEqual(['HelmRelease']);
    expect(objects[0].spec).not.toHaveProperty('valuesFrom');
  });
});

describe('fields that HelmRelease v2 has not', () => {
  test('skipCRDs: true is crds: Skip', () => {
    expect(specOf({ install: { skipCRDs: true, replace: true } }).install).toEqual({ crds: 'Skip', replace: true });
    expect(specOf({ install: { skipCRDs: true, crds: 'Skip' } }).install).toEqual({ crds: 'Skip' });
    expect(specOf({ install: { skipCRDs: false, crds: 'Create' } }).install).toEqual({
      skipCRDs: false,
      crds: 'Create',
    });
  });

  test('rollback.recreate is left out', () => {
    expect(specOf({ rollback: { recreate: true, force: true } }).rollback).toEqual({ force: true });
  });
});

describe('the chart', () => {
  const chart = {
    chart: 'podinfo',
    version: '6.9.0',
    ignoreMissingValuesFiles: true,
    metadata: { labels: { team: 'web' }, annotations: { note: 'a' } },
    verify: { provider: 'cosign' },
  };
  const spec = {
    chart: 'podinfo',
    version: '6.9.0',
    interval: '10m',
    ignoreMissingValuesFiles: true,
    verify: { provider: 'cosign' },
  };
  const source = (kind: string, namespace?: string) => ({ sourceRef: { kind, name: 'charts', namespace } });

  test('is written into every release, with the namespace of its source', () => {
    const [release] = objectsOf(helmApplication([web], { chart, source: source('HelmRepository', 'sources') }));
    expect(release.spec.chart).toEqual({
      metadata: chart.metadata,
      spec: { ...spec, sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'sources' } },
    });
  });

  test('is written once where it is saved, without the namespace, and takes the latest version by default', () => {
    const parts = {
      chart: { ...chart, version: undefined, suspend: true },
      source: source('HelmRepository', 'apps'),
      metadata: SAVES,
    };
    const [helmChart, release] = objectsOf(helmApplication([web], parts));
    expect(helmChart).toMatchObject({
      kind: 'HelmChart',
      metadata: {
        name: 'podinfo',
        labels: { team: 'web', 'app.kubernetes.io/managed-by': 'gitops.kubesphere.io' },
        annotations: { note: 'a', 'gitops.kubesphere.io/helm-template-name': 'podinfo' },
      },
    });
    expect(helmChart.spec).toEqual({
      ...spec,
      version: '*',
      suspend: true,
      sourceRef: { kind: 'HelmRepository', name: 'charts' },
    });
    expect(release.spec.chartRef).toEqual({ kind: 'HelmChart', name: 'podinfo' });
    expect(release.spec).not.toHaveProperty('chart');
  });

  test('may be the source itself', () => {
    const [release] = objectsOf(
      helmApplication([web], { chart: undefined, source: source('OCIRepository', 'sources') }),
    );
    expect(release.spec.chartRef).toEqual({ kind: 'OCIRepository', name: 'charts', namespace: 'sources' });
  });
});

test('labels and annotations of an entry are those of its object', () => {
  const [release] = objectsOf(
    helmApplication([{ ...web, metadata: { labels: { shard: 'a' }, annotations: { note: 'b' } } }]),
  );
  expect(release.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'podinfo', shard: 'a' });
  expect(release.metadata.annotations).toMatchObject({ 'app.kubernetes.io/name': 'web', note: 'b' });
});
