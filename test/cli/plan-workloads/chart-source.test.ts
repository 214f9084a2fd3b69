import { expect, test } from 'vitest';
import { addressOfChart, type ChartSource, chartSourceOf } from '../../../src/cli/plan/workloads/chart-source';
import { object, release } from '../../change/plan/objects';

const source = (kind: string, fetched: object, chart: object = {}): ChartSource => ({
  kind,
  origin: 'shop/charts',
  fetched: { ...fetched },
  chart: { chart: 'web', version: '1.x', valuesFiles: [], ...chart },
});

test.each([
  [
    'a repository',
    source('HelmRepository', { url: 'https://charts.example/' }),
    ['--version=1.x', '--repo=https://charts.example', '--', 'web'],
  ],
  [
    'a repository of OCI',
    source('HelmRepository', { url: 'oci://registry.example/charts', insecure: true }),
    ['--version=1.x', '--plain-http', '--', 'oci://registry.example/charts/web'],
  ],
  [
    'an artifact by its tag',
    source('OCIRepository', { url: 'oci://registry.example/web', ref: { tag: 'a' } }),
    ['--', 'oci://registry.example/web:a'],
  ],
  [
    'an artifact by its digest, which goes over a tag',
    source('OCIRepository', { url: 'oci://registry.example/web', ref: { tag: 'a', digest: 'sha256:b' } }),
    ['--', 'oci://registry.example/web@sha256:b'],
  ],
])('%s', (_, from, args) => {
  expect(addressOfChart(from).args).toEqual(args);
});

test('another version than the source says', () => {
  const { label, args } = addressOfChart(source('HelmRepository', { url: 'https://charts.example' }), '1.2.3');
  expect({ label, version: args[0] }).toEqual({ label: 'chart web 1.2.3', version: '--version=1.2.3' });
});

test.each([
  ['the chart is in Git', source('GitRepository', {})],
  ['the chart is in a Bucket', source('Bucket', {})],
  ['the chart is made with valuesFiles', source('HelmRepository', {}, { valuesFiles: ['a.yaml'] })],
  ['the OCIRepository has no tag and no digest', source('OCIRepository', { url: 'oci://a' })],
  ['the OCIRepository has no tag and no digest', source('OCIRepository', { ref: { tag: 'a', semver: '1.x' } })],
])('%s', (message, from) => {
  expect(() => addressOfChart(from)).toThrow(message);
});

test('with valuesFiles another interval is another chart, and without it is not', async () => {
  const metadata = { name: 'charts', namespace: 'shop' };
  const repository = object({
    ...{ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'HelmRepository', metadata },
    spec: { url: 'https://charts.example' },
  });
  const sourceAt = (interval: string, valuesFiles?: readonly string[]) =>
    chartSourceOf(release('eu-1', { spec: { interval, chart: { spec: { valuesFiles } } } }), async () => repository);
  expect(await sourceAt('5m')).toEqual(await sourceAt('6m'));
  expect(await sourceAt('5m', ['a.yaml'])).toEqual(await sourceAt('5m', ['a.yaml']));
  expect(await sourceAt('5m', ['a.yaml'])).not.toEqual(await sourceAt('6m', ['a.yaml']));
  await expect(chartSourceOf(release('eu-1'), async () => undefined)).rejects.toThrow(
    /^HelmRepository shop\/charts does not exist$/,
  );
});
